"""Outlines that are hard on whoever repairs them."""

import numpy as np
import shapely


def star(corners: int) -> shapely.Polygon:
    """Every side crosses nearly all others."""
    turns = 2 * np.pi * (np.arange(corners) * (corners // 2 - 1) % corners) / corners
    return shapely.Polygon(np.c_[-74 + np.cos(turns), 5 + np.sin(turns)])


def scribble(corners: int) -> shapely.Polygon:
    """Corners at random."""
    rng = np.random.default_rng(1)
    return shapely.Polygon(np.c_[-74 + rng.random(corners), 5 + rng.random(corners)])


def comb(corners: int) -> shapely.Polygon:
    """Slanting teeth: the boxes of all sides overlap, and hardly any cross."""
    at, odd = np.arange(corners) / corners, np.arange(corners) % 2
    return shapely.Polygon(np.c_[-74 + at + odd / 2, 5 + odd + at / 1000])


def nested(rings: int) -> shapely.Polygon:
    """Rings in one another."""
    boxes = [shapely.box(-76 + 2 * n / rings, 3 + 2 * n / rings, -72 - 2 * n / rings, 7 - 2 * n / rings)
             for n in range(rings)]  # fmt: skip
    return shapely.Polygon(boxes[0].exterior, [box.exterior for box in boxes[1:]])


def repeated(times: int) -> shapely.MultiPolygon:
    """The same square again and again."""
    return shapely.MultiPolygon([shapely.box(-74 + n / 1e6, 5, -73, 6) for n in range(times)])


HOSTILE = {
    "star of 201": star(201),
    "star of 2,001": star(2001),
    "star of 40,001": star(40_001),
    "scribble of 1,000": scribble(1000),
    "scribble of 49,000": scribble(49_000),
    "comb of 2,000": comb(2000),
    "comb of 48,999": comb(48_999),
    "10,000 nested rings": nested(10_000),
    "9,000 squares on one another": repeated(9000),
}
