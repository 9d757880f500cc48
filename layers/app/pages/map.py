"""The map page: filters beside it, the map, what it counts, its years, and ways to take it away."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from geo.statistics.summary import Step
from layers.analysis import series
from layers.analysis.profile import Profile, profile
from layers.analysis.totals import HEADLINES, Figure, figures, headlines
from layers.app import charts, histogram, lanes, mapview, render_gate, state, style, takeaway, widgets
from layers.app.table_cache import BY_VERSION, shelf
from layers.scene.model import OUTSIDE, Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator, translator

FRAME: Final = 1.2
"""Seconds between two steps of a walk through time."""


def page() -> None:
    """Draw the page for the session's selection."""
    tables = shelf().get()
    if tables is None:  # navigation leads here only once there is a build
        return
    selection = state.fitting(state.current(), tables)
    if selection.embed:
        _embedded(selection, tables)
        return
    chosen = widgets.sidebar(selection, tables, translator(selection.lang))
    state.store_selection(chosen, _params(chosen))
    # a walk through time draws itself anew; otherwise only a reader's change does
    st.fragment(_view, run_every=FRAME if state.playing() else None)()


def _embedded(selection: Selection, tables: Tables) -> None:
    """The map in a frame of another page: its heading, the map, and the way to the whole."""
    t = translator(selection.lang)
    style.hide_chrome()
    scene = mapview.shown(selection, tables)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(*mapview.headings(selection, tables, scene))
        address = takeaway.link(st.context.url or "", replace(selection, embed=False))
        st.link_button(t("Open in Terrapaz"), address, type="tertiary")
    with st.container(key="map"):
        mapview.show(scene, tables)


def _view() -> None:
    """All but the sidebar: a change of the period draws this and leaves the sidebar alone."""
    if state.moved():
        st.rerun()
    tables = shelf().get()
    if tables is None:
        return
    walk = state.playing()
    if walk is not None and walk.over:
        state.play(None)
        st.rerun()
    selection = state.current() if walk else widgets.within(state.current())
    frame, together = _steps(selection, walk)
    t = translator(selection.lang)
    head = st.container(key="head", horizontal=True, vertical_alignment="bottom")
    with st.container(key="stage"):
        stage, beside = st.columns([2, 1], gap="medium")
    period = st.container(key="period")
    with render_gate.rendering_map():
        scene = mapview.shown(frame, tables, together)
        with stage, st.container(key="map"):
            _stage(scene, selection, tables)
    with head:
        style.heading(*mapview.headings(frame, tables, scene))
        takeaway.buttons(frame, tables, scene, t)
        widgets.language(selection)
    with beside:
        style.notices([state.complaint(error, t) for error in state.complaints()], "wrong")
        if selection.municipality_code:
            _profile(selection, tables, t)
    render_gate.yield_to_maps()
    with period:
        _period(selection, walk, tables, t)
    state.store_selection(selection, _params(selection))
    style.headline_figures(_headlines(frame, tables), t)
    style.notices(scene["notices"])
    _in_words(scene, frame, tables, t)
    _timeline(selection, tables, t)
    _everything(frame, tables, t)


def _steps(selection: Selection, walk: state.Playing | None) -> tuple[Selection, tuple[Selection, ...]]:
    """What of the selection is on the screen now, and the steps of a walk through time, which share their classes."""
    if walk is None:
        return selection, ()
    years = tuple(replace(selection, start=f"{year}-01", end=f"{year}-12") for year in selection.years)
    return replace(selection, start=walk.window[0], end=walk.window[1]), years


def _period(selection: Selection, walk: state.Playing | None, tables: Tables, t: Translator) -> None:
    """The slider under its histogram, and the walk through time, which goes on with the next run."""
    with st.container(horizontal=True, key="walk", gap="small", vertical_alignment="center"):
        if walk is None:
            whole: dict[Step, str] = {"year": t("Play by year"), "month": t("Play by month")}
            for step, label in whole.items():
                begun = state.Playing(step, selection.start, selection.end, selection.start)
                st.button(
                    label,
                    key=f"play-{step}",
                    icon=":material/play_arrow:",
                    type="tertiary",
                    on_click=_walk,
                    args=(begun,),
                )
        else:
            st.button(t("Stop"), key="stop", icon=":material/stop:", type="tertiary", on_click=_walk, args=(None,))
            st.html(f'<p class="tp-walk" aria-live="polite">{escape(t.period(*walk.window))}</p>')
    source = histogram.pick(selection, tables)
    if source is not None:
        # the strip shows all the time there is, so the period is no part of what it depends on
        reach = widgets.reach(selection, tables)
        ever = replace(selection, start=reach[0], end=reach[1], choropleth=None, layers=())
        st.html(_histogram(source.id, ever, tables))
    if walk is None:
        widgets.period(selection, tables, t)
    else:
        state.play(walk.onward())


def _walk(walk: state.Playing | None) -> None:
    state.play(walk)
    state.choose(state.current())


@st.fragment
def _stage(scene: Scene, selection: Selection, tables: Tables) -> None:
    """The map alone: it tells of itself without drawing the rest anew."""
    told = mapview.show(scene, tables)
    clicked = told.get("municipality")
    if clicked and told.get("at") != st.session_state.get("clicked"):
        st.session_state["clicked"] = told.get("at")
        state.choose(state.towards(selection, tables, clicked))
        st.rerun()


def _profile(selection: Selection, tables: Tables, t: Translator) -> None:
    with st.container(key="profile"):
        around = replace(selection, municipality_code=None)
        st.button(t("Close"), on_click=state.choose, args=(around,), type="tertiary", icon=":material/close:")
        head = st.container()
        found = _profiled(selection, widgets.beside(selection, tables, t), tables)
        with head:
            style.portrait(found, t)
        style.measures(found, t)


def _params(selection: Selection) -> dict[str, str]:
    """What the link says beyond the selection: with which municipality the selected one is compared."""
    return {"beside": state.extra_params().get("beside", "") if selection.municipality_code else ""}


def _in_words(scene: Scene, selection: Selection, tables: Tables, t: Translator) -> None:
    """The map for those who cannot see it: a summary, and every value that it colours."""
    with st.expander(t("The map in words and as a table"), on_change="rerun") as twin:
        if not twin.open:
            return
        style.prose(scene["summary"])
        shade = next((part for part in scene["choropleths"] if part["id"] == selection.choropleth), None)
        if shade is None:
            return
        rows = tables.municipalities.set_index("municipality_code")
        told = {
            code: value or shade["nodata"]["label"]
            for code, value, kind in zip(mapview.ground(tables).codes, shade["values"], shade["of"], strict=True)
            if kind != OUTSIDE
        }
        here = rows.loc[list(told)]
        table = {
            t("Municipality"): here["municipality"],
            t("Department"): here["department"],
            t("Code"): here.index,
            f"{shade['title']}, {shade['unit']}, {shade['years']}": list(told.values()),
        }
        st.dataframe(pd.DataFrame(table), hide_index=True)


def _timeline(selection: Selection, tables: Tables, t: Translator) -> None:
    style.subheading(
        t("Month by month") if series.step(selection) == "month" else t("Year by year"),
        t(
            "Each source on a scale of its own: sources count by different rules and are never added up."
            " Shaded: a ceasefire with the government was in force. Pale bars: covered in part."
        ),
    )
    drawn = _chart(selection, style.ink(), tables)
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
                t("How much"): style.value(figure, t),
                t("Unit"): figure.unit,
                t("Low and high"): style.band(figure, t),
                t("Detail"): figure.detail,
                t("Reach"): figure.reach,
                t("Source"): figure.source,
            }
            for figure in figures(selection, tables, t)
        ]
        st.dataframe(pd.DataFrame(told), hide_index=True)


# What depends on the data, a selection and nothing else is computed once for all sessions.


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=BY_VERSION)
def _profiled(selection: Selection, beside: str, tables: Tables) -> Profile:
    return profile(selection, tables, translator(selection.lang), beside)


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=BY_VERSION)
def _histogram(source: str, ever: Selection, tables: Tables) -> str:
    t = translator(ever.lang)
    return histogram.histogram(tables.sources[source], ever, tables, ever.start, ever.end, t)


@st.cache_data(max_entries=512, show_spinner=False, hash_funcs=BY_VERSION)
def _headlines(selection: Selection, tables: Tables) -> list[Figure]:
    return headlines(selection, tables, translator(selection.lang))


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=BY_VERSION)
def _chart(selection: Selection, ink: str, tables: Tables) -> lanes.Spec | None:
    t = translator(selection.lang)
    rows = series.over_time(selection, tables, t, HEADLINES)
    return charts.chart(rows, selection, tables, t, charts.INKS[ink]) if len(rows) else None
