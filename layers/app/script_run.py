"""What Streamlit knows about the run at work, and has no public name for."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType


def is_whole() -> bool:
    """Whether the whole page is run, and not only a fragment of it."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is None or not context.fragment_ids_this_run


def is_asked_again() -> bool:
    """Whether the browser has asked for another run meanwhile, which begins when this one ends; not by a timer.

    Streamlit ends a run for the sake of a request for a whole page, but not for one for a fragment.
    """
    context = get_script_run_ctx(suppress_warning=True)
    requests = context.script_requests if context is not None else None
    if requests is None or requests._state is not ScriptRequestType.RERUN:
        return False
    return not requests._rerun_data.is_auto_rerun
