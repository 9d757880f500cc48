"""Identify actors by the names that sources give them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from geo.lazy import pd

_SEPARATOR: Final = re.compile(r", |/| - ")
"""Separators of parties within one cell."""


def resolve(names: Iterable[str], actors: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Look up actors by names and aliases.

    Parameters
    ----------
    names
        As published. One text may name several parties (``ELN, FARC-EMC``).
    actors
        :data:`geo.schema.ACTORS`.

    Returns
    -------
    dict
        ``actor_id`` of the parties in each name, in its order; names with an unknown party are left out.

    Examples
    --------
    >>> table = pd.DataFrame({"actor_id": ["agc", "eln"], "aliases": ["EGC | Clan del Golfo", "ELN"]})
    >>> resolve(["EGC", "ELN, EGC", "ELN, somebody"], table)
    {'EGC': ('agc',), 'ELN, EGC': ('eln', 'agc')}
    """
    known = {
        alias.casefold(): str(actor)
        for actor, aliases in zip(actors["actor_id"], actors["aliases"], strict=True)
        for alias in aliases.split(" | ")
    }
    found = {}
    for name in dict.fromkeys(names):
        whole = known.get(name.casefold())
        parts = (whole,) if whole else tuple(known.get(part.casefold()) for part in _SEPARATOR.split(name))
        if all(parts):
            found[name] = tuple(str(part) for part in parts)
    return found
