"""Projection of print maps, MAGNA-SIRGAS / Origen Nacional (EPSG:9377), and conversion of geometries to matplotlib.

The scale of the projection is true within 0.3 % on the mainland. No areas or distances are measured here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import pyproj
import shapely
from matplotlib.path import Path
from numpy.typing import NDArray

from geo.schema import CRS
from layers.scene import basemap
from layers.selection import Selection
from layers.tables import Tables

GRID: Final = "EPSG:9377"
Box = tuple[float, float, float, float]
"""minx, miny, maxx, maxy in metres of EPSG:9377, or in degrees where stated."""


def projected(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Reproject geometries from EPSG:4326 to EPSG:9377."""
    result: NDArray[np.object_] = shapely.transform(shapes, lambda xy: np.column_stack(_to_grid(*xy.T)))
    return result


def points(places: Any) -> NDArray[np.float64]:
    """Reproject points from EPSG:4326, one (lon, lat) per row, to EPSG:9377."""
    return np.column_stack(_to_grid(*np.asarray(places, dtype=float).T))


def convergence(lon: float, lat: float) -> float:
    """Angle in degrees, clockwise, from grid north to true north."""
    return -float(pyproj.Proj(GRID).get_factors(lon, lat).meridian_convergence)


@cache
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(CRS, GRID, always_xy=True)


def _to_grid(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[Any, Any]:
    x, y = _transformer().transform(lon, lat)
    return x, y


def to_degrees(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
    """Reproject coordinates from EPSG:9377 to longitudes and latitudes."""
    lon, lat = _transformer().transform(x, y, direction="INVERSE")
    return lon, lat


def path_of(shape: shapely.Geometry) -> Path | None:
    """Convert a geometry to one path; None if it is empty."""
    parts = shapely.get_parts(shape)
    lines = [
        ring
        for part in parts
        for ring in (shapely.get_rings(part) if part.geom_type == "Polygon" else [part])
        if ring.geom_type in ("LinearRing", "LineString")
    ]
    paths = [Path(shapely.get_coordinates(line), closed=line.geom_type == "LinearRing") for line in lines]
    return Path.make_compound_path(*paths) if paths else None


def window(selection: Selection, tables: Tables, aspect: float) -> Box:
    """Bounds of the map in metres of EPSG:9377: the place with a margin, extended to the aspect ratio."""
    box = shapely.segmentize(shapely.box(*basemap.bounds(tables, tables.selected_codes(selection))), 0.2)
    x, y = points(shapely.get_coordinates(box)).T
    wide, high = x.max() - x.min(), y.max() - y.min()
    margin = 0.35 if selection.municipality_code else 0.08
    wide, high = wide * (1 + margin), high * (1 + margin)
    wide, high = max(wide, high * aspect), max(high, wide / aspect)
    middle = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    return middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2


def beside(
    place: Sequence[float], discs: int, taken: Sequence[tuple[float, float]], step: float
) -> tuple[float, float]:
    """Return where a row of discs covers no other: at its place, else as near to it as there is room.

    Parameters
    ----------
    place, taken
        Middle of the row, and middles of the discs that are there, in metres of EPSG:9377.
    discs
        How many discs stand side by side.
    step
        Width of a disc, in the same metres.
    """
    reach = (discs - 1) / 2 * step
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    rings = [
        (radius * np.cos(angle), radius * np.sin(angle))
        for radius in (step, 1.5 * step, 2 * step)
        for angle in angles
    ]
    for across, up in ((0.0, 0.0), *rings):
        x, y = place[0] + across, place[1] + up
        if all(np.hypot(max(abs(x - a) - reach, 0), y - b) >= 0.97 * step for a, b in taken):
            return x, y
    return place[0], place[1]
