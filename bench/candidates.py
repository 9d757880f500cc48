"""Each way to answer each question. A candidate prepares, then answers: only the second is timed.

A candidate is a generator: what it yields first is None, when it is ready; then its answer. Peers are told the same
inputs and asked for the same answer; where a peer can only give less (counts instead of hectares), it gives that.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import rasterio.features
import rasterio.mask
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from geo.area import hectares, row_hectares
from geo.workers import Cluster, Threads, Workers
from geo.zones import Zones
from geo.zones.index import Outlines
from geo.zones.raster import reading, tiles

Answer = Any
Candidate = Callable[..., Iterator[Answer]]
CANDIDATES: dict[str, dict[str, Candidate]] = {"locate": {}, "tabulate": {}, "intersect": {}}
VERSIONS: dict[str, Sequence[str]] = {}


def candidate(question: str, name: str, *packages: str) -> Callable[[Candidate], Candidate]:
    def register(function: Candidate) -> Candidate:
        CANDIDATES[question][name] = function
        VERSIONS[name] = packages
        return function

    return register


def frame(polygons: NDArray[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"zone": np.arange(len(polygons))}, geometry=polygons, crs=4326)


def codes(polygons: NDArray[Any]) -> list[str]:
    return [f"{k:05d}" for k in range(len(polygons))]


# Points in zones: the index of the zone of each point, -1 outside.


@candidate("locate", "terrapaz, index built", "numba")
def _(polygons: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Iterator[Answer]:
    zones = Zones(codes(polygons), polygons)
    zones.locate(x[:10], y[:10])
    yield None
    while True:
        yield zones.locate(x, y)


@candidate("locate", "terrapaz, building the index", "numba")
def _(polygons: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Iterator[Answer]:
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


def _sjoin(predicate: str) -> Candidate:
    def run(polygons: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Iterator[Answer]:
        zones = frame(polygons)
        points = gpd.GeoDataFrame({"id": np.arange(len(x))}, geometry=gpd.points_from_xy(x, y), crs=4326)
        yield None
        while True:
            zones.geometry.array._sindex = None
            yield _joined(gpd.sjoin(points, zones, predicate=predicate), len(x))

    return run


candidate("locate", "geopandas.sjoin, within", "geopandas")(_sjoin("within"))
candidate("locate", "geopandas.sjoin, intersects", "geopandas")(_sjoin("intersects"))


@candidate("locate", "shapely.STRtree of points", "shapely")
def _(polygons: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Iterator[Answer]:
    yield None
    while True:
        zone, point = shapely.STRtree(shapely.points(x, y)).query(polygons, predicate="contains")
        found = np.full(len(x), -1)
        found[point] = zone
        yield found


@candidate("locate", "shapely.intersects_xy by polygon", "shapely")
def _(polygons: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Iterator[Answer]:
    yield None
    while True:
        yield Outlines(polygons).locate(x, y)


def _duckdb() -> Any:
    import duckdb

    extension = importlib.import_module("duckdb_extension_spatial")
    connection = duckdb.connect()
    connection.execute(f"LOAD '{next(Path(str(extension.__file__)).parent.rglob('*.duckdb_extension'))}'")
    return connection


@candidate("locate", "DuckDB spatial", "duckdb")
def _(polygons: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Iterator[Answer]:
    base = _duckdb()
    zones = pd.DataFrame({"zone": np.arange(len(polygons)), "wkb": shapely.to_wkb(polygons)})
    points = pd.DataFrame({"id": np.arange(len(x)), "x": x, "y": y})
    base.register("zones_wkb", zones)
    base.register("points_xy", points)
    base.execute("CREATE TABLE zones AS SELECT zone, ST_GeomFromWKB(wkb) AS g FROM zones_wkb")
    base.execute("CREATE TABLE points AS SELECT id, ST_Point(x, y) AS g FROM points_xy")
    yield None
    while True:
        query = "SELECT p.id, z.zone FROM points p JOIN zones z ON ST_Within(p.g, z.g)"
        yield _joined(base.execute(query).df(), len(x))


@candidate("locate", "SedonaDB", "sedonadb")
def _(polygons: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Iterator[Answer]:
    base = importlib.import_module("sedonadb").connect()
    points = gpd.GeoDataFrame({"id": np.arange(len(x))}, geometry=gpd.points_from_xy(x, y), crs=4326)
    base.create_data_frame(frame(polygons)).to_view("zones")
    base.create_data_frame(points).to_view("points")
    yield None
    while True:
        query = "SELECT p.id, z.zone FROM points p JOIN zones z ON ST_Within(p.geometry, z.geometry)"
        yield _joined(base.sql(query).to_pandas(), len(x))


# Rasters in zones: hectares by zone of the chosen class, or of every class but 0; a peer that knows no area of a
# cell gives cells instead.


def _decoded(threads: int) -> Candidate:
    def run(polygons: NDArray[Any], paths: list[str], value: int | None) -> Iterator[Answer]:
        def read(job: tuple[str, int, int, int]) -> None:
            path, top, bottom, step = job
            with reading(path) as data:
                for row in range(top, bottom, step):
                    data.read(1, window=Window(0, row, data.width, min(step, bottom - row)))

        jobs = []
        for path in paths:
            tile = tiles(path)[0]
            height = tile.lattice.height
            step = tile.block[0] * max(1, 4_000_000 // (tile.lattice.width * tile.block[0]))
            rows = step * 4
            jobs += [(path, top, min(top + rows, height), step) for top in range(0, height, rows)]
        yield None
        while True:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(read, jobs))
            yield None

    return run


candidate("tabulate", "plain decoding, 1 thread", "rasterio")(_decoded(1))
candidate("tabulate", "plain decoding, 2 threads", "rasterio")(_decoded(2))


def _tabulated(workers: Workers, polygons: NDArray[Any], paths: list[str], value: int | None) -> Iterator[Answer]:
    zones = Zones(codes(polygons), polygons)
    yield None
    while True:
        total = np.zeros(len(polygons))
        for path in paths:
            table = zones.tabulate(path, None if value is None else [value], workers=workers)
            table = table[table["class"] != 0]
            np.add.at(total, table["code"].astype(int).to_numpy(), table["hectares"].to_numpy())
        yield {"hectares": total}


candidate("tabulate", "terrapaz, 1 thread", "numba")(partial(_tabulated, Threads(1)))
candidate("tabulate", "terrapaz, 2 threads", "numba")(partial(_tabulated, Threads(2)))


@candidate("tabulate", "terrapaz, dask cluster of 2 processes", "distributed")
def _(polygons: NDArray[Any], paths: list[str], value: int | None) -> Iterator[Answer]:
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local,
        Cluster(local.scheduler_address) as workers,
    ):
        answers = _tabulated(workers, polygons, paths, value)
        next(answers)
        next(answers)  # each worker loads its kernels
        yield None
        yield from answers


def _wanted(cells: NDArray[Any], value: int | None) -> NDArray[np.bool_]:
    return cells != 0 if value is None else cells == value


@candidate("tabulate", "strips, rasterize, bincount", "rasterio", "numpy")
def _(polygons: NDArray[Any], paths: list[str], value: int | None) -> Iterator[Answer]:
    yield None
    while True:
        cells, area = np.zeros(len(polygons)), np.zeros(len(polygons))
        shapes = [(polygon, k + 1) for k, polygon in enumerate(polygons)]
        for path in paths:
            with rasterio.open(path) as data:
                for top in range(0, data.height, 1000):
                    window = Window(0, top, data.width, min(1000, data.height - top))
                    here = data.window_transform(window)
                    shape = (window.height, window.width)
                    zone = rasterio.features.rasterize(shapes, out_shape=shape, transform=here, dtype="int32")
                    row, column = np.nonzero(_wanted(data.read(1, window=window), value) & (zone > 0))
                    weight = row_hectares(here.f + here.e * np.arange(window.height + 1), here.a)
                    where = zone[row, column] - 1
                    cells += np.bincount(where, minlength=len(polygons))
                    area += np.bincount(where, weights=weight[row], minlength=len(polygons))
        yield {"hectares": area, "cells": cells}


@candidate("tabulate", "rasterio.mask by polygon", "rasterio")
def _(polygons: NDArray[Any], paths: list[str], value: int | None) -> Iterator[Answer]:
    yield None
    while True:
        cells = np.zeros(len(polygons))
        for path in paths:
            with rasterio.open(path) as data:
                near = shapely.intersects(polygons, shapely.box(*data.bounds))
                for k in np.flatnonzero(near):
                    inside, _ = rasterio.mask.mask(data, [polygons[k]], crop=True, nodata=0)
                    cells[k] += np.count_nonzero(_wanted(inside, value))
        yield {"cells": cells}


@candidate("tabulate", "rasterstats, categorical", "rasterstats")
def _(polygons: NDArray[Any], paths: list[str], value: int | None) -> Iterator[Answer]:
    from rasterstats import zonal_stats

    yield None
    while True:
        cells = np.zeros(len(polygons))
        for path in paths:
            near = _near(polygons, path)
            for k, found in zip(
                near, zonal_stats(list(polygons[near]), path, categorical=True, nodata=255), strict=True
            ):
                cells[k] += sum(n for v, n in found.items() if (v != 0 if value is None else v == value))
        yield {"cells": cells}


@candidate("tabulate", "exactextract, fractions", "exactextract")
def _(polygons: NDArray[Any], paths: list[str], value: int | None) -> Iterator[Answer]:
    from exactextract import exact_extract

    yield None
    while True:
        cells = np.zeros(len(polygons))
        for path in paths:
            near = _near(polygons, path)
            ops = ["count", "unique", "frac"]
            for k, found in zip(near, exact_extract(path, frame(polygons[near]), ops), strict=True):
                p = found["properties"]
                wanted = _wanted(np.asarray(p["unique"]), value)
                cells[k] += p["count"] * np.asarray(p["frac"])[wanted].sum()
        yield {"cells": cells}


def _near(polygons: NDArray[Any], path: str) -> NDArray[np.int64]:
    with rasterio.open(path) as data:
        return np.flatnonzero(shapely.intersects(polygons, shapely.box(*data.bounds)))


# Polygons in zones: hectares of each pair.


def _pairs(polygon: Any, zone: Any, area: Any) -> dict[str, NDArray[Any]]:
    table = pd.DataFrame({"polygon": polygon, "zone": zone, "hectares": area})
    table = table.groupby(["polygon", "zone"], as_index=False)["hectares"].sum()
    table = table[table["hectares"] >= 1e-8]
    return {name: table[name].to_numpy() for name in table}


@candidate("intersect", "terrapaz", "shapely")
def _(polygons: NDArray[Any], shapes: NDArray[Any]) -> Iterator[Answer]:
    zones = Zones(codes(polygons), polygons)
    zones.intersect(shapes[:3])
    yield None
    while True:
        vars(zones).pop("_pieces", None)  # cut anew each time, as a peer builds its tree
        found = zones.intersect(shapes)
        yield _pairs(found["polygon"], found["code"].astype(int), found["hectares"])


@candidate("intersect", "geopandas.overlay", "geopandas")
def _(polygons: NDArray[Any], shapes: NDArray[Any]) -> Iterator[Answer]:
    left = frame(shapes).rename(columns={"zone": "polygon"})
    yield None
    while True:
        found = gpd.overlay(left, frame(polygons))
        yield _pairs(found["polygon"], found["zone"], hectares(found.geometry.to_numpy()))


@candidate("intersect", "shapely.STRtree and intersection", "shapely")
def _(polygons: NDArray[Any], shapes: NDArray[Any]) -> Iterator[Answer]:
    yield None
    while True:
        polygon, zone = shapely.STRtree(polygons).query(shapes, predicate="intersects")
        yield _pairs(polygon, zone, hectares(shapely.intersection(shapes[polygon], polygons[zone])))


@candidate("intersect", "DuckDB spatial", "duckdb")
def _(polygons: NDArray[Any], shapes: NDArray[Any]) -> Iterator[Answer]:
    base = _duckdb()
    for name, geometries in (("zones", polygons), ("shapes", shapes)):
        base.register(
            f"{name}_wkb", pd.DataFrame({"id": np.arange(len(geometries)), "wkb": shapely.to_wkb(geometries)})
        )
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
def _(polygons: NDArray[Any], shapes: NDArray[Any]) -> Iterator[Answer]:
    base = importlib.import_module("sedonadb").connect()
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
