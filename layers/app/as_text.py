"""What a page shows, as text: the map in words and as a table, all figures."""

from __future__ import annotations

import streamlit as st

from geo.statistics.hexagons import cell_id
from layers.analysis.totals import figures
from layers.app import mapview, sortable, style
from layers.catalog import CHOROPLETHS
from layers.catalog.model import Hexagons
from layers.scene import hexagons, notes
from layers.scene.cells import count
from layers.scene.mark_model import OUTSIDE
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator
from layers.text.terms import alphabetical


def whole_map(scene: Scene, selection: Selection, tables: Tables, t: Translator) -> None:
    """Show the map as text, also for screen readers: a summary and a table of all values."""
    with st.expander(t("The map in words and as a table"), on_change="rerun") as expander:
        if not expander.open:
            return
        style.prose(scene["summary"])
        for layer in tables.overlays_of(selection):
            if isinstance(layer, Hexagons):
                _cells(layer, selection, tables, t)
        shade = next((part for part in scene["choropleths"] if part["id"] == selection.choropleth), None)
        if shade is None:
            return
        known = tables.values(CHOROPLETHS[shade["id"]].measure, selection.years)["value"]
        texts = {
            code: value or shade["nodata"]["label"]
            for code, value, kind in zip(
                mapview.base_map(tables).codes, shade["values"], shade["class_codes"], strict=True
            )
            if kind != OUTSIDE
        }
        members = tables.municipalities[tables.municipalities["municipality_code"].isin(texts)]
        measured = f"{shade['title']}, {shade['unit']}, {shade['years']}"
        sortable.table(
            measured,
            [t("Municipality"), t("Department"), t("Code"), measured],
            [
                (name, department, code, sortable.Number(known[code], texts[code]))
                for code, name, department in sorted(
                    members[["municipality_code", "municipality", "department"]].itertuples(index=False, name=None),
                    key=lambda row: alphabetical(row[1]),
                )
            ],
            t,
        )


def _cells(layer: Hexagons, selection: Selection, tables: Tables, t: Translator) -> None:
    """Show the cells with a count above zero, and state how many have zero or no data."""
    found = count(layer, selection, tables)
    grid = hexagons.draw(layer, selection, tables)["grid"]
    filled = found.table[found.table["amount"] > 0].sort_values("rate", ascending=False, na_position="last")
    empty = int((found.table["rate"] == 0).sum())
    title = f"{notes.title_of(layer, selection, tables)}, {grid['unit']}, {grid['years']}, {grid['cells']}"
    style.prose(
        t("{title}: {empty} cells with zero, {nodata} without data.", title=title, empty=t.number(empty),
          nodata=grid["nodata"]["count_text"])
    )  # fmt: skip
    if filled.empty:
        return
    words = grid["words"]
    sortable.table(
        title,
        [t("Cell"), words["amount"], words["near"], f"{words['area']}, km²", grid["unit"]],
        [
            (
                cell_id(row["q"], row["r"], found.size),
                sortable.figure(row["amount"], t),
                sortable.figure(row["near"], t),
                sortable.Number(row["km2"], t.number(row["km2"], 1)),
                sortable.figure(row["rate"], t),
            )
            for row in filled.to_dict("records")
        ],
        t,
    )


def all_figures(selection: Selection, tables: Tables, t: Translator) -> None:
    """Show the figures of all sources for the selection as a table."""
    with st.expander(t("All sources for this selection"), on_change="rerun") as expander:
        if not expander.open:
            return
        sortable.table(
            t("All sources for this selection"),
            [
                t("What"),
                t("How much"),
                t("Unit"),
                t("Low and high"),
                t("Detail"),
                t("Reach"),
                t("Source"),
            ],
            [
                (
                    figure.title,
                    sortable.Number(figure.value, style.value(figure, t)),
                    figure.unit,
                    style.band(figure, t),
                    figure.detail,
                    figure.scope,
                    figure.source,
                )
                for figure in figures(selection, tables, t)
            ],
            t,
        )
