"""The compiled loops that count cells: hectares by zone and code along runs, and what is done to cells before.

They call none of :mod:`geo.zones.kernels`, so that numba's cache of either file is true to it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.zones.kernels import Bytes, Floats, Ints, Longs, kernel

_TOGETHER: Final = 32  # sixteens of cells


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

    In most rows one code is common, as in the empty stretches of a raster of forest loss. Its cells are not looked at
    one by one: what a run holds beside the cells of odd sixteens has it. The others are counted in four lists by
    turns, so that no count waits for the one before. It is all one piece, for a run may have few cells and a call
    costs as much as they do.

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
    words = codes[: len(codes) // 16 * 16].view(np.uint64)
    masked = len(valid) > 0
    odd = np.empty(columns // 16 + 2, dtype=np.int32)
    counts = np.zeros((4, 256), dtype=np.int32)
    last_column = first_column + columns
    for row in range(len(run_start) - 1):
        base = row * columns - first_column
        common = codes[row * columns + columns // 2]
        many = _odd(words, row * columns, (row + 1) * columns, common, masked, odd)
        o = 0
        for k in range(run_start[row], run_start[row + 1]):
            begin = max(run_column[k], first_column)
            until = min(run_column[k + 1], last_column) if k + 1 < run_start[row + 1] else last_column
            while run_zone[k] >= 0 and begin < until:
                end = min(until, (begin // step + 1) * step)
                first, last = base + begin, base + end
                while o < many and 16 * odd[o] + 16 <= first:
                    o += 1
                seen, counted = np.uint64(common), 0
                while o < many and 16 * odd[o] < last:
                    at = 16 * np.int64(odd[o])
                    if at >= first and at + 16 <= last and not masked:
                        seen |= words[2 * odd[o]] | words[2 * odd[o] + 1]
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
def _odd(words: NDArray[np.uint64], begin: int, end: int, common: int, masked: bool, odd: Ints) -> int:
    """Number the sixteens of cells that reach into a row and do not all have its common code, in ``odd[:n]``.

    Many are looked at together, as most of them are alike. Where they are not there is no branch: where loss is
    scattered over forest, no processor guesses where the next will be. Every sixteen is odd where a mask hides cells,
    and the last one of a window where it is not whole.
    """
    pattern = np.uint64(0x0101010101010101) * np.uint64(common)
    n = 0
    last = min((end + 15) // 16, len(words) // 2)
    for first in range(begin // 16, last, _TOGETHER):
        pairs = words[2 * first : 2 * min(first + _TOGETHER, last)]
        differs = np.uint64(masked)
        for k in range(len(pairs)):
            differs |= pairs[k] ^ pattern
        if differs:
            for k in range(len(pairs) // 2):
                odd[n] = first + k
                n += masked or (pairs[2 * k] ^ pattern) | (pairs[2 * k + 1] ^ pattern) != 0
    if end > 8 * len(words):
        odd[n] = len(words) // 2
        n += 1
    return n


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
