"""What a source places, added up by cell of a grid of hexagons (:mod:`geo.statistics.hexagons`).

A cell counts what is in the selected place; its rate is per 100 km² of the part of it that is there and that the
source covers. Of less than a quarter of a cell there is no rate: a single event in a sliver would be a hot spot. What
the source places in the selected municipalities but outside their outlines counts in the cell where it is placed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.statistics import hexagons as grid
from layers.caching import weak_lru_cache
from layers.catalog.model import Hexagons
from layers.scene.choropleth import rounded
from layers.scene.mark_model import NODATA, PARTIAL
from layers.scene.placed import covered_spans, placed
from layers.selection import Selection
from layers.tables import Tables

_LEAST: Final = 0.25
"""Share of a cell that has to be inside for a rate."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Amounts by cell for one selection.

    Attributes
    ----------
    size
        Area of a cell, km².
    table
        ``q``, ``r``; ``km2``, the area inside the place and covered, to tenths; ``amount``; ``near``, how many
        are placed only nearly; ``rate`` per 100 km², rounded for display, NaN where there is none; ``has_data``.
        Sorted by ``r`` and ``q``.
    rows
        ``cell`` (row of ``table``), ``year``, ``amount``, ``near``, ``n`` (how many points).
    spans, years
        The covered parts of the period, as first and last month; what the rates are divided by, 1 for totals.
    left_out
        Amount in municipalities that the source does not cover whole, which is in no cell.
    """

    size: int
    table: pd.DataFrame
    rows: pd.DataFrame
    spans: tuple[tuple[str, str], ...]
    years: int
    left_out: float

    @property
    def total(self) -> float:
        """The amount in all cells."""
        return float(self.rows["amount"].sum())

    @property
    def states(self) -> list[str]:
        """Class of each cell, before it is classified by its rate: no data, too small a part, or empty."""
        small = self.table["rate"].isna() & self.table["has_data"]
        return [
            NODATA if not known else PARTIAL if part else ""
            for known, part in zip(self.table["has_data"], small, strict=True)
        ]

    def yearly_rates(self) -> pd.Series:
        """Rate of each cell and year that has an amount and a rate."""
        km2 = self.table["km2"].to_numpy()[self.rows["cell"]]
        return _rates(self.rows["amount"].to_numpy(dtype=float), km2, self.size).dropna()


def count(layer: Hexagons, selection: Selection, tables: Tables) -> Cells:
    """Add up by cell what a layer's source places in the place and the period of a selection.

    Returns
    -------
    Cells
        Every cell that the place touches, and those in which something is placed outside of it. The amounts add up
        to what the map of the same events shows as points.
    """
    # what changes no number is not part of the key: both languages, every measure and every format share one result
    return _count(tables, layer, replace(selection, lang="es", choropleth=None, layers=(), embed=False, tiles=None))


@weak_lru_cache(32)
def _count(tables: Tables, layer: Hexagons, selection: Selection) -> Cells:
    codes = tuple(tables.selected_codes(selection).tolist())
    source = tables.sources[layer.source]
    spans = covered_spans(source, tables, selection.start, selection.end)
    years = sum(int(last[:4]) - int(first[:4]) + 1 for first, last in spans) if layer.annual else 1
    known = tables.covered_municipalities(source)
    covered = tuple(code for code in codes if known is None or code in known)
    size = _size(tables, codes)
    points = placed(layer, selection, tables, size)
    outside = ~points["municipality_code"].isin(covered) & points["municipality_code"].notna()
    left_out = float(points.loc[outside, "amount"].sum())
    points = points[~outside]
    rows = points.groupby(["q", "r", "year"], as_index=False)[["amount", "near", "n"]].sum()
    # rounded before there are rates: card, headline and file then agree
    rows["amount"] = (rows["amount"] / layer.step).round() * layer.step
    sums = rows.groupby(["q", "r"])[["amount", "near"]].sum()
    table = pd.DataFrame(
        {
            "inside": _areas(tables, size, codes),
            "km2": _areas(tables, size, covered),
            "amount": sums["amount"],
            "near": sums["near"],
        },
        dtype=float,
    ).fillna(0.0)
    table["km2"] = table["km2"].round(1)
    table = table[(table["inside"] >= 0.05) | (table["amount"] > 0)]  # what would be printed as 0.0 km² is no part
    table = table.rename_axis(["q", "r"]).reset_index().sort_values(["r", "q"], ignore_index=True)
    empty = table["amount"] == 0
    is_known = bool(spans) & (~empty | ((known is not None) & (table["km2"] >= table["inside"] / 2)))
    rate = _rates(table["amount"].to_numpy() / max(years, 1), table["km2"].to_numpy(), size)
    rate = rate.where(~empty, 0.0).where(is_known)
    position = pd.Series(table.index, index=pd.MultiIndex.from_frame(table[["q", "r"]]))
    cell = position.reindex(pd.MultiIndex.from_frame(rows[["q", "r"]])).to_numpy(dtype=int)
    rows = rows.assign(cell=cell)[["cell", "year", "amount", "near", "n"]].sort_values(
        ["cell", "year"], ignore_index=True
    )
    table = table.assign(rate=rate, has_data=is_known)[["q", "r", "km2", "amount", "near", "rate", "has_data"]]
    return Cells(size, table, rows, spans, max(years, 1), left_out)


def _rates(amount: NDArray[np.float64], km2: NDArray[np.float64], size: int) -> pd.Series:
    """Amounts per 100 km², rounded for display; NaN where the area is less than a quarter of a cell."""
    enough = km2 >= _LEAST * size
    return pd.Series(rounded(np.where(enough, amount / np.where(enough, km2, 1.0) * 100, np.nan)))


def _size(tables: Tables, codes: Collection[str]) -> int:
    places = tables.municipalities
    return grid.size_for(float(places.loc[places["municipality_code"].isin(codes), "area_km2"].sum()))


@weak_lru_cache(16)
def _areas(tables: Tables, size: int, codes: tuple[str, ...]) -> pd.Series:
    """Area of each cell inside the municipalities of these codes, km², by ``q`` and ``r``."""
    places = tables.municipalities
    shapes = places.geometry[places["municipality_code"].isin(codes) & places.geometry.notna()].to_numpy()
    whole = np.array([shapely.coverage_union_all(shapes)], dtype=object)
    return grid.areas_inside(whole, size).set_index(["q", "r"])["km2"]
