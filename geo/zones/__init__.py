"""A coverage of polygons as zones: where points lie, what rasters hold in each, how polygons fall into them.

The coverage is read into edges once (:mod:`geo.zones.edges`); points and pixels are answered from these, exactly:

* a point on a border between zones belongs to the zone on its east, or on its north where the border runs due east;
  a point on the outer border belongs to the first zone that it touches;
* a cell belongs to the zone of its centre, by the same rule (on the outer border in the east and north it is outside,
  so that aligned zones hold the right number of cells), and counts with its true area on the ellipsoid.
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
    """A gap-free coverage of polygons that answers where points, cells and polygons lie.

    Parameters
    ----------
    codes
        One text code a polygon, unique.
    polygons
        Shapely polygons and multipolygons, EPSG:4326, one a code. Missing ones hold nothing.
    apart
        Whether the polygons are known not to overlap, as the pieces of a coverage are. Whether they are a valid
        coverage too is then looked at when points are first looked up: for rasters and polygons it does not matter.

    Attributes
    ----------
    codes : tuple of str
    polygons : (n,)

    Raises
    ------
    GeoDataError
        If codes repeat or do not match the polygons, or these are not polygons in degrees.

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

    def __init__(self, codes: Sequence[str], polygons: ArrayLike, *, apart: bool = False) -> None:
        self.codes: tuple[str, ...] = tuple(str(code) for code in codes)
        self.polygons: NDArray[Any] = _checked(self.codes, np.array(polygons, dtype=object))
        self._cuts: dict[int, NDArray[Any]] = {}
        self._kept: tuple[tuple[RasterGrid, tuple[int, int]], list[RowStrip]] | None = None
        self._edges = Edges.of(self.polygons, shared=False) if apart else self._index.edges

    @cached_property
    def _index(self) -> Index:
        return Index.of(self.codes, self.polygons)

    @property
    def is_coverage(self) -> bool:
        """Whether the polygons are a valid coverage: no overlaps, shared borders with the same vertices.

        If not, a warning names the first that offends; points are then looked up polygon by polygon, and one in
        several polygons (a cell as well) belongs to the first of them.
        """
        return isinstance(self._index.search, Grid)

    @cached_property
    def hectares(self) -> NDArray[np.float64]:
        """Area of each zone on the ellipsoid, hectares, shape (n,)."""
        return hectares(self.polygons)

    def _pieces(self, zones: Longs) -> Pieces:
        """Pieces of some zones; a zone is cut once."""
        if fresh := [k for k in zones.tolist() if k not in self._cuts]:
            pieces = cut(self.polygons[fresh])
            order = np.argsort(pieces.owner, kind="stable")
            bounds = np.searchsorted(pieces.owner[order], np.arange(1, len(fresh)))
            self._cuts.update(zip(fresh, np.split(pieces.shape[order], bounds), strict=True))
        parts = [self._cuts[k] for k in zones.tolist()]
        owner = np.repeat(zones, np.array([len(part) for part in parts], dtype=np.int64))
        return Pieces(np.concatenate([np.zeros(0, dtype=object), *parts]), owner)

    def locate(self, lon: ArrayLike, lat: ArrayLike, *, workers: Workers | None = None) -> NDArray[np.int32]:
        """Index into ``codes`` of the zone that each point lies in; -1 outside and where a coordinate is missing.

        Parameters
        ----------
        lon, lat
            Degrees, shape (n,).
        workers
            Threads of this machine, if None.
        """
        x, y = (np.ascontiguousarray(values, dtype=np.float64) for values in (lon, lat))
        if x.ndim != 1 or x.shape != y.shape:
            raise GeoDataError("longitudes and latitudes must be two lists of one length", value=(x.shape, y.shape))
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
        """Hectares of each class of a raster in each zone, by the centre of the cell and its true area.

        Parameters
        ----------
        raster
            A path or URL, a list of tiles that make up one raster, a :class:`ThresholdedRaster` of two rasters, or a
            :class:`BitField` of one. Classes are integers of 8 or 16 bits; any CRS. The nodata value, an alpha band
            and a mask hide cells.
        classes
            The classes to report; all that are found in a zone, if None.
        workers
            Threads of this machine, if None.
        progress
            Called with the share of the work that is done, from 0 to 1.

        Returns
        -------
        pandas.DataFrame
            ``code``, ``class``, ``hectares``, ``covered_hectares``, sorted by code and class: one row for each zone
            with a valid cell and each class, with 0 where the zone has none of it. A zone without a valid cell has no
            row. ``covered_hectares`` is the area of the zone's valid cells, whatever their class: set against
            :attr:`hectares` it tells how much of the zone was looked at.

        Notes
        -----
        Rasters often come in series on one grid: the zones along its rows are kept until another grid is asked about.

        Raises
        ------
        GeoDataError
            See :func:`geo.zones.raster.tiles`.
        """
        layers = [Layer(raster, None if classes is None else tuple(map(int, classes)))]
        return self._tabulated(layers, workers, progress)[0]

    def tabulate_each(
        self, rasters: Sequence[tuple[Raster, Sequence[int]]], *, workers: Workers | None = None
    ) -> list[pd.DataFrame]:
        """Tabulate several rasters, each with the classes to report, see :meth:`tabulate`.

        A file is read once for all its fields (:class:`BitField`) that follow one another.
        """
        found = []
        for _, fields in groupby(enumerate(rasters), lambda each: _file(*each)):
            layers = [Layer(raster, tuple(map(int, classes))) for _, (raster, classes) in fields]
            found += self._tabulated(layers, workers, None)
        return found

    def _tabulated(
        self, layers: Sequence[Layer], workers: Workers | None, progress: Progress | None
    ) -> list[pd.DataFrame]:
        """Tables of the layers that lie in the files of the first."""
        sums = [Sums(len(self.codes), layer.classes) for layer in layers]
        opened = tiles(layers[0].raster)
        for k, tile in enumerate(opened):
            bands = self._strips(tile)
            job = Job(tile, Files(), layers)
            for done, parts in enumerate((workers or Threads()).map(tally, job, bands), start=1):
                for total, part in zip(sums, parts, strict=True):
                    total.add(part)
                if progress:
                    progress((k + done / tile.strip_count) / len(opened))
        return [total.table(self.codes) for total in sums]

    def _strips(self, tile: Tile) -> list[RowStrip]:
        """The bands of a tile; those of the last grid are kept."""
        grid = tile.raster_grid, tile.block
        kept = self._kept
        if kept is None or kept[0] != grid:
            self._kept = None  # not both in memory
            kept = self._kept = grid, list(tile.strips(self.polygons, self._edges))
        return kept[1]

    def intersect(self, polygons: ArrayLike) -> pd.DataFrame:
        """Hectares of each polygon in each zone it overlaps.

        Parameters
        ----------
        polygons
            Shapely geometries, EPSG:4326, shape (m,). Invalid ones are made valid first; points and lines share no
            area.

        Returns
        -------
        pandas.DataFrame
            ``polygon`` (position in the input), ``code``, ``hectares`` (on the ellipsoid), sorted by polygon and
            code. Pairs that share less than a square centimetre are left out. ``attrs["repaired"]`` is the number of
            polygons that had to be made valid.
        """
        shapes, broken = _valid(np.array(polygons, dtype=object))
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
        frame.attrs["repaired"] = len(broken)
        return frame


def _file(place: int, given: tuple[Raster, Sequence[int]]) -> object:
    """What neighbours of a list have in common that lie in one file: its path, or else nothing."""
    raster, _ = given
    return str(raster.classes) if isinstance(raster, BitField) else place


def _locate(search: Grid | Outlines, points: tuple[NDArray[np.float64], NDArray[np.float64]]) -> NDArray[np.int32]:
    return search.locate(*points)


def _valid(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The geometries, invalid ones made valid; and which these were."""
    broken = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    shapes[broken] = shapely.make_valid(shapes[broken])
    return shapes, broken


def _checked(codes: tuple[str, ...], polygons: NDArray[Any]) -> NDArray[Any]:
    if len(codes) != len(polygons) or len(set(codes)) != len(codes):
        raise GeoDataError(
            "zones need one unique code a polygon",
            column="codes",
            value=f"{len(codes)} codes, {len(set(codes))} of them unique, {len(polygons)} polygons",
            remedy="dissolve the polygons of one code first",
        )
    areal = (shapely.get_dimensions(polygons) == 2) | shapely.is_missing(polygons) | shapely.is_empty(polygons)
    if not areal.all():
        first = int(np.flatnonzero(~areal)[0])
        raise GeoDataError(
            f"zone {codes[first]} is not a polygon",
            column="geometry",
            value=polygons[first].geom_type,
            remedy="give polygons or multipolygons",
        )
    bounds = shapely.bounds(polygons)
    far = (np.abs(bounds) > (180, 90, 180, 90)).any(axis=1)
    if far.any():
        first = int(np.flatnonzero(far)[0])
        raise GeoDataError(
            f"zone {codes[first]} is not in degrees of longitude and latitude",
            column="geometry",
            value=tuple(bounds[first].tolist()),
            remedy="reproject with to_crs('EPSG:4326')",
        )
    polygons[shapely.is_missing(polygons)] = shapely.Polygon()
    polygons, broken = _valid(polygons)
    if len(broken):
        warnings.warn(f"{len(broken)} invalid zones were made valid, the first is {codes[broken[0]]}", stacklevel=3)
    return polygons
