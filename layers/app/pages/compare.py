"""The comparison page: two synchronised maps, the change between two periods, or two measures in one map."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st
from markupsafe import Markup

from layers.app import charts, choices, mapview, sharing, sortable, state, style, widgets
from layers.app.table_cache import BY_VERSION, shared_cache
from layers.catalog.forms import FORM_NAMES
from layers.catalog.model import Choropleth
from layers.dossier.comparison_headlines import of_comparison
from layers.scene import change, compared, comparison
from layers.scene.bivariate import TERCILES
from layers.scene.compared import Drawn
from layers.scene.comparison import KEYS, MODES, PERCENT, Comparison, Mode
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

OPEN_UP_TO: Final = 60
"""Rows up to which the table is open; a longer one is opened by the reader."""

_SUBTITLES: Final[Mapping[Mode, str]] = {
    "maps": N_("The two maps move together; the same measure has the same classes on both."),
    "change": N_("Later period minus earlier period; sums are compared as yearly means."),
    "both": N_("Each measure in thirds; a strong colour of only one measure marks a contrast."),
}
_FIGURES: Final[Mapping[str, str]] = {"difference": N_("Difference"), PERCENT: N_("Per cent")}


def page() -> None:
    """Show the comparison that the link and the widgets select."""
    tables = shared_cache().get()
    if tables is None:
        return
    selection = state.fit_to_build(state.current(), tables)
    t = translator(selection.lang)
    for error in comparison.problems(_params()):
        state.ignore_param(str(error.column))
    if charts.linked(("two_measures",)):
        chosen = Comparison.from_params(_params() | {"mode": "both"}, selection, tables)
        charts.alone(_scatter(chosen, tables))
        return
    if selection.embed:
        _embedded(Comparison.from_params(_params(), selection, tables), tables, t)
        return
    with st.sidebar:
        selection = choices.place(selection, tables, t)
    head = st.container(key="head", horizontal=True, vertical_alignment="bottom")
    chosen = _chosen(selection, tables, t)
    state.store_selection(chosen.first, chosen.to_params())
    drawn = _drawn(chosen, tables)
    with head:
        style.heading(drawn.place, t("Compare"), t(_SUBTITLES[chosen.mode]))
        sharing.comparison_menus(drawn, tables, t)
        widgets.language(chosen.first)
    style.headline(_headline(chosen, tables))
    widgets.link_notices(t)
    _maps(drawn, tables, t)
    style.notices(drawn.notices)
    _table(drawn, tables, t)


def _params() -> dict[str, str]:
    return {name: value for name, value in state.extra_params().items() if name in KEYS}


def _chosen(selection: Selection, tables: Tables, t: Translator) -> Comparison:
    """Show the widgets; return the comparison that they give."""
    params = _params()
    mode = st.segmented_control(
        t("How to compare"),
        list(MODES),
        key=state.seed("mode", params.get("mode") or "maps"),
        format_func=lambda each: t(MODES[each]),
        on_change=state.touch,
        label_visibility="collapsed",
        required=True,
    )
    chosen = Comparison.from_params(params | {"mode": mode or "maps"}, selection, tables)
    # the years of either side are chosen after its measure
    whenever = replace(selection, start=Selection.start, end=Selection.end)
    with st.container(key="sides"):
        columns = iter(st.columns(4 if mode == "maps" else 3, gap="medium"))
        with next(columns):
            own = choices.measure(
                t("Measure") if mode == "change" else t("First measure"),
                "choropleth",
                chosen.first.choropleth,
                whenever,
                tables,
                t,
            )
        second = own
        if mode != "change":
            linked = "" if chosen.is_of_one_measure else chosen.second.choropleth
            same = N_("The same measure") if mode == "maps" else ""
            with next(columns):
                # a measure of its own in each mode: where one is the same as the first, the other may not be
                name = f"with-{mode}"
                second = choices.measure(t("Second measure"), name, linked, whenever, tables, t, nothing=same)
        with next(columns):
            start, end = widgets.years(t("Years"), "first", (chosen.first.start, chosen.first.end), tables)
        span = (start, end)
        if mode != "both":
            with next(columns):
                linked_span = (chosen.second.start, chosen.second.end)
                span = widgets.years(t("Compared with the years"), "second", linked_span, tables)
    first = replace(chosen.first, choropleth=own, start=start, end=end)
    other = replace(first, choropleth=second or own, start=span[0], end=span[1])
    chosen = replace(chosen, first=first, second=other)
    return _in_form(chosen, tables, t) if mode == "change" else chosen


def _in_form(chosen: Comparison, tables: Tables, t: Translator) -> Comparison:
    """Show the choices of the form of the measure, and of difference or percentage."""
    layer, _ = chosen.layers
    offered = change.forms(layer, tables.sources)
    with st.container(key="form", horizontal=True, gap="medium"):
        shown = st.segmented_control(
            t("Show the change as"),
            list(_FIGURES),
            key=state.seed("as", PERCENT if chosen.relative else "difference"),
            format_func=lambda each: t(_FIGURES[each]),
            on_change=state.touch,
            required=True,
        )
        form = chosen.form if chosen.form in offered else "map"
        if len(offered) > 1:
            key = state.seed(f"form:{','.join(offered)}", form)
            picked = st.segmented_control(
                t("Of the measure"),
                list(offered),
                key=key,
                format_func=lambda each: t(FORM_NAMES[each]),
                on_change=state.touch,
                required=True,
            )
            form = picked or form
    return replace(chosen, form=form, relative=shown == PERCENT)


def _embedded(chosen: Comparison, tables: Tables, t: Translator) -> None:
    """Show only title, maps and a link to the full page, for an iframe."""
    style.hide_chrome()
    drawn = _drawn(chosen, tables)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(drawn.place, drawn.title, drawn.years)
        st.link_button(t("Open in Terrapaz"), sharing.comparison_link(st.context.url or "", chosen), type="tertiary")
    _maps(drawn, tables, t, alone=True)


def _maps(drawn: Drawn, tables: Tables, t: Translator, *, alone: bool = False) -> None:
    if drawn.pair is not None and not alone:
        _two_measures(drawn, drawn.pair.layers, tables, t)
    elif len(drawn.scenes) == 1:
        with st.container(key=f"map-{drawn.comparison.mode}"):
            if not alone:
                style.subheading(*drawn.captions()[0])
            _map(drawn.scenes[0], tables, drawn.comparison.mode)
    else:
        names = ("left", "right")
        for name, scene, caption, column in zip(
            names, drawn.scenes, drawn.captions(), st.columns(2, gap="small"), strict=True
        ):
            with column, st.container(key=f"map-{name}"):
                style.subheading(*caption)
                style.legend_row(scene["choropleths"][0])
                _map(scene, tables, name)


def _two_measures(drawn: Drawn, layers: tuple[Choropleth, Choropleth], tables: Tables, t: Translator) -> None:
    """Show the map of two measures beside its classes as a square and the same values as a scatter plot."""
    shade = drawn.scenes[0]["choropleths"][0]
    left, right = st.columns([1.35, 1], gap="medium")
    with left, st.container(key="map-both"):
        style.subheading(drawn.title, drawn.years)
        _map(drawn.scenes[0], tables, "both")
    with right:
        style.bivariate_legend(shade, tuple(t(layer.title) for layer in layers), [t(third) for third in TERCILES])
        asked = _scatter(drawn.comparison, tables)
        found = charts.shown(asked)
        style.subheading(t("The same data as a scatter plot"), found.note if found else "")
        if found is None:
            st.info(t("No municipality has both measures in these years."))
        else:
            charts.show(asked, found)


def _scatter(chosen: Comparison, tables: Tables) -> charts.Asked:
    return charts.Asked("two_measures", chosen.first, tables, str(chosen.second.choropleth), chosen.to_params())


@st.fragment
def _map(scene: Scene, tables: Tables, name: str) -> None:
    mapview.mount(mapview.searchable(scene), tables, name)


def _table(drawn: Drawn, tables: Tables, t: Translator) -> None:
    """Show the numbers of both sides as a table, in which no data comes last in any order."""
    rows = compared.numbers(drawn, tables)
    with st.expander(
        t("The comparison as a table"), expanded=len(rows) <= OPEN_UP_TO, on_change="rerun", key="numbers"
    ) as expander:
        if not expander.open:
            return
        heads = compared.headings(drawn, tables)
        sortable.table(
            drawn.heading,
            [
                t("Municipality"),
                t("Department"),
                t("Code"),
                *(sortable.Head(title, note) for title, note in heads.values()),
            ],
            [
                (row["municipality"], row["department"], str(code), *(_cell(row, name, t) for name in heads))
                for code, row in rows.iterrows()
            ],
            t,
        )


def _cell(row: pd.Series, name: str, t: Translator) -> sortable.Number:
    value = float(row[name])
    if math.isnan(value):
        is_known = name == "percent" and not math.isnan(row["difference"])
        return sortable.Number(None, t("no percentage") if is_known else t("no data"))
    if name == "percent":
        return sortable.Number(value, change.signed_percent(value, t))
    if name == "difference":
        unsure = t("within the uncertainty") if row["is_uncertain"] else ""
        return sortable.Number(value, change.signed(value, t), unsure)
    low, high = (t.significant(row.get(f"{name}_{bound}", value)) for bound in ("low", "high"))
    return sortable.Number(value, t.significant(value), f"{low}–{high}" if low != high else "")


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_VERSION)
def _drawn(chosen: Comparison, tables: Tables) -> Drawn:
    return compared.draw(chosen, tables, mapview.base_map(tables))


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=BY_VERSION)
def _headline(chosen: Comparison, tables: Tables) -> Markup:
    return of_comparison(_drawn(chosen, tables), tables)
