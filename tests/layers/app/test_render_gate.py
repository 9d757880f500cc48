"""The rest of a page waits for the maps of other sessions, within a limit."""

import threading
import time
from contextlib import suppress

import pytest

from layers.app import render_gate


def test_the_rest_waits_while_a_map_is_rendered() -> None:
    """It continues as soon as the last one is done."""
    began, done = threading.Event(), threading.Event()

    def draw() -> None:
        with render_gate.rendering_map():
            began.set()
            time.sleep(0.2)
            done.set()

    threading.Thread(target=draw).start()
    began.wait()
    render_gate.yield_to_maps()
    assert done.is_set()


def test_the_rest_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait is limited."""
    monkeypatch.setattr(render_gate, "PATIENCE", 0.05)
    with render_gate.rendering_map(), render_gate.lower_part():
        assert render_gate._rendering


def test_pages_are_completed_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at a time would both be late; one that fails leaves its turn to the next, and nobody waits for ever."""
    open_now, most = [], []

    def complete() -> None:
        with suppress(LookupError), render_gate.lower_part():
            open_now.append(1)
            most.append(len(open_now))
            time.sleep(0.05)
            open_now.pop()
            raise LookupError

    pages = [threading.Thread(target=complete) for _ in range(4)]
    for page in pages:
        page.start()
    for page in pages:
        page.join()
    assert most == [1, 1, 1, 1]
    monkeypatch.setattr(render_gate, "TURN_PATIENCE", 0.05)
    with render_gate.lower_part():
        complete()
    assert most[4:] == [1]


def test_a_change_by_the_reader_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that waits is outdated: its run ends where it looks at its state."""

    class OutdatedError(Exception):
        pass

    class State(dict[str, str]):
        def get(self, *_: object) -> None:
            raise OutdatedError

    monkeypatch.setattr(render_gate.st, "session_state", State())
    with pytest.raises(OutdatedError):
        render_gate.yield_to_maps()
    with render_gate.rendering_map(), pytest.raises(OutdatedError), render_gate.lower_part():
        raise AssertionError("the rest of an outdated page was made")
    assert not render_gate._turn.locked()


def test_a_map_that_fails_counts_as_done() -> None:
    """An exception ends the wait."""

    def fail() -> None:
        with render_gate.rendering_map():
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not render_gate._rendering
