"""A municipality on the map page: the main figures beside the map, every measure below it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Final

import streamlit as st

from layers.analysis.profile import Line, Missing, Profile, profile
from layers.app import choices, sharing, state, style, widgets
from layers.app.table_cache import BY_VERSION
from layers.catalog import choropleth
from layers.charts.sparkline import sparkline
from layers.scene.choropleth import divided_by, over_years
from layers.scene.web_assets import read_asset
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import DASH, Translator, translator

_WHOLE: Final = "every-measure"
"""Id of the part of the page to which the panel leads."""


def panel(selection: Selection, tables: Tables, t: Translator) -> str:
    """Show the main figures of the selected municipality; return the code of that compared with, if any."""
    with st.container(key="profile"):
        around = replace(selection, municipality_code=None)
        st.button(t("Close"), on_click=state.choose, args=(around,), type="tertiary", icon=":material/close:")
        st.html(f"<script>{read_asset('closing.js')}</script>", unsafe_allow_javascript=True)
        head = st.container()
        beside = choices.compared_municipality(selection, tables, t)
        found = _profile(selection, beside, tables)
        with head:
            st.html(_header(found, t))
        rows = "".join(_row(each, found, tables, t) for each in found.in_brief(selection.choropleth))
        link = f'<a href="#{_WHOLE}" target="_self">{escape(t("Every measure, with its years"))} ↓</a>'
        table = _table(rows, found, t, with_trend=False)
        st.html(f'<section class="tp-profile">{table}<p class="tp-quiet">{link}</p></section>')
    return beside


def whole(selection: Selection, beside: str, tables: Tables, t: Translator) -> None:
    """Show every measure of the selected municipality with its years and ranks, and files to download.

    Parameters
    ----------
    beside
        Code of the municipality that it is compared with; empty for the median of those around it.
    """
    found = _profile(selection, beside, tables)
    with st.container(key="whole-profile"):
        style.subheading(t("{name}, measure by measure", name=found.name), _how_to_read(found, t), anchor=_WHOLE)
        sharing.profile_menu(selection, beside, tables, t)
        rows = ""
        for group in dict.fromkeys(line.group for line in found.lines):
            rows += f'<tr role="row" class="tp-group"><th role="rowheader" colspan="5">{escape(group)}</th></tr>'
            rows += "".join(
                _row(line, found, tables, t, with_trend=True) for line in found.lines if line.group == group
            )
        st.html(f'<section class="tp-profile">{_table(rows, found, t, with_trend=True)}</section>')
        with st.expander(t("Measures without data here in these years")):
            style.notices(f"{each.title}: {each.reach}" for each in found.missing)
        with st.expander(t("What these numbers do not show")):
            style.notices(found.caveats)


def _how_to_read(found: Profile, t: Translator) -> str:
    text = t("Ranks: 1 is the highest value of those with data; a zero has none.")
    years = _trend_years(found)
    if not years:
        return text
    trends = t(
        "Columns: each year from {first} to {last}, dark in the period; a tick is zero, a blank is no data; each row"
        " has its own scale.",
        first=years[0],
        last=years[-1],
    )
    return f"{text} {trends}"


def _trend_years(found: Profile) -> range:
    """Years of the columns: those of the slider of the period, as far as there are data."""
    known = [year for line in found.lines for year in line.trend]
    first = min((widgets.FIRST_YEAR, *found.years))
    return range(max(min(known), first), max(known) + 1) if known else range(0)


def _header(found: Profile, t: Translator) -> str:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in found.facts)
    return (
        f'<section class="tp-profile"><p class="tp-kicker">{escape(t("Municipality"))} {escape(found.code)}</p>'
        f"<h2>{escape(found.name)}</h2><dl>{facts}</dl></section>"
    )


def _other(found: Profile, t: Translator) -> str:
    return found.compared_with or t("Median of {place}", place=found.reference_area)


def _table(rows: str, found: Profile, t: Translator, *, with_trend: bool) -> str:
    years = _trend_years(found)
    trend = [(f"{years[0]}–{years[-1]}" if years else t("Years"), ' class="tp-trend"')] if with_trend else []
    heads = [
        (t("Measure"), ""),
        (found.name, ""),
        *trend,
        (_other(found, t), ""),
        (t("Rank in {place} and Colombia", place=found.reference_area), ""),
    ]
    columns = "".join(f'<th scope="col" role="columnheader"{look}>{escape(head)}</th>' for head, look in heads)
    # where it is narrow its rows are grids, which takes their meaning from elements without a role
    return (
        f'<table role="table"><thead role="rowgroup"><tr role="row">{columns}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(each: Line | Missing, found: Profile, tables: Tables, t: Translator, *, with_trend: bool = False) -> str:
    if isinstance(each, Missing):
        return (
            f'<tr role="row"><th scope="row" role="rowheader">{escape(each.title)}</th>'
            f'<td role="cell" colspan="3" class="tp-missing">{escape(each.reach)}</td></tr>'
        )
    ranks = [
        f"{t.number(rank.place)}/{t.number(rank.of)}" if rank else DASH
        for rank in (each.local_rank, each.national_rank)
    ]
    other = DASH if each.other is None else t.significant(each.other)
    drawn = sparkline(each.trend, _trend_years(found), found.years, t) if with_trend else ""
    trend = f'<td role="cell" class="tp-trend tp-of-{each.domain or "other"}">{drawn}</td>' if with_trend else ""
    layer = choropleth(each.layer)
    scope = ", ".join(filter(None, (each.unit, over_years(layer, each.years, t), t.years(list(each.years)))))
    divisor = divided_by(layer, tables, each.years, t) if with_trend else ""
    scope = style.unbroken("; ".join(filter(None, (scope, divisor))))
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{escape(each.title)}<small>{scope}</small></th>'
        f'<td role="cell"><b>{escape(t.significant(each.value))}</b></td>{trend}'
        f'<td role="cell" data-label="{escape(_other(found, t))}">{escape(other)}</td>'
        f'<td role="cell" data-label="{escape(t("Rank"))}">{escape(ranks[0])}'
        f"<small>{escape(t('Colombia'))} {escape(ranks[1])}</small></td>"
        "</tr>"
    )


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=BY_VERSION)
def _profile(selection: Selection, beside: str, tables: Tables) -> Profile:
    return profile(selection, tables, translator(selection.lang), beside)
