"""What is read from inside Streamlit is what it does: a new version that moves it is noticed here."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from layers.app import script_run


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The run at work, of a whole page."""
    found = SimpleNamespace(script_requests=ScriptRequests(), fragment_ids_this_run=None)
    found.script_requests.request_rerun(RerunData())
    found.script_requests.on_scriptrunner_ready()
    monkeypatch.setattr(script_run, "get_script_run_ctx", lambda **_: found)
    return found


@pytest.mark.parametrize("asked", [RerunData(), RerunData(fragment_id="map")])
def test_a_request_that_waits_is_noticed(run: SimpleNamespace, asked: RerunData) -> None:
    """For a page or for a part of it, until its own run begins."""
    assert not script_run.has_pending_rerun()
    run.script_requests.request_rerun(asked)
    assert script_run.has_pending_rerun()
    run.script_requests.on_scriptrunner_ready()
    assert not script_run.has_pending_rerun()


def test_a_timer_asks_for_nothing(run: SimpleNamespace) -> None:
    """An animation whose steps take longer than its interval would begin each of them anew, and stand still."""
    run.script_requests.request_rerun(RerunData(fragment_id="map", is_auto_rerun=True))
    assert not script_run.has_pending_rerun()


def test_a_part_of_a_page_is_told_from_the_whole(run: SimpleNamespace) -> None:
    """By what Streamlit was asked to run."""
    assert script_run.is_full_run()
    run.fragment_ids_this_run = ["map"]
    assert not script_run.is_full_run()


def test_outside_a_run_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread without a page."""
    monkeypatch.setattr(script_run, "get_script_run_ctx", lambda **_: None)
    assert script_run.is_full_run()
    assert not script_run.has_pending_rerun()
