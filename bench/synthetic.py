"""Synthetic input of full size from a seed: a coverage as detailed as a country's, tiles as large as Hansen's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numba
import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

BOUNDS = (-80.0, 0.0, -70.0, 10.0)


def coverage(zones: int = 1122, vertices: int = 2_560_000, seed: int = 1) -> NDArray[Any]:
    """Polygons without gaps or overlaps: Voronoi cells with irregular edges like those of rivers."""
    rng = np.random.default_rng(seed)
    west, south, east, north = BOUNDS
    points = shapely.multipoints(np.column_stack([rng.uniform(west, east, zones), rng.uniform(south, north, zones)]))
    frame = shapely.box(*BOUNDS)
    cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(points, extend_to=frame)), frame)
    lines = shapely.get_parts(shapely.node(shapely.multilinestrings(shapely.get_parts(shapely.boundary(cells)))))
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    corners = [shapely.get_coordinates(line) for line in lines]
    segments = np.concatenate([np.hstack([points[:-1], points[1:]]) for points in corners])
    length = np.hypot(*(segments[:, 2:] - segments[:, :2]).T)
    count = np.maximum(2, (length / length.sum() * vertices / 2).astype(int))
    wandering = [_wander(segment, n, rng) for segment, n in zip(segments, count, strict=True)]
    return shapely.get_parts(shapely.polygonize(wandering))


def _wander(segment: NDArray[Any], count: int, rng: np.random.Generator) -> Any:
    t = np.linspace(0, 1, count + 1)
    a, b = segment[:2], segment[2:]
    across = np.array([a[1] - b[1], b[0] - a[0]])
    noise = sum(rng.uniform(-1, 1) / k * np.sin(np.pi * k * t + rng.uniform(0, 6.3)) for k in (3, 9, 31, 97))
    on_frame = (a[0] == b[0] and a[0] in BOUNDS) or (a[1] == b[1] and a[1] in BOUNDS)
    offset = np.zeros_like(t) if on_frame else noise * np.minimum(t, 1 - t) * 0.05
    line = a + t[:, None] * (b - a) + offset[:, None] * across
    line[0], line[-1] = a, b
    return shapely.linestrings(line)


def points(bounds: tuple[float, ...], count: int, seed: int = 2) -> NDArray[np.float64]:
    """Longitudes and latitudes, shape (2, count), uniformly distributed over the bounds."""
    west, south, east, north = bounds
    rng = np.random.default_rng(seed)
    return np.stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])


def patches(bounds: tuple[float, ...], count: int, seed: int = 3) -> NDArray[Any]:
    """Star-shaped polygons of a hundred metres to a few kilometres, similar to detected clearings and mines."""
    rng = np.random.default_rng(seed)
    x, y = points(bounds, count, seed)
    size = 0.002 * np.exp(rng.normal(0, 0.9, count))
    angle = np.sort(rng.uniform(0, 2 * np.pi, (count, 24)))
    radius = size[:, None] * rng.uniform(0.5, 1.0, (count, 24))
    rings = np.stack([x[:, None] + radius * np.cos(angle), y[:, None] + radius * np.sin(angle)], axis=-1)
    return shapely.polygons(rings)


@numba.njit(cache=True)
def _clearings(strip: NDArray[np.uint8], share: float, rng: np.random.Generator) -> None:
    """Write clearings of a few to a few hundred cells, in clusters, each of one year, with some cells left out."""
    rows, columns = strip.shape
    painted = 0
    while painted < share * rows * columns:
        row, column = rng.integers(0, rows), rng.integers(0, columns)
        for _ in range(rng.integers(1, 40)):
            row = (row + int(rng.normal(0, 12))) % rows
            column = (column + int(rng.normal(0, 40))) % columns
            height = min(rows - row, 1 + int(rng.exponential(3.0)))
            width = min(columns - column, 1 + int(rng.exponential(4.0)))
            year = rng.integers(1, 25)
            for r in range(row, row + height):
                for c in range(column, column + width):
                    if rng.random() < 0.9:
                        painted += strip[r, c] == 0
                        strip[r, c] = year


@numba.njit(cache=True)
def _canopy(strip: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Write tree cover from 0 to 100, a random walk along each row."""
    rows, columns = strip.shape
    for r in range(rows):
        level = 60.0
        for c in range(columns):
            level = min(110.0, max(-10.0, level + 8 * (rng.random() - 0.5)))
            strip[r, c] = min(100, max(0, int(level)))


def tile(path: Path, *, kind: str, size: int, seed: int = 1) -> Path:
    """Write a 10 x 10 degree tile in the layout of Global Forest Change: LZW, one row a strip.

    Parameters
    ----------
    kind
        ``loss``: 4 % of the cells lost, in patches, years 1 to 24; ``cover``: tree cover in every cell.
    """
    west, _, east, north = BOUNDS
    step = (east - west) / size
    rng = np.random.default_rng(seed)
    part = path.with_suffix(".part")
    with rasterio.open(
        part, "w", driver="GTiff", width=size, height=size, count=1, dtype="uint8", crs="EPSG:4326", compress="lzw",
        transform=rasterio.Affine(step, 0, west, 0, -step, north), blockysize=1,
    ) as out:  # fmt: skip
        for row in range(0, size, 500):
            strip = np.zeros((min(500, size - row), size), dtype=np.uint8)
            if kind == "loss":
                _clearings(strip, 0.04, rng)
            else:
                _canopy(strip, rng)
            out.write(strip, 1, window=Window(0, row, size, len(strip)))
    part.rename(path)
    return path
