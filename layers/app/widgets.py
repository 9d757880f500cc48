"""Widgets that edit the Selection: place, period, measure, layers, events."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from geo.escaping import for_markdown
from geo.schema import EVENT_TYPES, LocationPrecision
from layers.app import state, style
from layers.app.presets import presets
from layers.caching import weak_lru_cache
from layers.catalog import CHOROPLETHS
from layers.catalog.model import GROUPS, Group
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, LANGUAGE_NAMES, N_, Lang, Translator, translator
from layers.text.terms import ACTOR_KIND_NAMES, BORDER_NAMES, EVENT_TYPE_NAMES, REGION_NAMES, alphabetical

FIRST_YEAR: Final = 1989
"""First year of the period slider, which is UCDP's first; a link may begin earlier."""

_COUNTRY: Final = "country"
_EVERYWHERE: Final = ""
_NOTHING: Final = ""


def sidebar(selection: Selection, tables: Tables, t: Translator) -> Selection:
    """Show the widgets; return the selection that they give."""
    with st.sidebar:
        with st.container(key="presets", horizontal=True, gap="small"):
            for name, (title, preset) in presets(selection).items():
                st.button(t(title), key=f"preset-{name}", on_click=state.choose, args=(preset,), type="tertiary")
        selection = place(selection, tables, t)
        selection = _choropleth(selection, tables, t)
        selection = _layers(selection, tables, t)
        return _events(selection, tables, t)


def with_period(selection: Selection) -> Selection:
    """Return the selection with the period of the slider, which is drawn later in the run."""
    start, end = st.session_state.get(state.slider_key("period"), (selection.start, selection.end))
    return replace(selection, start=start, end=end)


def period(selection: Selection, tables: Tables, t: Translator) -> None:
    """Show the slider of the period; :func:`with_period` reads it."""
    months = _months(*month_range(selection, tables), t.lang)
    st.select_slider(
        t("Period"),
        list(months),
        value=(selection.start, selection.end),  # a seeded state would not make it a slider with two ends
        key=state.slider_key("period"),
        format_func=months.__getitem__,
        on_change=state.touch,
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


def place(selection: Selection, tables: Tables, t: Translator) -> Selection:
    """Show the choice of a region or department, and of a municipality in it; return the selection."""
    rows = tables.municipalities.set_index("municipality_code")
    departments = dict(
        rows.sort_values("department", key=lambda names: names.map(alphabetical))
        .groupby("department_code", sort=False)["department"]
        .first()
    )
    # Streamlit identifies options by their titles, and Caquetá is both a region and a department
    regions = {name: t("{name}, region", name=title) for name, title in REGION_NAMES.items()}
    borders = (
        {name: t(title) for name, title in BORDER_NAMES.items()} if rows["border_countries"].notna().any() else {}
    )
    titles = {_COUNTRY: t("Colombia"), **regions, **borders, **departments}
    place_id = st.selectbox(
        t("Region or department"),
        list(titles),
        key=state.seed("place", selection.region or selection.department_code or _COUNTRY),
        format_func=titles.__getitem__,
        on_change=state.touch,
        filter_mode="contains",
    )
    area = replace(
        selection,
        region=place_id if place_id in (*regions, *borders) else None,
        department_code=place_id if place_id in departments else None,
        municipality_code=None,
    )
    members = rows.loc[tables.selected_codes(area)]
    names = dict(zip(members.index, members["municipality"] + ", " + members["department"], strict=True))
    key = state.seed("municipality", selection.municipality_code or _EVERYWHERE)
    if st.session_state[key] not in names:
        st.session_state[key] = _EVERYWHERE
    municipality = st.selectbox(
        t("Municipality"),
        [_EVERYWHERE, *sorted(names, key=lambda code: alphabetical(names[code]))],
        key=key,
        format_func=lambda code: names.get(code, t("All municipalities")),
        on_change=state.touch,
        filter_mode="contains",
    )
    return replace(area, municipality_code=municipality or None)


def link_notices(t: Translator) -> None:
    """Name the parameters of the link that this page ignores."""
    style.notices([state.describe_link_error(error, t) for error in state.link_errors()], "wrong")


def compared_municipality(selection: Selection, tables: Tables, t: Translator) -> str:
    """Show the choice of a municipality to compare with; return its code, empty for the median of the area."""
    names = _names(tables)
    options = [_NOTHING, *(code for code in names if code != selection.municipality_code)]
    key = state.seed("beside", state.extra_params().get("beside", _NOTHING))
    if st.session_state[key] not in options:
        st.session_state[key] = _NOTHING
    return st.selectbox(
        t("Compare with"),
        options,
        key=key,
        format_func=lambda code: names.get(code, t("the municipalities around it")),
        on_change=lambda: state.update_extra_params({"beside": st.session_state[key]}),
        filter_mode="contains",
    )


@weak_lru_cache(1)
def _names(tables: Tables) -> dict[str, str]:
    """Names of all municipalities with their departments, by code, in alphabetical order."""
    rows = tables.municipalities
    names = dict(zip(rows["municipality_code"], rows["municipality"] + ", " + rows["department"], strict=True))
    return dict(sorted(names.items(), key=lambda item: alphabetical(item[1])))


def _choropleth(selection: Selection, tables: Tables, t: Translator) -> Selection:
    chosen = measure(
        t("Colour of the municipalities"), "choropleth", selection.choropleth, tables, t, nothing=N_("None")
    )
    return replace(selection, choropleth=chosen)


def measure(
    label: str, name: str, chosen: str | None, tables: Tables, t: Translator, *, nothing: str = ""
) -> str | None:
    """Show a choice among the choropleths of the catalogue; return its id, None for the option ``nothing`` if any."""
    known = {each: layer for each, layer in CHOROPLETHS.items() if each == chosen or tables.is_available(layer)}
    chosen_id = st.selectbox(
        label,
        [*known, *([_NOTHING] if nothing else [])],
        key=state.seed(name, chosen or _NOTHING),
        format_func=lambda each: f"{t(known[each].title)} · {t(GROUPS[known[each].group])}" if each else t(nothing),
        on_change=state.touch,
        filter_mode="contains",
    )
    return chosen_id or None


def years(label: str, name: str, span: tuple[str, str], tables: Tables) -> tuple[str, str]:
    """Show a slider over whole years; return first and last month of those chosen, ``span`` if it was not moved."""
    first, last = (int(month[:4]) for month in month_range(Selection(), tables))
    key = state.slider_key(name)
    initial = (max(int(span[0][:4]), first), min(int(span[1][:4]), last))
    chosen = st.slider(label, first, last, st.session_state.get(key, initial), key=key, on_change=state.touch)
    return span if chosen == initial else (f"{chosen[0]}-01", f"{chosen[1]}-12")


def _layers(selection: Selection, tables: Tables, t: Translator) -> Selection:
    style.group_label(t("Overlays"))
    ticked = [name for group in GROUPS for name in _ticked(group, selection, tables, t)]
    # a link may list the same layers in another order
    unchanged = set(ticked) == set(selection.layers)
    return selection if unchanged else replace(selection, layers=tuple(ticked))


def _ticked(group: Group, selection: Selection, tables: Tables, t: Translator) -> list[str]:
    """Show the layers of a group as checkboxes; return the ids of those that are ticked."""
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
            if st.checkbox(for_markdown(t(layer.title)), key=keys[name], on_change=state.touch)
        ]


def _events(selection: Selection, tables: Tables, t: Translator) -> Selection:
    catalogue = tables.sources
    sources = sorted(set(tables.events["source"].unique()) | set(selection.sources))
    types = [
        name for name in EVENT_TYPES if name in set(tables.events["event_type"].unique()) | set(selection.event_types)
    ]
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
