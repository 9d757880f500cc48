"""Widgets that edit the Selection: period, language, layers, events, and the sidebar of the map page with all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from geo.schema import EVENT_TYPES, LocationPrecision
from layers.analysis.reach import Reach, overlay_reaches, reaches
from layers.analysis.totals import event_types
from layers.app import choices, state, style
from layers.app.presets import presets
from layers.catalog.model import GROUPS, Group
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, LANGUAGE_NAMES, N_, Lang, Translator, translator
from layers.text.terms import ACTOR_KIND_NAMES, EVENT_TYPE_NAMES, alphabetical

FIRST_YEAR: Final = 1989
"""First year of the period slider, which is UCDP's first; a link may begin earlier."""

_COVERED: Final = "covered"
"""What the sidebar last stated to have data: the layers that cover the place in its period."""


def sidebar(selection: Selection, tables: Tables, t: Translator) -> Selection:
    """Show the widgets; return the selection that they give."""
    selection = with_period(selection)
    with st.sidebar:
        with st.container(key="presets", horizontal=True, gap="small"):
            for name, (title, preset) in presets(selection).items():
                st.button(t(title), key=f"preset-{name}", on_click=state.choose, args=(preset,), type="tertiary")
        selection = choices.place(selection, tables, t)
        st.session_state[_COVERED] = _covering(selection, tables)
        label = t("Colour of the municipalities")
        chosen = choices.measure(label, "choropleth", selection.choropleth, selection, tables, t, nothing=N_("None"))
        selection = _layers(replace(selection, choropleth=chosen), tables, t)
        return _events(selection, tables, t)


def sidebar_has_values() -> bool:
    """Whether widgets have values; otherwise the selection is all that a run needs to know."""
    return any(str(name).startswith(state.key("")) for name in st.session_state)


def sidebar_is_outdated(selection: Selection, tables: Tables) -> bool:
    """Whether the period was changed to one that other measures and layers cover than the sidebar states."""
    return bool(st.session_state.get(_COVERED) != _covering(selection, tables))


def _covering(selection: Selection, tables: Tables) -> frozenset[str]:
    """Ids of the measures and layers with data of the place in the period."""
    found = {**reaches(selection, tables), **overlay_reaches(selection, tables)}
    return frozenset(name for name, reach in found.items() if reach.covers(selection))


def with_period(selection: Selection) -> Selection:
    """Return the selection with the period of the slider, which is drawn later in the run."""
    start, end = st.session_state.get(state.slider_key("period"), (selection.start, selection.end))
    return replace(selection, start=start, end=end)


def period(selection: Selection, tables: Tables, t: Translator, on_change: Callable[[], None]) -> None:
    """Show the slider of the period; :func:`with_period` reads it, also in the callback."""
    months = _months(*month_range(selection, tables), t.lang)
    st.select_slider(
        t("Period"),
        list(months),
        value=(selection.start, selection.end),  # a seeded state would not make it a slider with two ends
        key=state.slider_key("period"),
        format_func=months.__getitem__,
        on_change=on_change,
        label_visibility="collapsed",
    )


@lru_cache(maxsize=8)
def _months(first: str, last: str, lang: Lang) -> dict[str, str]:
    """Months from ``first`` to ``last`` with their labels on the slider."""
    months = (str(month) for month in pd.period_range(first, last, freq="M"))
    return {month: translator(lang).period(month, month) for month in months}


def month_range(selection: Selection, tables: Tables) -> tuple[str, str]:
    """Return the first and the last month of the period slider."""
    return min(f"{FIRST_YEAR}-01", selection.start), max(tables.last_month, Selection.end, selection.end)


def language(selection: Selection) -> None:
    """Show the switch between Spanish and English, which takes effect on the next run."""
    key = state.seed("lang", selection.lang)

    def change() -> None:
        # without a value when the page that had the switch gives way to another
        state.choose(replace(selection, lang=st.session_state.get(key) or selection.lang))

    st.segmented_control(
        "Idioma · Language",
        list(LANGS),
        key=key,
        format_func=LANGUAGE_NAMES.__getitem__,
        on_change=change,
        label_visibility="collapsed",
        required=True,
    )


def link_notices(t: Translator) -> None:
    """Name the parameters of the link that this page ignores."""
    style.notices([state.describe_link_error(error, t) for error in state.link_errors()], "wrong")


def years(label: str, name: str, span: tuple[str, str], tables: Tables) -> tuple[str, str]:
    """Show a slider over whole years; return first and last month of those chosen, ``span`` if it was not moved."""
    first, last = (int(month[:4]) for month in month_range(Selection(), tables))
    key = state.slider_key(name)
    begin, end = (min(max(int(month[:4]), first), last) for month in span)
    initial = (begin, end)
    chosen = st.slider(label, first, last, st.session_state.get(key, initial), key=key, on_change=state.touch)
    return span if chosen == initial else (f"{chosen[0]}-01", f"{chosen[1]}-12")


def _layers(selection: Selection, tables: Tables, t: Translator) -> Selection:
    style.group_label(t("Overlays"))
    reach = overlay_reaches(selection, tables)
    ticked = [name for group in GROUPS for name in _ticked(group, selection, reach, tables, t)]
    # a link may list the same layers in another order
    unchanged = set(ticked) == set(selection.layers)
    return selection if unchanged else replace(selection, layers=tuple(ticked))


def _ticked(
    group: Group, selection: Selection, reach: Mapping[str, Reach], tables: Tables, t: Translator
) -> list[str]:
    """Show the layers of a group as checkboxes, with what they cover; return the ids of those that are ticked."""
    known = {
        name: layer
        for name, layer in tables.overlays.items()
        if layer.group == group and (name in selection.layers or tables.is_available(layer))
    }
    keys = {name: state.seed(f"layer:{name}", name in selection.layers) for name in known}
    count = sum(bool(st.session_state[key]) for key in keys.values())
    with st.expander(f"{t(GROUPS[group])} · {count}" if count else t(GROUPS[group]), key=f"layers-{group}"):
        return [
            name
            for name, layer in known.items()
            if st.checkbox(
                choices.covering(t(layer.title), reach.get(name), selection, t), key=keys[name], on_change=state.touch
            )
        ]


def _events(selection: Selection, tables: Tables, t: Translator) -> Selection:
    catalogue = tables.sources
    types_by_source = event_types(tables)
    sources = sorted({*types_by_source, *selection.sources})
    known = {*selection.event_types}.union(*types_by_source.values())
    types = [name for name in EVENT_TYPES if name in known]
    with st.expander(
        t("Which events"), expanded=bool(selection.sources or selection.event_types or selection.actors)
    ):
        chosen_sources = st.multiselect(
            t("Sources of events"),
            sources,
            key=state.seed("sources", list(selection.sources)),
            format_func=lambda name: t(catalogue[name].title) if name in catalogue else name,
            placeholder=t("All"),
            on_change=state.touch,
        )
        chosen_types = st.multiselect(
            t("Types of events"),
            types,
            key=state.seed("event_types", list(selection.event_types)),
            format_func=lambda name: t(EVENT_TYPE_NAMES[name]),
            placeholder=t("All"),
            on_change=state.touch,
        )
        chosen_actors = _actors(selection, tables, t)
        precision = st.radio(
            t("Points on the map"),
            [int(LocationPrecision.NEAR), int(LocationPrecision.EXACT)],
            key=state.seed("precision", selection.precision),
            format_func=lambda value: t("Exact or near place") if value > 1 else t("Exact place only"),
            on_change=state.touch,
            horizontal=True,
        )
    return replace(
        selection,
        sources=tuple(chosen_sources),
        event_types=tuple(chosen_types),
        actors=chosen_actors,
        precision=precision,
    )


def _actors(selection: Selection, tables: Tables, t: Translator) -> tuple[str, ...]:
    """Show the choice of parties, by kind and name; return their ids."""
    named = {actor for actors in tables.parties.by_source.values() for actor in actors} | set(selection.actors)
    kinds = dict(zip(tables.actors["actor_id"], tables.actors["kind"], strict=True))
    order = list(ACTOR_KIND_NAMES)
    chosen = st.multiselect(
        t("Parties named by the source"),
        sorted(
            named, key=lambda actor: (order.index(kinds[actor]), alphabetical(tables.parties.name(actor, t.lang)))
        ),
        key=state.seed("actors", list(selection.actors)),
        format_func=lambda actor: f"{tables.parties.name(actor, t.lang)} · {t(ACTOR_KIND_NAMES[kinds[actor]])}",
        placeholder=t("All"),
        help=t(
            "Events in which the source names one of these parties, on either side, under any of its names. The"
            " attribution is the source's and does not establish responsibility. A larger group does not include its"
            " parts. Sources that name no party have no events then."
        ),
        on_change=state.touch,
        filter_mode="contains",
    )
    return tuple(chosen)
