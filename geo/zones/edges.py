"""The borders of a coverage, each edge once, with the zones beside it.

All that :mod:`geo.zones` answers about points and pixels is counted from one structure: an edge knows the zone on its
left and the zone on its right. Along a row of pixels the crossings, sorted, are runs of one zone. Under a point the
zone is that of a nearby lattice point, changed by the edges in between. :mod:`geo.zones.kernels` states the rule for
borders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.zones import bins, kernels
from geo.zones.kernels import Floats, Ints, Longs


class Runs(NamedTuple):
    """Zones along consecutive rows of a raster, run-length coded.

    Attributes
    ----------
    start : (rows + 1,)
        Bounds of each row's runs in the other two.
    column, zone : (n,)
        First column of a run and its zone, -1 outside; it ends where the next run of the row begins, or with the
        row. Cells before a row's first run are outside.
    """

    start: Longs
    column: Ints
    zone: Ints

    def numbered(self) -> tuple[Ints, Runs]:
        """The zones that occur, and the same runs with these numbered from 0."""
        occurs = np.zeros(self.zone.max(initial=-1) + 2, dtype=bool)
        occurs[self.zone + 1] = True
        occurs[0] = False
        number = np.cumsum(occurs, dtype=np.int32) - 1
        return np.flatnonzero(occurs).astype(np.int32) - 1, self._replace(zone=number[self.zone + 1])


@dataclass(frozen=True, eq=False)
class Edges:
    """Straight edges with the zones beside them.

    Attributes
    ----------
    ends : (n, 4)
        x0, y0, x1, y1; each runs upwards, or due east where it is level.
    left, right : (n,)
        Index of the zone on that side, -1 where there is none.
    zones
        How many zones there are.
    """

    ends: Floats
    left: Ints
    right: Ints
    zones: int

    @classmethod
    def of(cls, polygons: NDArray[Any], *, shared: bool) -> Self:
        """Take the edges of valid polygons; an edge that two of them share becomes one, if ``shared``.

        Only a valid coverage may be merged: there an edge has one zone on either side.
        """
        parts, zone = shapely.get_parts(shapely.orient_polygons(polygons), return_index=True)
        areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        rings, part = shapely.get_rings(parts[areal], return_index=True)
        points, ring = shapely.get_coordinates(rings, return_index=True)
        inside = ring[1:] == ring[:-1]
        ends = np.empty((np.count_nonzero(inside), 4))
        ends[:, :2], ends[:, 2:] = points[:-1][inside], points[1:][inside]
        beside = zone[areal][part][ring[1:][inside]].astype(np.int32)  # interiors are on the left
        edges = cls.upright(ends, beside, np.full_like(beside, -1), len(polygons))
        return edges._merged() if shared else edges

    @classmethod
    def upright(cls, ends: Floats, left: Ints, right: Ints, zones: int, *, mirrored: bool = False) -> Self:
        """Take edges that run any way, leaving out those without length; the arrays are changed in place.

        Parameters
        ----------
        mirrored
            Left and right have changed places on the way.
        """
        x0, y0, x1, y1 = ends.T
        long = (x0 != x1) | (y0 != y1)
        if not long.all():
            ends, left, right = ends[long], left[long], right[long]
            x0, y0, x1, y1 = ends.T
        down = (y1 < y0) | ((y1 == y0) & (x1 < x0))
        ends[down] = ends[down][:, [2, 3, 0, 1]]
        swap = down ^ mirrored
        left[swap], right[swap] = right[swap], left[swap]
        return cls(ends, left, right, zones)

    def _merged(self) -> Self:
        ends = self.ends
        ends += 0.0  # one zero
        mixed = np.zeros(len(ends), dtype=np.uint64)
        for column in ends.view(np.uint64).T:
            mixed = (mixed ^ column ^ (column >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(32)
        order = np.argsort(mixed)
        first = np.zeros(len(order), dtype=bool)
        first[:1] = True
        for column in ends.T:
            first[1:] |= column[order[1:]] != column[order[:-1]]
        start = np.flatnonzero(first)
        one = order[start]
        kept = np.argsort(one)  # back to the order along the rings, where neighbours are near in memory
        left, right = (np.maximum.reduceat(side[order], start)[kept] for side in (self.left, self.right))
        return type(self)(ends[one[kept]], left, right, self.zones)

    def where(self, chosen: NDArray[Any]) -> Self:
        """Some of the edges, by index or by mask."""
        return type(self)(self.ends[chosen], self.left[chosen], self.right[chosen], self.zones)

    def slices(self, start: float, step: float, count: int) -> list[Longs]:
        """Which edges reach into each of ``count`` slices along y, from ``start`` on, each ``step`` high."""
        bounds, edge = bins.by_slice(self.ends, start, step, count)
        return np.split(edge, bounds[1:-1])

    def runs(self, x: tuple[float, float], columns: int, y: tuple[float, float], top: int, rows: int) -> Runs:
        """Zones along some rows of a lattice of points.

        Parameters
        ----------
        x, y
            First coordinate and step, of columns (the step is positive) and of rows.
        top, rows
            The first of the rows, and how many.
        """
        row_start, crossing = kernels.crossings(self.ends, *x, columns, *y, top, rows)
        return Runs(*kernels.runs(row_start, crossing, self.left, self.right, self.zones))
