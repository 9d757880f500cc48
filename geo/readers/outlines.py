"""Bound the work that outlines cause, before any of it is done.

Repairing or joining outlines takes time and memory by the pairs of sides that cross and of rings that lie in one
another: a few kilobytes of a star or of nested rings hold a processor for minutes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

MAX_CROSSINGS: Final = 500
MAX_NESTED: Final = 50_000
"""Pairs of rings of which one lies in the box of the other, beyond one for each ring."""

MAX_DEPTH: Final = 16
"""Collections in collections; the libraries that read them call themselves for each, until the process dies."""

_MAX_PAIRS: Final = 2_000_000
_PAIRS_PER_SIDE: Final = 30
"""Pairs of sides whose boxes overlap, in all or by side: what real outlines have is far below."""

_CHUNK_PAIRS: Final = 400_000
_DIMENSIONS: Final = {0: 2, 1: 3, 2: 3, 3: 4}
_POINT, _LINE, _POLYGON = 1, 2, 3

Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class Excess:
    """What is too much in an outline: sides that cross, or rings in one another, more than ``most``."""

    of: Literal["crossings", "nested rings"]
    most: int


def excess(shapes: Geometries) -> Excess | None:
    """What is too much in polygons that are to be repaired or joined; None if they can be.

    Parameters
    ----------
    shapes
        Geometries, valid or not; what has no area does not count.
    """
    rings = shapely.get_rings(_polygons(shapes))
    if len(rings) == 0:
        return None
    boxes = shapely.box(*shapely.bounds(rings).T)
    if _count_overlaps(boxes, MAX_NESTED + len(rings)) is None:
        return Excess("nested rings", MAX_NESTED)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    starts, ends = coordinates[:-1][joined], coordinates[1:][joined]
    sides = shapely.linestrings(np.stack([starts, ends], axis=1))
    pairs = _count_overlaps(sides, max(_MAX_PAIRS, _PAIRS_PER_SIDE * len(sides)), (starts, ends))
    return Excess("crossings", MAX_CROSSINGS) if pairs is None else None


def is_too_deep(wkb: bytes) -> bool:
    """Whether well-known binary has collections in collections beyond :data:`MAX_DEPTH`, or ends too early."""
    open_parts, at = [1], 0
    try:
        while open_parts:
            if open_parts[-1] == 0:
                open_parts.pop()
                continue
            open_parts[-1] -= 1
            order = "<" if wkb[at] == 1 else ">"
            (code,) = struct.unpack_from(f"{order}I", wkb, at + 1)
            at += 5 + 4 * bool(code & 0x20000000)
            kind, width = (code & 0xFFFF) % 1000, 8 * _width(code)
            if kind == _POINT:
                at += width
                continue
            (count,) = struct.unpack_from(f"{order}I", wkb, at)
            at += 4
            if kind == _LINE:
                at += count * width
            elif kind == _POLYGON:
                for _ in range(count):
                    (corners,) = struct.unpack_from(f"{order}I", wkb, at)
                    at += 4 + corners * width
            else:
                open_parts.append(count)
                if len(open_parts) > MAX_DEPTH:
                    return True
    except (struct.error, IndexError, KeyError):
        return True
    return at > len(wkb)


def _width(code: int) -> int:
    """Numbers of a coordinate, by the flags or the thousands of a geometry's type."""
    flags = bool(code & 0x80000000) + bool(code & 0x40000000)
    return 2 + flags if flags else _DIMENSIONS[(code & 0xFFFF) // 1000]


def _polygons(shapes: Geometries) -> Geometries:
    parts = np.asarray(shapes, dtype=object)
    for _ in range(MAX_DEPTH):
        if not (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
            break
        parts = shapely.get_parts(parts)
    polygons: Geometries = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return polygons


def _count_overlaps(
    shapes: Geometries, most: int, ends: tuple[NDArray[Any], NDArray[Any]] | None = None
) -> int | None:
    """Pairs of geometries whose boxes overlap; None if there are more than ``most``.

    With the ends of sides also None if more than :data:`MAX_CROSSINGS` of them cross.
    """
    tree, found, crossings = shapely.STRtree(shapes), 0, 0
    step = max(16, _CHUNK_PAIRS // len(shapes))
    for first in range(0, len(shapes), step):
        one, other = tree.query(shapes[first : first + step])
        one = one + first
        one, other = one[other > one], other[other > one]
        found += len(one)
        if ends is not None:
            crossings += int(_cross(*(each[index] for index in (one, other) for each in ends)).sum())
        if found > most or crossings > MAX_CROSSINGS:
            return None
    return found


def _cross(a: NDArray[Any], b: NDArray[Any], c: NDArray[Any], d: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether sides a-b and c-d cross between their ends."""
    crossing: NDArray[np.bool_] = (_turn(a, b, c) * _turn(a, b, d) < 0) & (_turn(c, d, a) * _turn(c, d, b) < 0)
    return crossing


def _turn(a: NDArray[Any], b: NDArray[Any], c: NDArray[Any]) -> NDArray[Any]:
    turn: NDArray[Any] = np.sign(
        (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    )
    return turn
