"""Areas on the WGS 84 ellipsoid, of polygons whose edges are straight in longitude and latitude.

The area of the ellipsoid between the equator and a parallel has a closed form; the area of a polygon is its integral
along the outline (Green's theorem). A raster cell and a polygon with the same corners therefore have the same area,
and the pieces into which a polygon is cut add up to the polygon. Geodesic edges would not guarantee that: an edge
that is split at a point beside its geodesic is no longer a geodesic. For edges of a kilometre the two differ by less
than 1e-9.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from geo.lazy import np, shapely

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_SEMI_MAJOR: Final = 6378137.0
_FLATTENING: Final = 1 / 298.257223563
_E2: Final = _FLATTENING * (2 - _FLATTENING)
_E: Final = _E2**0.5
_HECTARE: Final = 10_000.0  # square metres


def zone_area(latitude: ArrayLike) -> Floats:
    """Square metres between the equator and a latitude (degrees), per radian of longitude.

    The closed form of the authalic latitude (Snyder 1987, eq. 3-12), negative in the south.
    """
    s = np.sin(np.radians(np.asarray(latitude, dtype=float)))
    half_polar_square = _SEMI_MAJOR**2 * (1 - _E2) / 2
    return half_polar_square * (s / (1 - _E2 * s * s) + np.arctanh(_E * s) / _E)  # type: ignore[no-any-return]


def hectares(geometries: ArrayLike) -> Floats:
    """Area of polygons in hectares.

    Parameters
    ----------
    geometries
        One shapely geometry or an array of them, EPSG:4326 (lon, lat), with edges shorter than about ten degrees and
        none across the antimeridian. Missing and empty geometries, points and lines have area 0.

    Returns
    -------
    numpy.ndarray
        Hectares, in the shape of the input.
    """
    shapes = np.asarray(geometries, dtype=object)
    parts, owner = shapely.get_parts(shapes.ravel(), return_index=True)
    while np.any(shapely.get_type_id(parts) > 3):  # collections may hold multipolygons
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    areal = shapely.get_type_id(parts) == 3
    rings, part = shapely.get_rings(parts[areal], return_index=True)
    sizes = np.abs(_ring_area(rings))
    first = np.r_[True, part[1:] != part[:-1]] if len(part) else np.zeros(0, dtype=bool)
    sizes[~first] *= -1  # holes
    total = np.bincount(owner[areal][part], weights=sizes, minlength=shapes.size)
    return np.asarray(total[: shapes.size] / _HECTARE).reshape(shapes.shape)


def _ring_area(rings: NDArray[Any]) -> Floats:
    """Signed area of closed rings, square metres."""
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(points):
        return np.zeros(len(rings))
    inside = ring[1:] == ring[:-1]
    start, step = points[:-1][inside], np.diff(points, axis=0)[inside]
    ring = ring[1:][inside]
    first = np.searchsorted(ring, np.arange(len(rings)))
    base = zone_area(start[first, 1])[ring]  # relative to the ring's first vertex, to avoid cancellation
    mean = np.zeros(len(ring))
    for node, weight in _gauss():
        mean += weight / 2 * (zone_area(start[:, 1] + step[:, 1] * (1 + node) / 2) - base)
    return np.asarray(np.bincount(ring, weights=np.radians(step[:, 0]) * mean, minlength=len(rings)), dtype=float)


@cache
def _gauss() -> list[tuple[float, float]]:
    """Nodes and weights of the quadrature along one edge."""
    return list(zip(*np.polynomial.legendre.leggauss(5), strict=True))


def row_hectares(edges: ArrayLike, width: float) -> Floats:
    """Hectares of one cell in each row of a raster whose transform is in degrees.

    Parameters
    ----------
    edges
        Latitudes of the row edges, one more than there are rows, in either order.
    width
        Width of a cell in degrees of longitude.
    """
    return np.asarray(np.abs(np.diff(zone_area(edges)) * np.radians(width)) / _HECTARE)
