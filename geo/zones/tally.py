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
from numpy.typing import NDArray
from rasterio.windows import Window

from geo.schema import GeoDataError
from geo.zones import counting
from geo.zones.edges import Runs
from geo.zones.kernels import Bytes, Floats, Ints
from geo.zones.raster import Band, Files, Tile, hides

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


class Job(NamedTuple):
    """What all bands of a tile share.

    Attributes
    ----------
    tile, files
        The tile, and its files.
    classes
        Those to tell apart: all, if None.
    """

    tile: Tile
    files: Files
    classes: Sequence[int] | None


def tally(job: Job, band: Band) -> Tally:
    """Tabulate a band of a tile, window by window."""
    tile, files, classes = job
    zone, runs = band.runs()
    areas, step = tile.lattice.cell_hectares(band.top, band.rows)
    coding = _Coding(tile, classes)
    table = np.zeros((len(zone), 256))
    buffer = np.empty(0, dtype=tile.dtype)
    with files.reading(tile.path) as data, files.reading(tile.cover) if tile.cover else nullcontext() as cover:
        for window in _windows(tile, band, runs):
            size = window.width * window.height
            buffer = buffer if len(buffer) >= size else np.empty(size, dtype=tile.dtype)
            values = data.read(1, window=window, out=buffer[:size].reshape(window.height, window.width)).ravel()
            if tile.field is not None:
                shift, bits = tile.field
                np.right_shift(values, shift, out=values)
                np.bitwise_and(values, (1 << bits) - 1, out=values)
            valid = data.read_masks(1, window=window).ravel() if tile.masked and hides(data) else _NO_MASK
            if cover and (tile.masked or values.any()):
                valid = _cross(tile, values, valid, cover, window)
            top = window.row_off - band.top
            rows = slice(top, top + window.height + 1)
            place = (window.col_off, window.width, runs.start[rows], runs.column, runs.zone)
            counting.tally(coding.codes(values), valid, *place, areas[rows], step, table)
    if tile.nodata is not None:
        table[:, coding.classes == tile.nodata] = 0
    covered = table.sum(axis=1)
    held = np.flatnonzero(covered)
    code = np.flatnonzero(table.any(axis=0) & (coding.classes != _REST))
    if classes is not None:
        code = code[[one in classes for one in coding.classes[code].tolist()]]
    return Tally(zone[held], covered[held], coding.classes[code], table[np.ix_(held, code)])


def _windows(tile: Tile, band: Band, runs: Runs) -> Iterator[Window]:
    """Cut a band, from its first to its last cell in a zone, into windows of whole blocks."""
    width, (tall, wide) = tile.lattice.width, tile.block
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
