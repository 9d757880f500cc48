"""Maps before all else: what is below a map waits while anybody's map is being made.

Python runs one session's change at a time. Shared out evenly, a crowd's maps would all come late together with charts
that nobody has looked at yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import sleep
from typing import Final

LEAD: Final = 0.04
"""Seconds in which a new map leaves and is painted before the rest takes this thread and the browser."""

PATIENCE: Final = 0.5
"""Seconds that the rest waits for other sessions' maps, at most."""

_turn: Final = Condition()
_under_way: set[object] = set()


@contextmanager
def rendering_map() -> Iterator[None]:
    """While a map is being made."""
    one = object()
    _under_way.add(one)
    try:
        yield
    finally:
        with _turn:
            _under_way.discard(one)
            _turn.notify_all()


def yield_to_maps() -> None:
    """Wait with the rest of a page: for its own map to be on its way, and for those of others to be made."""
    sleep(LEAD)
    with _turn:
        _turn.wait_for(lambda: not _under_way, timeout=PATIENCE)
