"""Tabulate hectares of one row strip of a raster by zone and class.

A row strip is the unit of work, on a thread or on another machine: it computes the runs of its rows, unless they are
cached from a raster on the same grid, reads only the blocks that touch a zone, and returns a small table. Strips
depend on the raster alone and are added up in their order, so that the sums are bitwise equal for any number of
workers.
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
from geo.zones.raster import BitField, Files, Raster, RowStrip, Tile, has_mask

_WINDOW_CELLS: Final = 2_000_000
_REST: Final = -(1 << 20)  # outside the range of 16 bits
_NO_MASK: Final = np.empty(0, dtype=np.uint8)


class Tally(NamedTuple):
    """Hectares in a row strip of a raster.

    Attributes
    ----------
    zone : (n,)
        The zones that have valid cells.
    covered : (n,)
        Hectares of these cells.
    classes : (k,)
        Classes found, without nodata.
    hectares : (n, k)
        Hectares by zone and class.
    """

    zone: Ints
    covered: Floats
    classes: Ints
    hectares: Floats


class Layer(NamedTuple):
    """One of the layers that are tabulated in a tile.

    Attributes
    ----------
    raster
        The raster; a :class:`geo.zones.raster.BitField` has several layers in one file.
    classes
        The classes to report; all, if None.
    """

    raster: Raster
    classes: Sequence[int] | None

    def of(self, values: NDArray[Any], buffer: NDArray[Any]) -> NDArray[Any]:
        """The layer's classes in the values of a file: the values, or those of a bit field, in ``buffer``."""
        if not isinstance(self.raster, BitField):
            return values
        field = buffer[: len(values)]
        np.right_shift(values, self.raster.shift, out=field)
        np.bitwise_and(field, (1 << self.raster.bits) - 1, out=field)
        return field


class Job(NamedTuple):
    """The arguments that all row strips of a tile share.

    Attributes
    ----------
    tile, files
        The tile, and its open files.
    layers
        The layers to tabulate.
    """

    tile: Tile
    files: Files
    layers: Sequence[Layer]


def tally(job: Job, strip: RowStrip) -> list[Tally]:
    """Tabulate each layer of a row strip, window by window."""
    tile, files, layers = job
    zone, runs = strip.runs()
    areas, step = tile.raster_grid.cell_hectares(strip.top, strip.rows)
    codings = [_Coding(tile, layer.classes) for layer in layers]
    tables = np.zeros((len(layers), len(zone), 256))
    buffers = np.empty((2, 0), dtype=tile.dtype)
    with files.open(tile.path) as data, files.open(tile.cover) if tile.cover else nullcontext() as cover:
        for window in _windows(tile, strip, runs):
            size = window.width * window.height
            buffers = buffers if buffers.shape[1] >= size else np.empty((2, size), dtype=tile.dtype)
            values = data.read(1, window=window, out=buffers[0, :size].reshape(window.height, window.width)).ravel()
            valid = data.read_masks(1, window=window).ravel() if tile.masked and has_mask(data) else _NO_MASK
            if cover and (tile.masked or values.any()):
                valid = _apply_cover(tile, values, valid, cover, window)
            top = window.row_off - strip.top
            rows = slice(top, top + window.height + 1)
            located = (window.col_off, window.width, runs.start[rows], runs.column, runs.zone)
            for layer, coding, table in zip(layers, codings, tables, strict=True):
                codes = coding.codes(layer.of(values, buffers[1]))
                counting.tally(codes, valid, *located, areas[rows], step, table)
    return [
        _to_tally(tile, zone, layer, coding, table)
        for layer, coding, table in zip(layers, codings, tables, strict=True)
    ]


def _to_tally(tile: Tile, zone: Ints, layer: Layer, coding: _Coding, table: Floats) -> Tally:
    """Convert sums by zone and code to those of the requested classes."""
    if tile.nodata is not None:
        table[:, coding.classes == tile.nodata] = 0
    covered = table.sum(axis=1)
    held = np.flatnonzero(covered)
    code = np.flatnonzero(table.any(axis=0) & (coding.classes != _REST))
    if layer.classes is not None:
        code = code[[one in layer.classes for one in coding.classes[code].tolist()]]
    return Tally(zone[held], covered[held], coding.classes[code], table[np.ix_(held, code)])


class Sums:
    """Hectares by zone and class of one layer, added up over row strips."""

    def __init__(self, zones: int, classes: Sequence[int] | None) -> None:
        self._covered = np.zeros(zones)
        self._by_class: dict[int, Floats] = {one: np.zeros(zones) for one in classes or ()}

    def add(self, part: Tally) -> None:
        """Add the hectares of a row strip."""
        self._covered[part.zone] += part.covered
        for one, found in zip(part.classes.tolist(), part.hectares.T, strict=True):
            self._by_class.setdefault(one, np.zeros(len(self._covered)))[part.zone] += found

    def table(self, codes: Sequence[str]) -> pd.DataFrame:
        """Return the table of :meth:`geo.zones.Zones.tabulate`."""
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


def _windows(tile: Tile, strip: RowStrip, runs: Runs) -> Iterator[Window]:
    """Divide a row strip, from its first to its last cell in a zone, into windows of complete blocks."""
    width, (tall, wide) = tile.raster_grid.width, tile.block
    rows = tall * max(1, _WINDOW_CELLS // (width * tall))
    columns = wide * max(1, _WINDOW_CELLS // (rows * wide))
    ends = np.append(runs.column[1:], width)
    ends[runs.start[1:][np.diff(runs.start) > 0] - 1] = width
    held, tops = runs.zone >= 0, np.arange(0, strip.rows, rows)
    first = np.minimum.reduceat(np.append(np.where(held, runs.column, width), width), runs.start[tops])
    last = np.maximum.reduceat(np.append(np.where(held, ends, 0), 0), runs.start[tops])
    last[np.diff(np.append(runs.start[tops], len(ends))) == 0] = 0
    for top, begin, end in zip(tops.tolist(), first.tolist(), last.tolist(), strict=True):
        for column in range(begin // wide * wide, end, columns):
            yield Window(column, strip.top + top, min(columns, width - column), min(rows, strip.rows - top))


def _apply_cover(tile: Tile, values: NDArray[Any], valid: Bytes, cover: Any, window: Window) -> Bytes:
    """Set values without enough cover to 0, in place; return the mask without cells of unknown cover."""
    amount = cover.read(1, window=window).ravel()
    counting.clear_below(values, amount, tile.above, _REST if tile.nodata is None else tile.nodata)
    if not tile.masked:
        return valid
    known: Bytes = cover.read_masks(1, window=window).ravel()
    known[np.isnan(amount)] = 0
    return np.minimum(valid, known) if len(valid) else known


class _Coding:
    """Codes of one byte for the classes of a raster.

    Attributes
    ----------
    classes : (256,)
        Class of each code, ``_REST`` if the code is unused or stands for all classes that were not requested.
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
        requested = {*(classes or ()), *(() if tile.nodata is None else (tile.nodata,))}
        info = np.iinfo(tile.dtype)
        self._add(
            np.array(sorted(c for c in requested if info.min <= c <= info.max), dtype=tile.dtype).view(np.uint16)
        )

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
