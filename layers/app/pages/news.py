"""The page *What is new*: the changes that ``terrapaz watch`` reported, by edition, source and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from layers.analysis.changes import KINDS, Summary, detail, of_place, summaries
from layers.app import choices, picker, sortable, state, style, widgets
from layers.app.picker import Option
from layers.app.table_cache import shared_cache
from layers.scene import notes
from layers.scene.web_assets import read_asset
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, Translator, translator
from layers.text.terms import alphabetical

_ALL: Final = ""
_MOST: Final = 12
"""Editions that the page shows at once."""

_ROWS: Final = 400
"""Single changes in the table, at most."""


@dataclass(frozen=True)
class _Edition:
    version: str
    reported_on: str
    sources: Sequence[Summary]


def page() -> None:
    """Show the editions, newest first, with a dot on what came since the reader's last visit."""
    tables = shared_cache().get()
    selection = state.current()
    t = translator(selection.lang)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading("Terrapaz", t("What is new"), t("What sources added, corrected or withdrew, build by build."))
        widgets.language(selection)
    if tables is None or tables.changes.empty:
        style.prose(
            t("No changes reported yet. Once terrapaz watch runs here, this page lists every change of the data.")
        )
        return
    selection, changes = _chosen(selection, tables, t)
    found = of_place(changes, selection, tables)
    style.subheading(notes.place_name(selection, tables), "")
    editions = [
        _Edition(str(version), str(rows["reported_on"].iloc[0]), summaries(rows, tables, t))
        for version, rows in found.groupby("data_version", sort=False)
    ]
    st.html(_html(editions[:_MOST], t))
    st.html(f"<script>{read_asset('news.js')}</script>", unsafe_allow_javascript=True)
    _details(found, tables, t)
    _feeds(tables, t)
    state.store_selection(selection)


def _chosen(selection: Selection, tables: Tables, t: Translator) -> tuple[Selection, pd.DataFrame]:
    """Show the choices of place, edition and source; return the place, and the changes of the others."""
    changes = tables.changes
    with st.container(key="news-choices", horizontal=True):
        selection = choices.place(selection, tables, t)
        days = changes.drop_duplicates("data_version").set_index("data_version")["reported_on"].to_dict()
        edition = st.selectbox(
            t("Edition"),
            [_ALL, *days],
            key=state.seed("edition", _ALL),
            format_func=lambda version: (
                t("{date}, {version}", date=_day(days[version], t), version=version) if version else t("All editions")
            ),
        )
        names = sorted(changes["source"].unique())
        titles = {name: t(tables.sources[name].title) if name in tables.sources else name for name in names}
        source = picker.pick(
            t("Source"),
            "news-source",
            [
                Option(_ALL, t("All sources")),
                *(
                    Option(name, titles[name], words=_words(name, tables))
                    for name in sorted(names, key=lambda each: alphabetical(titles[each]))
                ),
            ],
            _ALL,
            t,
        )
    wanted = pd.Series(True, index=changes.index)
    if edition:
        wanted &= changes["data_version"] == edition
    if source:
        wanted &= changes["source"] == source
    return selection, changes[wanted]


def _words(name: str, tables: Tables) -> str:
    """What finds a source besides its title: its title in every language, and its publisher."""
    source = tables.sources.get(name)
    return " ".join((*(translator(lang)(source.title) for lang in LANGS), source.publisher)) if source else ""


def _html(editions: Sequence[_Edition], t: Translator) -> str:
    if not editions:
        return f'<p class="tp-prose">{escape(t("No change."))}</p>'
    parts = []
    for edition in editions:
        rows = "".join(_row(each, t) for each in edition.sources)
        version = escape(t("Data version {version}", version=edition.version))
        parts.append(
            f'<section class="tp-edition" data-reported-on="{escape(edition.reported_on)}">'
            f"<h2>{escape(_day(edition.reported_on, t))} <small>{version}</small>"
            f'<span class="tp-dot" hidden>{escape(t("since your last visit"))}</span></h2>'
            f"<dl>{rows}</dl></section>"
        )
    return "".join(parts)


def _row(each: Summary, t: Translator) -> str:
    kinds = "".join(f'<b class="tp-kind tp-{kind}">{escape(t(KINDS[kind]))}</b>' for kind in each.counts)
    return f"<dt>{escape(each.title)}</dt><dd>{kinds}{escape(' '.join(each.sentences))}</dd>"


def _details(changes: pd.DataFrame, tables: Tables, t: Translator) -> None:
    """Show the single changes as a table, on demand."""
    with st.expander(t("Change by change"), on_change="rerun") as expander:
        if not expander.open:
            return
        listed = changes[changes["variable"].notna()]
        if len(listed) > _ROWS:
            style.prose(t("The first {n} of {total}.", n=t.number(_ROWS), total=t.number(len(listed))))
        columns = [t("Place"), t("When"), t("What"), t("Before"), t("Now")]
        sortable.table(t("Change by change"), columns, detail(listed.head(_ROWS), tables, t), t)


def _feeds(tables: Tables, t: Translator) -> None:
    """Show where the feeds are, if ``watch.toml`` states it."""
    address = str(tables.changes.attrs.get("feeds", ""))
    if address.startswith(("https://", "http://")):
        link = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(address)}</a>'
        st.html(f'<p class="tp-prose">{escape(t("Feeds, digest and table of changes:"))} {link}</p>')


def _day(iso: str, t: Translator) -> str:
    return t.date(date.fromisoformat(iso))
