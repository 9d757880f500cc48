"""Presets and the widgets of the sidebar: place, colour, layers and events, over the Selection."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from geo.schema import EVENT_TYPES, LocationPrecision
from layers.app import state
from layers.caching import remembered
from layers.catalog import CHOROPLETHS
from layers.catalog.model import GROUPS, Group
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, LANGUAGE_NAMES, N_, Lang, Translator, translator
from layers.text.terms import BORDER_NAMES, EVENT_TYPE_NAMES, REGION_NAMES

FIRST_YEAR: Final = 1989
"""Where the slider of the period begins, as UCDP does; a link may reach further back."""

_COUNTRY: Final = "country"
_EVERYWHERE: Final = ""
_NOTHING: Final = ""


def presets(selection: Selection) -> dict[str, tuple[str, Selection]]:
    """Ways in: title and selection by id, in the language of ``selection``."""
    fresh = Selection(lang=selection.lang)
    return {
        "bajo-cauca": (
            N_("Bajo Cauca: gold"),
            replace(fresh, region="bajo-cauca", choropleth="evoa_ha", start="2014-01", end="2023-12"),
        ),
        "catatumbo": (
            N_("Catatumbo: deaths"),
            replace(
                fresh,
                region="catatumbo",
                choropleth="deaths",
                layers=("regions", "incidents", "ucdp"),
                start="2023-01",
            ),
        ),
        "caqueta": (
            N_("Caquetá: forest"),
            replace(fresh, region="caqueta", choropleth="forest_loss", layers=("regions", "incidents", "parks")),
        ),
        "march-2023": (
            N_("March 2023"),
            replace(fresh, choropleth="terrorism_acts", start="2022-01", end="2024-12"),
        ),
        "january-2025": (
            N_("January 2025"),
            replace(
                fresh,
                region="catatumbo",
                choropleth="deaths",
                layers=("regions", "incidents", "ucdp"),
                start="2024-01",
            ),
        ),
    }


def sidebar(selection: Selection, tables: Tables, t: Translator) -> Selection:
    """Show the widgets; return the selection they make."""
    with st.sidebar:
        with st.container(key="presets", horizontal=True, gap="small"):
            for name, (title, wanted) in presets(selection).items():
                st.button(t(title), key=f"preset-{name}", on_click=state.choose, args=(wanted,), type="tertiary")
        selection = place(selection, tables, t)
        selection = _colour(selection, tables, t)
        selection = _layers(selection, tables, t)
        return _events(selection, tables, t)


def within(selection: Selection) -> Selection:
    """The selection in the period that the slider was moved to, known before the slider is drawn."""
    start, end = st.session_state.get(state.key("period"), (selection.start, selection.end))
    return replace(selection, start=start, end=end)


def period(selection: Selection, tables: Tables, t: Translator) -> None:
    """A slider over the months the tables reach, at the selection's; :func:`within` reads it."""
    months = _months(*reach(selection, tables), t.lang)
    st.select_slider(
        t("Period"),
        list(months),
        value=(selection.start, selection.end),  # unlike a seed it tells the slider that it has two ends
        key=state.key("period"),
        format_func=months.__getitem__,
        on_change=state.touch,
        label_visibility="collapsed",
    )


@lru_cache(maxsize=8)
def _months(first: str, last: str, lang: Lang) -> dict[str, str]:
    """The months from one to another, as the slider writes them."""
    months = (str(month) for month in pd.period_range(first, last, freq="M"))
    return {month: translator(lang).period(month, month) for month in months}


def reach(selection: Selection, tables: Tables) -> tuple[str, str]:
    """First and last month of the period's slider."""
    return min(f"{FIRST_YEAR}-01", selection.start), max(tables.last_month, Selection.end, selection.end)


def language(selection: Selection) -> None:
    """A switch between Spanish and English; the page turns on the next run."""
    key = state.seed("lang", selection.lang)

    def change() -> None:
        # the switch may be gone by now: the page that had it was left
        state.choose(replace(selection, lang=st.session_state.get(key, selection.lang)))

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
    """A region or department, and a municipality in it."""
    rows = tables.municipalities.set_index("municipality_code")
    departments = dict(rows.sort_values("department").groupby("department_code", sort=False)["department"].first())
    # Caquetá is a region and a department: the browser knows options by their titles, which must differ
    regions = {name: t("{name}, region", name=title) for name, title in REGION_NAMES.items()}
    borders = (
        {name: t(title) for name, title in BORDER_NAMES.items()} if rows["border_countries"].notna().any() else {}
    )
    titles = {_COUNTRY: t("Colombia"), **regions, **borders, **departments}
    chosen_place = st.selectbox(
        t("Region or department"),
        list(titles),
        key=state.seed("place", selection.region or selection.department_code or _COUNTRY),
        format_func=titles.__getitem__,
        on_change=state.touch,
        filter_mode="contains",
    )
    around = replace(
        selection,
        region=chosen_place if chosen_place in (*regions, *borders) else None,
        department_code=chosen_place if chosen_place in departments else None,
        municipality_code=None,
    )
    here = rows.loc[tables.selected(around)]
    names = dict(zip(here.index, here["municipality"] + ", " + here["department"], strict=True))
    chosen = state.seed("municipality", selection.municipality_code or _EVERYWHERE)
    if st.session_state[chosen] not in names:
        st.session_state[chosen] = _EVERYWHERE
    municipality = st.selectbox(
        t("Municipality"),
        [_EVERYWHERE, *sorted(names, key=lambda code: _plain(names[code]))],
        key=chosen,
        format_func=lambda code: names.get(code, t("All municipalities")),
        on_change=state.touch,
        filter_mode="contains",
    )
    return replace(around, municipality_code=municipality or None)


def beside(selection: Selection, tables: Tables, t: Translator) -> str:
    """A choice of what the selected municipality is compared with; the code of another one, or nothing."""
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


@remembered(1)
def _names(tables: Tables) -> dict[str, str]:
    """Names of all municipalities with their departments, in the order of the alphabet."""
    rows = tables.municipalities
    named = dict(zip(rows["municipality_code"], rows["municipality"] + ", " + rows["department"], strict=True))
    return dict(sorted(named.items(), key=lambda each: _plain(each[1])))


def _colour(selection: Selection, tables: Tables, t: Translator) -> Selection:
    chosen = measure(t("Colour of the municipalities"), "choropleth", selection.choropleth, tables, t)
    return replace(selection, choropleth=chosen)


def measure(
    label: str, name: str, chosen: str | None, tables: Tables, t: Translator, *, none: bool = True
) -> str | None:
    """A choice among the measures of the catalogue, by their headings; ``none`` is one of them if wanted."""
    known = {each: layer for each, layer in CHOROPLETHS.items() if each == chosen or tables.is_available(layer)}
    found = st.selectbox(
        label,
        [*known, *([_NOTHING] if none else [])],
        key=state.seed(name, chosen or _NOTHING),
        format_func=lambda each: f"{t(known[each].title)} · {t(GROUPS[known[each].group])}" if each else t("None"),
        on_change=state.touch,
        filter_mode="contains",
    )
    return found or None


def years(label: str, name: str, span: tuple[str, str], tables: Tables) -> tuple[str, str]:
    """A slider over whole years; first and last month of those chosen."""
    first, last = int(reach(Selection(), tables)[0][:4]), int(reach(Selection(), tables)[1][:4])
    key = state.key(name)
    seeded = (max(int(span[0][:4]), first), min(int(span[1][:4]), last))
    found = st.slider(label, first, last, st.session_state.get(key, seeded), key=key, on_change=state.touch)
    return f"{found[0]}-01", f"{found[1]}-12"


def _layers(selection: Selection, tables: Tables, t: Translator) -> Selection:
    st.html(f'<p class="tp-label">{escape(t("Layers on top"))}</p>')
    kept = [name for group in GROUPS for name in _ticked(group, selection, tables, t)]
    # a link may list layers in another order; the same set is the same state
    same = set(kept) == set(selection.layers)
    return selection if same else replace(selection, layers=tuple(kept))


def _ticked(group: Group, selection: Selection, tables: Tables, t: Translator) -> list[str]:
    """Layers of a group that are ticked, shown under its heading."""
    known = {
        name: layer
        for name, layer in tables.overlays.items()
        if layer.group == group and (name in selection.layers or tables.is_available(layer))
    }
    keys = {name: state.seed(f"layer:{name}", name in selection.layers) for name in known}
    ticked = sum(bool(st.session_state[key]) for key in keys.values())
    with st.expander(f"{t(GROUPS[group])} · {ticked}" if ticked else t(GROUPS[group]), key=f"layers-{group}"):
        return [
            name
            for name, layer in known.items()
            if st.checkbox(t(layer.title), key=keys[name], on_change=state.touch)
        ]


def _events(selection: Selection, tables: Tables, t: Translator) -> Selection:
    known = tables.sources
    sources = sorted(set(tables.events["source"].unique()) | set(selection.sources))
    types = [
        name for name in EVENT_TYPES if name in set(tables.events["event_type"].unique()) | set(selection.event_types)
    ]
    with st.expander(t("Which events"), expanded=bool(selection.sources or selection.event_types)):
        chosen_sources = st.multiselect(
            t("Sources of events"),
            sources,
            key=state.seed("sources", list(selection.sources)),
            format_func=lambda name: t(known[name].title) if name in known else name,
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
        precision = st.radio(
            t("Points on the map"),
            [int(LocationPrecision.NEAR), int(LocationPrecision.EXACT)],
            key=state.seed("precision", selection.precision),
            format_func=lambda value: t("Exact or near place") if value > 1 else t("Exact place only"),
            on_change=state.touch,
            horizontal=True,
        )
    return replace(selection, sources=tuple(chosen_sources), event_types=tuple(chosen_types), precision=precision)


def _plain(name: str) -> str:
    """A name without accents and capitals, to sort by."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).casefold()
