"""The page before the first build is complete: its progress, or why it failed."""

from __future__ import annotations

from time import monotonic

import streamlit as st

from geo.catalogue import catalogue
from layers.app import state, style, widgets
from layers.app.build_process import builder
from layers.app.table_cache import shared_cache
from layers.text.i18n import Translator, translator


def page() -> None:
    """Start the build unless it is running, show its steps, and open the map when it is done."""
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
    progress = builder().progress
    if shared_cache().stamp is not None:
        st.rerun()
    if progress.error is not None:
        style.notices([t("The build failed: {reason}", reason=progress.error)], "wrong")
        st.button(t("Try again"), on_click=builder().start)
        return
    sources = catalogue()
    style.steps(
        [t(sources[step].title) if step in sources else step for step in progress.steps],
        t("{seconds} s so far", seconds=t.number(monotonic() - progress.started)),
    )
