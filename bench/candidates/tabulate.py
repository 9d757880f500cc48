"""Zonal statistics: hectares by zone of the chosen class, or of every class except 0.

A library without areas of cells returns numbers of cells. The question ``cross`` is forest loss where there was
forest: the classes of one raster where a second exceeds a threshold.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import rasterio
import rasterio.features
import rasterio.mask
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from bench.candidates.registry import Answer, Candidate, candidate, codes, frame
from geo.area import row_hectares
from geo.workers import Cluster, Threads, Workers
from geo.zones import ThresholdedRaster, Zones
from geo.zones.raster import open_raster

Shapes = NDArray[Any]


def _decode(paths: list[str], threads: int) -> None:
    """Read every block once, with one handle and one buffer per thread."""

    def read(thread: int) -> None:
        for path in paths:
            with open_raster(path) as data:
                tall = data.block_shapes[0][0]
                rows = tall * max(1, 2_000_000 // (data.width * tall))
                buffer = np.empty((rows, data.width), dtype=data.dtypes[0])
                for top in range(thread * rows, data.height, threads * rows):
                    height = min(rows, data.height - top)
                    data.read(1, window=Window(0, top, data.width, height), out=buffer[:height])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(read, range(threads)))


def _summed(
    zones: Zones, raster: str | ThresholdedRaster, value: int | None, workers: Workers
) -> NDArray[np.float64]:
    table = zones.tabulate(raster, None if value is None else [value], workers=workers)
    table = table[table["class"] != 0]
    return np.bincount(table["code"].astype(int), weights=table["hectares"], minlength=len(zones.codes))


def _wanted(cells: NDArray[Any], value: int | None) -> NDArray[np.bool_]:
    return cells != 0 if value is None else cells == value


def _near(polygons: Shapes, path: str) -> NDArray[np.int64]:
    with rasterio.open(path) as data:
        return np.flatnonzero(shapely.intersects(polygons, shapely.box(*data.bounds)))


def _in_strips(polygons: Shapes, path: str, chosen: Callable[[NDArray[Any], Window], NDArray[np.bool_]]) -> Answer:
    """Rasterize the zones strip by strip and count the chosen cells by zone."""
    cells, area = np.zeros(len(polygons)), np.zeros(len(polygons))
    tree = shapely.STRtree(polygons)
    with rasterio.open(path) as data:
        for top in range(0, data.height, 1000):
            window = Window(0, top, data.width, min(1000, data.height - top))
            transform, shape = data.window_transform(window), (window.height, window.width)
            near = np.sort(tree.query(shapely.box(*data.window_bounds(window))))
            shapes = [(polygons[k], k + 1) for k in near] or [(shapely.Point(), 0)]
            zone = rasterio.features.rasterize(shapes, out_shape=shape, transform=transform, dtype="int32")
            row, column = np.nonzero(chosen(data.read(1, window=window), window) & (zone > 0))
            weight = row_hectares(transform.f + transform.e * np.arange(window.height + 1), transform.a)
            where = zone[row, column] - 1
            cells += np.bincount(where, minlength=len(polygons))
            area += np.bincount(where, weights=weight[row], minlength=len(polygons))
    return {"hectares": area, "cells": cells}


def _cluster(answer: Callable[[Workers], Answer]) -> Iterator[Answer]:
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local,
        Cluster(local.scheduler_address) as workers,
    ):
        answer(workers)  # each worker loads its kernels
        yield None
        while True:
            yield answer(workers)


# One raster, or several one after the other


def _plain(threads: int) -> Candidate:
    def run(polygons: Shapes, paths: list[str], value: int | None) -> Iterator[Answer]:
        yield None
        while True:
            yield _decode(paths, threads)

    return run


def _tabulated(workers: Workers, polygons: Shapes, paths: list[str], value: int | None) -> Iterator[Answer]:
    zones = Zones(codes(polygons), polygons)
    yield None
    while True:
        unused = copy.copy(zones)  # without the cached grid of the previous answer
        yield {"hectares": sum(_summed(unused, path, value, workers) for path in paths)}


for threads in (1, 2):
    name = "1 thread" if threads == 1 else "2 threads"
    candidate("tabulate", f"plain decoding, {name}", "rasterio")(_plain(threads))
for threads in (1, 2):
    name = "1 thread" if threads == 1 else "2 threads"
    candidate("tabulate", f"terrapaz, {name}", "numba")(partial(_tabulated, Threads(threads)))


@candidate("tabulate", "terrapaz, dask cluster of 2 processes", "distributed")
def _(polygons: Shapes, paths: list[str], value: int | None) -> Iterator[Answer]:
    zones = Zones(codes(polygons), polygons)
    yield from _cluster(lambda workers: {"hectares": sum(_summed(zones, path, value, workers) for path in paths)})


@candidate("tabulate", "strips, rasterize, bincount", "rasterio", "numpy")
def _(polygons: Shapes, paths: list[str], value: int | None) -> Iterator[Answer]:
    yield None
    while True:
        found = [_in_strips(polygons, path, lambda cells, _: _wanted(cells, value)) for path in paths]
        yield {key: sum(one[key] for one in found) for key in ("hectares", "cells")}


@candidate("tabulate", "rasterio.mask by polygon", "rasterio")
def _(polygons: Shapes, paths: list[str], value: int | None) -> Iterator[Answer]:
    yield None
    while True:
        cells = np.zeros(len(polygons))
        for path in paths:
            with rasterio.open(path) as data:
                for k in _near(polygons, path):
                    inside, _ = rasterio.mask.mask(data, [polygons[k]], crop=True, nodata=0)
                    cells[k] += np.count_nonzero(_wanted(inside, value))
        yield {"cells": cells}


@candidate("tabulate", "rasterstats, categorical", "rasterstats")
def _(polygons: Shapes, paths: list[str], value: int | None) -> Iterator[Answer]:
    from rasterstats import zonal_stats

    yield None
    while True:
        cells = np.zeros(len(polygons))
        for path in paths:
            near = _near(polygons, path)
            tables = zonal_stats(list(polygons[near]), path, categorical=True, nodata=255)
            for k, table in zip(near, tables, strict=True):
                cells[k] += sum(n for v, n in table.items() if (v != 0 if value is None else v == value))
        yield {"cells": cells}


@candidate("tabulate", "exactextract, fractions", "exactextract")
def _(polygons: Shapes, paths: list[str], value: int | None) -> Iterator[Answer]:
    from exactextract import exact_extract

    yield None
    while True:
        cells = np.zeros(len(polygons))
        for path in paths:
            near = _near(polygons, path)
            for k, found in zip(
                near, exact_extract(path, frame(polygons[near]), ["count", "unique", "frac"]), strict=True
            ):
                p = found["properties"]
                wanted = _wanted(np.asarray(p["unique"]), value)
                cells[k] += p["count"] * np.asarray(p["frac"])[wanted].sum()
        yield {"cells": cells}


# Two rasters crossed


@candidate("cross", "plain decoding of both, 2 threads", "rasterio")
def _(polygons: Shapes, classes: str, cover: str, above: int) -> Iterator[Answer]:
    yield None
    while True:
        yield _decode([classes, cover], 2)


@candidate("cross", "terrapaz, crossed, 2 threads", "numba")
def _(polygons: Shapes, classes: str, cover: str, above: int) -> Iterator[Answer]:
    zones = Zones(codes(polygons), polygons)
    yield None
    while True:
        yield {"hectares": _summed(copy.copy(zones), ThresholdedRaster(classes, cover, above), None, Threads(2))}


@candidate("cross", "strips, rasterize, both read, bincount", "rasterio", "numpy")
def _(polygons: Shapes, classes: str, cover: str, above: int) -> Iterator[Answer]:
    yield None
    while True:
        with rasterio.open(cover) as second:
            yield _in_strips(
                polygons, classes, lambda cells, window: (cells != 0) & (second.read(1, window=window) > above)
            )
