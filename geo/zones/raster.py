"""Open and check the tiles of categorical rasters, and divide them into row strips."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import MaskFlags

from geo.schema import GeoDataError
from geo.zones.edges import Edges, Runs
from geo.zones.kernels import Ints
from geo.zones.raster_grid import Borders, RasterGrid

Tiles = str | Path | Sequence[str | Path]

_STRIPS: Final = 40  # of a large tile: enough for many threads
_STRIP_CELLS: Final = (32_000_000, 64_000_000)
_CACHE_BYTES: Final = 1 << 20  # small, as each block is read once, and reused memory stays in the CPU's cache
_REMOTE: Final = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",  # no listing of the bucket
    "GDAL_HTTP_MAX_RETRY": 4,
    "GDAL_HTTP_RETRY_DELAY": 1,
}


@dataclass(frozen=True)
class ThresholdedRaster:
    """The classes of one raster where a second one exceeds a threshold; elsewhere class 0.

    ``ThresholdedRaster(lossyear, treecover2000, above=30)`` is forest loss by year as Global Forest Watch counts it.

    Attributes
    ----------
    classes, cover
        Two rasters on one grid: two paths, or lists of tiles in the same order.
    above
        A cell keeps its class if ``cover > above``. A cell without data in either raster has no data.
    """

    classes: Tiles
    cover: Tiles
    above: float


@dataclass(frozen=True)
class BitField:
    """The classes of one layer in a raster that packs several into each cell: ``value >> shift & (1 << bits) - 1``.

    Attributes
    ----------
    classes
        A path, or a list of tiles: unsigned integers, no nodata value.
    shift, bits
        Position of the field's lowest bit, and its number of bits.
    """

    classes: Tiles
    shift: int
    bits: int


Raster = Tiles | ThresholdedRaster | BitField
"""All kinds of rasters that can be tabulated."""


@dataclass(eq=False)
class RowStrip:
    """Consecutive rows of a tile, or of any tile with the same grid and blocks.

    Attributes
    ----------
    top, rows, columns
        The first row, and the number of rows and columns.
    borders
        The borders in these rows.
    """

    top: int
    rows: int
    columns: int
    borders: Borders
    _runs: tuple[Ints, Runs] | None = field(default=None, init=False, repr=False)

    def runs(self) -> tuple[Ints, Runs]:
        """The zones in these rows, and their runs, in which they are numbered from 0; computed once."""
        if self._runs is None:
            self._runs = self.borders.runs(self.columns, self.top, self.rows).renumbered()
        return self._runs


@contextmanager
def open_raster(path: str) -> Iterator[Any]:
    """Open a raster (a path, a URL or a GDAL name) for reading.

    Raises
    ------
    GeoDataError
        If it cannot be opened or read completely.
    """
    with _gdal_env(path), rasterio.open(path) as data:
        yield data


class Files:
    """Open files of one tabulation: each thread opens a file once.

    Pickled without its handles: another process opens the files again.
    """

    def __init__(self) -> None:
        self._opened = threading.local()

    def __reduce__(self) -> tuple[type[Files], tuple[()]]:
        return Files, ()

    @contextmanager
    def open(self, path: str) -> Iterator[Any]:
        """The calling thread's handle, see :func:`open_raster`."""
        opened = self._opened.__dict__
        with _gdal_env(path):
            if path not in opened:
                opened[path] = rasterio.open(path)
            yield opened[path]


@contextmanager
def _gdal_env(path: str) -> Iterator[None]:
    remote = _REMOTE if "://" in path else {}
    try:
        with rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES, **remote):
            yield
    except rasterio.errors.RasterioError as error:
        raise GeoDataError(
            f"cannot be read: {error}", source=path, remedy="check the path, or fetch it again"
        ) from error


def has_mask(data: Any) -> bool:
    """Whether the first band has an alpha band or a mask; a nodata value does not count."""
    return bool({MaskFlags.alpha, MaskFlags.per_dataset} & set(data.mask_flag_enums[0]))


@dataclass(frozen=True)
class Tile:
    """One file of classes, with the file of its cover, if any.

    Attributes
    ----------
    path, cover, above
        See :class:`ThresholdedRaster`.
    raster_grid
        The grid of its cells.
    dtype, nodata
        Type of the classes, and the nodata value.
    block
        Rows and columns of a block of the file.
    masked
        Whether cells may be excluded by an alpha band, a mask, or missing cover.
    """

    path: str
    cover: str | None
    above: float
    raster_grid: RasterGrid
    dtype: str
    nodata: int | None
    block: tuple[int, int]
    masked: bool

    @classmethod
    def open(cls, path: str, cover: str | None = None, above: float = 0.0, *, packed: bool = False) -> Tile:
        """Read a tile's metadata; raise if it cannot be tabulated, as a raster or as ``packed`` bit fields."""
        with open_raster(path) as data:
            kind = np.dtype(data.dtypes[0])
            if data.crs is None:
                raise GeoDataError(
                    "has no CRS", source=path, remedy="gdal_edit.py -a_srs EPSG:4326, if that is its CRS"
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
                raster_grid=_raster_grid(data),
                dtype=kind.name,
                nodata=int(nodata) if nodata in range(info.min, info.max + 1) else None,
                block=data.block_shapes[0],
                masked=has_mask(data),
            )
        if packed and (kind.kind != "u" or nodata is not None):
            raise GeoDataError(
                "a raster of bit fields must have unsigned integers and no nodata value",
                source=path,
                value=f"{kind.name}, nodata {nodata}",
                remedy="gdal_translate -ot Byte -a_nodata none",
            )
        if cover is None:
            return tile
        with open_raster(cover) as data:
            if data.crs is None or not tile.raster_grid.equals(_raster_grid(data)):
                raise GeoDataError(
                    f"is not on the grid of {path}",
                    source=cover,
                    value=(data.shape, *tuple(data.transform)[:6]),
                    remedy="gdalwarp it to the same -t_srs, -te and -ts",
                )
            missing = data.nodata is not None or data.dtypes[0].startswith("float")
            return replace(tile, masked=tile.masked or has_mask(data) or missing)

    @property
    def _strip_rows(self) -> int:
        least, most = _STRIP_CELLS
        cells = min(max(self.raster_grid.width * self.raster_grid.height // _STRIPS, least), most)
        return self.block[0] * max(1, cells // (self.raster_grid.width * self.block[0]))

    @property
    def strip_count(self) -> int:
        """Number of row strips."""
        return -(-self.raster_grid.height // self._strip_rows)

    def strips(self, polygons: NDArray[Any], edges: Edges) -> Iterator[RowStrip]:
        """Divide the tile into strips of complete rows of blocks.

        Parameters
        ----------
        polygons, edges
            The coverage and its edges, EPSG:4326.
        """
        rows, height = self._strip_rows, self.raster_grid.height
        borders = self.raster_grid.borders(polygons, edges)
        for top, part in zip(range(0, height, rows), borders.strips(rows, self.strip_count), strict=True):
            yield RowStrip(top, min(rows, height - top), self.raster_grid.width, part)


def tiles(raster: Raster) -> list[Tile]:
    """Open the tiles of one raster.

    Raises
    ------
    GeoDataError
        If a file cannot be read, has no CRS, or has classes other than integers of 8 or 16 bits; if tiles differ in
        CRS or overlap, so that cells would be counted twice; if a cover is not on the grid of its classes; if bit
        fields are signed or have a nodata value.
    """
    if isinstance(raster, ThresholdedRaster):
        classes, covers = _paths(raster.classes), _paths(raster.cover)
        if len(classes) != len(covers):
            raise GeoDataError(
                "classes and cover have different numbers of tiles",
                value=(len(classes), len(covers)),
                remedy="give one tile of cover for each tile of classes, in the same order",
            )
        found = [Tile.open(path, cover, raster.above) for path, cover in zip(classes, covers, strict=True)]
    elif isinstance(raster, BitField):
        found = [Tile.open(path, packed=True) for path in _paths(raster.classes)]
    else:
        found = [Tile.open(path) for path in _paths(raster)]
    for k, tile in enumerate(found):
        if not tile.raster_grid.same_crs(found[0].raster_grid):
            raise GeoDataError(
                "tiles of one raster differ in CRS",
                source=tile.path,
                value=tile.raster_grid.name,
                remedy="tabulate them separately, or gdalwarp them to one CRS",
            )
        for other in found[:k]:
            if tile.raster_grid.overlaps(other.raster_grid):
                raise GeoDataError(
                    f"overlaps {other.path}, so that cells would be counted twice",
                    source=tile.path,
                    value=tile.raster_grid.bounds,
                    remedy="omit one of them, or merge them with gdalbuildvrt",
                )
    return found


def _raster_grid(data: Any) -> RasterGrid:
    return RasterGrid(data.crs.to_wkt(), tuple(data.transform)[:6], data.width, data.height)


def _paths(raster: Tiles) -> list[str]:
    """Absolute paths of the tiles, so that they are valid on any worker; URLs and GDAL names are unchanged."""
    paths = [raster] if isinstance(raster, str | Path) else raster
    return [str(Path(path).absolute()) if Path(path).exists() else str(path) for path in paths]
