"""Charts on a page: the drawing, and with it its files, its link, its frame and its numbers as a table.

A chart has an address of its own, that of its page with the parameter ``chart``: it shows the chart alone, with its
note, caveats, sources and data version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Final, get_args

import pandas as pd
import streamlit as st

from layers.app import sharing, sortable, state, style, widgets
from layers.app.table_cache import BY_VERSION
from layers.charts import FILES, Chart, Kind, chart, render, sheet
from layers.charts.svg import SANS
from layers.dossier import brief, stories
from layers.scene import notes
from layers.scene.citation import cite
from layers.scene.web_assets import packed, read_asset
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
    file_name: str


@dataclass(frozen=True)
class Asked:
    """A chart that a page asks for.

    Attributes
    ----------
    second
        The second measure of ``two_measures``, or the id of a story.
    params
        Parameters of the page that its link needs besides the selection.
    """

    kind: Kind
    selection: Selection
    tables: Tables
    second: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> Selection:
        """The selection of which it is a chart, in a frame or not."""
        return replace(self.selection, embed=False)

    @property
    def t(self) -> Translator:
        """Translator of the language of its selection."""
        return translator(self.selection.lang)

    @property
    def key(self) -> str:
        """What tells its widgets from those of other charts on a page, which may be of another region."""
        return f"{self.kind}-{self.selection.region}"

    def address(self, *, embedded: bool = False) -> str:
        """Address at which it stands alone: of a region in brief the map, because the start page has three."""
        return self._address({"chart": self.kind} | ({"embed": "true"} if embedded else {}))

    def around(self) -> str:
        """Address of the page that it is on."""
        return self._address({})

    def _address(self, more: Mapping[str, str]) -> str:
        is_story = self.kind == "story"  # which has a place and a period of its own
        plain = Selection(lang=self.selection.lang) if is_story else self.plain
        page = (st.context.url or "").removesuffix("/").removesuffix(f"/{state.START}")
        return sharing.page_link(page, plain.to_query() | {**self.params, **more})


def shown(asked: Asked) -> Shown | None:
    """Return a chart in the reader's theme; None if there is no data to draw."""
    return _drawn(asked.kind, asked.plain, asked.second, style.theme_name(), asked.tables)


def linked(kinds: Sequence[Kind]) -> Kind | None:
    """The chart that the link shows alone, of those of a page; a parameter that names no chart is reported."""
    name = state.extra_params().get("chart", "")
    if name and name not in get_args(Kind):
        state.ignore_param("chart")
    elif name and name not in kinds:
        state.drop_extra_params(["chart"])  # that of the page before
    return next((kind for kind in kinds if kind == name), None)


def show(asked: Asked, found: Shown, *, table: str = N_("The chart as a table")) -> None:
    """Show a chart with its menu and its table, which is named ``table``."""
    t = asked.t
    _draw(found)
    with st.container(key=f"chart-{asked.kind}"):
        menu(asked)
        with st.expander(t(table), on_change="rerun") as expander:
            if expander.open:
                _table(_numbers(asked.kind, asked.plain, asked.second, asked.tables), t(table), t)


def alone(asked: Asked) -> None:
    """Show a chart as a page: title, drawing, how to read it, what it does not show, sources, data version."""
    t, selection = asked.t, asked.selection
    params = {**asked.params, "chart": asked.kind}
    if asked.kind == "story":
        state.store_params(params)
    else:
        state.store_selection(selection, params)
    if selection.embed:
        style.hide_chrome()
    found = shown(asked)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(
            found.place if found else notes.place_name(selection, asked.tables),
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
        show(asked, found)
    with st.container(key="chart-account"):
        for text in (found.note, *found.caveats) if found else ():
            style.prose(text)
        if found:
            style.notices(found.credits)
        style.prose(" · ".join(notes.colophon(asked.tables, t)))
        st.link_button(t("Open in Terrapaz"), asked.around(), type="tertiary")


def menu(asked: Asked, *, label: str = N_("Use this chart")) -> None:
    """Show the menu of a chart: files, link, frame, citation; it is filled when it is opened."""
    with st.popover(asked.t(label), type="tertiary", key=f"use-{asked.key}", on_change="rerun") as opened:
        found = shown(asked) if opened.open else None
        if found is not None:
            _fill(asked, found)


def _draw(found: Shown) -> None:
    """Put the drawing into the page as a part of it: as wide as there is room, and with values under the pointer."""
    box = f'<div class="tp-chart" style="min-height:{found.height:g}px" data-svg="{found.svg}"></div>'
    st.html(f"{box}<script>{read_asset('charts.js')}</script>", unsafe_allow_javascript=True)


def _fill(asked: Asked, found: Shown) -> None:
    t = asked.t
    for ending, label in FILES.items():
        st.download_button(
            t(label),
            partial(_file, asked, ending),
            f"{found.file_name}.{ending}",
            on_click="ignore",
            type="tertiary",
            key=f"{asked.key}-{ending}",
        )
    today = datetime.now(UTC).date()
    for caption, text in (
        (t("Link to this chart"), asked.address()),
        (
            t("Frame for another page"),
            sharing.frame(asked.address(embedded=True), found.heading, round(found.height) + _AROUND),
        ),
        (t("Citation"), cite(found.name, asked.selection, asked.tables, found.sources, today, period=found.period)),
    ):
        st.caption(caption)
        st.code(text, language=None, wrap_lines=True)


def _built(kind: Kind, selection: Selection, tables: Tables, second: str, theme: str = "light") -> Chart | None:
    if kind == "brief":
        return brief.chart(str(selection.region), tables, selection.lang, theme)
    if kind == "story":
        from layers.dossier import story  # draws maps with matplotlib

        return story.chart(stories.story(second), tables, selection.lang, theme)
    return chart(kind, selection, tables, second=second, theme=theme)


def _file(asked: Asked, ending: str) -> bytes:
    found = _built(asked.kind, asked.selection, asked.tables, asked.second)
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
        file_name=found.file_name,
    )


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=BY_VERSION)
def _numbers(kind: Kind, selection: Selection, second: str, tables: Tables) -> pd.DataFrame:
    found = _built(kind, selection, tables, second)
    return pd.DataFrame() if found is None else found.table
