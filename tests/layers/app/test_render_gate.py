"""Maps come first, one after another; then what stands beside them, then the rest, one page at a time."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial

import pytest

from layers.app import render_gate, script_run


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Whatever happens, every turn ends."""
    yield
    assert not render_gate._waiting
    assert not render_gate._working


def until(is_true: Callable[[], object]) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + 30
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.002)


@contextmanager
def threads(*works: Callable[[], None]) -> Iterator[None]:
    """Run each work in a thread of its own, in their order; wait for all at the end."""
    before = len(render_gate._waiting)
    started = [threading.Thread(target=work) for work in works]
    for number, thread in enumerate(started, before + 1):
        thread.start()
        until(lambda number=number: len(render_gate._waiting) == number)  # type: ignore[misc]
    yield
    for thread in started:
        thread.join(30)


def test_the_rest_waits_while_a_map_is_rendered() -> None:
    """It continues as soon as that is done."""
    done = []

    def complete() -> None:
        with render_gate.completing():
            done.append("rest")

    with render_gate.rendering_map(), threads(complete):
        time.sleep(0.1)
        done.append("map")
        render_gate._leave(render_gate._thread.turn)
    assert done == ["map", "rest"]


def test_maps_are_rendered_one_after_another() -> None:
    """And none of them waits for the rest of a page."""
    done = []

    def render() -> None:
        with render_gate.rendering_map():
            done.append("second")

    with render_gate.completing(), render_gate.rendering_map():
        thread = threading.Thread(target=render)
        thread.start()
        until(lambda: render_gate._waiting)
        done.append("first")
    thread.join(30)
    assert done == ["first", "second"]


def test_what_stands_beside_a_map_comes_before_what_is_below() -> None:
    """A page that only lacks the lower part leaves the turn to one that lacks more, and then continues."""
    done = []

    def complete(*, below: bool) -> None:
        with render_gate.completing(below=below):
            done.append("below" if below else "beside")

    with (
        render_gate.completing(below=True),
        threads(partial(complete, below=True), partial(complete, below=False)),
    ):
        render_gate.give_way()
        done.append("below, first")
        render_gate._leave(render_gate._thread.turn)
    assert done == ["beside", "below, first", "below"]


def test_a_page_in_the_works_is_completed_before_another_begins() -> None:
    """Between equals the order of arrival holds: two pages at once would both be late."""
    done = []

    def complete() -> None:
        with render_gate.completing():
            done.append("second")

    with render_gate.completing(), threads(complete):
        for _ in range(2000):
            render_gate.give_way()
        done.append("first")
        render_gate._leave(render_gate._thread.turn)
    assert done == ["first", "second"]


def test_one_that_fails_leaves_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception ends a map's turn and a page's."""
    monkeypatch.setattr(render_gate, "PATIENCE", 30)
    for kind in (render_gate.rendering_map, render_gate.completing):
        with suppress(LookupError), kind():
            raise LookupError
    began = time.monotonic()
    with render_gate.rendering_map(), suppress(LookupError):
        pass
    with render_gate.completing():
        render_gate.give_way()
    assert time.monotonic() - began < 10


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait is limited, for a map and for the rest."""
    monkeypatch.setattr(render_gate, "PATIENCE", 0.05)
    with render_gate.rendering_map(), render_gate.rendering_map(), render_gate.completing():
        render_gate.give_way()
        assert len(render_gate._working) == 3


class OutdatedError(Exception):
    """A run is ended."""


@pytest.mark.parametrize("waiting", [lambda: render_gate.lead(30), render_gate.completing().__enter__])
def test_a_change_of_the_page_ends_the_wait(monkeypatch: pytest.MonkeyPatch, waiting: Callable[[], None]) -> None:
    """The page that waits is outdated: its run ends where it looks at its state."""

    class State(dict[str, str]):
        def get(self, *_: object) -> None:
            raise OutdatedError

    with render_gate.rendering_map():
        monkeypatch.setattr("streamlit.session_state", State())
        with pytest.raises(OutdatedError):
            waiting()


@pytest.mark.parametrize("is_full_run", [True, False])
def test_a_change_of_the_period_ends_the_wait(monkeypatch: pytest.MonkeyPatch, *, is_full_run: bool) -> None:
    """Streamlit would end the run of a fragment first; in that of a whole page something else would be lost."""
    reruns: list[str] = []

    def rerun(*, scope: str) -> None:
        reruns.append(scope)
        raise OutdatedError

    monkeypatch.setattr("streamlit.rerun", rerun)
    monkeypatch.setattr(script_run, "has_pending_rerun", lambda: True)
    monkeypatch.setattr(script_run, "is_full_run", lambda: is_full_run)
    monkeypatch.setattr(render_gate, "PATIENCE", 0.05)
    for others in (nullcontext, render_gate.rendering_map):
        with others(), suppress(OutdatedError), render_gate.completing():
            assert is_full_run
    assert reruns == ([] if is_full_run else ["fragment"] * 2)


def test_the_lead_of_a_map_ends_when_its_browser_has_painted_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser then sends something; without a word of it the lead has its end."""
    began = time.monotonic()
    render_gate.lead(0.1)
    assert time.monotonic() - began >= 0.1
    monkeypatch.setattr(script_run, "has_pending_rerun", lambda: True)
    began = time.monotonic()
    render_gate.lead(30)
    assert time.monotonic() - began < 10


def test_a_page_without_a_map_does_not_wait() -> None:
    """A chart on another page gives way to nobody: it has no turn that it could give up."""
    continued = threading.Event()

    def show() -> None:
        render_gate.give_way()
        continued.set()

    with render_gate.rendering_map():
        threading.Thread(target=show).start()
        assert continued.wait(1)
