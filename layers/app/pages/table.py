"""The table page: municipalities by measures, as totals and as rates, with bars, to sort, link and download."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

import streamlit as st

from geo.schema import GeoDataError
from layers.analysis.domains import domain_of_layer
from layers.analysis.matrix import DEPARTMENT, KEYS, NAME, Chosen, Column, Matrix, arrange, fitting, gather, notices
from layers.analysis.reach import reaches
from layers.app import choices, sharing, sortable, state, style, widgets
from layers.app.table_cache import shared_cache
from layers.catalog import CHOROPLETHS
from layers.catalog.forms import FORM_NAMES, FORMS
from layers.catalog.model import GROUPS, Group
from layers.scene.choropleth import over_years
from layers.scene.notes import around, place_name
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator, translator

MOST: Final = 200
"""Rows up to which a table is shown whole; of a longer one the page has the first :data:`FIRST`."""

FIRST: Final = 100
_BESIDE: Final[tuple[tuple[Group, ...], ...]] = (("conflict",), ("forest", "mining"), ("state", "territory"))
"""Groups of measures by column of the picker, of about equal length."""


def page() -> None:
    """Show the table of the link and the widgets."""
    tables = shared_cache().get()
    if tables is None:
        return
    selection = state.fit_to_build(state.current(), tables)
    t = translator(selection.lang)
    with st.sidebar:
        selection = choices.place(selection, tables, t)
    head = st.container(key="head", horizontal=True, vertical_alignment="bottom")
    chosen = _linked(selection)
    selection, chosen = _choices(selection, chosen, tables, t)
    found = gather(selection, tables, chosen)
    chosen = fitting(chosen, found)
    found = arrange(found, chosen)
    state.store_selection(selection, chosen.to_params(selection))
    title = t("{place}: municipalities by measures", place=place_name(around(selection), tables))
    with head:
        period = t.period(f"{selection.start[:4]}-01", f"{selection.end[:4]}-12")
        count = t.plural("{n} municipality", "{n} municipalities", len(found.places))
        style.heading(place_name(selection, tables), t("Table of municipalities"), f"{count} · {period}")
        sharing.table_menus(selection, tables, chosen, title, t)
        widgets.language(selection)
    widgets.link_notices(t)
    if found.columns:
        _table(found, selection, chosen, tables, title, t)
    else:
        st.info(t("No measure with data is chosen."))
    style.notices(notices(found, selection, tables, t))
    style.quiet(sharing.table_citation(title, selection, tables, found))


def _linked(selection: Selection) -> Chosen:
    """The choices of the link; a parameter that is not valid is reported and ignored."""
    params = {name: state.extra_params().get(name, "") for name in KEYS}
    for name in KEYS:
        try:
            Chosen.from_params({name: params[name]}, selection)
        except GeoDataError:
            state.ignore_param(name)
            params[name] = ""
    return Chosen.from_params(params, selection)


def _choices(selection: Selection, chosen: Chosen, tables: Tables, t: Translator) -> tuple[Selection, Chosen]:
    """Show the widgets of forms, years and measures; return what they give."""
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        picked = st.segmented_control(
            t("Show each measure"),
            list(FORMS),
            key=state.seed("forms", list(chosen.forms)),
            format_func=lambda form: t(FORM_NAMES[form]),
            on_change=state.touch,
            selection_mode="multi",
        )
    with right:
        start, end = widgets.years(t("Years"), "years", (selection.start, selection.end), tables)
    selection = replace(selection, start=start, end=end)
    forms = tuple(form for form in FORMS if form in picked)
    # a link may list the same in another order
    forms = chosen.forms if set(forms) == set(chosen.forms) else forms or ("map",)
    measures = _measures(selection, chosen, tables, t)
    unchanged = set(measures) == set(chosen.measures)
    return selection, replace(chosen, forms=forms, measures=chosen.measures if unchanged else measures)


def _measures(selection: Selection, chosen: Chosen, tables: Tables, t: Translator) -> tuple[str, ...]:
    """Show the measures as checkboxes, by group, each with its years here; return the ids of those ticked."""
    reach = reaches(selection, tables)
    offered = {
        name: layer
        for name, layer in CHOROPLETHS.items()
        if name in chosen.measures or (tables.is_available(layer) and not reach[name].is_nowhere)
    }
    keys = {name: state.seed(f"column:{name}", name in chosen.measures) for name in offered}
    count = sum(bool(st.session_state[key]) for key in keys.values())
    ticked = []
    title = t("Measures")
    with st.expander(f"{title} · {count}", key="measures"):
        for groups, column in zip(_BESIDE, st.columns(len(_BESIDE), gap="medium"), strict=True):
            for group in groups:
                members = [name for name, layer in offered.items() if layer.group == group]
                with column:
                    style.group_label(t(GROUPS[group]) if members else "")
                    ticked += [
                        name
                        for name in members
                        if st.checkbox(
                            choices.covering(t(offered[name].title), reach[name], selection, t),
                            key=keys[name],
                            on_change=state.touch,
                        )
                    ]
    return tuple(name for name in CHOROPLETHS if name in ticked)


def _table(found: Matrix, selection: Selection, chosen: Chosen, tables: Tables, title: str, t: Translator) -> None:
    is_part = len(found.places) > MOST
    with st.container(key="matrix"):
        if is_part:
            n, total = t.number(FIRST), t.number(len(found.places))
            style.quiet(
                t("The first {n} of {total} municipalities in this order; the downloads have all.", n=n, total=total)
            )
        several = found.places["department"].nunique() > 1
        words = [t("Municipality"), t("Department")] if several else [t("Municipality")]
        current = selection.municipality_code
        sortable.table(
            title,
            [*_heads(words), *(_head(column, tables, t) for column in found.columns)],
            _rows(found, FIRST if is_part else len(found.places), t, departments=several),
            t,
            groups=[sortable.Group("", len(words)), *_groups(found.columns, t)],
            order=sortable.Order("sort", chosen.sorted_by, chosen.descending),
            current=str(found.places["municipality"].get(current, "")) if current else "",
        )
    style.quiet(
        t(
            "Bars: as a part of the highest value of the column. No data is hatched, is never zero, and comes last in"
            " any order."
        )
    )


def _heads(words: Sequence[str]) -> list[sortable.Head]:
    return [sortable.Head(word, id=name) for word, name in zip(words, (NAME, DEPARTMENT), strict=False)]


def _groups(columns: Sequence[Column], t: Translator) -> list[sortable.Group]:
    """Over the forms of each measure, its title and the years that all of them cover."""
    grouped = [list(each) for _, each in groupby(columns, lambda column: column.layer.id)]
    return [
        sortable.Group(
            t(each[0].layer.title),
            len(each),
            f"tp-of-{domain_of_layer(each[0].layer) or 'other'}",
            t.years(list(each[0].years)),
        )
        for each in grouped
    ]


def _head(column: Column, tables: Tables, t: Translator) -> sortable.Head:
    over = over_years(column.shown, column.years, t)
    below = t("below: low–high") if column.is_ranged else ""
    return sortable.Head(column.unit(tables.sources, t), "; ".join(filter(None, (over, below))), column.id)


def _rows(found: Matrix, limit: int, t: Translator, *, departments: bool) -> list[tuple[sortable.Cell, ...]]:
    highest = [float(column.estimates["best"].max()) for column in found.columns]
    return [
        (
            *(str(text) for text in (places if departments else places[:1])),
            *(_number(column, code, top, t) for column, top in zip(found.columns, highest, strict=True)),
        )
        for code, *places in found.places.head(limit).itertuples(name=None)
    ]


def _number(column: Column, code: str, highest: float, t: Translator) -> sortable.Number:
    best, *band = (float(column.estimates[bound][code]) for bound in column.estimates)
    if math.isnan(best):
        return sortable.Number(None, t("no data"))
    low, high = (t.significant(value) for value in band or (best, best))
    note = f"{low}–{high}" if low != high else ""
    return sortable.Number(best, t.significant(best), note, best / highest if highest > 0 else None)
