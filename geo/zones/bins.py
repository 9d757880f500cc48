"""Compiled loops that bin edges: by slices along y, and by cells of a grid.

They call no function of :mod:`geo.zones.kernels`, because numba invalidates its cache by file.
"""

from __future__ import annotations

import numpy as np

from geo.zones.kernels import Floats, Ints, Longs, kernel


@kernel
def by_slice(ends: Floats, start: float, step: float, count: int) -> tuple[Longs, Longs]:
    """Bin edges by ``count`` slices along y that begin at ``start`` and are ``step`` high.

    Returns
    -------
    slice_start : (count + 1,)
        Bounds of each slice's edges in the second array.
    edge : (n,)
        Index of the edge.
    """
    slice_start = np.zeros(count + 1, dtype=np.int64)
    edge = np.empty(0, dtype=np.int64)
    for filling in range(2):
        if filling:
            for k in range(count):
                slice_start[k + 1] += slice_start[k]
            edge = np.empty(slice_start[count], dtype=np.int64)
            for k in range(count, 0, -1):
                slice_start[k] = slice_start[k - 1]
        for k in range(len(ends)):
            one, two = (ends[k, 1] - start) / step, (ends[k, 3] - start) / step
            first = int(np.floor(max(min(one, two), 0.0)))
            last = int(np.floor(min(max(one, two), count - 0.5)))
            for at in range(first, last + 1):
                if filling:
                    edge[slice_start[at + 1]] = k
                slice_start[at + 1] += 1
    return slice_start, edge


@kernel
def by_cell(ends: Floats, x0: float, y0: float, size: float, columns: int, rows: int) -> tuple[Ints, Ints]:
    """Bin edges by the cells of a grid that they pass through, or by which they pass within a billionth of its size.

    Returns
    -------
    cell_start : (rows * columns + 1,)
        Bounds of each cell's edges in the second array; cells in row-major order from the south-west.
    edge : (n,)
        Index of the edge.
    """
    margin = 1e-9
    cell_start = np.zeros(rows * columns + 1, dtype=np.int32)
    edge = np.empty(0, dtype=np.int32)
    for filling in range(2):
        if filling:
            for cell in range(rows * columns):
                cell_start[cell + 1] += cell_start[cell]
            edge = np.empty(cell_start[-1], dtype=np.int32)
            for cell in range(rows * columns, 0, -1):
                cell_start[cell] = cell_start[cell - 1]
        for k in range(len(ends)):
            ax, ay = (ends[k, 0] - x0) / size, (ends[k, 1] - y0) / size
            bx, by = (ends[k, 2] - x0) / size, (ends[k, 3] - y0) / size
            west, east = min(ax, bx), max(ax, bx)
            for row in range(max(0, int(np.floor(ay - margin))), min(rows - 1, int(np.floor(by + margin))) + 1):
                low, high = west, east
                if by > ay:
                    slope = (bx - ax) / (by - ay)
                    enter = ax + (max(row - margin, ay) - ay) * slope
                    leave = ax + (min(row + 1 + margin, by) - ay) * slope
                    low, high = max(west, min(enter, leave)), min(east, max(enter, leave))
                first, last = max(0, int(np.floor(low - margin))), min(columns - 1, int(np.floor(high + margin)))
                for column in range(first, last + 1):
                    cell = row * columns + column
                    if filling:
                        edge[cell_start[cell + 1]] = k
                    cell_start[cell + 1] += 1
    return cell_start, edge
