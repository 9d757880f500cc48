"""The index of a set of zones: how points are looked up, and the file it is kept in."""

from __future__ import annotations

import hashlib
import logging
import os
import warnings
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.zones import bins, kernels
from geo.zones.edges import Edges
from geo.zones.kernels import Floats, Ints

_LOG: Final = logging.getLogger(__name__)
_VERSION: Final = b"1"  # of the file


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells over a valid coverage, each with the zone of its south-west corner and the edges that pass through it.

    The size of a cell is a power of two, so that corners are exact numbers.

    Attributes
    ----------
    edges
        Those of the coverage.
    origin : (3,)
        West, south, size of a cell, degrees.
    corner : (rows, columns)
        Zone of each cell's south-west corner.
    cell_start : (rows * columns + 1,)
        Bounds of each cell's edges in ``edge``, row by row from the south-west.
    edge : (n,)
        Index into ``edges``.
    """

    edges: Edges
    origin: Floats
    corner: Ints
    cell_start: Ints
    edge: Ints

    @classmethod
    def over(cls, edges: Edges) -> Self:
        """Lay about two cells an edge over a coverage."""
        points = edges.ends.reshape(-1, 2)
        low, high = points.min(axis=0), points.max(axis=0)
        size = 2.0 ** np.round(np.log2(np.prod(high - low) / (2 * len(edges.ends))) / 2)
        x0, y0 = np.floor(low / size) * size
        columns, rows = (np.floor((high - (x0, y0)) / size) + 1).astype(int)
        runs = edges.runs((x0, size), columns, (y0, size), 0, rows)
        corner = np.full((rows, columns), -1, dtype=np.int32)
        for row in range(rows):
            here = slice(runs.start[row], runs.start[row + 1])
            bounds = np.append(runs.column[here], columns)
            corner[row, bounds[0] :] = np.repeat(runs.zone[here], np.diff(bounds))
        return cls(edges, np.array([x0, y0, size]), corner, *bins.by_cell(edges.ends, x0, y0, size, columns, rows))

    @cached_property
    def _ordered(self) -> tuple[Floats, Ints, Ints]:
        """The edges of one cell after the other, so that a point finds them side by side in memory."""
        return self.edges.ends[self.edge], self.edges.left[self.edge], self.edges.right[self.edge]

    def locate(self, x: Floats, y: Floats) -> Ints:
        """Zone of each point, -1 outside and where a coordinate is missing."""
        west, south, size = self.origin
        return kernels.zone_under(x, y, west, south, size, self.corner, self.cell_start, *self._ordered)


@dataclass(frozen=True, eq=False)
class Outlines:
    """Polygons that are not a valid coverage, searched one by one.

    Attributes
    ----------
    polygons : (n,)
        Valid polygons.
    """

    polygons: NDArray[Any]

    def locate(self, x: Floats, y: Floats) -> Ints:
        """The first polygon that each point touches, -1 outside and where a coordinate is missing."""
        zone = np.full(len(x), -1, dtype=np.int32)
        order = np.argsort(x)  # missing values last
        sorted_x, sorted_y = x[order], y[order]
        for k in range(len(self.polygons) - 1, -1, -1):
            west, south, east, north = shapely.bounds(self.polygons[k])
            here = slice(np.searchsorted(sorted_x, west), np.searchsorted(sorted_x, east, side="right"))
            near = np.flatnonzero((sorted_y[here] >= south) & (sorted_y[here] <= north)) + here.start
            own = shapely.from_wkb(shapely.to_wkb(self.polygons[k]))  # a prepared geometry is one thread's
            shapely.prepare(own)
            zone[order[near[shapely.intersects_xy(own, sorted_x[near], sorted_y[near])]]] = k
        return zone


class Index(NamedTuple):
    """What points and cells of a set of zones are read from.

    Attributes
    ----------
    edges
        For cells.
    search
        For points: a grid over a valid coverage, outlines otherwise.
    """

    edges: Edges
    search: Grid | Outlines

    @classmethod
    def of(cls, codes: tuple[str, ...], polygons: NDArray[Any], cache: Path | None) -> Index:
        """Read the index from ``cache`` if it was made of these zones; make it and keep it there otherwise."""
        digest = hashlib.sha256(_VERSION + repr(codes).encode())
        digest.update(b"".join(shapely.to_wkb(polygons)))
        key = digest.hexdigest()
        index = cls._load(cache, key, polygons) if cache and cache.exists() else None
        if index is None:
            sound = bool(shapely.coverage_is_valid(polygons))
            edges = Edges.of(polygons, shared=sound)
            index = cls(edges, Grid.over(edges) if sound and len(edges.ends) else Outlines(polygons))
            if cache:
                index._save(cache, key)
        if isinstance(index.search, Outlines) and len(index.edges.ends):
            torn = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(polygons)))
            where = f"; the first border that does not match is that of {codes[torn[0]]}" if len(torn) else ""
            warnings.warn(
                f"the zones are not a valid coverage{where}. Points are looked up polygon by polygon, which is "
                "slower, and the first of several zones has the point",
                stacklevel=5,  # where the zones were made
            )
        return index

    def _save(self, cache: Path, key: str) -> None:
        arrays: dict[str, NDArray[Any]] = {
            "ends": self.edges.ends,
            "left": self.edges.left,
            "right": self.edges.right,
        }
        if isinstance(self.search, Grid):
            grid = self.search
            arrays |= {"origin": grid.origin, "corner": grid.corner, "cell_start": grid.cell_start, "edge": grid.edge}
        part = cache.with_name(f"{cache.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                np.savez(file, allow_pickle=False, key=np.array(key), **arrays)
            part.replace(cache)
        except OSError as error:
            _LOG.warning("the index of the zones could not be kept in %s: %s", cache, error)

    @classmethod
    def _load(cls, cache: Path, key: str, polygons: NDArray[Any]) -> Index | None:
        try:
            with np.load(cache, allow_pickle=False) as held:
                if str(held["key"]) != key:
                    return None
                edges = Edges(held["ends"], held["left"], held["right"], len(polygons))
                if "origin" not in held:
                    return cls(edges, Outlines(polygons))
                grid = Grid(edges, held["origin"], held["corner"], held["cell_start"], held["edge"])
                return cls(edges, grid)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None
