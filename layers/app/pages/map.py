"""The map page: filters, map, profile, headline figures, time series, and menus to share and download."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from html import escape
from typing import Final

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from geo.schema import REGIONS
from geo.statistics.summary import Step
from layers.app import (
    below_map,
    charts,
    mapview,
    municipality,
    render_gate,
    script_run,
    sharing,
    state,
    style,
    widgets,
)
from layers.app.guard import guarded
from layers.app.table_cache import BY_VERSION, shared_cache
from layers.catalog.model import Hexagons
from layers.charts import Kind, histogram
from layers.dossier.measure_headlines import of_map
from layers.scene import hexagons
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

STEP_SECONDS: Final = 1.2
"""Seconds between two steps of the animation."""


def page(table_page: StreamlitPage) -> None:
    """Show the page for the selection of the session; a link opens ``table_page`` with the same selection."""
    tables = shared_cache().get()
    if tables is None:  # a build in progress; without one, navigation has another page
        return
    selection = state.fit_to_build(state.current(), tables)
    if state.extra_params().get("beside", "") not in {"", *tables.municipalities["municipality_code"]}:
        state.ignore_param("beside")
    in_brief: tuple[Kind, ...] = ("brief",) if selection.region in REGIONS else ()
    alone = charts.linked(("over_time", "by_party", "by_month", "inside_outside", *in_brief))
    if alone is not None:
        charts.alone(charts.Asked(alone, selection, tables))
        return
    mapview.prefetch(tables)
    if selection.embed:
        _embedded(selection, tables)
        return
    # on a first visit the link is the whole selection, so the map need not wait for the sidebar; later the sidebar
    # comes first, or a change made in the old one meanwhile would be lost
    map_first = not (widgets.sidebar_has_values() or mapview.is_mounted(tables))
    style.reserve_sidebar()
    if not map_first:
        _sidebar(selection, tables)
    # the animation redraws itself; otherwise only a change by the reader does
    complete = st.fragment(guarded(_view), run_every=STEP_SECONDS if state.playback() else None)(table_page)
    if map_first and _sidebar(selection, tables) != selection:
        st.rerun()
    if complete is not None:
        complete()


def _sidebar(selection: Selection, tables: Tables) -> Selection:
    chosen = widgets.sidebar(selection, tables, translator(selection.lang))
    state.store_selection(chosen, _params(chosen))
    return chosen


def _embedded(selection: Selection, tables: Tables) -> None:
    """Show only heading, map and a link to the full page, for an iframe."""
    t = translator(selection.lang)
    style.hide_chrome()
    scene = mapview.scene_for(selection, tables)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(*mapview.headings(selection, tables, scene))
        address = sharing.link(st.context.url or "", replace(selection, embed=False))
        st.link_button(t("Open in Terrapaz"), address, type="tertiary")
    with st.container(key="map"):
        mapview.show(scene, tables)


def _view(table_page: StreamlitPage) -> Callable[[], None] | None:
    """Show everything but the sidebar, which a change of the period leaves as it is.

    In a run of the whole page what is below the map is left to the function that is returned.
    """
    is_full_run = script_run.is_full_run()
    if state.needs_full_rerun():
        st.rerun()
    tables = shared_cache().get()
    if tables is None:
        return None
    playback = state.playback()
    by_period = playback is None and not is_full_run
    if by_period and widgets.sidebar_is_outdated(widgets.with_period(state.current()), tables):
        st.rerun()
    # a measure was chosen meanwhile
    if playback is not None and playback.step not in _step_lengths(state.current(), tables):
        playback = playback.by_year
    if playback is not None and playback.finished:
        state.set_playback(None)
        st.rerun()
    selection = state.current() if playback else widgets.with_period(state.current())
    visible, together = _steps(selection, playback)
    t = translator(selection.lang)
    is_first = not mapview.is_mounted(tables)
    with render_gate.rendering_map():
        # computed before a container is sent: the browser lays out what it has, and the map would wait for that
        scene = mapview.scene_for(visible, tables, together)
        head = st.container(key="head", horizontal=True, vertical_alignment="bottom")
        with st.container(key="stage"):
            headline = st.container(key="headline")
            stage, beside = st.columns([2, 1], gap="medium")
        with stage:
            frame = st.container(key="map")
            period = st.container(key="period")
        if is_first:
            _heading(head, visible, tables, scene)
        with frame:
            _map(scene, selection, tables)
        below = st.container()
    # a profile beside the map takes room from it, and must be there before it is painted
    waits_for_paint = is_first and not selection.municipality_code
    render_gate.lead(render_gate.FIRST_LEAD if waits_for_paint else render_gate.LEAD)
    state.store_selection(selection, _params(selection))
    compared_with = ""
    with render_gate.completing():
        if not is_first:
            _heading(head, visible, tables, scene)
        with head:
            sharing.menus(visible, tables, scene, t)
            widgets.language(selection)
        render_gate.give_way()
        with headline:
            by_cell = {layer.id: layer for layer in tables.overlays_of(visible) if isinstance(layer, Hexagons)}
            if over := hexagons.seen(scene["overlays"]):
                sentence = hexagons.headline(by_cell[over[0]["id"]], visible, tables)
                style.headline(Markup(escape(sentence)))  # noqa: S704
            elif playback is None or playback.step == "year":  # of years, and so not of the month shown
                style.headline(_headline(replace(visible, sources=(), event_types=(), actors=(), layers=()), tables))
        with beside:
            widgets.link_notices(t)
            if selection.municipality_code:
                compared_with = municipality.panel(selection, tables, t)
        render_gate.give_way()
        with period:
            _period(selection, playback, tables, t)

    def complete() -> None:
        with render_gate.completing(below=True), below:
            below_map.show(scene, selection, visible, compared_with, tables, table_page)

    if is_full_run:
        return partial(copy_context().run, complete)  # as a part of this fragment, later in the run
    complete()
    return None


def _heading(head: DeltaGenerator, visible: Selection, tables: Tables, scene: Scene) -> None:
    with head:
        style.heading(*mapview.headings(visible, tables, scene))


def _step_lengths(selection: Selection, tables: Tables) -> tuple[Step, ...]:
    """Steps in which the map can be animated: months, unless a measure or hexagons have classes of years."""
    by_cell = any(isinstance(layer, Hexagons) for layer in tables.overlays_of(selection))
    return ("year",) if selection.choropleth or by_cell else ("year", "month")


def _steps(selection: Selection, playback: state.Playback | None) -> tuple[Selection, tuple[Selection, ...]]:
    """Return the part of the selection to show now, and the years of the animation, which share their classes."""
    if playback is None:
        return selection, ()
    years = tuple(replace(selection, start=f"{year}-01", end=f"{year}-12") for year in selection.years)
    return replace(selection, start=playback.window[0], end=playback.window[1]), years


def _period(selection: Selection, playback: state.Playback | None, tables: Tables, t: Translator) -> None:
    """Show the histogram, the slider of the period and the controls of the animation; advance the animation."""
    source = histogram.pick_source(selection, tables)
    first, last = widgets.month_range(selection, tables)
    all_months = replace(selection, start=first, end=last)
    # it has neither colours nor layers, so these are no part of its cache key
    plain = replace(all_months, choropleth=None, layers=())
    strip = _histogram(source.id, plain, tables) if source is not None else ""
    with st.container(horizontal=True, key="playback", gap="small", vertical_alignment="center"):
        if playback is None:
            labels: dict[Step, str] = {"year": t("Play by year"), "month": t("Play by month")}
            for step in _step_lengths(selection, tables):
                started = state.Playback(step, selection.start, selection.end, selection.start)
                st.button(
                    labels[step],
                    key=f"play-{step}",
                    icon=":material/play_arrow:",
                    type="tertiary",
                    on_click=_set_playback,
                    args=(started,),
                )
            if source is not None and strip:
                counted = replace(all_months, sources=(source.id,))
                charts.menu(charts.Asked("by_month", counted, tables), label=N_("Use the histogram"))
        else:
            st.button(
                t("Stop"), key="stop", icon=":material/stop:", type="tertiary", on_click=_set_playback, args=(None,)
            )
            st.html(f'<p class="tp-walk" aria-live="polite">{escape(t.period(*playback.window))}</p>')
    if strip:
        st.html(strip)
    if playback is None:
        widgets.period(selection, tables, t, on_change=lambda: _prepare(tables))
    else:
        state.set_playback(playback.next_step())


def _prepare(tables: Tables) -> None:
    """Compute the map of another period before the run sends anything: the browser would lay that out first."""
    state.touch()
    with render_gate.rendering_map(), suppress(Exception):  # the page runs into it again, and reports it
        mapview.scene_for(widgets.with_period(state.current()), tables)


def _set_playback(playback: state.Playback | None) -> None:
    state.set_playback(playback)
    state.choose(state.current())


@st.fragment
@guarded
def _map(scene: Scene, selection: Selection, tables: Tables) -> None:
    """Show the map; as a fragment, so that its messages do not redraw the rest of the page."""
    message = mapview.mount(scene, tables)
    clicked, hidden = message.get("municipality"), message.get("hidden")
    if (clicked or hidden) and message.get("at") != st.session_state.get("clicked"):
        st.session_state["clicked"] = message.get("at")
        if clicked:
            state.choose(mapview.select_clicked(selection, tables, clicked))
        else:
            state.choose(replace(selection, layers=tuple(name for name in selection.layers if name != hidden)))
        st.rerun()


def _params(selection: Selection) -> dict[str, str]:
    """Parameters of the link beyond the selection: the municipality to compare the selected one with."""
    beside = state.extra_params().get("beside", "")
    return {"beside": beside if selection.municipality_code not in (None, beside) else ""}


# Results that depend only on the data and a selection are cached for all sessions.


@st.cache_data(max_entries=512, show_spinner=False, hash_funcs=BY_VERSION)
def _headline(selection: Selection, tables: Tables) -> Markup:
    return of_map(selection, tables)


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=BY_VERSION)
def _histogram(source: str, selection: Selection, tables: Tables) -> str:
    return histogram.strip(tables.sources[source], selection, tables)
