"""The index of a set of zones: how points are looked up, and the file it is kept in."""

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
    def of(cls, codes: tuple[str, ...], polygons: NDArray[Any]) -> Index:
        """Make the index; warn where the polygons are no valid coverage."""
        sound = bool(shapely.coverage_is_valid(polygons))
        edges = Edges.of(polygons, shared=sound)
        index = cls(edges, Grid.over(edges) if sound and len(edges.ends) else Outlines(polygons))
        if isinstance(index.search, Outlines) and len(edges.ends):
            torn = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(polygons)))
            where = f"; the first border that does not match is that of {codes[torn[0]]}" if len(torn) else ""
            warnings.warn(
                f"the zones are not a valid coverage{where}. Points are looked up polygon by polygon, which is "
                "slower, and the first of several zones has the point",
                stacklevel=5,  # where the zones were made
            )
        return index
