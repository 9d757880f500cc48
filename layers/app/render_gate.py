"""Maps first: the rest of a page waits while a map is being rendered, in this session or another.

Python runs one session at a time. If time were shared equally, the maps of many visitors would all be late because of
charts further down that nobody has looked at yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import sleep
from typing import Final

LEAD: Final = 0.09
"""Seconds for a new map to be sent and painted before the rest of the page occupies this thread and the browser."""

PATIENCE: Final = 0.5
"""Longest wait for the maps of other sessions, in seconds."""

_finished: Final = Condition()
_rendering: set[object] = set()


@contextmanager
def rendering_map() -> Iterator[None]:
    """Mark a map as being rendered, within the block."""
    token = object()
    _rendering.add(token)
    try:
        yield
    finally:
        with _finished:
            _rendering.discard(token)
            _finished.notify_all()


def yield_to_maps() -> None:
    """Wait until the map of this page was sent and no other session renders one, at most :data:`PATIENCE`."""
    sleep(LEAD)
    give_way()


def give_way() -> None:
    """Wait, between two parts of the rest of a page, until no session renders a map, at most :data:`PATIENCE`."""
    with _finished:
        _finished.wait_for(lambda: not _rendering, timeout=PATIENCE)
