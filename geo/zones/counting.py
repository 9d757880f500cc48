"""The compiled loops that count cells: hectares by zone and code along runs, and what is done to cells before.

They call none of :mod:`geo.zones.kernels`, so that numba's cache of either file is true to it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.zones.kernels import Bytes, Floats, Ints, Longs, kernel


@kernel
def tally(
    codes: Bytes,
    valid: Bytes,
    first_column: int,
    columns: int,
    run_start: Longs,
    run_column: Ints,
    run_zone: Ints,
    cell_hectares: Floats,
    step: int,
    table: Floats,
) -> None:
    """Add the hectares of every cell of a window to its zone and code.

    Parameters
    ----------
    codes : (rows * columns,)
        Codes of the cells, row by row.
    valid : (rows * columns,) or empty
        0 where a cell has no data; empty where all have.
    first_column, columns
        Where the window begins in the rows the runs are of, and its width.
    run_start : (rows + 1,)
        Bounds of the runs of the window's rows in ``run_column`` and ``run_zone``, see :func:`runs`.
    cell_hectares : (rows, n)
        Hectares of a cell, the same for ``step`` columns.
    table : (zones, 256)
        Added to in place.
    """
    words = codes[: len(codes) // 8 * 8].view(np.uint64)
    counts = np.zeros((4, 256), dtype=np.int32)
    last_column = first_column + columns
    for row in range(len(run_start) - 1):
        base = row * columns - first_column
        for k in range(run_start[row], run_start[row + 1]):
            begin = max(run_column[k], first_column)
            until = min(run_column[k + 1], last_column) if k + 1 < run_start[row + 1] else last_column
            while run_zone[k] >= 0 and begin < until:
                end = min(until, (begin // step + 1) * step)
                highest = _count(codes, words, valid, base + begin, base + end, counts)
                _settle(counts, highest, table[run_zone[k]], cell_hectares[row, begin // step])
                begin = end


@kernel
def _count(
    codes: Bytes, words: NDArray[np.uint64], valid: Bytes, begin: int, end: int, counts: NDArray[np.int32]
) -> int:
    """Count the cells of a span by code, in four lists by turns, and return a bound that no code exceeds.

    Cells are looked at 16 at a time. Where all have one code, as in the empty stretches of a raster of forest loss,
    they are counted at a glance; the four lists keep a count from waiting for the one before.
    """
    repeat = np.uint64(0x0101010101010101)
    seen, p = np.uint64(0), begin
    while p < end and (p % 8 or len(valid)):
        if not len(valid) or valid[p]:
            counts[0, codes[p]] += 1
            seen |= np.uint64(codes[p])
        p += 1
    word, last = p // 8, end // 8
    pattern, alike = np.uint64(0), 0
    while word + 2 <= last:
        a, b = words[word], words[word + 1]
        if (a ^ pattern) | (b ^ pattern):
            seen |= a | b
            for q in range(8 * word, 8 * word + 16, 4):
                counts[0, codes[q]] += 1
                counts[1, codes[q + 1]] += 1
                counts[2, codes[q + 2]] += 1
                counts[3, codes[q + 3]] += 1
            if b != pattern and b == repeat * (b & np.uint64(255)):  # a stretch of another code may begin
                counts[0, pattern & np.uint64(255)] += alike
                pattern, alike = b, 0
        else:
            alike += 16
        word += 2
        p = 8 * word
    counts[0, pattern & np.uint64(255)] += alike
    seen |= pattern
    for q in range(p, end):
        counts[0, codes[q]] += 1
        seen |= np.uint64(codes[q])
    for shift in (32, 16, 8):
        seen |= seen >> np.uint64(shift)
    return int(seen & np.uint64(255))


@kernel
def _settle(counts: NDArray[np.int32], highest: int, sums: Floats, area: float) -> None:
    """Turn counts into hectares, and begin to count anew."""
    a, b, c, d = counts[0], counts[1], counts[2], counts[3]
    for code in range(highest + 1):
        sums[code] += area * (a[code] + b[code] + c[code] + d[code])
    for turn in range(4):
        for code in range(highest + 1):
            counts[turn, code] = 0


@kernel
def clear_below(values: NDArray[Any], cover: NDArray[Any], above: float, nodata: int) -> None:
    """Set to 0, in place, the values whose cover is not above the threshold; nodata stays."""
    for p in range(len(values)):
        if values[p] and values[p] != nodata and not cover[p] > above:
            values[p] = 0


@kernel
def present(values: NDArray[Any], size: int) -> NDArray[np.bool_]:
    """Which of the values from 0 to ``size`` - 1 occur."""
    seen = np.zeros(size, dtype=np.bool_)
    for p in range(len(values)):
        seen[values[p]] = True
    return seen
