"""Polygons in zones: hectares of each pair."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from bench.candidates.registry import Answer, candidate, codes, duckdb, frame, sedona
from geo.area import hectares
from geo.zones import Zones

Shapes = NDArray[Any]


def _pairs(polygon: Any, zone: Any, area: Any) -> dict[str, NDArray[Any]]:
    table = pd.DataFrame({"polygon": polygon, "zone": zone, "hectares": area})
    table = table.groupby(["polygon", "zone"], as_index=False)["hectares"].sum()
    table = table[table["hectares"] >= 1e-8]
    return {name: table[name].to_numpy() for name in table}


def _terrapaz(polygons: Shapes, shapes: Shapes, *, cut: bool) -> Iterator[Answer]:
    zones = Zones(codes(polygons), polygons)
    zones.intersect(shapes[:3])
    yield None
    while True:
        if not cut:
            zones._cut.clear()
        found = zones.intersect(shapes)
        yield _pairs(found["polygon"], found["code"].astype(int), found["hectares"])


candidate("intersect", "terrapaz, zones cut", "shapely")(partial(_terrapaz, cut=True))
candidate("intersect", "terrapaz, cutting the zones", "shapely")(partial(_terrapaz, cut=False))


@candidate("intersect", "geopandas.overlay", "geopandas")
def _(polygons: Shapes, shapes: Shapes) -> Iterator[Answer]:
    left = frame(shapes).rename(columns={"zone": "polygon"})
    yield None
    while True:
        found = gpd.overlay(left, frame(polygons))
        yield _pairs(found["polygon"], found["zone"], hectares(found.geometry.to_numpy()))


@candidate("intersect", "shapely.STRtree and intersection", "shapely")
def _(polygons: Shapes, shapes: Shapes) -> Iterator[Answer]:
    yield None
    while True:
        polygon, zone = shapely.STRtree(polygons).query(shapes, predicate="intersects")
        yield _pairs(polygon, zone, hectares(shapely.intersection(shapes[polygon], polygons[zone])))


@candidate("intersect", "DuckDB spatial", "duckdb")
def _(polygons: Shapes, shapes: Shapes) -> Iterator[Answer]:
    base = duckdb()
    for name, geometries in (("zones", polygons), ("shapes", shapes)):
        wkb = pd.DataFrame({"id": np.arange(len(geometries)), "wkb": shapely.to_wkb(geometries)})
        base.register(f"{name}_wkb", wkb)
        base.execute(f"CREATE TABLE {name} AS SELECT id, ST_GeomFromWKB(wkb) AS g FROM {name}_wkb")
    yield None
    while True:
        query = (
            "SELECT s.id AS polygon, z.id AS zone, ST_AsWKB(ST_Intersection(s.g, z.g)) AS wkb "
            "FROM shapes s JOIN zones z ON ST_Intersects(s.g, z.g)"
        )
        found = base.execute(query).df()
        yield _pairs(found["polygon"], found["zone"], hectares(shapely.from_wkb([bytes(w) for w in found["wkb"]])))


@candidate("intersect", "SedonaDB", "sedonadb")
def _(polygons: Shapes, shapes: Shapes) -> Iterator[Answer]:
    base = sedona()
    base.create_data_frame(frame(polygons)).to_view("zones")
    base.create_data_frame(frame(shapes).rename(columns={"zone": "polygon"})).to_view("shapes")
    yield None
    while True:
        query = (
            "SELECT s.polygon, z.zone, ST_Intersection(s.geometry, z.geometry) AS geometry "
            "FROM shapes s JOIN zones z ON ST_Intersects(s.geometry, z.geometry)"
        )
        found = base.sql(query).to_pandas()
        yield _pairs(found["polygon"], found["zone"], hectares(np.asarray(found["geometry"])))
