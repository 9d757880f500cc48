"""Compiled loops over edges: side of an edge, zones along a row, zone of a point.

They are in one file because numba's cache is invalidated by changes in the file of a kernel, but not by changes in
files that it calls. All release the GIL and have no state, so threads may share them. Arrays are described where they
are created, in :mod:`geo.zones.edges` and :mod:`geo.zones.index`.

The rule for borders
--------------------
A point on a border is moved by an infinitesimal step to the east, and by a far smaller one to the north: it belongs
to the zone to the east of the border, or to the north if the border runs due east. Every comparison below is exact or
decided by that rule, so each point has one zone, whatever the order of the edges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]
F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile a function, cached for all processes; it runs without the GIL."""
    try:
        return cast(F, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # neither the program's folder nor the user's can be written: it is compiled every time
        return cast(F, numba.njit(nogil=True)(function))


@kernel
def side(ends: Floats, x: float, y: float) -> int:
    """1 if (x, y) is left of the line through the edge (x0, y0, x1, y1), -1 if right, 0 if on it; exact.

    The rounded determinant decides unless it is within its error bound (Shewchuk 1997, ccwerrboundA).
    """
    first = (ends[0] - x) * (ends[3] - y)
    second = (ends[1] - y) * (ends[2] - x)
    determinant = first - second
    if abs(determinant) > 3.3306690738754716e-16 * (abs(first) + abs(second)):
        return 1 if determinant > 0 else -1
    if first == 0 and second == 0:
        return 0
    return _exact_side(ends, x, y)


@kernel
def _exact_side(ends: Floats, x: float, y: float) -> int:
    """Sign of the determinant from its six products, added without rounding as an expansion of doubles."""
    a = (ends[0], -ends[0], -x, -ends[1], ends[1], y)
    b = (ends[3], y, ends[3], ends[2], x, ends[2])
    total = np.zeros(12)
    length = 0
    for term in range(6):
        product = a[term] * b[term]
        big = 134217729.0 * a[term]  # Dekker's splitter, 2**27 + 1
        a_high = big - (big - a[term])
        a_low = a[term] - a_high
        big = 134217729.0 * b[term]
        b_high = big - (big - b[term])
        b_low = b[term] - b_high
        rounding = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
        for part in (rounding, product):
            carry = part
            for k in range(length):
                whole = carry + total[k]
                back = whole - carry
                total[k] = (carry - (whole - back)) + (total[k] - back)
                carry = whole
            total[length] = carry
            length += 1
    for k in range(11, -1, -1):
        if total[k] != 0:
            return 1 if total[k] > 0 else -1
    return 0


@kernel
def on_right(ends: Floats, x: float, y: float) -> bool:
    """Whether a point is on the right (east or south) of an edge that runs up or due east; ties by the rule."""
    where = side(ends, x, y)
    return where < 0 or (where == 0 and ends[1] < ends[3])


@kernel
def crossings(
    ends: Floats, x0: float, dx: float, columns: int, y0: float, dy: float, top: int, rows: int
) -> tuple[Longs, Longs]:
    """Find the crossings of edges with rows of the lattice of points ``(x0 + dx * column, y0 + dy * row)``.

    Returns
    -------
    row_start : (rows + 1,)
        Bounds of each row's crossings in the second array.
    crossing : (n,)
        ``column << 32 | edge``: the first lattice point of the row on the right of the edge. Crossings beyond the
        last column are left out.
    """
    edges = len(ends)
    row_start = np.zeros(rows + 1, dtype=np.int64)
    crossing = np.empty(0, dtype=np.int64)
    for filling in range(2):
        if filling:
            for row in range(rows):
                row_start[row + 1] += row_start[row]
            crossing = np.empty(row_start[rows], dtype=np.int64)
            for row in range(rows, 0, -1):
                row_start[row] = row_start[row - 1]
        for k in range(edges):
            edge = ends[k]
            one, two = (edge[1] - y0) / dy - top, (edge[3] - y0) / dy - top
            first = max(0, int(np.ceil(min(max(min(one, two), -1.0), rows + 1.0))) - 1)
            last = min(rows - 1, int(np.floor(max(min(max(one, two), rows + 1.0), -1.0))) + 1)
            for row in range(first, last + 1):
                y = y0 + dy * (top + row)
                if not edge[1] <= y < edge[3]:
                    continue
                at = (edge[0] + (y - edge[1]) * ((edge[2] - edge[0]) / (edge[3] - edge[1])) - x0) / dx
                if not at <= columns - 0.5:
                    continue
                column = max(0, int(np.ceil(max(at, -1.0))))
                near = np.rint(at)
                if abs(at - near) < 1e-6 and near >= 0:
                    column = int(near) if on_right(edge, x0 + dx * near, y) else int(near) + 1
                if column < columns:
                    if filling:
                        crossing[row_start[row + 1]] = (column << 32) | k
                    row_start[row + 1] += 1
    return row_start, crossing


@kernel
def runs(row_start: Longs, crossing: Longs, left: Ints, right: Ints, zones: int) -> tuple[Longs, Ints, Ints]:
    """Convert crossings to runs of one zone.

    A zone is open while it has been entered more often than left; if several are open (in an invalid coverage), the
    first of them has the cells. The order of crossings between the same two columns does not matter.

    Returns
    -------
    run_start : (rows + 1,)
        Bounds of each row's runs in the other two arrays.
    column, zone : (n,)
        First column of a run and its zone (-1 outside). It ends at the next run, or at the end of the row.
    """
    rows = len(row_start) - 1
    run_start = np.zeros(rows + 1, dtype=np.int64)
    column = np.empty(len(crossing), dtype=np.int32)
    zone = np.empty(len(crossing), dtype=np.int32)
    balance = np.zeros(zones, dtype=np.int32)
    open_zones = np.empty(zones, dtype=np.int32)
    n = 0
    for row in range(rows):
        keys = crossing[row_start[row] : row_start[row + 1]]
        _sort(keys)
        many, here, k = 0, -1, 0
        while k < len(keys):
            at = keys[k] >> 32
            touched = k
            while k < len(keys) and keys[k] >> 32 == at:
                edge = keys[k] & 0xFFFFFFFF
                if left[edge] >= 0:
                    balance[left[edge]] -= 1
                if right[edge] >= 0:
                    balance[right[edge]] += 1
                k += 1
            kept = 0
            for o in range(many):
                if balance[open_zones[o]] > 0:
                    open_zones[kept] = open_zones[o]
                    kept += 1
            many = kept
            for t in range(touched, k):
                entered = right[keys[t] & 0xFFFFFFFF]
                if entered >= 0 and balance[entered] > 0:
                    known = False
                    for o in range(many):
                        known = known or open_zones[o] == entered
                    if not known:
                        open_zones[many] = entered
                        many += 1
            best = -1
            for o in range(many):
                if best < 0 or open_zones[o] < best:
                    best = open_zones[o]
            if best != here:
                column[n], zone[n], here = at, best, best
                n += 1
        for t in range(len(keys)):
            edge = keys[t] & 0xFFFFFFFF
            if left[edge] >= 0:
                balance[left[edge]] = 0
            if right[edge] >= 0:
                balance[right[edge]] = 0
        run_start[row + 1] = n
    return run_start, column[:n].copy(), zone[:n].copy()


@kernel
def _sort(keys: Longs) -> None:
    """Shell sort in place: a row has few crossings, and they are almost sorted."""
    gap = 1
    while gap < len(keys) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, len(keys)):
            key, j = keys[i], i
            while j >= gap and keys[j - gap] > key:
                keys[j] = keys[j - gap]
                j -= gap
            keys[j] = key
        gap //= 3


@kernel
def zone_under(
    x: Floats,
    y: Floats,
    x0: float,
    y0: float,
    size: float,
    corner: NDArray[np.int32],
    cell_start: Ints,
    ends: Floats,
    left: Ints,
    right: Ints,
) -> Ints:
    """Zone of each point: that of its cell's south-west corner, updated by the edges on a path up and across.

    Parameters
    ----------
    corner : (rows, columns)
        Zone of the south-west corner of each cell.
    cell_start, ends, left, right
        The edges of each cell, in the order of the cells.
    """
    rows, columns = corner.shape
    zone = np.full(len(x), -1, dtype=np.int32)
    for p in range(len(x)):
        px, py = x[p], y[p]
        across, up = (px - x0) / size, (py - y0) / size
        if not (across >= 0 and up >= 0 and across < columns and up < rows):  # NaN compares false
            continue
        column, row = int(across), int(up)
        cell = row * columns + column
        begin, end = cell_start[cell], cell_start[cell + 1]
        here = corner[row, column]
        if begin < end:
            west, south = x0 + size * column, y0 + size * row
            for k in range(begin, end):
                edge = ends[k]
                level = edge[1] <= py < edge[3]
                plumb = min(edge[0], edge[2]) <= west < max(edge[0], edge[2])
                if not (level or plumb):
                    continue
                change = 0
                if level:
                    change += on_right(edge, px, py)
                if level != plumb:
                    bend = int(on_right(edge, west, py))
                    change += bend if plumb else -bend
                if plumb:
                    change -= on_right(edge, west, south)
                here += change * (right[k] - left[k])
            if here < 0:  # outside, or on the outer border
                for k in range(begin, end):
                    edge = ends[k]
                    if edge[1] <= py <= edge[3] and min(edge[0], edge[2]) <= px <= max(edge[0], edge[2]):
                        for one in (left[k], right[k]):
                            if one >= 0 and (here < 0 or one < here) and side(edge, px, py) == 0:
                                here = one
        zone[p] = here
    return zone
