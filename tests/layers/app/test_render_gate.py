"""The rest of a page waits for the maps of other sessions, within a limit."""

import threading
import time

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
    with render_gate.rendering_map():
        render_gate.yield_to_maps()
        assert render_gate._rendering


def test_a_map_that_fails_counts_as_done() -> None:
    """An exception ends the wait."""

    def fail() -> None:
        with render_gate.rendering_map():
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not render_gate._rendering
