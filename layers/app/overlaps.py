"""Figures inside and outside protected areas and reserves, by year: chart, table and CSV below the map."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from geo.escaping import for_spreadsheet
from layers.analysis.overlaps import Overlap, exist, headings, overlaps, title
from layers.app import charts, sharing, sortable, style
from layers.scene.notes import place_name
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator


def inside_and_outside(selection: Selection, tables: Tables, t: Translator) -> None:
    """Show both sides of every variable that is divided here, in a section to open; nothing where there is none."""
    if not exist(selection, tables):
        return
    with st.expander(t("Inside and outside protected areas and reserves, by year"), on_change="rerun") as expander:
        if not expander.open:
            return
        found = overlaps(selection, tables)
        shown = [each for each in found if not each.is_nothing]
        asked = charts.Asked("inside_outside", selection, tables)
        drawn = charts.shown(asked)
        if drawn is not None:
            style.prose(drawn.note)
            charts.show(asked, drawn, table=N_("Both sides as a table"))
        for overlap in shown:
            _table(overlap, t)
        for overlap in {each.sides.whole: each for each in found if each.is_nothing}.values():
            style.prose(nothing(overlap, t))
        style.notices(dict.fromkeys(t(text) for each in shown for text in each.source.caveats))
        st.download_button(
            t("Inside and outside by year (CSV)"),
            partial(csv, found, selection, tables),
            sharing.file_name(selection) + "-inside-outside.csv",
            on_click="ignore",
            type="tertiary",
            key="download-inside-outside",
        )


def nothing(overlap: Overlap, t: Translator) -> str:
    """Say that a source found nothing on either side, which is a measured zero."""
    years = t.years([int(year) for year in overlap.rows.dropna(subset=["total"])["year"]])
    return t("{title}: none in {years}, inside or outside.", title=t(overlap.sides.whole.title), years=years)


def csv(found: list[Overlap], selection: Selection, tables: Tables) -> bytes:
    """Write both sides of every variable by year, in UTF-8 with a byte order mark; a year without data is empty."""
    place = for_spreadsheet(place_name(selection, tables))
    parts = [
        each.rows.rename(columns={"share": "inside_percent"}).assign(
            place=place,
            source=each.source.id,
            variable=each.sides.whole.id,
            part_inside=each.sides.inside.id,
            unit=each.sides.whole.unit,
            municipalities_with_data=each.covered,
            municipalities=each.asked,
        )
        for each in found
    ]
    order = ["place", "source", "variable", "part_inside", "year", "unit", "inside", "outside", "total"]
    columns = [*order, "inside_percent", "municipalities_with_data", "municipalities"]
    text: str = pd.concat(parts)[columns].to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def _table(overlap: Overlap, t: Translator) -> None:
    reach = ""
    if overlap.covered < overlap.asked:
        counts = {"covered": t.number(overlap.covered), "asked": t.number(overlap.asked)}
        reach = t("{covered} of {asked} municipalities", **counts)
    style.subheading(title(overlap, t), reach)
    sortable.table(
        title(overlap, t),
        headings(overlap, t),
        [
            (str(year), *(sortable.figure(value, t) for value in values))
            for year, *values in overlap.known_span.itertuples(index=False, name=None)
        ],
        t,
    )
