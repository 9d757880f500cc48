"""Polygons against polygons: the area that each of one set shares with each of another.

Large outlines are cut into pieces of few vertices first. Areas in :mod:`geo.area` add up exactly over such cuts, so
the pieces' shares make the whole's, and no intersection ever walks the length of a long border.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.area import hectares
from geo.kernels import Floats, Longs
from geo.workers import Threads

_VERTICES: Final = 128
_CHUNK: Final = 4000


class Pieces(NamedTuple):
    """Parts of polygons.

    Attributes
    ----------
    shape : (n,)
        Polygons of at most some 128 vertices.
    owner : (n,)
        Position of the polygon that each is a part of.
    """

    shape: NDArray[Any]
    owner: Longs


def cut(polygons: NDArray[Any]) -> Pieces:
    """Cut valid polygons along meridians and parallels until no piece has more than 128 vertices."""
    shapes, owners = [], []
    waiting, owner = shapely.get_parts(polygons, return_index=True)
    while len(waiting):
        small = shapely.get_num_coordinates(waiting) <= _VERTICES
        areal = shapely.get_dimensions(waiting) == 2
        shapes.append(waiting[small & areal])
        owners.append(owner[small & areal])
        large, of_large = waiting[~small & areal], owner[~small & areal]
        halves = np.empty((len(large), 2), dtype=object)
        for k, whole in enumerate(large):
            halves[k] = _halves(whole)
        waiting, half = shapely.get_parts(halves.ravel(), return_index=True)
        owner = np.repeat(of_large, 2)[half]
    return Pieces(np.concatenate([*shapes, []]), np.concatenate([*owners, []]).astype(np.int64))


def _halves(polygon: Any) -> tuple[Any, Any]:
    west, south, east, north = polygon.bounds
    if east - west > north - south:
        middle = (west + east) / 2
        boxes = (west, south, middle, north), (middle, south, east, north)
    else:
        middle = (south + north) / 2
        boxes = (west, south, east, middle), (west, middle, east, north)
    first, second = (shapely.clip_by_rect(polygon, *box) for box in boxes)
    torn = abs(first.area + second.area - polygon.area) > 1e-12 * polygon.area
    if torn or not (first.is_valid and second.is_valid):  # GEOS's clipping is quick but not always sound
        first, second = (shapely.intersection(polygon, shapely.box(*box)) for box in boxes)
    return first, second


def shared_hectares(left: Pieces, right: Pieces) -> tuple[Longs, Longs, Floats]:
    """Owners of pieces that overlap, and the hectares they share: three arrays, one entry a pair of owners."""
    b, a = shapely.STRtree(left.shape).query(right.shape)
    order = np.lexsort((a, b))
    a, b = a[order], b[order]
    sizes = hectares(left.shape)
    cuts = np.searchsorted(b, b[_CHUNK::_CHUNK]) if len(b) else []  # a piece of the right is in one chunk

    def share(_: None, chunk: tuple[Longs, Longs]) -> Floats:
        one, two = chunk
        private, copy = np.unique(two, return_inverse=True)
        rights = shapely.from_wkb(
            shapely.to_wkb(right.shape[private])
        )  # prepared geometries are no thread's to share
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
