"""Maps, exports, the app and the command, made from the tables of a build.

The public Python interface (docs/python.md) is ``from layers import Selection, Tables, extract``: a selection states
what is shown, the tables hold the data, and the modules turn both into pages and files.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from layers.selection import Selection
    from layers.tables import Tables

__all__ = ["Selection", "Tables"]

_MODULES: Final = {"Selection": "layers.selection", "Tables": "layers.tables"}


def __getattr__(name: str) -> Any:
    """Import a class on first access: its module imports this package first."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULES[name]), name)
