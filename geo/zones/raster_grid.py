"""The grid of a raster: the borders of a coverage relative to its cells, and the areas of the cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio import Affine

from geo.area import hectares, row_hectares
from geo.schema import CRS as LON_LAT
from geo.zones.edges import Edges, Runs
from geo.zones.kernels import Floats

_SIDE: Final = 2_000  # metres; areas of cells of a projected raster are computed for squares of this side
_TOLERANCE: Final = 1e-5  # of a cell: how far a straight edge may deviate from the projected curve


class Borders(NamedTuple):
    """Edges of a coverage, and the coordinates of the cells' centres.

    Attributes
    ----------
    edges
        In the coordinates of ``x`` and ``y``.
    x, y
        Coordinate of the first centre and step to the next one, of columns and of rows.
    """

    edges: Edges
    x: tuple[float, float]
    y: tuple[float, float]

    def runs(self, columns: int, top: int, rows: int) -> Runs:
        """Find the zones along some rows."""
        return self.edges.runs(self.x, columns, self.y, top, rows)

    def strips(self, rows: int, count: int) -> Iterator[Borders]:
        """Divide the edges by strips of ``rows`` rows, from the first row on."""
        start, step = self.y
        for part in self.edges.slices(start - step / 2, step * rows, count):
            yield self._replace(edges=self.edges.select(part))


@dataclass(frozen=True)
class RasterGrid:
    """The grid of a raster in any CRS; rows may run up or down, and may be rotated.

    Attributes
    ----------
    crs
        As WKT.
    transform
        Affine coefficients a to f, from (column, row) to the CRS.
    width, height
        Columns and rows.
    """

    crs: str
    transform: tuple[float, ...]
    width: int
    height: int

    @property
    def affine(self) -> Affine:
        """From (column, row) to the coordinates of the CRS."""
        return Affine(*self.transform)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in the CRS."""
        corners = np.column_stack(_apply(self.affine, np.array([0, self.width] * 2), np.repeat([0, self.height], 2)))
        west, south, east, north = np.r_[corners.min(axis=0), corners.max(axis=0)].tolist()
        return west, south, east, north

    @property
    def name(self) -> str:
        """Name of the CRS."""
        return str(_crs(self.crs).name)

    @property
    def cell(self) -> float:
        """Side of a cell in the units of the CRS."""
        return float(np.sqrt(abs(self.affine.determinant)))

    def equals(self, other: RasterGrid) -> bool:
        """Whether another grid has the same cells."""
        same = (self.width, self.height) == (other.width, other.height) and self.same_crs(other)
        return same and self.affine.almost_equals(other.affine, 1e-9)

    def same_crs(self, other: RasterGrid) -> bool:
        """Whether another grid has the same CRS, even if its WKT differs."""
        return self.crs == other.crs or _crs(self.crs) == _crs(other.crs)

    def overlaps(self, other: RasterGrid) -> bool:
        """Whether bounds overlap by more than half a cell."""
        low = np.maximum(self.bounds[:2], other.bounds[:2])
        high = np.minimum(self.bounds[2:], other.bounds[2:])
        return bool((high - low > self.cell / 2).all())

    def borders(self, polygons: NDArray[Any], edges: Edges) -> Borders:
        """Borders of a coverage in coordinates that suit the cells.

        If rows run along parallels, these are degrees. Otherwise the borders are transformed to columns and rows, and
        each edge is densified so that it follows the projected curve to a hundred-thousandth of a cell.

        Parameters
        ----------
        polygons, edges
            The coverage and its edges, EPSG:4326.
        """
        t, inverse = self.affine, ~self.affine
        if _is_lon_lat(self.crs) and t.b == t.d == 0 and t.a > 0:
            return Borders(edges, (t.c + t.a / 2, t.a), (t.f + t.e / 2, t.e))
        to_crs = Transformer.from_crs(LON_LAT, _crs(self.crs), always_xy=True)
        to_lon_lat = Transformer.from_crs(_crs(self.crs), LON_LAT, always_xy=True)
        west, south, east, north = to_lon_lat.transform_bounds(*self.bounds)
        margin = 0.05 * max(east - west, north - south)
        near = shapely.clip_by_rect(polygons, west - margin, south - margin, east + margin, north + margin)
        straight = Edges.of(near, shared=False)
        a, b = straight.ends[:, :2], straight.ends[:, 2:]

        def cells(points: Floats) -> Floats:
            return np.column_stack(_apply(inverse, *to_crs.transform(*points.T)))

        bend = np.hypot(*(cells((a + b) / 2) - (cells(a) + cells(b)) / 2).T)
        pieces = np.clip(np.ceil(np.sqrt(bend / _TOLERANCE)), 1, 1000).astype(int)
        edge = np.repeat(np.arange(len(pieces)), pieces)
        step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        begin, end = (
            cells(np.where(at == 1, b[edge], a[edge] + at * (b - a)[edge]))
            for at in (((step + k) / pieces[edge])[:, None] for k in (0, 1))
        )
        left, right = straight.left[edge], straight.right[edge]
        mirrored = inverse.determinant < 0
        curved = Edges.oriented(np.hstack([begin, end]), left, right, edges.zones, mirrored=mirrored)
        return Borders(curved, (0.5, 1.0), (0.5, 1.0))

    def cell_hectares(self, top: int, rows: int) -> tuple[Floats, int]:
        """Hectares of the cells of some rows on the ellipsoid, shape (rows, n), and the number of columns per n."""
        t, crs = self.affine, _crs(self.crs)
        if _is_lon_lat(self.crs) and t.b == t.d == 0:
            return row_hectares(t.f + t.e * (top + np.arange(rows + 1)), t.a)[:, None], self.width
        metres = 111_000 if crs.is_geographic else crs.axis_info[0].unit_conversion_factor
        step = int(np.clip(_SIDE / metres / self.cell, 1, 64))
        across, down = np.r_[0 : self.width : step, self.width], np.r_[0:rows:step, rows]
        column, row = np.meshgrid(across, top + down)
        to_lon_lat = Transformer.from_crs(crs, LON_LAT, always_xy=True)
        node = np.stack(to_lon_lat.transform(*_apply(t, column, row)), axis=-1)
        square = np.stack([node[:-1, :-1], node[1:, :-1], node[1:, 1:], node[:-1, 1:]], axis=2)
        cells = np.diff(down)[:, None] * np.diff(across)
        return np.repeat(hectares(shapely.polygons(square)) / cells, np.diff(down), axis=0), step


def _apply(affine: Affine, x: NDArray[Any], y: NDArray[Any]) -> tuple[Floats, Floats]:
    return affine.a * x + affine.b * y + affine.c, affine.d * x + affine.e * y + affine.f


@cache
def _crs(wkt: str) -> CRS:
    return CRS.from_wkt(wkt)


@cache
def _is_lon_lat(wkt: str) -> bool:
    """Whether coordinates equal those of EPSG:4326, whatever the CRS: those of MAGNA-SIRGAS do."""
    to_crs = Transformer.from_crs(LON_LAT, _crs(wkt), always_xy=True)
    probe = np.array([[-81.7, -66.8, 12.3], [13.4, -4.2, 51.0]])
    return np.array_equal(to_crs.transform(*probe), probe)
