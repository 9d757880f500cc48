"""Errors of a page or a fragment, in the reader's language: Streamlit's own box names the class of the exception."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import Final, ParamSpec, TypeVar

import streamlit as st

from geo.schema import GeoDataError
from layers.app import state, style
from layers.selection import Selection
from layers.text.i18n import translator

P = ParamSpec("P")
R = TypeVar("R")

_LOG: Final = logging.getLogger(__name__)
_failures: Final = count()


def guarded(part: Callable[P, R]) -> Callable[P, R | None]:
    """Wrap a page or a fragment: an error is logged, and a message and a button to start over take its place.

    An error in a fragment never reaches the page around it, so each fragment is wrapped too.
    """

    @wraps(part)
    def shown(*args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return part(*args, **kwargs)
        except GeoDataError as error:
            _fail(str(error))
        except Exception:
            _LOG.exception("a page failed")
            _fail()
        return None

    return shown


def _fail(reason: str = "") -> None:
    t = translator(state.current().lang)
    style.heading("Terrapaz", t("Something went wrong"), t("The error is in the server's log; no data are lost."))
    style.notices([reason] if reason else [], "wrong")
    start = Selection(lang=state.current().lang)
    st.button(t("Start over"), key=f"start-over-{next(_failures)}", on_click=state.choose, args=(start,))
