"""Roles in docstrings (``:func:`geo.area.hectares```) as links where the site has the object, as code elsewhere."""

import re
from typing import Any

import griffe

_ROLE = re.compile(r":(?:attr|class|data|exc|func|meth|mod):`~?([\w.]+)`")


class Roles(griffe.Extension):
    """Rewrites every docstring before it is parsed."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite that of an object."""
        if obj.docstring:
            obj.docstring.value = _ROLE.sub(
                r'<autoref identifier="\1" optional><code>\1</code></autoref>', obj.docstring.value
            )
