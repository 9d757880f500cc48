"""Navigation, style sheet and error handling of all pages, and the page shown before the first build."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from layers.app import document_language, guard, state, style
from layers.app.pages import area, build, compare, map, news, sources, start, table
from layers.app.table_cache import exempt_modules, shared_cache
from layers.scene.web_assets import ASSETS
from layers.text.i18n import translator

ICON: Final = str(ASSETS / "icon.svg")


def run() -> None:
    """Configure the app and show the page of the address; the script that Streamlit runs calls only this."""
    st.set_page_config(page_title="Terrapaz", page_icon=ICON, layout="wide", initial_sidebar_state="auto")
    st.navigation(pages(), position="top").run()
    exempt_modules(len(sys.modules))


def pages() -> list[StreamlitPage]:
    """Return the pages of the app; without a build, each of them runs one and waits for it at its own address."""
    style.inject_styles()
    state.sync()
    document_language.set_language(state.current().lang)
    t = translator(state.current().lang)
    on_map = state.opens_map()
    table_page = st.Page(_guarded(table.page), title=t("Table"), url_path="table")
    map_page = st.Page(_guarded(lambda: map.page(table_page)), title=t("Map"), url_path="map", default=on_map)
    stories_page = st.Page(_guarded(lambda: _stories(map_page)), title=t("Stories"), url_path="stories")
    first = _guarded(lambda: start.page(map_page, stories_page))
    return [
        st.Page(first, title=t("Start"), url_path=state.START, default=not on_map),
        map_page,
        table_page,
        st.Page(_guarded(compare.page), title=t("Compare"), url_path="compare"),
        st.Page(_guarded(_analysis), title=t("Analysis"), url_path="analysis"),
        stories_page,
        st.Page(_guarded(area.page), title=t("Area"), url_path="area"),
        st.Page(_guarded(sources.page), title=t("Sources"), url_path="sources"),
        st.Page(_guarded(news.page), title=t("What is new"), url_path="news"),
    ]


# The modules of these two pages are imported when one is opened: their libraries take longer than all the others.


def _analysis() -> None:
    from layers.app.pages import analysis  # statistics

    analysis.page()


def _stories(map_page: StreamlitPage) -> None:
    from layers.app.pages import stories  # print maps

    stories.page(map_page)


def _guarded(page: Callable[[], None]) -> Callable[[], None]:
    """Wrap a page: before the first build it shows that one, and an error in the reader's language."""

    @wraps(page)
    def shown() -> None:
        is_built = shared_cache().stamp is not None or shared_cache().get() is not None
        guard.guarded(page if is_built else build.page)()

    return shown
