"""Rasters of classes on their grids: tiles, checked; their bands of rows; borders and true areas in their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio import Affine
from rasterio.enums import MaskFlags

from geo.area import hectares, row_hectares
from geo.edges import Edges
from geo.kernels import Floats
from geo.schema import CRS as LON_LAT
from geo.schema import GeoDataError

Tiles = str | Path | Sequence[str | Path]

_BAND_CELLS: Final = 16_000_000
_LATTICE_METRES: Final = 2_000  # cells of a projected raster are measured together in squares of this size
_BEND: Final = 1e-5  # of a cell: how far a projected edge may stray from its curve
_GDAL: Final = {"GDAL_CACHEMAX": 64, "GDAL_HTTP_MAX_RETRY": 4, "GDAL_HTTP_RETRY_DELAY": 1}


@dataclass(frozen=True)
class Crossing:
    """The classes of one raster where a second one exceeds a threshold; elsewhere they count as class 0.

    ``Crossing(lossyear, treecover2000, above=30)`` is forest loss by year as Global Forest Watch counts it.

    Attributes
    ----------
    classes, cover
        Two rasters on one grid: a path each, or lists of tiles in the same order.
    above
        A cell keeps its class where ``cover > above``. A cell without data in either raster has no data.
    """

    classes: Tiles
    cover: Tiles
    above: float


class Band(NamedTuple):
    """Consecutive rows of a tile.

    Attributes
    ----------
    row, rows
        The first, and how many.
    edges
        The borders that reach into them, measured in cells: x is the column, y the row turned upside down.
    """

    row: int
    rows: int
    edges: Edges


@contextmanager
def reading(path: str) -> Iterator[Any]:
    """Open a raster (a path, a URL or a GDAL name) for reading; one handle a thread.

    Raises
    ------
    GeoDataError
        If it cannot be opened or read to the end.
    """
    remote = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"} if "://" in path else {}  # a bucket lists no siblings
    try:
        with rasterio.Env(**_GDAL, **remote), rasterio.open(path) as data:
            yield data
    except rasterio.errors.RasterioError as error:
        raise GeoDataError(
            f"cannot be read: {error}", source=path, remedy="check the path, or fetch it again"
        ) from error


def hides(data: Any) -> bool:
    """Whether an alpha band or a mask may hide cells of the first band; a nodata value is not meant."""
    return bool({MaskFlags.alpha, MaskFlags.per_dataset} & set(data.mask_flag_enums[0]))


@dataclass(frozen=True)
class Tile:
    """One file of classes, with the file it is crossed with, if any.

    Attributes
    ----------
    path, cover, above
        See :class:`Crossing`.
    crs, transform, width, height
        The grid: CRS as WKT, affine coefficients a to f, size in cells.
    dtype, nodata
        Type of the classes, and the one that stands for no data.
    block
        Rows and columns of a block of the file.
    masked
        Whether cells may be hidden by an alpha band, by a mask, or by missing cover.
    """

    path: str
    cover: str | None
    above: float
    crs: str
    transform: tuple[float, ...]
    width: int
    height: int
    dtype: str
    nodata: int | None
    block: tuple[int, int]
    masked: bool

    @classmethod
    def opened(cls, path: str, cover: str | None = None, above: float = 0.0) -> Tile:
        """Read a tile's description; refuse what cannot be tabulated."""
        with reading(path) as data:
            kind = np.dtype(data.dtypes[0])
            if data.crs is None:
                raise GeoDataError(
                    "has no CRS", source=path, remedy="gdal_edit.py -a_srs EPSG:4326, if that is right"
                )
            if kind.kind not in "iu" or kind.itemsize > 2:
                raise GeoDataError(
                    "classes must be integers of 8 or 16 bits",
                    source=path,
                    value=kind.name,
                    remedy="gdal_translate -ot Byte or -ot Int16",
                )
            info, nodata = np.iinfo(kind), data.nodata
            tile = cls(
                path=path,
                cover=cover,
                above=above,
                crs=data.crs.to_wkt(),
                transform=tuple(data.transform)[:6],
                width=data.width,
                height=data.height,
                dtype=kind.name,
                nodata=int(nodata) if nodata in range(info.min, info.max + 1) else None,
                block=data.block_shapes[0],
                masked=hides(data),
            )
        if cover is None:
            return tile
        with reading(cover) as data:
            same_grid = data.shape == (tile.height, tile.width) and data.transform.almost_equals(tile.affine, 1e-9)
            if not same_grid or data.crs is None or _crs(data.crs.to_wkt()) != _crs(tile.crs):
                raise GeoDataError(
                    f"is not on the grid of {path}",
                    source=cover,
                    value=(data.shape, *tuple(data.transform)[:6]),
                    remedy="gdalwarp it to the same -t_srs, -te and -ts",
                )
            missing = data.nodata is not None or data.dtypes[0].startswith("float")
            return replace(tile, masked=tile.masked or hides(data) or missing)

    @property
    def affine(self) -> Affine:
        """From (column, row) to the coordinates of the CRS."""
        return Affine(*self.transform)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in the CRS."""
        corners = np.column_stack(
            _applied(self.affine, np.array([0, self.width] * 2), np.repeat([0, self.height], 2))
        )
        west, south, east, north = np.r_[corners.min(axis=0), corners.max(axis=0)].tolist()
        return west, south, east, north

    def bands(self, polygons: NDArray[Any], edges: Edges) -> list[Band]:
        """Cut the tile into bands of whole rows of blocks, some sixteen million cells each.

        Parameters
        ----------
        polygons, edges
            The coverage and its edges, EPSG:4326.
        """
        found = self._edges(polygons, edges)
        rows = self.block[0] * max(1, _BAND_CELLS // (self.width * self.block[0]))
        starts = range(0, self.height, rows)
        upwards = found.slices(-rows * len(starts), rows, len(starts))  # rows are counted upside down
        return [
            Band(row, min(rows, self.height - row), found.where(inside))
            for row, inside in zip(starts, reversed(upwards), strict=True)
        ]

    def _edges(self, polygons: NDArray[Any], edges: Edges) -> Edges:
        """The borders of a coverage measured in cells.

        In another CRS than that of the coverage each edge is bent as the projection bends it, to a
        hundred-thousandth of a cell.
        """
        crs, lon_lat, inverse = _crs(self.crs), _is_lon_lat(self.crs), ~self.affine
        to_crs = Transformer.from_crs(LON_LAT, crs, always_xy=True)

        def cells(points: Floats) -> Floats:
            x, y = points.T if lon_lat else to_crs.transform(*points.T)
            moved = np.empty_like(points)
            moved[:, 0], moved[:, 1] = _applied(inverse, x, y)
            np.negative(moved[:, 1], out=moved[:, 1])
            return moved

        if lon_lat:
            found = replace(edges, ends=cells(edges.ends.reshape(-1, 2)).reshape(-1, 4))
        else:
            bounds = Transformer.from_crs(crs, LON_LAT, always_xy=True).transform_bounds(*self.bounds)
            west, south, east, north = bounds
            margin = 0.05 * max(east - west, north - south)
            near = shapely.clip_by_rect(polygons, west - margin, south - margin, east + margin, north + margin)
            straight = Edges.of(near, shared=False)
            a, b = straight.ends[:, :2], straight.ends[:, 2:]
            bend = np.hypot(*(cells((a + b) / 2) - (cells(a) + cells(b)) / 2).T)
            pieces = np.clip(np.ceil(np.sqrt(bend / _BEND)), 1, 1000).astype(int)
            edge = np.repeat(np.arange(len(pieces)), pieces)
            step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
            ends = [
                cells(np.where(at == 1, b[edge], a[edge] + at * (b - a)[edge]))
                for at in (((step + k) / pieces[edge])[:, None] for k in (0, 1))
            ]
            found = Edges(np.hstack(ends), straight.left[edge], straight.right[edge], edges.zones)
        if not (lon_lat and inverse.b == inverse.d == 0 and inverse.a > 0 > inverse.e):
            found = found.upright(mirrored=inverse.determinant > 0)
        return found

    def cell_hectares(self, band: Band) -> tuple[Floats, int]:
        """True areas of a band's cells, shape (rows, n), and for how many columns each of the n holds."""
        t, crs = self.affine, _crs(self.crs)
        if _is_lon_lat(self.crs) and t.b == t.d == 0:
            return row_hectares(t.f + t.e * (band.row + np.arange(band.rows + 1)), t.a)[:, None], self.width
        metres = 111_000 if crs.is_geographic else crs.axis_info[0].unit_conversion_factor
        step = int(np.clip(_LATTICE_METRES / metres / np.sqrt(abs(t.determinant)), 1, 64))
        columns, rows = np.r_[0 : self.width : step, self.width], np.r_[0 : band.rows : step, band.rows]
        column, row = np.meshgrid(columns, band.row + rows)
        to_lon_lat = Transformer.from_crs(crs, LON_LAT, always_xy=True)
        node = np.stack(to_lon_lat.transform(*_applied(t, column, row)), axis=-1)
        square = np.stack([node[:-1, :-1], node[1:, :-1], node[1:, 1:], node[:-1, 1:]], axis=2)
        cells = np.diff(rows)[:, None] * np.diff(columns)
        return np.repeat(hectares(shapely.polygons(square)) / cells, np.diff(rows), axis=0), step


def tiles(raster: Tiles | Crossing) -> list[Tile]:
    """Open the tiles of one raster.

    Raises
    ------
    GeoDataError
        If a file cannot be read, has no CRS, or classes that are not small integers; if tiles differ in CRS or
        overlap, so that cells would be counted twice; if a cover is not on the grid of its classes.
    """
    if isinstance(raster, Crossing):
        classes, covers = _paths(raster.classes), _paths(raster.cover)
        if len(classes) != len(covers):
            raise GeoDataError(
                "classes and cover have different numbers of tiles",
                value=(len(classes), len(covers)),
                remedy="give one tile of cover for each tile of classes, in the same order",
            )
        found = [Tile.opened(path, cover, raster.above) for path, cover in zip(classes, covers, strict=True)]
    else:
        found = [Tile.opened(path) for path in _paths(raster)]
    for k, tile in enumerate(found):
        if _crs(tile.crs) != _crs(found[0].crs):
            raise GeoDataError(
                "tiles of one raster differ in CRS",
                source=tile.path,
                value=_crs(tile.crs).name,
                remedy="tabulate them apart, or gdalwarp them to one CRS",
            )
        for other in found[:k]:
            low = np.maximum(tile.bounds[:2], other.bounds[:2])
            high = np.minimum(tile.bounds[2:], other.bounds[2:])
            if ((high - low) > np.sqrt(abs(tile.affine.determinant)) / 2).all():
                raise GeoDataError(
                    f"overlaps {other.path}, so that cells would be counted twice",
                    source=tile.path,
                    value=tile.bounds,
                    remedy="leave one of them out, or join them with gdalbuildvrt",
                )
    return found


def _applied(affine: Affine, x: NDArray[Any], y: NDArray[Any]) -> tuple[Floats, Floats]:
    return affine.a * x + affine.b * y + affine.c, affine.d * x + affine.e * y + affine.f


@cache
def _crs(wkt: str) -> CRS:
    return CRS.from_wkt(wkt)


@cache
def _is_lon_lat(wkt: str) -> bool:
    """Whether coordinates are those of EPSG:4326, under whatever name: MAGNA-SIRGAS does not move them either."""
    there = Transformer.from_crs(LON_LAT, _crs(wkt), always_xy=True)
    probe = np.array([[-81.7, -66.8, 12.3], [13.4, -4.2, 51.0]])
    return np.array_equal(there.transform(*probe), probe)


def _paths(raster: Tiles) -> list[str]:
    """Paths of the tiles, absolute, so that they mean the same on any worker; URLs and GDAL's own names as given."""
    given = [raster] if isinstance(raster, str | Path) else raster
    return [str(Path(path).absolute()) if Path(path).exists() else str(path) for path in given]
