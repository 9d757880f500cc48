"""Zones of a polygon coverage: spatial joins of points, zonal statistics of rasters, intersections with polygons.

The coverage is converted to edges once (:mod:`geo.zones.edges`), from which points and cells are located exactly:

* a point on a border between zones belongs to the zone to its east, or to its north if the border runs due east;
  a point on the outer border belongs to the first zone that it touches;
* a cell belongs to the zone of its centre, by the same rule (on the outer border in the east and north it is outside,
  so that aligned zones have the right number of cells), and counts with its area on the ellipsoid.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.area import hectares
from geo.schema import GeoDataError
from geo.workers import Threads, Workers
from geo.zones.edges import Edges
from geo.zones.index import Grid, Index, Outlines
from geo.zones.kernels import Longs
from geo.zones.pieces import Pieces, cut, shared_hectares
from geo.zones.raster import BitField, Files, Raster, RowStrip, ThresholdedRaster, Tile, tiles
from geo.zones.raster_grid import RasterGrid
from geo.zones.tally import Job, Layer, Sums, tally

__all__ = ["BitField", "ThresholdedRaster", "Zones"]

Progress = Callable[[float], None]

_CHUNK: Final = 1 << 18
_LEAST_HECTARES: Final = 1e-8  # a square centimetre


class Zones:
    """A polygon coverage with codes, in which points, cells and polygons are located.

    Parameters
    ----------
    codes
        One text code per polygon, unique.
    polygons
        Shapely polygons and multipolygons, EPSG:4326, one per code. Missing ones are treated as empty.
    disjoint
        Whether the polygons are known not to overlap, like pieces of a coverage. Their validity as a coverage is then
        checked only when points are first located: rasters and polygons do not need it.

    Attributes
    ----------
    codes : tuple of str
    polygons : (n,)

    Raises
    ------
    GeoDataError
        If codes are repeated or do not match the polygons, or the polygons are not in degrees.

    Examples
    --------
    >>> west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> zones = Zones(["W", "E"], [west, east])
    >>> zones.locate([0.5, 1.0, 1.5, 3.0], [0.5, 0.5, 0.5, 0.5])
    array([ 0,  1,  1, -1], dtype=int32)
    >>> zones.intersect([shapely.box(0.75, 0, 1.25, 1)]).round(1)
       polygon code  hectares
    0        0    E  307711.6
    1        0    W  307711.6
    """

    def __init__(self, codes: Sequence[str], polygons: ArrayLike, *, disjoint: bool = False) -> None:
        self.codes: tuple[str, ...] = tuple(str(code) for code in codes)
        self.polygons: NDArray[Any] = _check(self.codes, np.array(polygons, dtype=object))
        self._cut: dict[int, NDArray[Any]] = {}
        self._cached: tuple[tuple[RasterGrid, tuple[int, int]], list[RowStrip]] | None = None
        self._edges = Edges.of(self.polygons, shared=False) if disjoint else self._index.edges

    @cached_property
    def _index(self) -> Index:
        return Index.of(self.codes, self.polygons)

    @property
    def is_coverage(self) -> bool:
        """Whether the polygons are a valid coverage: no overlaps, shared borders with the same vertices.

        If not, a warning names the first invalid one; points are then located polygon by polygon, and a point or cell
        in several polygons belongs to the first of them.
        """
        return isinstance(self._index.search, Grid)

    @cached_property
    def hectares(self) -> NDArray[np.float64]:
        """Area of each zone on the ellipsoid, hectares, shape (n,)."""
        return hectares(self.polygons)

    def _pieces(self, zones: Longs) -> Pieces:
        """Pieces of some zones; each zone is cut once."""
        if uncut := [k for k in zones.tolist() if k not in self._cut]:
            pieces = cut(self.polygons[uncut])
            order = np.argsort(pieces.owner, kind="stable")
            bounds = np.searchsorted(pieces.owner[order], np.arange(1, len(uncut)))
            self._cut.update(zip(uncut, np.split(pieces.shape[order], bounds), strict=True))
        parts = [self._cut[k] for k in zones.tolist()]
        owner = np.repeat(zones, np.array([len(part) for part in parts], dtype=np.int64))
        return Pieces(np.concatenate([np.zeros(0, dtype=object), *parts]), owner)

    def locate(self, lon: ArrayLike, lat: ArrayLike, *, workers: Workers | None = None) -> NDArray[np.int32]:
        """Locate points: the index into ``codes`` of each point's zone, -1 if outside or a coordinate is missing.

        Parameters
        ----------
        lon, lat
            Degrees, shape (n,).
        workers
            Threads of this machine, if None.
        """
        x, y = (np.ascontiguousarray(values, dtype=np.float64) for values in (lon, lat))
        if x.ndim != 1 or x.shape != y.shape:
            raise GeoDataError(
                "longitudes and latitudes must be lists of equal length",
                value=(x.shape, y.shape),
                remedy="pass two one-dimensional arrays with a value for each point",
            )
        if len(x) <= _CHUNK and workers is None:
            return self._index.search.locate(x, y)
        chunks = [(x[k : k + _CHUNK], y[k : k + _CHUNK]) for k in range(0, len(x), _CHUNK)]
        found = list((workers or Threads()).map(_locate, self._index.search, chunks))
        return np.concatenate([np.zeros(0, dtype=np.int32), *found])

    def tabulate(
        self,
        raster: Raster,
        classes: Sequence[int] | None = None,
        *,
        workers: Workers | None = None,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Tabulate hectares of each class of a raster by zone; a cell counts in the zone of its centre.

        Parameters
        ----------
        raster
            A path or URL, a list of tiles of one raster, a :class:`ThresholdedRaster` of two rasters, or a
            :class:`BitField` of one. Classes are integers of 8 or 16 bits; any CRS. The nodata value, an alpha band
            and a mask exclude cells.
        classes
            The classes to report; all that are found in a zone, if None.
        workers
            Threads of this machine, if None.
        progress
            Called with the fraction of the work that is done, from 0 to 1.

        Returns
        -------
        pandas.DataFrame
            ``code``, ``class``, ``hectares``, ``covered_hectares``, sorted by code and class: one row per class and
            zone with a valid cell, 0 if the zone has none of it. A zone without valid cells has no row.
            ``covered_hectares`` is the area of the zone's valid cells of any class: divided by :attr:`hectares`, it
            is the share of the zone that the raster covers.

        Notes
        -----
        For series of rasters on one grid, the zones along its rows are cached until the next grid.

        Raises
        ------
        GeoDataError
            See :func:`geo.zones.raster.tiles`.
        """
        layers = [Layer(raster, None if classes is None else tuple(map(int, classes)))]
        return self._tabulate(layers, workers, progress)[0]

    def tabulate_each(
        self, rasters: Sequence[tuple[Raster, Sequence[int]]], *, workers: Workers | None = None
    ) -> list[pd.DataFrame]:
        """Tabulate several rasters, each with the classes to report, see :meth:`tabulate`.

        Consecutive fields (:class:`BitField`) of one file are tabulated while reading it once.
        """
        tables = []
        for _, fields in groupby(enumerate(rasters), lambda each: _file_key(*each)):
            layers = [Layer(raster, tuple(map(int, classes))) for _, (raster, classes) in fields]
            tables += self._tabulate(layers, workers, None)
        return tables

    def _tabulate(
        self, layers: Sequence[Layer], workers: Workers | None, progress: Progress | None
    ) -> list[pd.DataFrame]:
        """Tabulate layers of the same files."""
        sums = [Sums(len(self.codes), layer.classes) for layer in layers]
        opened = tiles(layers[0].raster)
        for k, tile in enumerate(opened):
            strips = self._strips(tile)
            job = Job(tile, Files(), layers)
            for done, parts in enumerate((workers or Threads()).map(tally, job, strips), start=1):
                for total, part in zip(sums, parts, strict=True):
                    total.add(part)
                if progress:
                    progress((k + done / tile.strip_count) / len(opened))
        return [total.table(self.codes) for total in sums]

    def _strips(self, tile: Tile) -> list[RowStrip]:
        """The row strips of a tile; those of the last grid are cached."""
        grid = tile.raster_grid, tile.block
        cached = self._cached
        if cached is None or cached[0] != grid:
            self._cached = None  # frees the memory first
            cached = self._cached = grid, list(tile.strips(self.polygons, self._edges))
        return cached[1]

    def intersect(self, polygons: ArrayLike) -> pd.DataFrame:
        """Intersect polygons with the zones, to hectares.

        Parameters
        ----------
        polygons
            Shapely geometries, EPSG:4326, shape (m,). Invalid ones are made valid first; points and lines have no
            area.

        Returns
        -------
        pandas.DataFrame
            ``polygon`` (position in the input), ``code``, ``hectares`` (on the ellipsoid), sorted by polygon and
            code. Intersections of less than a square centimetre are left out. ``attrs["repaired"]`` is the number of
            polygons that were made valid.
        """
        shapes, invalid = _make_valid(np.array(polygons, dtype=object))
        near = np.unique(shapely.STRtree(self.polygons).query(shapes)[1])
        polygon, zone, shared = shared_hectares(cut(shapes), self._pieces(near))
        frame = pd.DataFrame(
            {
                "polygon": polygon,
                "code": pd.Series([self.codes[k] for k in zone], dtype="str"),
                "hectares": shared,
            }
        )
        frame = frame[frame["hectares"] >= _LEAST_HECTARES].sort_values(["polygon", "code"], ignore_index=True)
        frame.attrs["repaired"] = len(invalid)
        return frame


def _file_key(position: int, item: tuple[Raster, Sequence[int]]) -> object:
    """Key by which consecutive rasters are grouped: the path of a bit field's file, else the position."""
    raster, _ = item
    return str(raster.classes) if isinstance(raster, BitField) else position


def _locate(search: Grid | Outlines, points: tuple[NDArray[np.float64], NDArray[np.float64]]) -> NDArray[np.int32]:
    return search.locate(*points)


def _make_valid(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Make invalid geometries valid, in place; also returns their indices."""
    invalid = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    shapes[invalid] = shapely.make_valid(shapes[invalid])
    return shapes, invalid


def _check(codes: tuple[str, ...], polygons: NDArray[Any]) -> NDArray[Any]:
    if len(codes) != len(polygons) or len(set(codes)) != len(codes):
        raise GeoDataError(
            "zones need one unique code per polygon",
            column="codes",
            value=f"{len(codes)} codes, {len(set(codes))} of them unique, {len(polygons)} polygons",
            remedy="dissolve the polygons by code first",
        )
    areal = (shapely.get_dimensions(polygons) == 2) | shapely.is_missing(polygons) | shapely.is_empty(polygons)
    if not areal.all():
        first = int(np.flatnonzero(~areal)[0])
        raise GeoDataError(
            f"zone {codes[first]} is not a polygon",
            column="geometry",
            value=polygons[first].geom_type,
            remedy="use polygons or multipolygons",
        )
    bounds = shapely.bounds(polygons)
    outside = (np.abs(bounds) > (180, 90, 180, 90)).any(axis=1)
    if outside.any():
        first = int(np.flatnonzero(outside)[0])
        raise GeoDataError(
            f"zone {codes[first]} is not in degrees of longitude and latitude",
            column="geometry",
            value=tuple(bounds[first].tolist()),
            remedy="reproject with to_crs('EPSG:4326')",
        )
    polygons[shapely.is_missing(polygons)] = shapely.Polygon()
    polygons, invalid = _make_valid(polygons)
    if len(invalid):
        warnings.warn(f"{len(invalid)} invalid zones were made valid, the first is {codes[invalid[0]]}", stacklevel=3)
    return polygons
