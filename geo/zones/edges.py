"""The edges of a polygon coverage, each with the zones on its left and right.

:mod:`geo.zones` locates points and cells with this structure. Along a row of cells, the sorted crossings delimit runs
of one zone. The zone of a point is that of a nearby lattice point, updated by the edges in between.
:mod:`geo.zones.kernels` states the rule for borders.
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
        First column of a run and its zone, -1 outside; the run ends at the next one of the row, or at the end of the
        row. Cells before a row's first run are outside.
    """

    start: Longs
    column: Ints
    zone: Ints

    def renumbered(self) -> tuple[Ints, Runs]:
        """Return the zones that occur, and the runs with these numbered from 0."""
        occurs = np.zeros(self.zone.max(initial=-1) + 2, dtype=bool)
        occurs[self.zone + 1] = True
        occurs[0] = False
        number = np.cumsum(occurs, dtype=np.int32) - 1
        return np.flatnonzero(occurs).astype(np.int32) - 1, self._replace(zone=number[self.zone + 1])


@dataclass(frozen=True, eq=False)
class Edges:
    """Straight edges with the zones on both sides.

    Attributes
    ----------
    ends : (n, 4)
        x0, y0, x1, y1; every edge runs upwards, or due east if it is horizontal.
    left, right : (n,)
        Index of the zone on that side, -1 if there is none.
    zones
        Number of zones.
    """

    ends: Floats
    left: Ints
    right: Ints
    zones: int

    @classmethod
    def of(cls, polygons: NDArray[Any], *, shared: bool) -> Self:
        """Extract the edges of valid polygons; edges of two polygons are merged, if ``shared``.

        Only for a valid coverage, where every edge has at most one zone on each side.
        """
        parts, zone = shapely.get_parts(shapely.orient_polygons(polygons), return_index=True)
        areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        rings, part = shapely.get_rings(parts[areal], return_index=True)
        points, ring = shapely.get_coordinates(rings, return_index=True)
        inside = ring[1:] == ring[:-1]
        ends = np.empty((np.count_nonzero(inside), 4))
        ends[:, :2], ends[:, 2:] = points[:-1][inside], points[1:][inside]
        left = zone[areal][part][ring[1:][inside]].astype(np.int32)  # interiors are on the left
        edges = cls.oriented(ends, left, np.full_like(left, -1), len(polygons))
        return edges._merged() if shared else edges

    @classmethod
    def oriented(cls, ends: Floats, left: Ints, right: Ints, zones: int, *, mirrored: bool = False) -> Self:
        """Orient edges of any direction upwards, without those of length 0; changes the arrays in place.

        Parameters
        ----------
        mirrored
            Whether a transformation has swapped left and right.
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
        ends += 0.0  # -0.0 becomes 0.0
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
        by_ring = np.argsort(one)  # back to the order along the rings, where neighbours are near in memory
        left, right = (np.maximum.reduceat(side[order], start)[by_ring] for side in (self.left, self.right))
        return type(self)(ends[one[by_ring]], left, right, self.zones)

    def select(self, chosen: NDArray[Any]) -> Self:
        """Select edges by index or mask."""
        return type(self)(self.ends[chosen], self.left[chosen], self.right[chosen], self.zones)

    def slices(self, start: float, step: float, count: int) -> list[Longs]:
        """Indices of the edges in each of ``count`` slices along y that begin at ``start`` and are ``step`` high."""
        bounds, edge = bins.by_slice(self.ends, start, step, count)
        return np.split(edge, bounds[1:-1])

    def runs(self, x: tuple[float, float], columns: int, y: tuple[float, float], top: int, rows: int) -> Runs:
        """Find the zones along rows of a lattice of points.

        Parameters
        ----------
        x, y
            First coordinate and step, of columns (the step is positive) and of rows.
        top, rows
            The first row and the number of rows.
        """
        row_start, crossing = kernels.crossings(self.ends, *x, columns, *y, top, rows)
        return Runs(*kernels.runs(row_start, crossing, self.left, self.right, self.zones))
