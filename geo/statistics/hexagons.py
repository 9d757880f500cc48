"""A grid of hexagons of equal area over Colombia, in which points are counted.

The grid is laid in a Lambert azimuthal equal-area projection whose centre is in Colombia. There every hexagon has
exactly the stated area, and its shape, on a map in web Mercator as on paper, is regular to within 2 % from Leticia to
San Andrés. EPSG:6933, which is equal-area too, would stretch hexagons by a third at these latitudes; the cells of h3
differ in area by a tenth within the country, so that equal counts would not be equal densities.

The origin never moves: a cell has the same place, name and area whatever is shown. There are two sizes, both round,
so that a number per cell can be quoted. None is smaller, because an event that is placed *nearly* may be some 25 km
from where it happened, more than twice the width of the smaller cell.

A cell is named by two whole numbers, q (to the east) and r (to the north-east), its position along two axes 60°
apart. Its centre is at ``x = side * sqrt(3) * (q + r / 2)``, ``y = side * 3 / 2 * r`` metres from the origin; two of
its edges run north and south.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyproj
import shapely

from geo.schema import CRS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Cells = NDArray[np.int64]

ORIGIN: Final = (-73.0, 4.0)
"""Longitude and latitude of the centre of the cell (0, 0)."""

SIZES: Final = (100, 1000)
"""Areas of a cell, km²."""

LARGEST_REGION: Final = 150_000
"""Places up to this area, km², are shown in the smaller cells: every department and region is, the country is not."""

_PROJECTION: Final = f"+proj=laea +lon_0={ORIGIN[0]} +lat_0={ORIGIN[1]} +datum=WGS84 +units=m +no_defs"
_KM2: Final = 1e6  # square metres
_LONGEST: Final = 0.1  # degrees
_CORNERS: Final = np.radians(90 + 60 * np.arange(6))


def size_for(area_km2: float) -> int:
    """Area of the cells, km², in which a place of ``area_km2`` is shown."""
    return SIZES[0] if area_km2 <= LARGEST_REGION else SIZES[1]


def side(size: int) -> float:
    """Length in metres of an edge of a cell of ``size`` km².

    Examples
    --------
    >>> round(side(100))
    6204
    """
    return float((2 * size * _KM2 / (3 * 3**0.5)) ** 0.5)


def cell_id(q: int, r: int, size: int) -> str:
    """Name of a cell, the same in every map and file.

    Examples
    --------
    >>> cell_id(-3, 12, 100)
    '100/-3/12'
    """
    return f"{size}/{q}/{r}"


def cells_at(lon: ArrayLike, lat: ArrayLike, size: int) -> Cells:
    """Find the cell of each point: the one whose centre is nearest.

    Parameters
    ----------
    lon, lat : (n,)
        EPSG:4326.
    size
        Area of a cell, km².

    Returns
    -------
    numpy.ndarray
        q and r, (n, 2). A point on an edge is in one of the cells that share it, always the same.
    """
    x, y = _transformer().transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    r = np.asarray(y) / (1.5 * side(size))
    q = np.asarray(x) / (3**0.5 * side(size)) - r / 2
    cube = np.stack([q, r, -q - r], axis=-1)  # sums to zero; so must the rounded cell
    whole = np.floor(cube + 0.5)
    error = np.abs(whole - cube)
    worst = error.argmax(axis=-1)
    rows = np.arange(len(whole))
    whole[rows, worst] -= whole.sum(axis=-1)
    return np.asarray(whole[:, :2], dtype=np.int64)


def outlines(cells: Cells, size: int) -> NDArray[np.object_]:
    """Polygons of cells, EPSG:4326.

    Parameters
    ----------
    cells : (n, 2)
        q and r.
    """
    ring = _corners(cells, size)
    lon, lat = _transformer().transform(ring[..., 0], ring[..., 1], direction="INVERSE")
    polygons: NDArray[np.object_] = shapely.polygons(np.stack([lon, lat], axis=-1))
    return polygons


def areas_inside(shapes: NDArray[np.object_], size: int) -> pd.DataFrame:
    """Measure the part of every cell inside each of ``shapes``.

    Parameters
    ----------
    shapes : (n,)
        Polygons, EPSG:4326.

    Returns
    -------
    pandas.DataFrame
        ``shape`` (index in ``shapes``), ``q``, ``r``, ``km2``: the area on the ellipsoid of what is inside, above
        zero. The parts of a shape add up to its area.
    """
    fine = shapely.segmentize(shapes, _LONGEST)  # long edges, straight in degrees, are not straight in the projection
    plane = shapely.transform(fine, lambda xy: np.column_stack(_transformer().transform(*xy.T)))
    shapely.prepare(plane)
    found = []
    for index, shape in enumerate(plane):
        cells = _cells_over(shapely.bounds(shape), size)
        hexagons = shapely.polygons(_corners(cells, size))
        touching = shapely.intersects(shape, hexagons)
        cells, hexagons = cells[touching], hexagons[touching]
        km2 = np.full(len(cells), float(size))
        cut = ~shapely.covers(shape, hexagons)
        km2[cut] = shapely.area(shapely.intersection(shape, hexagons[cut])) / _KM2
        found.append(pd.DataFrame({"shape": index, "q": cells[:, 0], "r": cells[:, 1], "km2": km2}))
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["shape", "q", "r", "km2"])
    return table[table["km2"] > 0].reset_index(drop=True)


def _cells_over(bounds: Floats, size: int) -> Cells:
    """Every cell that may touch a box in metres of the projection."""
    if np.isnan(bounds).any():
        return np.zeros((0, 2), dtype=np.int64)
    minx, miny, maxx, maxy = bounds
    high, wide = 1.5 * side(size), 3**0.5 * side(size)
    rows = np.arange(np.floor(miny / high) - 1, np.ceil(maxy / high) + 2)
    cells = []
    for r in rows:
        q = np.arange(np.floor(minx / wide - r / 2) - 1, np.ceil(maxx / wide - r / 2) + 2)
        cells.append(np.column_stack([q, np.full(len(q), r)]))
    return np.asarray(np.concatenate(cells), dtype=np.int64)


def _corners(cells: Cells, size: int) -> Floats:
    """Corners of cells in metres of the projection, (n, 6, 2)."""
    length = side(size)
    q, r = np.asarray(cells, dtype=float).reshape(-1, 2).T
    x, y = 3**0.5 * length * (q + r / 2), 1.5 * length * r
    around = length * np.column_stack([np.cos(_CORNERS), np.sin(_CORNERS)])
    return np.asarray(np.column_stack([x, y])[:, None, :] + around)


@cache
def _transformer() -> Any:
    return pyproj.Transformer.from_crs(CRS, _PROJECTION, always_xy=True)
