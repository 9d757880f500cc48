"""Maps first: the rest of a page waits while a map is being rendered, in this session or another.

Python runs one session at a time. If time were shared equally, the maps of many visitors would all be late because of
charts further down that nobody has looked at yet. For the same reason only one page at a time makes these charts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic, sleep
from typing import Final

import streamlit as st

LEAD: Final = 0.09
"""Seconds for a new map to be sent and painted before the rest of the page occupies this thread and the browser."""

PATIENCE: Final = 0.5
"""Longest wait for the maps of other sessions, in seconds."""

TURN_PATIENCE: Final = 5.0
"""Longest wait for the lower parts of other pages, in seconds."""

_STEP: Final = 0.02
"""Seconds after which a page that waits looks again, also for a newer change by its own reader."""

_rendering: set[object] = set()
_turn: Final = Lock()


@contextmanager
def rendering_map() -> Iterator[None]:
    """Mark a map as being rendered, within the block."""
    token = object()
    _rendering.add(token)
    try:
        yield
    finally:
        _rendering.discard(token)


def yield_to_maps() -> None:
    """Wait until the map of this page was sent and painted and no other session renders one."""
    _wait(lambda: False, LEAD)
    give_way()


@contextmanager
def lower_part() -> Iterator[None]:
    """Complete a page within the block, while no other page is being completed."""
    has_turn = _wait(lambda: _turn.acquire(blocking=False), TURN_PATIENCE)
    try:
        give_way()
        yield
    finally:
        if has_turn:
            _turn.release()


def give_way() -> None:
    """Wait, between two parts of the rest of a page, until no session renders a map, at most :data:`PATIENCE`."""
    _wait(lambda: not _rendering, PATIENCE)


def _wait(is_over: Callable[[], bool], seconds: float) -> bool:
    """Wait at most so many seconds; return whether what was waited for has come."""
    until = monotonic() + seconds
    while not is_over():
        left = until - monotonic()
        if left <= 0:
            return False
        sleep(min(left, _STEP))
        st.session_state.get("waits")  # any look at the state ends a run that the reader's next change replaces
    return True
