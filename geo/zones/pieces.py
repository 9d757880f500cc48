"""Intersect two sets of polygons: the area that each of one set shares with each of the other.

Large polygons are first cut into pieces of few vertices, so that no intersection has to process a long border. Areas
(:mod:`geo.area`) add up exactly over such cuts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.area import hectares
from geo.workers import Threads
from geo.zones.kernels import Floats, Longs

_VERTICES: Final = 512
_CHUNK: Final = 4000


class Pieces(NamedTuple):
    """Parts of polygons.

    Attributes
    ----------
    shape : (n,)
        Polygons of at most 512 vertices.
    owner : (n,)
        Index of the polygon that each is a part of.
    """

    shape: NDArray[Any]
    owner: Longs


def cut(polygons: NDArray[Any]) -> Pieces:
    """Cut valid polygons along meridians and parallels until no piece has more than 512 vertices."""
    pieces = _cut(polygons, shapely.clip_by_rect)
    area = np.bincount(pieces.owner, weights=shapely.area(pieces.shape), minlength=len(polygons))
    expected = np.where(shapely.get_dimensions(polygons) == 2, shapely.area(polygons), 0.0)
    wrong = np.abs(area - expected) > 1e-12 * expected  # clip_by_rect is fast but not always correct
    wrong[pieces.owner[~shapely.is_valid(pieces.shape)]] = True
    if not wrong.any():
        return pieces
    correct = ~wrong[pieces.owner]
    redone = _cut(polygons[wrong], lambda polygon, *box: shapely.intersection(polygon, shapely.box(*box)))
    return Pieces(
        np.concatenate([pieces.shape[correct], redone.shape]),
        np.concatenate([pieces.owner[correct], np.flatnonzero(wrong)[redone.owner]]),
    )


def _cut(polygons: NDArray[Any], clip: Callable[..., Any]) -> Pieces:
    shapes, owners = [], []
    waiting, owner = shapely.get_parts(polygons, return_index=True)
    while len(waiting):
        areal = shapely.get_dimensions(waiting) == 2
        small = shapely.get_num_coordinates(waiting) <= _VERTICES
        shapes.append(waiting[areal & small])
        owners.append(owner[areal & small])
        large, of_large = waiting[areal & ~small], owner[areal & ~small]
        halves = np.empty((len(large), 2), dtype=object)
        for k, (west, south, east, north) in enumerate(shapely.bounds(large).tolist()):
            x, y = (west + east) / 2, (south + north) / 2
            if east - west > north - south:
                halves[k] = clip(large[k], west, south, x, north), clip(large[k], x, south, east, north)
            else:
                halves[k] = clip(large[k], west, south, east, y), clip(large[k], west, y, east, north)
        waiting, half = shapely.get_parts(halves.ravel(), return_index=True)
        owner = np.repeat(of_large, 2)[half]
    return Pieces(np.concatenate([*shapes, []]), np.concatenate([*owners, []]).astype(np.int64))


def shared_hectares(left: Pieces, right: Pieces) -> tuple[Longs, Longs, Floats]:
    """Pairs of owners whose pieces overlap, and their shared hectares: three arrays, one entry per pair."""
    b, a = shapely.STRtree(left.shape).query(right.shape)
    order = np.lexsort((a, b))
    a, b = a[order], b[order]
    sizes = hectares(left.shape)
    cuts = np.searchsorted(b, b[_CHUNK::_CHUNK]) if len(b) else []  # all pairs of a right piece are in one chunk

    def share(_: None, chunk: tuple[Longs, Longs]) -> Floats:
        one, two = chunk
        used, copy = np.unique(two, return_inverse=True)
        rights = shapely.from_wkb(shapely.to_wkb(right.shape[used]))  # prepared geometries are not thread-safe
        shapely.prepare(rights)
        shapes, others = left.shape[one], rights[copy]
        inside = shapely.contains_properly(others, shapes)
        shared = np.where(inside, sizes[one], 0.0)
        rest = np.flatnonzero(~inside & shapely.intersects(others, shapes))
        shared[rest] = hectares(shapely.intersection(others[rest], shapes[rest]))
        return shared

    chunks = zip(np.split(a, cuts), np.split(b, cuts), strict=True)
    shared = np.concatenate([np.zeros(0), *Threads().map(share, None, list(chunks))])
    pairs, pair = np.unique(np.column_stack([left.owner[a], right.owner[b]]), axis=0, return_inverse=True)
    return pairs[:, 0], pairs[:, 1], np.bincount(pair, weights=shared, minlength=len(pairs)).astype(float)
