"""Two measures in one map, each in terciles, over the years that both cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.statistics.summary import terciles
from layers.catalog.model import Choropleth
from layers.scene import choropleth as colours
from layers.scene import paired
from layers.scene.mark_model import LegendRow
from layers.scene.model import Shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator
from layers.text.terms import within

BIVARIATE: Final = (
    ("#e8e8e8", "#b5c0da", "#6c83b5"),
    ("#dfc3a5", "#ad9ea5", "#567994"),
    ("#c8873e", "#985b4e", "#2a2f52"),
)
"""Colours of a bivariate choropleth: rows by terciles of the first measure, columns by those of the second."""

TERCILES: Final = (N_("lowest"), N_("middle"), N_("highest"))

Bounds = tuple[tuple[float, float], tuple[float, float]]
"""Bounds of the terciles of the first and of the second measure."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Two measures of the municipalities of a selection.

    Attributes
    ----------
    layers
        The measures.
    table
        ``a`` and ``b`` of the municipalities that have both, rounded for display, with ``color`` and ``name``.
    bounds
        Bounds of the terciles of each measure.
    years
        The years that both cover, of which all values are; those of a register are of its own date.
    known, own
        The years that each of them covers for one of the municipalities at least, and those of the selection.
    """

    layers: tuple[Choropleth, Choropleth]
    table: pd.DataFrame
    bounds: Bounds
    years: tuple[int, ...]
    known: tuple[tuple[int, ...], tuple[int, ...]]
    own: tuple[tuple[int, ...], tuple[int, ...]]


def pair(layers: tuple[Choropleth, Choropleth], selection: Selection, tables: Tables) -> Pair:
    """Put two measures side by side, over the years of a selection that both cover; there may be none."""
    shown = tables.shown_codes(selection)
    known = [_covered(layer, shown, tables) for layer in layers]
    own = [
        tuple(year for year in tables.values(layer.measure, selection.years).attrs["years"] if year in years)
        for layer, years in zip(layers, known, strict=True)
    ]
    dated = [set(years) for layer, years in zip(layers, own, strict=True) if not layer.measure.standing]
    years = tuple(sorted(set.intersection(*dated))) if dated else max(own)
    values = pd.DataFrame(
        {
            name: colours.estimates(layer, tables, years, shown)["best"]
            for name, layer in zip("ab", layers, strict=True)
        }
    )
    values = values.dropna() if years and all(own) else values[:0]
    bounds = (terciles(values["a"]), terciles(values["b"]))
    tercile = _terciles(values, bounds)
    values["color"] = [BIVARIATE[a][b] for a, b in tercile]
    values["name"] = tables.municipalities.set_index("municipality_code")["municipality"].reindex(values.index)
    return Pair(layers, values, bounds, years if all(own) else (), (known[0], known[1]), (own[0], own[1]))


def shade(found: Pair, selection: Selection, tables: Tables, codes: Sequence[str]) -> Shade:
    """Describe two measures as a bivariate choropleth; ``codes`` are those of the base map, in its order."""
    t = translator(selection.lang)
    values = found.table
    class_codes = {
        str(code): str(a * 3 + b + 1)
        for code, (a, b) in zip(values.index, _terciles(values, found.bounds), strict=True)
    }
    counts = pd.Series(class_codes, dtype=str).value_counts()
    legend: list[LegendRow] = [
        {
            "class": a * 3 + b + 1,
            "color": BIVARIATE[a][b],
            "label": f"{t(TERCILES[a])} · {t(TERCILES[b])}",
            "count_text": t.number(int(counts.get(str(a * 3 + b + 1), 0))),
        }
        for a in range(3)
        for b in range(3)
    ]
    units = [t(layer.measure.unit) for layer in found.layers]
    titles = [t(layer.title) for layer in found.layers]
    drawn = paired.shade_of(
        found.layers,
        tables.shown_codes(selection),
        codes,
        class_codes,
        {
            str(code): f"{t.significant(a)} {units[0]} · {t.significant(b)} {units[1]}"
            for code, a, b in values[["a", "b"]].itertuples(name=None)
        },
        legend,
        tables,
        t,
        {
            "title": f"{titles[0]} × {titles[1]}",
            "unit": "",
            "years": t.years(list(found.years)) or t("no year in common"),
            "method": t(
                "Thirds of the values above zero; first word: {first}, second: {second}",
                first=titles[0],
                second=titles[1],
            ),
            "range": [],
        },
    )
    return drawn | {"notices": notices(found, t)}


def notices(found: Pair, t: Translator) -> list[str]:
    """Which years the two measures have in common, and which each of them has; nothing if these are the same."""
    titles = [t(layer.title) for layer in found.layers]
    if not found.years:
        listed = [t.years(list(years)) or t("none") for years in found.known]
        text = N_("{first} and {second} have no year in common here: the first has {a}, the second {b}.")
        return [t(text, first=titles[0], second=within(titles[1]), a=listed[0], b=listed[1])]
    texts = []
    for layer, title, own in zip(found.layers, titles, found.own, strict=True):
        if layer.measure.standing:
            texts.append(t("{title}: as of {years}.", title=title, years=t.years(list(own))))
        elif left_out := sorted(set(own) - set(found.years)):
            text = N_("{title}: without {years}, of which the other measure has no data.")
            texts.append(t(text, title=title, years=t.years(left_out)))
    return texts


def _covered(layer: Choropleth, codes: pd.Index, tables: Tables) -> tuple[int, ...]:
    here = tables.amounts(layer.measure.variable, layer.measure.source).loc[codes].notna().any()
    return tuple(int(year) for year in here.index[here])


def _terciles(values: pd.DataFrame, bounds: Bounds) -> list[tuple[int, int]]:
    """The tercile of both measures, 0 to 2; zero is in the lowest."""
    found = [
        np.where(values[name] > 0, np.searchsorted(cut, values[name].to_numpy(), side="right"), 0)
        for name, cut in zip("ab", bounds, strict=True)
    ]
    return [(int(a), int(b)) for a, b in zip(*found, strict=True)]
