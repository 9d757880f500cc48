"""The map page: filters beside it, the map, what it counts, its years, and ways to take it away."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from layers.app import charts, filters, look, mapview, series, state, takeaway
from layers.app.data import shelf
from layers.app.figures import HEADLINES, Figure, figures, headlines
from layers.app.profile import Profile, profile
from layers.i18n import Translator, translator
from layers.selection import Selection
from layers.tables import Tables


def page() -> None:
    """Draw the page for the session's selection."""
    tables = shelf().get()
    if tables is None:  # navigation leads here only once there is a build
        return
    selection = state.fitting(state.current(), tables)
    state.remember(filters.sidebar(selection, tables, translator(selection.lang)))
    _view()


@st.fragment
def _view() -> None:
    """All but the sidebar: a change of the period draws this and leaves the sidebar alone."""
    if state.moved():
        st.rerun()
    tables = shelf().get()
    if tables is None:
        return
    selection = state.current()
    t = translator(selection.lang)
    head = st.container(key="head", horizontal=True, vertical_alignment="bottom")
    with st.container(key="stage"):
        stage, beside = st.columns([2, 1], gap="medium")
    with st.container(key="period"):
        selection = filters.period(selection, tables, t)
    state.remember(selection)
    # the map first: it is what everybody is waiting for
    with stage, st.container(key="map"):
        _stage(selection, tables)
    scene = mapview.shown(selection, tables)
    with head:
        look.heading(*mapview.headings(selection, tables, scene))
        takeaway.buttons(selection, tables, scene, t)
        filters.language(selection)
    with beside:
        look.notices([str(error) for error in state.complaints()], "wrong")
        if selection.municipality_code:
            _profile(selection, tables, t)
    look.headline_figures(_headlines(mapview.version(tables), selection, tables, t), t)
    look.notices(scene["notices"])
    _timeline(selection, tables, t)
    _everything(selection, tables, t)


@st.fragment
def _stage(selection: Selection, tables: Tables) -> None:
    """The map alone: it tells of itself without drawing the rest anew."""
    told = mapview.show(selection, tables)
    clicked = told.get("municipality")
    if clicked and told.get("at") != st.session_state.get("clicked"):
        st.session_state["clicked"] = told.get("at")
        state.choose(state.towards(selection, tables, clicked))
        st.rerun()


def _profile(selection: Selection, tables: Tables, t: Translator) -> None:
    with st.container(key="profile"):
        around = replace(selection, municipality_code=None)
        st.button(t("Close"), on_click=state.choose, args=(around,), type="tertiary", icon=":material/close:")
        look.profile(_told(mapview.version(tables), selection, tables, t), t)


def _timeline(selection: Selection, tables: Tables, t: Translator) -> None:
    st.subheader(t("Month by month") if series.step(selection) == "month" else t("Year by year"))
    st.caption(
        t(
            "Each source on a scale of its own: sources count by different rules and are never added up."
            " Shaded: a ceasefire with the government was in force. Pale bars: covered in part."
        )
    )
    drawn = _chart(mapview.version(tables), selection, look.ink(), tables, t)
    if drawn is None:
        st.info(t("No source speaks of this place and period."))
        return
    st.vega_lite_chart(
        drawn,
        theme=None,
        width="stretch",
        alt=t("Figures over time by source, with ceasefires"),
        key="timeline-chart",
    )
    with st.expander(t("The chart as a table"), on_change="rerun") as table:
        if table.open:
            st.dataframe(series.table(series.over_time(selection, tables, t), t), hide_index=True)


def _everything(selection: Selection, tables: Tables, t: Translator) -> None:
    with st.expander(t("Every source on this selection"), on_change="rerun") as table:
        if not table.open:
            return
        told = [
            {
                t("What"): figure.title,
                t("How much"): look.value(figure, t),
                t("Unit"): figure.unit,
                t("Low and high"): look.band(figure, t),
                t("Detail"): figure.detail,
                t("Reach"): figure.reach,
                t("Source"): figure.source,
            }
            for figure in figures(selection, tables, t)
        ]
        st.dataframe(pd.DataFrame(told), hide_index=True)


# What depends on the data, a selection and nothing else is computed once for all sessions.


@st.cache_data(max_entries=256, show_spinner=False)
def _told(version: str, selection: Selection, _tables: Tables, _t: Translator) -> Profile:
    return profile(selection, _tables, _t)


@st.cache_data(max_entries=512, show_spinner=False)
def _headlines(version: str, selection: Selection, _tables: Tables, _t: Translator) -> list[Figure]:
    return headlines(selection, _tables, _t)


@st.cache_data(max_entries=256, show_spinner=False)
def _chart(version: str, selection: Selection, ink: str, _tables: Tables, _t: Translator) -> charts.Spec | None:
    rows = series.over_time(selection, _tables, _t, HEADLINES)
    return charts.chart(rows, selection, _tables, _t, charts.INKS[ink]) if len(rows) else None
