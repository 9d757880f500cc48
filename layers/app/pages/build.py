"""What the first visitors see: the build at work, or why it failed."""

from __future__ import annotations

from time import monotonic

import streamlit as st

from geo.catalogue import catalogue
from layers.app import state, style, widgets
from layers.app.build_process import builder
from layers.app.table_cache import shelf
from layers.text.i18n import Translator, translator


def page() -> None:
    """Begin the build if nobody has, show its steps, and open the map when it is done."""
    selection = state.current()
    t = translator(selection.lang)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(
            "Terrapaz",
            t("Preparing the data"),
            t("This happens once: every table is computed from its sources."),
        )
        widgets.language(selection)
    if builder().progress.error is None:
        builder().start()
    _watch(t)


@st.fragment(run_every=0.5)
def _watch(t: Translator) -> None:
    now = builder().progress
    if shelf().stamp is not None:
        st.rerun()
    if now.error is not None:
        style.notices([t("The build failed: {reason}", reason=now.error)], "wrong")
        st.button(t("Try again"), on_click=builder().start)
        return
    known = catalogue()
    style.steps(
        [t(known[step].title) if step in known else step for step in now.steps],
        t("{seconds} s so far", seconds=t.number(monotonic() - now.started)),
    )
