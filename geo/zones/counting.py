"""Compiled loops over cells: sum hectares by zone and code along runs, and apply thresholds.

They call no function of :mod:`geo.zones.kernels`, because numba invalidates its cache by file.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.zones.kernels import Bytes, Floats, Ints, Longs, kernel

_GROUPS: Final = 32  # groups of sixteen cells that are compared together


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

    In most rows one code is common, as in the empty parts of a raster of forest loss. Its cells are not counted one
    by one: all cells of a run outside the mixed groups of sixteen have it. The others are counted in four arrays in
    turn, so that no increment waits for the one before. The loop is inlined, because a run may have so few cells that
    a call would cost as much as counting them.

    Parameters
    ----------
    codes : (rows * columns,)
        Codes of the cells, row by row.
    valid : (rows * columns,) or empty
        0 if a cell has no data; empty if all have data.
    first_column, columns
        First column of the window in the rows of the runs, and its width.
    run_start : (rows + 1,)
        Bounds of the runs of the window's rows in ``run_column`` and ``run_zone``, see :func:`runs`.
    cell_hectares : (rows, n)
        Hectares of a cell, constant over ``step`` columns.
    table : (zones, 256)
        Sums, updated in place.
    """
    words = codes[: len(codes) // 16 * 16].view(np.uint64)
    masked = len(valid) > 0
    mixed = np.empty(columns // 16 + 2, dtype=np.int32)
    counts = np.zeros((4, 256), dtype=np.int32)
    last_column = first_column + columns
    for row in range(len(run_start) - 1):
        base = row * columns - first_column
        common = codes[row * columns + columns // 2]
        many = _mixed_groups(words, row * columns, (row + 1) * columns, common, masked, mixed)
        o = 0
        for k in range(run_start[row], run_start[row + 1]):
            begin = max(run_column[k], first_column)
            until = min(run_column[k + 1], last_column) if k + 1 < run_start[row + 1] else last_column
            while run_zone[k] >= 0 and begin < until:
                end = min(until, (begin // step + 1) * step)
                first, last = base + begin, base + end
                while o < many and 16 * mixed[o] + 16 <= first:
                    o += 1
                seen, counted = np.uint64(common), 0
                while o < many and 16 * mixed[o] < last:
                    at = 16 * np.int64(mixed[o])
                    if at >= first and at + 16 <= last and not masked:
                        seen |= words[2 * mixed[o]] | words[2 * mixed[o] + 1]
                        for q in range(at, at + 16, 4):
                            counts[0, codes[q]] += 1
                            counts[1, codes[q + 1]] += 1
                            counts[2, codes[q + 2]] += 1
                            counts[3, codes[q + 3]] += 1
                        counted += 16
                    else:
                        for q in range(max(at, first), min(at + 16, last)):
                            if not masked or valid[q]:
                                counts[0, codes[q]] += 1
                                seen |= np.uint64(codes[q])
                            counted += 1
                        if at + 16 > last:
                            break
                    o += 1
                counts[0, common] += last - first - counted
                for shift in (32, 16, 8):
                    seen |= seen >> np.uint64(shift)
                zone, area = run_zone[k], cell_hectares[row, begin // step]
                for code in range(int(seen & np.uint64(255)) + 1):  # none is higher
                    cells = counts[0, code] + counts[1, code] + counts[2, code] + counts[3, code]
                    table[zone, code] += area * cells
                    counts[0, code] = counts[1, code] = counts[2, code] = counts[3, code] = 0
                begin = end


@kernel
def _mixed_groups(words: NDArray[np.uint64], begin: int, end: int, common: int, masked: bool, mixed: Ints) -> int:
    """Write the indices of a row's groups of sixteen cells that do not all have the common code to ``mixed[:n]``.

    Groups are compared many at a time, as most are uniform. If they are not, there is no branch per group, because
    scattered loss in forest makes branches unpredictable. All groups are mixed if there is a mask, and so is an
    incomplete last group of a window.
    """
    pattern = np.uint64(0x0101010101010101) * np.uint64(common)
    n = 0
    last = min((end + 15) // 16, len(words) // 2)
    for first in range(begin // 16, last, _GROUPS):
        pairs = words[2 * first : 2 * min(first + _GROUPS, last)]
        differs = np.uint64(masked)
        for k in range(len(pairs)):
            differs |= pairs[k] ^ pattern
        if differs:
            for k in range(len(pairs) // 2):
                mixed[n] = first + k
                n += masked or (pairs[2 * k] ^ pattern) | (pairs[2 * k + 1] ^ pattern) != 0
    if end > 8 * len(words):
        mixed[n] = len(words) // 2
        n += 1
    return n


@kernel
def clear_below(values: NDArray[Any], cover: NDArray[Any], above: float, nodata: int) -> None:
    """Set values whose cover is not above the threshold to 0, in place; nodata is kept."""
    for p in range(len(values)):
        if values[p] and values[p] != nodata and not cover[p] > above:
            values[p] = 0


@kernel
def present(values: NDArray[Any], size: int) -> NDArray[np.bool_]:
    """Mask of the values from 0 to ``size`` - 1 that occur."""
    seen = np.zeros(size, dtype=np.bool_)
    for p in range(len(values)):
        seen[values[p]] = True
    return seen
