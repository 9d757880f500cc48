"""Colombia's own grid, on which figures are drawn, and shapes as paths of matplotlib.

MAGNA-SIRGAS / Origen Nacional (EPSG:9377): its scale is true within 0.3 % on the mainland. Nothing is measured here.
"""

from __future__ import annotations

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
"""minx, miny, maxx, maxy in metres on the grid, or in degrees where it says so."""


def projected(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Shapes in degrees onto the grid."""
    found: NDArray[np.object_] = shapely.transform(shapes, lambda xy: np.column_stack(_forth(*xy.T)))
    return found


def points(places: Any) -> NDArray[np.float64]:
    """Longitudes and latitudes, one row each, onto the grid."""
    return np.column_stack(_forth(*np.asarray(places, dtype=float).T))


def convergence(lon: float, lat: float) -> float:
    """Angle in degrees, clockwise, from grid north to true north."""
    return -float(pyproj.Proj(GRID).get_factors(lon, lat).meridian_convergence)


@cache
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(CRS, GRID, always_xy=True)


def _forth(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[Any, Any]:
    x, y = _transformer().transform(lon, lat)
    return x, y


def back(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
    """Metres on the grid into longitudes and latitudes."""
    lon, lat = _transformer().transform(x, y, direction="INVERSE")
    return lon, lat


def path_of(shape: shapely.Geometry) -> Path | None:
    """A shape as one path; None where there is nothing to draw."""
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
    """Bounds on the grid, in metres, of what is to be seen: the place with some air, filled up to ``aspect``."""
    box = shapely.segmentize(shapely.box(*basemap.bounds(tables, tables.selected(selection))), 0.2)
    x, y = points(shapely.get_coordinates(box)).T
    wide, high = x.max() - x.min(), y.max() - y.min()
    air = 0.35 if selection.municipality_code else 0.08
    wide, high = wide * (1 + air), high * (1 + air)
    wide, high = max(wide, high * aspect), max(high, wide / aspect)
    middle = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    return middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2
