"""Charts on a page: the drawing, and with it its files, its link, its frame and its numbers as a table.

A chart has an address of its own, that of its page with the parameter ``chart``: it shows the chart alone, with its
note, caveats, sources and data version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from html import escape
from typing import Final, get_args

import pandas as pd
import streamlit as st

from layers.app import sharing, sortable, state, style, widgets
from layers.app.table_cache import BY_VERSION
from layers.charts import FILES, Chart, Kind, chart, render, sheet
from layers.charts.svg import SANS
from layers.dossier import brief, stories, story
from layers.scene import notes
from layers.scene.citation import cite
from layers.scene.web_assets import ASSETS, packed
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

_AROUND: Final = 420
"""Pixels of a frame for the title of a chart, and for its sources below it."""


@dataclass(frozen=True)
class Shown:
    """A chart as a page shows it; its drawing is packed."""

    svg: str
    height: float
    name: str
    heading: str
    title: str
    place: str
    period: str
    note: str
    caveats: Sequence[str]
    sources: Sequence[str]
    credits: Sequence[str]
    table: pd.DataFrame
    file_name: str


def shown(kind: Kind, selection: Selection, tables: Tables, second: str = "") -> Shown | None:
    """Return a chart in the reader's theme; None if there is no data to draw."""
    plain = replace(selection, embed=False)
    return _drawn(kind, plain, second, style.theme_name(), tables)


def linked(kinds: Sequence[Kind]) -> Kind | None:
    """The chart that the link shows alone, of those of a page; a parameter that names no chart is reported."""
    name = state.extra_params().get("chart", "")
    if name and name not in get_args(Kind):
        state.ignore_param("chart")
    elif name and name not in kinds:
        state.drop_extra_params(["chart"])  # that of the page before
    return next((kind for kind in kinds if kind == name), None)


def show(
    kind: Kind,
    found: Shown,
    selection: Selection,
    tables: Tables,
    t: Translator,
    *,
    second: str = "",
    params: Mapping[str, str] | None = None,
    table: str = N_("The chart as a table"),
) -> None:
    """Show a chart with its menu and its table.

    Parameters
    ----------
    second
        The second measure of ``two_measures``, or the id of a story.
    params
        Parameters of the page that its link needs besides the selection.
    table
        Name of its table.
    """
    _draw(found)
    with st.container(key=f"chart-{kind}"):
        menu(kind, selection, tables, t, second=second, params=params)
        with st.expander(t(table), on_change="rerun") as expander:
            if expander.open:
                _table(found.table, t(table), t)


def alone(
    kind: Kind,
    selection: Selection,
    tables: Tables,
    *,
    second: str = "",
    params: Mapping[str, str] | None = None,
) -> None:
    """Show a chart as a page: title, drawing, how to read it, what it does not show, sources, data version."""
    t = translator(selection.lang)
    around = params or {}
    if kind == "story":  # it has a place and a period of its own
        state.store_params({**around, "chart": kind})
    else:
        state.store_selection(selection, {**around, "chart": kind})
    if selection.embed:
        style.hide_chrome()
    found = shown(kind, selection, tables, second)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(
            found.place if found else notes.place_name(selection, tables),
            found.title if found else t("No data"),
            found.period if found else t.period(selection.start, selection.end),
        )
        if not selection.embed:
            widgets.language(selection)
    widgets.link_notices(t)
    if found is None:
        st.info(t("No source covers this place and period."))
    elif selection.embed:
        _draw(found)
    else:
        show(kind, found, selection, tables, t, second=second, params=around)
    with st.container(key="chart-account"):
        for text in (found.note, *found.caveats) if found else ():
            style.prose(text)
        if found:
            style.notices(found.credits)
        style.prose(" · ".join(notes.colophon(tables, t)))
        st.link_button(t("Open in Terrapaz"), _address(kind, selection, around), type="tertiary")


def menu(
    kind: Kind,
    selection: Selection,
    tables: Tables,
    t: Translator,
    *,
    second: str = "",
    params: Mapping[str, str] | None = None,
    label: str = N_("Use this chart"),
) -> None:
    """Show the menu of a chart: files, link, frame, citation; it is filled when it is opened."""
    name = f"{kind}-{selection.region}"
    with st.popover(t(label), type="tertiary", key=f"use-{name}", on_change="rerun") as opened:
        found = shown(kind, selection, tables, second) if opened.open else None
        if found is not None:
            _fill(name, kind, found, selection, tables, t, second, params or {})


def _draw(found: Shown) -> None:
    """Put the drawing into the page as a part of it: as wide as there is room, and with values under the pointer."""
    box = f'<div class="tp-chart" style="min-height:{found.height:g}px" data-svg="{found.svg}"></div>'
    st.html(
        f"{box}<script>{_script()}</script>", unsafe_allow_javascript=True
    )  # constant: no text from data is in it


@cache
def _script() -> str:
    return (ASSETS / "charts.js").read_text("utf-8")


def _fill(
    name: str,
    kind: Kind,
    found: Shown,
    selection: Selection,
    tables: Tables,
    t: Translator,
    second: str,
    params: Mapping[str, str],
) -> None:
    for ending, label in FILES.items():
        st.download_button(
            t(label),
            partial(_file, kind, selection, tables, second, ending),
            f"{found.file_name}.{ending}",
            on_click="ignore",
            type="tertiary",
            key=f"{name}-{ending}",
        )
    own = {**params, "chart": kind}
    embedded = _address(kind, selection, own | {"embed": "true"})
    frame = sharing.frame(embedded, found.heading, round(found.height) + _AROUND)
    today = datetime.now(UTC).date()
    for caption, text in (
        (t("Link to this chart"), _address(kind, selection, own)),
        (t("Frame for another page"), frame),
        (t("Citation"), cite(found.name, selection, tables, found.sources, today)),
    ):
        st.caption(caption)
        st.code(text, language=None, wrap_lines=True)


def _address(kind: Kind, selection: Selection, params: Mapping[str, str]) -> str:
    """Address of the page of a chart: that of a region in brief is the map, because the start page has three."""
    plain = Selection(lang=selection.lang) if kind == "story" else replace(selection, embed=False)
    page = (st.context.url or "").removesuffix("/").removesuffix(f"/{state.START}")
    return sharing.page_link(page, plain.to_query() | dict(params))


def _built(kind: Kind, selection: Selection, tables: Tables, second: str, theme: str = "light") -> Chart | None:
    if kind == "brief":
        return brief.chart(str(selection.region), tables, selection.lang, theme)
    if kind == "story":
        return story.chart(stories.story(second), tables, selection.lang, theme)
    return chart(kind, selection, tables, second=second, theme=theme)


def _file(kind: Kind, selection: Selection, tables: Tables, second: str, ending: str) -> bytes:
    found = _built(kind, selection, tables, second)
    return b"" if found is None else render(found, ending)


def _table(table: pd.DataFrame, title: str, t: Translator) -> None:
    columns = [
        [sortable.figure(value, t) for value in table[name]]
        if table[name].dtype.kind == "f"
        else [str(value) for value in table[name]]
        for name in table.columns
    ]
    sortable.table(title, list(table.columns), list(zip(*columns, strict=True)), t)


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=BY_VERSION)
def _drawn(kind: Kind, selection: Selection, second: str, theme: str, tables: Tables) -> Shown | None:
    found = _built(kind, selection, tables, second, theme)
    if found is None:
        return None
    drawing = found.draw(None)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(found.alt)}" width="100%"'
        f' height="{drawing.height:g}" font-family="{SANS}" font-size="11.5">{drawing.parts}</svg>'
    )
    return Shown(
        svg=packed(svg),
        height=drawing.height,
        name=found.name,
        heading=found.heading,
        title=found.title,
        place=found.place,
        period=found.period,
        note=found.note,
        caveats=tuple(found.caveats),
        sources=tuple(found.sources),
        credits=tuple(sheet.credits(found)),
        table=found.table,
        file_name=found.file_name,
    )
