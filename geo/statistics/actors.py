"""Which actor a source's word stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from geo.lazy import pd

_BETWEEN: Final = re.compile(r", |/| - ")
"""What sources put between two parties in one cell."""


def resolve(words: Iterable[str], actors: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Find the actors that words of sources stand for.

    Parameters
    ----------
    words
        As published. A word may name several parties (``ELN, FARC-EMC``).
    actors
        :data:`geo.schema.ACTORS`.

    Returns
    -------
    dict
        ``actor_id`` of each party, in the order of the word; words of which a part is not known are left out.

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
    for word in dict.fromkeys(words):
        whole = known.get(word.casefold())
        parts = (whole,) if whole else tuple(known.get(part.casefold()) for part in _BETWEEN.split(word))
        if all(parts):
            found[word] = tuple(str(part) for part in parts)
    return found
