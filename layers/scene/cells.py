"""What a source places, added up by cell of a grid of hexagons (:mod:`geo.statistics.hexagons`).

A cell counts what lies in the selected place; its rate is per 100 km² of the part of it that lies there and that the
source covers. Of less than a quarter of a cell there is no rate: a single event in a sliver would be a hot spot. What
the source places in the selected municipalities but outside their outlines counts in the cell where it is placed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.schema import LocationPrecision
from geo.statistics import hexagons as grid
from layers.caching import weak_lru_cache
from layers.catalog.model import Hexagons
from layers.scene.choropleth import rounded
from layers.scene.mark_model import NODATA, PARTIAL
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
        ``q``, ``r``; ``km2``, the area inside the place and covered, in tenths; ``amount``; ``near``, how many are
        placed only nearly; ``rate`` per 100 km², rounded for display, NaN where there is none; ``has_data``. Sorted
        by ``r`` and ``q``.
    rows
        ``cell`` (row of ``table``), ``year``, ``amount``, ``near``, ``n`` (how many points).
    spans
        The covered parts of the period, as first and last month.
    left_out
        Amount in municipalities that the source does not cover whole, which is in no cell.
    """

    size: int
    table: pd.DataFrame
    rows: pd.DataFrame
    spans: tuple[tuple[str, str], ...]
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
        rows = self.rows.groupby(["cell", "year"], as_index=False)["amount"].sum()
        km2 = self.table["km2"].to_numpy()[rows["cell"]]
        return _rates(rows["amount"].to_numpy(dtype=float), km2, self.size).dropna()


def count(layer: Hexagons, selection: Selection, tables: Tables) -> Cells:
    """Add up by cell what a layer's source places in the place and the period of a selection.

    Returns
    -------
    Cells
        Every cell that the place touches, and those in which something is placed outside of it. The amounts add up
        to what the map of the same events shows as points.
    """
    codes = tuple(tables.selected_codes(selection))
    source = tables.sources[layer.source]
    spans = source.coverage.spans(selection.start, selection.end)
    known = tables.covered_municipalities(source)
    covered = tuple(code for code in codes if known is None or code in known)
    size = _size(tables, codes)
    points = _points(layer, selection, tables)
    outside = ~points["municipality_code"].isin(covered) & points["municipality_code"].notna()
    left_out = float(points.loc[outside, "amount"].sum())
    points = points[~outside]
    named = grid.cells_at(points["lon"], points["lat"], size)
    points = points.assign(q=named[:, 0], r=named[:, 1])
    sums = points.groupby(["q", "r"])[["amount", "near"]].sum()
    table = pd.DataFrame(
        {
            "inside": _areas(tables, size, codes),
            "km2": _areas(tables, size, covered),
            "amount": sums["amount"],
            "near": sums["near"],
        }
    ).fillna(0.0)
    table["km2"] = table["km2"].round(1)
    table = table[(table["inside"] >= 0.05) | (table["amount"] > 0)]  # what would be printed as 0.0 km² is no part
    table = table.rename_axis(["q", "r"]).reset_index().sort_values(["r", "q"], ignore_index=True)
    empty = table["amount"] == 0
    is_known = bool(spans) & (~empty | ((known is not None) & (table["km2"] >= table["inside"] / 2)))
    rate = _rates(table["amount"].to_numpy(), table["km2"].to_numpy(), size)
    rate = rate.where(~empty, 0.0).where(is_known)
    position = pd.Series(table.index, index=pd.MultiIndex.from_frame(table[["q", "r"]]))
    points["cell"] = position.reindex(pd.MultiIndex.from_frame(points[["q", "r"]])).to_numpy(dtype=int)
    rows = points.assign(n=1).groupby(["cell", "year"], as_index=False)[["amount", "near", "n"]].sum()
    table = table.assign(rate=rate, has_data=is_known)[["q", "r", "km2", "amount", "near", "rate", "has_data"]]
    return Cells(size, table, rows, spans, left_out)


def _rates(amount: NDArray[np.float64], km2: NDArray[np.float64], size: int) -> pd.Series:
    """Amounts per 100 km², rounded for display; NaN where the area is less than a quarter of a cell."""
    enough = km2 >= _LEAST * size
    return pd.Series(rounded(np.where(enough, amount / np.where(enough, km2, 1.0) * 100, np.nan)))


def _points(layer: Hexagons, selection: Selection, tables: Tables) -> pd.DataFrame:
    """``lon``, ``lat``, ``year``, ``amount``, ``near``, ``municipality_code`` of what the selection includes."""
    if layer.source in tables.event_sources:
        events = tables.located(tables.events_of(selection, layer.source), selection.precision)
        lon, lat = shapely.get_coordinates(events.geometry.to_numpy()).reshape(-1, 2).T
        near = (events["location_precision"] > LocationPrecision.EXACT).to_numpy(dtype=int)
        year, amount, codes = (
            events["date_start"].dt.year.to_numpy(),
            np.ones(len(events)),
            events["municipality_code"],
        )
    else:
        features = _placed_features(tables, layer.source)
        first, last = selection.start, selection.end
        within = (features["month"] >= first) & (features["month"] <= last)
        features = features[within & features["municipality_code"].isin(tables.selected_codes(selection))]
        lon, lat = features["lon"].to_numpy(), features["lat"].to_numpy()
        year = features["month"].str[:4].astype(int).to_numpy()
        amount, near, codes = (
            features["area_ha"].to_numpy(),
            np.zeros(len(features), int),
            features["municipality_code"],
        )
    names = {"lon": lon, "lat": lat, "year": year, "amount": amount, "near": near}
    return pd.DataFrame(names | {"municipality_code": codes.to_numpy()})


@weak_lru_cache(4)
def _placed_features(tables: Tables, source: str) -> pd.DataFrame:
    """Features of a source whose names are months, each at a point inside it, with its municipality."""
    name = tables.sources[source].table or source
    features = tables.features.get(name)
    if features is None:
        return pd.DataFrame(columns=["month", "area_ha", "lon", "lat", "municipality_code"])
    features = features[features["source"] == source]
    points = shapely.point_on_surface(features.geometry.to_numpy())
    places = tables.municipalities
    point, place = shapely.STRtree(places.geometry.to_numpy()).query(points, predicate="intersects")
    first = pd.Series(place, index=point).groupby(level=0).first()
    codes = pd.Series(places["municipality_code"].to_numpy()).reindex(first.reindex(range(len(points)))).to_numpy()
    lon, lat = shapely.get_coordinates(points).reshape(-1, 2).T
    return pd.DataFrame(
        {
            "month": features["name"].to_numpy(),
            "area_ha": features["area_ha"].to_numpy(),
            "lon": lon,
            "lat": lat,
            "municipality_code": codes,
        }
    )


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
