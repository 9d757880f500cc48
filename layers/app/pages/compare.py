"""The comparison page: two synchronised maps, the change between two periods, or two measures in one map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import streamlit as st
from markupsafe import Markup

from geo.schema import GeoDataError
from layers.app import charts, choices, mapview, sharing, sortable, state, style, widgets
from layers.app.table_cache import BY_VERSION, shared_cache
from layers.catalog.forms import FORM_NAMES
from layers.catalog.model import Choropleth
from layers.dossier.comparison_headlines import of_comparison, unsaid
from layers.scene import change, compared, comparison
from layers.scene.bivariate import TERCILES
from layers.scene.compared import Drawn
from layers.scene.comparison import KEYS, MODES, PERCENT, SECOND_PERIOD, Comparison, Mode
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
_OFFERED: Final = "compare: offered"
"""Measure and period of the reader's selection, those that the page showed for them, and its parameters then."""

_FIGURES: Final[Mapping[str, str]] = {"difference": N_("Difference"), PERCENT: N_("Per cent")}


def page() -> None:
    """Show the comparison that the link and the widgets select."""
    tables = shared_cache().get()
    if tables is None:
        return
    own = state.fit_to_build(state.current(), tables)
    selection = _as_shown(own)
    t = translator(selection.lang)
    _ignore_what_is_not_valid(selection, tables)
    if charts.linked(("two_measures",)):
        chosen = Comparison.from_params(_params() | {"mode": "both"}, selection, tables)
        charts.alone(_scatter(chosen, tables))
        return
    mapview.prefetch(tables)
    if selection.embed:
        _embedded(Comparison.from_params(_params(), selection, tables), tables, t)
        return
    with st.sidebar:
        selection = choices.place(selection, tables, t)
    head = st.container(key="head", horizontal=True, vertical_alignment="bottom")
    chosen, offered = _chosen(selection, tables, t)
    own = _kept(own, offered, chosen.first)
    state.store_selection(own, chosen.to_params(), shown=chosen.first)
    st.session_state[_OFFERED] = (_measure_and_period(own), _measure_and_period(chosen.first), _params())
    drawn = _drawn(chosen, tables)
    with head:
        style.heading(drawn.place, t("Compare"), t(_SUBTITLES[chosen.mode]))
        sharing.comparison_menus(drawn, tables, t)
        widgets.language(own)
    headline = _headline(chosen, tables)
    style.headline(headline)
    widgets.link_notices(t)
    _maps(drawn, tables, t)
    style.notices(unsaid(drawn, headline))
    _table(drawn, tables, t)


def _params() -> dict[str, str]:
    return {name: value for name, value in state.extra_params().items() if name in KEYS}


def _ignore_what_is_not_valid(selection: Selection, tables: Tables) -> None:
    """Name the parameters of the link that are not valid or have no effect, and forget them."""
    _ignore(comparison.problems(_params()))
    # of another mode, the session may hold what the reader chose there
    linked = {name: value for name, value in _params().items() if name in st.query_params}
    _ignore(comparison.without_effect(linked, selection, tables))


def _ignore(errors: Iterable[GeoDataError]) -> None:
    names = {str(error.column) for error in errors}
    if not names.isdisjoint(SECOND_PERIOD):
        names.update(SECOND_PERIOD)
    linked = _params()
    for name in KEYS:
        if name in names and linked.get(name):
            state.ignore_param(name)


def _measure_and_period(selection: Selection) -> tuple[str | None, str, str]:
    return selection.choropleth, selection.start, selection.end


def _as_shown(own: Selection) -> Selection:
    """The selection with the measure and the period that the page showed for it before, if nothing changed since."""
    kept, shown, params = st.session_state.get(_OFFERED, (None, None, None))
    if kept != _measure_and_period(own) or params != _params():
        return own
    return replace(own, choropleth=shown[0], start=shown[1], end=shown[2])


def _kept(own: Selection, offered: Selection, chosen: Selection) -> Selection:
    """The selection of the place that is chosen, with the measure and the period of the reader's own.

    Those that the page offered by itself are not taken over to other pages; those that the reader chose are.
    """
    kept = replace(chosen, choropleth=own.choropleth, start=own.start, end=own.end)
    if chosen.choropleth != offered.choropleth:
        kept = replace(kept, choropleth=chosen.choropleth)
    if (chosen.start, chosen.end) != (offered.start, offered.end):
        kept = replace(kept, start=chosen.start, end=chosen.end)
    return kept


def _chosen(selection: Selection, tables: Tables, t: Translator) -> tuple[Comparison, Selection]:
    """Show the widgets; return the comparison that they give, and the first side that they were offered."""
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
    # the period of a side is chosen after its measure
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
                left_out = own if mode == "both" else None
                second = choices.measure(
                    t("Second measure"), name, linked, whenever, tables, t, nothing=same, left_out=left_out
                )
        with next(columns):
            # a slider of its own where there is one period: beside a second one, the page may offer a part of it
            slider = "first" if mode != "both" else "both"
            start, end = widgets.years(t("Years"), slider, (chosen.first.start, chosen.first.end), tables)
        span = (start, end)
        if mode != "both":
            with next(columns):
                linked_span = (chosen.second.start, chosen.second.end)
                span = widgets.years(t("Compared with the years"), "second", linked_span, tables)
    offered, first = chosen.first, replace(chosen.first, choropleth=own, start=start, end=end)
    other = replace(first, choropleth=second or own, start=span[0], end=span[1])
    chosen = replace(chosen, first=first, second=other)
    return (_in_form(chosen, tables, t) if mode == "change" else chosen), offered


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
            mapview.show(mapview.searchable(drawn.scenes[0]), tables, drawn.comparison.mode)
    else:
        names = ("left", "right")
        for name, scene, caption, column in zip(
            names, drawn.scenes, drawn.captions(), st.columns(2, gap="small"), strict=True
        ):
            with column, st.container(key=f"map-{name}"):
                style.subheading(*caption)
                style.legend_row(scene["choropleths"][0])
                mapview.show(mapview.searchable(scene), tables, name)


def _two_measures(drawn: Drawn, layers: tuple[Choropleth, Choropleth], tables: Tables, t: Translator) -> None:
    """Show the map of two measures beside its classes as a square and the same values as a scatter plot."""
    shade = drawn.scenes[0]["choropleths"][0]
    left, right = st.columns([1.35, 1], gap="medium")
    with left, st.container(key="map-both"):
        style.subheading(drawn.title, drawn.years)
        mapview.show(mapview.searchable(drawn.scenes[0]), tables, "both")
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
                (
                    row["municipality"],
                    row["department"],
                    str(code),
                    *(sortable.Number(*compared.cell(row, name, t)) for name in heads),
                )
                for code, row in rows.iterrows()
            ],
            t,
        )


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_VERSION)
def _drawn(chosen: Comparison, tables: Tables) -> Drawn:
    return compared.draw(chosen, tables, mapview.base_map(tables))


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=BY_VERSION)
def _headline(chosen: Comparison, tables: Tables) -> Markup:
    return of_comparison(_drawn(chosen, tables), tables)
