"""Ways to take a view away: files of what is on the screen."""

from __future__ import annotations

import streamlit as st

from layers import export
from layers.i18n import Translator
from layers.selection import Selection
from layers.tables import Tables


def buttons(selection: Selection, tables: Tables, t: Translator) -> None:
    """A menu of downloads; a file is made when it is asked for."""
    with st.popover(t("Download"), type="tertiary"):
        st.download_button(
            t("Map, one HTML file"),
            lambda: export.html(selection, tables).encode(),
            f"{name(selection)}.html",
            "text/html",
            on_click="ignore",
            width="stretch",
        )


def name(selection: Selection) -> str:
    """A file name that tells what is inside, without its ending."""
    place = selection.municipality_code or selection.region or selection.department_code or "colombia"
    parts = ("terrapaz", place, selection.choropleth, selection.start, selection.end)
    return "-".join(part for part in parts if part).replace("_", "-")
