"""What is below the map: figures, the municipality, the time series, and sections to open."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from layers.analysis import by_party, series
from layers.analysis.totals import Figure, headlines
from layers.app import as_text, charts, municipality, render_gate, style
from layers.app.alike import which_source
from layers.app.guard import guarded
from layers.app.overlaps import inside_and_outside
from layers.app.table_cache import BY_VERSION
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator


@st.fragment
@guarded
def show(
    scene: Scene,
    selection: Selection,
    visible: Selection,
    compared_with: str,
    tables: Tables,
    table_page: StreamlitPage,
) -> None:
    """Show everything below the map, of a selection and the scene of its map.

    It is a fragment of its own: the browser renders it only when it is updated, not at every change of the map, and
    opening a section updates nothing else.

    Parameters
    ----------
    visible
        The selection, or while the map is animated the part of it that it shows.
    compared_with
        Code of the municipality that the selected one is compared with; empty for the median of those around it.
    table_page
        The page to which a link leads with the same selection.
    """
    t = translator(selection.lang)
    style.headline_figures(_headlines(visible, tables), t)
    style.notices(scene["notices"])
    render_gate.give_way()
    as_text.whole_map(scene, visible, tables, t)
    if selection.municipality_code:
        municipality.whole(selection, compared_with, tables, t)
    with st.container(key="to-table"):
        label = t("These municipalities in a table, with more measures")
        st.page_link(table_page, label=label, icon=":material/table:", query_params=selection.to_query())
    _timeline(selection, tables, t)
    as_text.all_figures(visible, tables, t)


def _timeline(selection: Selection, tables: Tables, t: Translator) -> None:
    title = t("Month by month") if series.step(selection) == "month" else t("Year by year")
    asked = charts.Asked("over_time", selection, tables)
    render_gate.give_way()
    found = charts.shown(asked)
    style.subheading(title, found.note if found else "")
    if found is None:
        st.info(t("No source covers this place and period."))
        return
    render_gate.give_way()
    charts.show(asked, found)
    inside_and_outside(selection, tables, t)
    which_source(selection, tables, t)
    _parties(selection, tables, t)


def _parties(selection: Selection, tables: Tables, t: Translator) -> None:
    """Show events by the parties that their sources name, as a chart and as a table, in a section to open."""
    with st.expander(t("By party, as the sources name them"), on_change="rerun") as expander:
        if not expander.open:
            return
        asked = charts.Asked("by_party", selection, tables)
        found = charts.shown(asked)
        for text in (found.note, *found.caveats) if found else by_party.unnamed(selection, tables, t):
            style.prose(text)
        if found is None:
            st.info(t("No source names a party for this place and period."))
        else:
            charts.show(asked, found, table=N_("Events by party"))


@st.cache_data(max_entries=512, show_spinner=False, hash_funcs=BY_VERSION)
def _headlines(selection: Selection, tables: Tables) -> list[Figure]:
    return headlines(selection, tables, translator(selection.lang))
