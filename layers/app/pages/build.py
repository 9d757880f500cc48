"""The page before the first build is complete: its progress, or why it failed."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Final

import streamlit as st

from geo.catalogue import catalogue
from layers.app import state, style, widgets
from layers.app.build_process import builder
from layers.app.table_cache import shared_cache
from layers.text.i18n import translator

_REFRESH: Final = 0.5
"""Seconds between two looks at the progress."""


def page() -> None:
    """Start the build unless it is running, and show its steps until the page of the address can be shown."""
    selection = state.current()
    t = translator(selection.lang)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(
            "Terrapaz",
            t("Preparing the data"),
            t("This happens once: every table is computed from its sources."),
        )
        widgets.language(selection)
    progress = builder().progress
    # in this order: a build that has ended has put its tables in place before
    if not progress.running and progress.error is None and shared_cache().stamp is None:
        builder().start()
    if progress.error is not None:
        style.notices([t("The build failed: {reason}", reason=progress.error)], "wrong")
        st.button(t("Try again"), on_click=builder().start)
        return
    sources = catalogue()
    style.steps(
        [t(sources[step].title) if step in sources else step for step in progress.steps],
        t("{seconds} s so far", seconds=t.number(monotonic() - progress.started)),
    )
    # not a fragment that refreshes itself: what it sends late would meet the elements of the page that follows
    sleep(_REFRESH)
    st.rerun()
