"""Hexagons of equal area as data for the runtime: class and amount of each cell, and the legend.

Rates are rounded for display before they are classified, so that colour and printed number always agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from geo.statistics import hexagons as grid
from layers.catalog.model import Hexagons, Overlay
from layers.scene.cells import Cells, count
from layers.scene.choropleth import gaps, legend, method
from layers.scene.classification import Classes, classify
from layers.scene.mark_model import NODATA, PARTIAL, Drawing, LegendRow, Mark, NoData
from layers.scene.notes import heading, place_name, title_of
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator
from layers.text.terms import unit_after

_WORDS: Final = {
    "cell": N_("Cell {id}"),
    "near": N_("Of these, located only to within some 25 km"),
    "area": N_("Area inside the place and covered"),
    "whole": N_("the whole cell"),
    "rate": N_("Rate"),
    "period": N_("Period"),
    "source": N_("Source"),
    "nodata": N_("No data, which is not zero"),
    "partial": N_("no rate: less than a quarter of the cell is inside"),
    "cells": N_("right: number of cells"),
    "middle": N_("Centre, latitude; longitude"),
    "beneath": N_("Municipalities are not coloured beneath hexagons: switch these off to see their colours."),
    "inner": N_("Inner hexagons, each in the middle of its cell"),
}


def draw(
    layer: Hexagons,
    selection: Selection,
    tables: Tables,
    *,
    by_year: bool = False,
    span: tuple[str, str] | None = None,
) -> Drawing:
    """Describe the hexagons of a selection for the runtime.

    Parameters
    ----------
    by_year
        The reader may choose years: amounts are given by year, with the legend of single years.
    span
        First and last month of an animation: the classes are those that its years share.
    """
    t = translator(selection.lang)
    found = count(layer, selection, tables)
    table = found.table
    shared = _yearly_classes(layer, replace(selection, start=span[0], end=span[1]), tables) if span else None
    classes, codes = classified(layer, found, shared)
    rows = found.rows if by_year else found.rows.groupby("cell", as_index=False)[["amount", "near", "n"]].sum()
    drawing: Drawing = {
        "kind": "hexagons",
        "count": int(found.rows["n"].sum()),
        "at": rows["cell"].tolist(),
        "amounts": (rows["amount"] / layer.step).round().astype(int).tolist(),
        "near": rows["near"].astype(int).tolist(),
        "cells": table[["q", "r"]].to_numpy().ravel().tolist(),
        "km2": (table["km2"] * 10).round().astype(int).tolist(),
        "class_codes": "".join(codes),
        "grid": {
            "size": found.size,
            "side": round(grid.side(found.size), 3),
            "origin": grid.ORIGIN,
            "step": layer.step,
            "over": found.years,
            "heading": heading(place_name(selection, tables), title_of(layer, selection, tables), t),
            "unit": t(layer.unit),
            "one": unit_after(1, layer.unit, t),
            "years": t.periods(found.spans),
            "cells": t("hexagons of {size} km²", size=t.number(found.size)),
            "n": amount_text(found.total, layer, t) if table["has_data"].any() else "",
            "classes": _counted(legend(classes, t, zero="0" in codes), codes, t),
            "nodata": _row(_WORDS["nodata"], codes.count(NODATA), t),
            "partial": _row(
                N_("Counted, but less than a quarter of the cell is inside: no rate"), codes.count(PARTIAL), t
            ),
            "method": method(classes, t),
            "words": {key: t(word) for key, word in _WORDS.items()}
            | {
                "amount": _capital(t(layer.label or layer.counted)),
                "unit": _unit(layer),
                "by": tables.sources[layer.source].attribution,
            },
        },
    }
    if layer.source in tables.event_sources:
        drawing["total"] = len(tables.events_of(selection, layer.source))
    if by_year:
        drawing["since"] = rows["year"].astype(int).tolist()
        yearly = _yearly_classes(layer, selection, tables)
        drawing["grid"] |= {
            "yearly_classes": legend(yearly, t, zero=True),
            "yearly_method": method(yearly, t),
        }
    return drawing


def seen(overlays: Sequence[Mark]) -> list[Mark]:
    """The hexagons that a map shows, from the outermost: those without data anywhere would hide the others."""
    found = [mark for mark in overlays if mark["kind"] == "hexagons"]
    return [mark for mark in found if mark["class_codes"].strip(NODATA)] or found[:1]


def headline(layer: Hexagons, selection: Selection, tables: Tables) -> str:
    """A sentence from the cells: how much, in how many of them, and where the rate is highest."""
    t = translator(selection.lang)
    found = count(layer, selection, tables)
    title, place = title_of(layer, selection, tables), place_name(selection, tables)
    known = found.table[found.table["has_data"]]
    if known.empty:
        return t("{title}, {place}: no data for this place and period.", title=title, place=place)
    text = t(
        "{title}, {place}, {years}: {n} in {filled} of {cells} cells.",
        title=title,
        place=place,
        years=t.periods(found.spans),
        n=f"{t.significant(found.total)} {unit_after(found.total, layer.counted, t)}",
        filled=t.number(int((known["amount"] > 0).sum())),
        cells=t.number(len(found.table)),
    )
    if not (known["rate"] > 0).any():
        return text
    top = known.nlargest(1, "rate").iloc[0]
    rate = f"{t.significant(top['rate'])} {unit_after(top['rate'], layer.unit, t)}"
    q, r = int(top["q"]), int(top["r"])
    where = [grid.cell_id(q, r, found.size), *_municipality_at(q, r, found.size, tables)]
    return f"{text} {t('The highest rate is {rate}, in cell {cell}.', rate=rate, cell=', '.join(where))}"


def _municipality_at(q: int, r: int, size: int, tables: Tables) -> list[str]:
    """Name of the municipality that contains the centre of a cell, if any does."""
    middle = shapely.centroid(grid.outlines(np.array([[q, r]]), size)[0])
    places = tables.municipalities
    found = shapely.STRtree(places.geometry.to_numpy()).query(middle, predicate="intersects")[:1]
    return [str(name) for name in places["municipality"].to_numpy()[found]]


def _yearly_classes(layer: Hexagons, selection: Selection, tables: Tables) -> Classes:
    """Classes of the rates of single years, which all years of a selection share."""
    return classify(count(layer, selection, tables).yearly_rates(), layer.palette, "quantiles")


def classified(layer: Hexagons, found: Cells, shared: Classes | None = None) -> tuple[Classes, list[str]]:
    """The classes of the rates of a selection, or those given, and the code of each cell."""
    classes = shared or classify(found.table["rate"], layer.palette, "quantiles")
    assigned = classes.assign(found.table["rate"])
    return classes, [code or str(number) for code, number in zip(found.states, assigned, strict=True)]


def _counted(rows: list[LegendRow], codes: list[str], t: Translator) -> list[LegendRow]:
    return [{**row, "count_text": t.number(codes.count(str(row["class"])))} for row in rows]


def _row(label: str, n: int, t: Translator) -> NoData:
    return {"label": t(label), "n": n, "count_text": t.number(n)}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def amount_text(amount: float, layer: Hexagons, t: Translator) -> str:
    """An amount, with its unit if it has one: *342* events, *1.5 ha*."""
    return t.significant(amount) + _unit(layer)


def _unit(layer: Hexagons) -> str:
    return " ha" if layer.counted == "ha" else ""


def notices(layer: Overlay, selection: Selection, tables: Tables, t: Translator) -> list[str]:
    """What hexagons do not show: years without figures, and amounts in municipalities not searched in full."""
    if not isinstance(layer, Hexagons):
        return []
    found, texts = count(layer, selection, tables), []
    if tables.sources[layer.source].kind == "points":
        texts = _yearly_notices(layer, found, selection, t)
    if not found.left_out:
        return texts
    text = N_("{title}: {amount} in municipalities that were not searched in full are in no cell.")
    return [*texts, t(text, title=t(layer.title), amount=amount_text(found.left_out, layer, t))]


def _yearly_notices(layer: Hexagons, found: Cells, selection: Selection, t: Translator) -> list[str]:
    covered = {year for first, last in found.spans for year in range(int(first[:4]), int(last[:4]) + 1)}
    return gaps(t(layer.title), selection, sorted(covered), t)
