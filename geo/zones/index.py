"""Spatial indexes in which the zones of points are looked up."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.zones import bins, kernels
from geo.zones.edges import Edges
from geo.zones.kernels import Floats, Ints


@dataclass(frozen=True, eq=False)
class Grid:
    """A grid over a valid coverage; its cells have the zone of their south-west corner and the edges inside.

    The size of a cell is a power of two, so that the coordinates of corners are exact.

    Attributes
    ----------
    edges
        The edges of the coverage.
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
        """Build a grid over a coverage, with about two cells per edge."""
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
        """The edges in the order of the cells, so that those of one cell are contiguous in memory."""
        return self.edges.ends[self.edge], self.edges.left[self.edge], self.edges.right[self.edge]

    def locate(self, x: Floats, y: Floats) -> Ints:
        """Zone of each point, -1 if outside or a coordinate is missing."""
        west, south, size = self.origin
        return kernels.zone_under(x, y, west, south, size, self.corner, self.cell_start, *self._ordered)


@dataclass(frozen=True, eq=False)
class Outlines:
    """Polygons that are not a valid coverage, tested one by one.

    Attributes
    ----------
    polygons : (n,)
        Valid polygons.
    """

    polygons: NDArray[Any]

    def locate(self, x: Floats, y: Floats) -> Ints:
        """The first polygon that each point touches, -1 if outside or a coordinate is missing."""
        zone = np.full(len(x), -1, dtype=np.int32)
        order = np.argsort(x)  # missing values last
        sorted_x, sorted_y = x[order], y[order]
        for k in range(len(self.polygons) - 1, -1, -1):
            west, south, east, north = shapely.bounds(self.polygons[k])
            here = slice(np.searchsorted(sorted_x, west), np.searchsorted(sorted_x, east, side="right"))
            near = np.flatnonzero((sorted_y[here] >= south) & (sorted_y[here] <= north)) + here.start
            own = shapely.from_wkb(shapely.to_wkb(self.polygons[k]))  # prepared geometries are not thread-safe
            shapely.prepare(own)
            zone[order[near[shapely.intersects_xy(own, sorted_x[near], sorted_y[near])]]] = k
        return zone


class Index(NamedTuple):
    """The index of a set of zones.

    Attributes
    ----------
    edges
        Locate cells.
    search
        Locates points: a grid over a valid coverage, outlines otherwise.
    """

    edges: Edges
    search: Grid | Outlines

    @classmethod
    def of(cls, codes: tuple[str, ...], polygons: NDArray[Any]) -> Index:
        """Build the index; warn if the polygons are not a valid coverage."""
        valid = bool(shapely.coverage_is_valid(polygons))
        edges = Edges.of(polygons, shared=valid)
        index = cls(edges, Grid.over(edges) if valid and len(edges.ends) else Outlines(polygons))
        if isinstance(index.search, Outlines) and len(edges.ends):
            invalid = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(polygons)))
            where = f"; the first border that does not match is that of {codes[invalid[0]]}" if len(invalid) else ""
            warnings.warn(
                f"the zones are not a valid coverage{where}. Points are located polygon by polygon, which is "
                "slower, and a point in several zones belongs to the first",
                stacklevel=5,  # the caller of Zones
            )
        return index
