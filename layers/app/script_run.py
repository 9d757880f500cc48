"""The state of the script run, which Streamlit has no public API for."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType


def is_full_run() -> bool:
    """Whether the whole script runs, and not only a fragment of it."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is None or not context.fragment_ids_this_run


def has_pending_rerun() -> bool:
    """Whether the browser has requested another run, which starts after this one; a timer's requests do not count.

    Streamlit interrupts a run for a request to run the whole script, but not for one to run a fragment.
    """
    context = get_script_run_ctx(suppress_warning=True)
    requests = context.script_requests if context is not None else None
    if requests is None or requests._state is not ScriptRequestType.RERUN:
        return False
    return not requests._rerun_data.is_auto_rerun
