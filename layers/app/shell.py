"""What surrounds every page: its names in the reader's language, its dress, and what comes before the first build."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from layers.app import look, page_build, page_map, page_sources, state
from layers.app.data import shelf
from layers.bundle import ASSETS
from layers.i18n import translator

ICON: Final = str(ASSETS / "icon.svg")


def pages() -> list[StreamlitPage]:
    """The pages of the app; without a build, the page that makes one."""
    look.dress()
    state.sync()
    t = translator(state.current().lang)
    if shelf().stamp is None and shelf().get() is None:
        return [st.Page(page_build.page, title=t("Preparing the data"), url_path="build", default=True)]
    return [
        st.Page(page_map.page, title=t("Map"), url_path="map", default=True),
        st.Page(page_sources.page, title=t("Sources"), url_path="sources"),
    ]
