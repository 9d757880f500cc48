"""Points in zones: the index of the zone of each point, -1 outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from bench.candidates.registry import Answer, Candidate, candidate, codes, duckdb, frame, sedona
from geo.zones import Zones
from geo.zones.index import Outlines

Floats = NDArray[np.float64]
Shapes = NDArray[Any]


@candidate("locate", "terrapaz, index built", "numba")
def _(polygons: Shapes, x: Floats, y: Floats) -> Iterator[Answer]:
    zones = Zones(codes(polygons), polygons)
    zones.locate(x[:10], y[:10])
    yield None
    while True:
        yield zones.locate(x, y)


@candidate("locate", "terrapaz, building the index", "numba")
def _(polygons: Shapes, x: Floats, y: Floats) -> Iterator[Answer]:
    Zones(codes(polygons[:9]), polygons[:9]).locate(x[:10], y[:10])
    yield None
    while True:
        Zones(codes(polygons), polygons)
        yield None


def _joined(joined: pd.DataFrame, count: int) -> NDArray[np.int64]:
    zone = np.full(count, -1)
    found = joined.dropna(subset="zone")
    zone[found["id"].to_numpy(dtype=int)] = found["zone"]
    return zone


def _points(x: Floats, y: Floats) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": np.arange(len(x))}, geometry=gpd.points_from_xy(x, y), crs=4326)


def _sjoin(predicate: str) -> Candidate:
    def run(polygons: Shapes, x: Floats, y: Floats) -> Iterator[Answer]:
        zones, points = frame(polygons), _points(x, y)
        yield None
        while True:
            zones.geometry.array._sindex = None
            yield _joined(gpd.sjoin(points, zones, predicate=predicate), len(x))

    return run


candidate("locate", "geopandas.sjoin, within", "geopandas")(_sjoin("within"))
candidate("locate", "geopandas.sjoin, intersects", "geopandas")(_sjoin("intersects"))


@candidate("locate", "shapely.STRtree of points", "shapely")
def _(polygons: Shapes, x: Floats, y: Floats) -> Iterator[Answer]:
    yield None
    while True:
        zone, point = shapely.STRtree(shapely.points(x, y)).query(polygons, predicate="contains")
        found = np.full(len(x), -1)
        found[point] = zone
        yield found


@candidate("locate", "shapely.intersects_xy by polygon", "shapely")
def _(polygons: Shapes, x: Floats, y: Floats) -> Iterator[Answer]:
    yield None
    while True:
        yield Outlines(polygons).locate(x, y)


@candidate("locate", "DuckDB spatial", "duckdb")
def _(polygons: Shapes, x: Floats, y: Floats) -> Iterator[Answer]:
    base = duckdb()
    base.register("zones_wkb", pd.DataFrame({"zone": np.arange(len(polygons)), "wkb": shapely.to_wkb(polygons)}))
    base.register("points_xy", pd.DataFrame({"id": np.arange(len(x)), "x": x, "y": y}))
    base.execute("CREATE TABLE zones AS SELECT zone, ST_GeomFromWKB(wkb) AS g FROM zones_wkb")
    base.execute("CREATE TABLE points AS SELECT id, ST_Point(x, y) AS g FROM points_xy")
    yield None
    while True:
        query = "SELECT p.id, z.zone FROM points p JOIN zones z ON ST_Within(p.g, z.g)"
        yield _joined(base.execute(query).df(), len(x))


@candidate("locate", "SedonaDB", "sedonadb")
def _(polygons: Shapes, x: Floats, y: Floats) -> Iterator[Answer]:
    base = sedona()
    base.create_data_frame(frame(polygons)).to_view("zones")
    base.create_data_frame(_points(x, y)).to_view("points")
    yield None
    while True:
        query = "SELECT p.id, z.zone FROM points p JOIN zones z ON ST_Within(p.geometry, z.geometry)"
        yield _joined(base.sql(query).to_pandas(), len(x))
