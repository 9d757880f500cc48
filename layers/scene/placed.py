"""What a source of hexagons places where and when: located events, features, or points that a build has counted."""

from __future__ import annotations

import pandas as pd
import shapely

from geo.schema import LocationPrecision
from geo.source import Source
from geo.statistics.hexagons import cells_at
from layers.caching import weak_lru_cache
from layers.catalog.model import Hexagons
from layers.selection import Selection
from layers.tables import Tables


def placed(layer: Hexagons, selection: Selection, tables: Tables, size: int) -> pd.DataFrame:
    """What a layer's source places in the municipalities and the period of a selection.

    Returns
    -------
    pandas.DataFrame
        ``q``, ``r``, ``year``, ``amount``, ``near`` (how many are placed only nearly), ``n`` (how many points),
        ``municipality_code``.
    """
    source = tables.sources[layer.source]
    if layer.source in tables.event_sources:
        return _events(tables.located(tables.events_of(selection, layer.source), selection.precision), size)
    codes = tables.selected_codes(selection)
    if source.kind == "points":
        rows = tables.cells[(tables.cells["source"] == layer.source) & (tables.cells["size_km2"] == size)]
        years = [int(year) for year in source.coverage.years if year in selection.years]
        rows = rows[rows["year"].isin(years) & rows["municipality_code"].isin(codes)]
        names = ["q", "r", "year", "municipality_code", "n"]
        return rows[names].astype({"q": int, "r": int, "year": int}).assign(amount=rows["n"].astype(float), near=0)
    features = _features(tables, layer.source)
    within = (features["month"] >= selection.start) & (features["month"] <= selection.end)
    features = features[within & features["municipality_code"].isin(codes)]
    return _in_cells(features, size).assign(year=features["month"].str[:4].astype(int), near=0, n=1)


def covered_spans(source: Source, tables: Tables, start: str, end: str) -> tuple[tuple[str, str], ...]:
    """The parts of a period that a source of hexagons covers, as first and last month.

    Of points that a build has counted only whole years are known. A build that holds nothing of a source, such as one
    made before it had counts by cell, knows nothing of it: no cell is a zero.
    """
    if not _is_held(source, tables):
        return ()
    if source.kind != "points":
        return source.coverage.spans(start, end)
    spans: list[tuple[str, str]] = []
    for year in (year for year in sorted(source.coverage.years) if start[:4] <= str(year) <= end[:4]):
        if spans and spans[-1][1] == f"{year - 1}-12":
            spans[-1] = spans[-1][0], f"{year}-12"
        else:
            spans.append((f"{year}-01", f"{year}-12"))
    return tuple(spans)


def _is_held(source: Source, tables: Tables) -> bool:
    if source.id in tables.event_sources:
        return bool(len(tables.events_of_source(source.id)))
    held = tables.cells if source.kind == "points" else tables.features.get(source.table or source.id)
    return held is not None and bool((held["source"] == source.id).any())


def _events(events: pd.DataFrame, size: int) -> pd.DataFrame:
    lon, lat = shapely.get_coordinates(events["geometry"].to_numpy()).reshape(-1, 2).T
    table = pd.DataFrame(
        {
            "lon": lon,
            "lat": lat,
            "year": events["date_start"].dt.year.to_numpy(),
            "amount": 1.0,
            "near": (events["location_precision"] > LocationPrecision.EXACT).to_numpy(dtype=int),
            "n": 1,
            "municipality_code": events["municipality_code"].to_numpy(),
        }
    )
    return _in_cells(table, size)


def _in_cells(table: pd.DataFrame, size: int) -> pd.DataFrame:
    """The table with ``q`` and ``r`` in place of ``lon`` and ``lat``."""
    cells = cells_at(table["lon"], table["lat"], size)
    return table.assign(q=cells[:, 0], r=cells[:, 1]).drop(columns=["lon", "lat"])


@weak_lru_cache(4)
def _features(tables: Tables, source: str) -> pd.DataFrame:
    """Features whose names are months: ``month``, ``amount`` in hectares, the coordinates of a point inside."""
    features = tables.features.get(tables.sources[source].table or source)
    if features is None:
        return pd.DataFrame(columns=["month", "amount", "lon", "lat", "municipality_code"])
    features = features[features["source"] == source]
    points = shapely.point_on_surface(features.geometry.to_numpy())
    places = tables.municipalities
    point, place = shapely.STRtree(places.geometry.to_numpy()).query(points, predicate="intersects")
    first = pd.Series(place, index=point).groupby(level=0).first().reindex(range(len(points)))
    lon, lat = shapely.get_coordinates(points).reshape(-1, 2).T
    return pd.DataFrame(
        {
            "month": features["name"].to_numpy(),
            "amount": features["area_ha"].to_numpy(),
            "lon": lon,
            "lat": lat,
            "municipality_code": places["municipality_code"].reset_index(drop=True).reindex(first).to_numpy(),
        }
    )
