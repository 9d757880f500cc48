"""Maps first: the rest of a page waits while a map is being rendered, in this session or another.

Python runs one session at a time. If time were shared equally, the maps of many visitors would all be late because of
charts further down that nobody has looked at yet. So maps are rendered one after another, and of other pages one at a
time is completed: first those that lack what stands beside their map, then those that only lack what is below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, count
from threading import Condition, local
from time import monotonic, sleep
from typing import Final, NamedTuple

import streamlit as st

from layers.app import script_run

LEAD: Final = 0.09
"""Seconds for a new map to be sent and painted before the rest of the page occupies this thread and the browser."""

FIRST_LEAD: Final = 1.0
"""The same for a browser's first map, which says when it is painted: longest wait, in seconds."""

PATIENCE: Final = 5.0
"""Longest wait for other sessions, in seconds."""

_STEP: Final = 0.02
"""Seconds after which a page that waits looks for a newer change by its own reader."""

_MAP, _BESIDE, _BELOW = range(3)


class _Turn(NamedTuple):
    """A turn of a thread; those of a lower rank come first, then those that came first."""

    rank: int
    number: int


_numbers: Final = count()
_changed: Final = Condition()
_waiting: Final[set[_Turn]] = set()
_working: Final[set[_Turn]] = set()
_thread: Final = local()


@contextmanager
def rendering_map() -> Iterator[None]:
    """Render a map within the block, when no other is being rendered."""
    with _turn(_MAP, _end_if_replaced):
        yield


def lead(seconds: float = LEAD) -> None:
    """Wait until a map that was just sent is painted: so long, unless its browser asks for something before."""
    until = monotonic() + seconds
    while (left := until - monotonic()) > 0 and not script_run.has_pending_rerun():
        sleep(min(left, _STEP))
        _end_if_outdated()


@contextmanager
def completing(*, below: bool = False) -> Iterator[None]:
    """Complete a part of a page within the block, while no part of another and no map is made.

    If the reader has changed something since a fragment's run began, that run is restarted here.

    Parameters
    ----------
    below
        Whether the part stands below the map: what other pages lack beside theirs is then more urgent.
    """
    with _turn(_BELOW if below else _BESIDE, _end_if_outdated):
        yield


def give_way() -> None:
    """Let maps and more urgent parts of other pages come first, in the middle of a part."""
    turn: _Turn | None = getattr(_thread, "turn", None)
    if turn is not None:  # a page with a map
        with _changed:  # as one step, or a page that came later would begin in between
            _waiting.add(turn)
            _leave(turn)
        _take(turn, _end_if_replaced)


@contextmanager
def _turn(rank: int, check_run: Callable[[], None]) -> Iterator[None]:
    outer = getattr(_thread, "turn", None)
    _thread.turn = _Turn(rank, next(_numbers))
    try:
        _take(_thread.turn, check_run)
        yield
    finally:
        _leave(_thread.turn)
        _thread.turn = outer


def _take(turn: _Turn, check_run: Callable[[], None]) -> None:
    """Wait for a turn, at most :data:`PATIENCE`; ``check_run`` ends a run that has become outdated."""
    until = monotonic() + PATIENCE
    with _changed:
        _waiting.add(turn)
    try:
        check_run()
        while not _begins(turn, in_any_case=monotonic() >= until):
            check_run()
    finally:
        with _changed:
            _waiting.discard(turn)


def _begins(turn: _Turn, *, in_any_case: bool) -> bool:
    """Let a turn begin if it is the next one, within :data:`_STEP`; return whether it has begun."""
    with _changed:
        begins = in_any_case or _changed.wait_for(lambda: not any(_ahead(turn)), _STEP)
        if begins:
            _working.add(turn)
        return begins


def _ahead(turn: _Turn) -> Iterator[_Turn]:
    """Turns for which another waits: for a map only maps, for the rest of a page also the rest of other pages."""
    ahead = chain(_working, (other for other in _waiting if other < turn))
    return (other for other in ahead if turn.rank != _MAP or other.rank == _MAP)


def _leave(turn: _Turn) -> None:
    with _changed:
        _working.discard(turn)
        _changed.notify_all()


def _end_if_replaced() -> None:
    """End this run if the whole script is to run again: Streamlit checks for that at any access to its state."""
    st.session_state.get("waits")


def _end_if_outdated() -> None:
    """The same, and restart a fragment's run if the fragment is to run again; a run of the whole script continues."""
    _end_if_replaced()
    if script_run.has_pending_rerun() and not script_run.is_full_run():
        st.rerun(scope="fragment")
