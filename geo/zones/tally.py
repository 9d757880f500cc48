"""The hectares of one band of a raster by zone and class.

A band is the unit of work, on a thread or on another machine: it finds the runs of its rows, unless a raster on the
same grid came before, reads the blocks that touch a zone and nothing else, and returns a small table. Bands depend on
the raster alone and are added up in their order, so that the sums are the same to the last bit however many workers
there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rasterio.windows import Window

from geo.schema import GeoDataError
from geo.zones import counting
from geo.zones.edges import Runs
from geo.zones.kernels import Bytes, Floats, Ints
from geo.zones.raster import BitField, Files, Raster, RowStrip, Tile, hides

_WINDOW_CELLS: Final = 2_000_000
_REST: Final = -(1 << 20)  # no class of 16 bits
_NO_MASK: Final = np.empty(0, dtype=np.uint8)


class Tally(NamedTuple):
    """What the zones hold in a band of a raster.

    Attributes
    ----------
    zone : (n,)
        The zones that have valid cells.
    covered : (n,)
        Hectares of these cells.
    classes : (k,)
        Classes found, nodata aside.
    hectares : (n, k)
        Hectares by zone and class.
    """

    zone: Ints
    covered: Floats
    classes: Ints
    hectares: Floats


class Layer(NamedTuple):
    """One of the layers that are counted in a tile.

    Attributes
    ----------
    raster
        It, for its bits: if a :class:`geo.zones.raster.BitField`.
    classes
        Those to tell apart: all, if None.
    """

    raster: Raster
    classes: Sequence[int] | None

    def of(self, values: NDArray[Any], buffer: NDArray[Any]) -> NDArray[Any]:
        """The layer's classes in the values of a file: these themselves, or a field's, in ``buffer``."""
        if not isinstance(self.raster, BitField):
            return values
        field = buffer[: len(values)]
        np.right_shift(values, self.raster.shift, out=field)
        np.bitwise_and(field, (1 << self.raster.bits) - 1, out=field)
        return field


class Job(NamedTuple):
    """What all bands of a tile share.

    Attributes
    ----------
    tile, files
        The tile, and its files.
    layers
        Those to count.
    """

    tile: Tile
    files: Files
    layers: Sequence[Layer]


def tally(job: Job, band: RowStrip) -> list[Tally]:
    """Tabulate each layer of a band of a tile, window by window."""
    tile, files, layers = job
    zone, runs = band.runs()
    areas, step = tile.raster_grid.cell_hectares(band.top, band.rows)
    codings = [_Coding(tile, layer.classes) for layer in layers]
    tables = np.zeros((len(layers), len(zone), 256))
    buffers = np.empty((2, 0), dtype=tile.dtype)
    with files.reading(tile.path) as data, files.reading(tile.cover) if tile.cover else nullcontext() as cover:
        for window in _windows(tile, band, runs):
            size = window.width * window.height
            buffers = buffers if buffers.shape[1] >= size else np.empty((2, size), dtype=tile.dtype)
            values = data.read(1, window=window, out=buffers[0, :size].reshape(window.height, window.width)).ravel()
            valid = data.read_masks(1, window=window).ravel() if tile.masked and hides(data) else _NO_MASK
            if cover and (tile.masked or values.any()):
                valid = _cross(tile, values, valid, cover, window)
            top = window.row_off - band.top
            rows = slice(top, top + window.height + 1)
            place = (window.col_off, window.width, runs.start[rows], runs.column, runs.zone)
            for layer, coding, table in zip(layers, codings, tables, strict=True):
                codes = coding.codes(layer.of(values, buffers[1]))
                counting.tally(codes, valid, *place, areas[rows], step, table)
    return [
        _told(tile, zone, layer, coding, table) for layer, coding, table in zip(layers, codings, tables, strict=True)
    ]


def _told(tile: Tile, zone: Ints, layer: Layer, coding: _Coding, table: Floats) -> Tally:
    """What was counted, without what nobody asked for."""
    if tile.nodata is not None:
        table[:, coding.classes == tile.nodata] = 0
    covered = table.sum(axis=1)
    held = np.flatnonzero(covered)
    code = np.flatnonzero(table.any(axis=0) & (coding.classes != _REST))
    if layer.classes is not None:
        code = code[[one in layer.classes for one in coding.classes[code].tolist()]]
    return Tally(zone[held], covered[held], coding.classes[code], table[np.ix_(held, code)])


class Sums:
    """Hectares by zone and class of one layer, added up over bands."""

    def __init__(self, zones: int, classes: Sequence[int] | None) -> None:
        self._covered = np.zeros(zones)
        self._by_class: dict[int, Floats] = {one: np.zeros(zones) for one in classes or ()}

    def add(self, part: Tally) -> None:
        """Add what a band holds."""
        self._covered[part.zone] += part.covered
        for one, found in zip(part.classes.tolist(), part.hectares.T, strict=True):
            self._by_class.setdefault(one, np.zeros(len(self._covered)))[part.zone] += found

    def table(self, codes: Sequence[str]) -> pd.DataFrame:
        """The table of :meth:`geo.zones.Zones.tabulate`."""
        held = np.flatnonzero(self._covered)
        held = held[np.argsort(np.asarray(codes, dtype=object)[held], kind="stable")]
        columns = sorted(self._by_class)
        table = np.column_stack([self._by_class[c][held] for c in columns]) if columns else np.zeros((len(held), 0))
        return pd.DataFrame(
            {
                "code": pd.Series([codes[k] for k in np.repeat(held, len(columns)).tolist()], dtype="str"),
                "class": np.tile(np.array(columns, dtype=np.int32), len(held)),
                "hectares": table.ravel(),
                "covered_hectares": np.repeat(self._covered[held], len(columns)),
            }
        )


def _windows(tile: Tile, band: RowStrip, runs: Runs) -> Iterator[Window]:
    """Cut a band, from its first to its last cell in a zone, into windows of whole blocks."""
    width, (tall, wide) = tile.raster_grid.width, tile.block
    rows = tall * max(1, _WINDOW_CELLS // (width * tall))
    columns = wide * max(1, _WINDOW_CELLS // (rows * wide))
    ends = np.append(runs.column[1:], width)
    ends[runs.start[1:][np.diff(runs.start) > 0] - 1] = width
    held, tops = runs.zone >= 0, np.arange(0, band.rows, rows)
    first = np.minimum.reduceat(np.append(np.where(held, runs.column, width), width), runs.start[tops])
    last = np.maximum.reduceat(np.append(np.where(held, ends, 0), 0), runs.start[tops])
    last[np.diff(np.append(runs.start[tops], len(ends))) == 0] = 0
    for top, begin, end in zip(tops.tolist(), first.tolist(), last.tolist(), strict=True):
        for column in range(begin // wide * wide, end, columns):
            yield Window(column, band.top + top, min(columns, width - column), min(rows, band.rows - top))


def _cross(tile: Tile, values: NDArray[Any], valid: Bytes, cover: Any, window: Window) -> Bytes:
    """Clear the values without enough cover, in place; return the mask with cells of unknown cover hidden."""
    much = cover.read(1, window=window).ravel()
    counting.clear_below(values, much, tile.above, _REST if tile.nodata is None else tile.nodata)
    if not tile.masked:
        return valid
    known: Bytes = cover.read_masks(1, window=window).ravel()
    known[np.isnan(much)] = 0
    return np.minimum(valid, known) if len(valid) else known


class _Coding:
    """Codes of one byte for the classes of a raster.

    Attributes
    ----------
    classes : (256,)
        Class of each code, ``_REST`` where a code has none or stands for the classes that nobody asked for.
    """

    def __init__(self, tile: Tile, classes: Sequence[int] | None) -> None:
        self._tile = tile
        self.classes = np.full(256, _REST, dtype=np.int32)
        self._code: NDArray[Any] | None = None
        if np.dtype(tile.dtype).itemsize == 1:
            self.classes[:] = np.arange(256).astype(np.uint8).view(tile.dtype)
            return
        self._known = 1
        self._code = np.zeros(65536, dtype=np.uint8)  # 0: the rest
        self._growing = classes is None
        asked = {*(classes or ()), *(() if tile.nodata is None else (tile.nodata,))}
        info = np.iinfo(tile.dtype)
        self._add(np.array(sorted(c for c in asked if info.min <= c <= info.max), dtype=tile.dtype).view(np.uint16))

    def _add(self, values: NDArray[np.uint16]) -> None:
        if self._known + len(values) > 256:
            raise GeoDataError(
                "has more than 255 classes",
                source=self._tile.path,
                remedy="name at most 254 classes to tabulate",
            )
        codes = np.arange(self._known, self._known + len(values))
        assert self._code is not None
        self._code[values] = codes
        self.classes[codes] = values.view(self._tile.dtype)
        self._known += len(values)

    def codes(self, values: NDArray[Any]) -> Bytes:
        """Code of each value."""
        if self._code is None:
            return values.view(np.uint8)
        values = values.view(np.uint16)
        if self._growing:
            self._add(np.flatnonzero(counting.present(values, 65536) & (self._code == 0)).astype(np.uint16))
        return np.take(self._code, values)
