"""What is drawn and where it goes: maps, exports, the app and the command. Nothing here computes a statistic.

The Python face (docs/python.md) is ``from layers import Selection, Tables, extract``: a selection says what
is shown, the tables hold the data, and the modules turn both into pages and files.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from layers.selection import Selection
    from layers.tables import Tables

__all__ = ["Selection", "Tables"]

_HOMES: Final = {"Selection": "layers.selection", "Tables": "layers.tables"}


def __getattr__(name: str) -> Any:
    """Bring a class from its module when it is asked for: those modules import this package first."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
