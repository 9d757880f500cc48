"""Land border of each municipality: the countries it borders on, and its distance to the border.

The line is Colombia's own: that part of the outline of the municipal boundaries beyond which a neighbouring country
lies. The neighbours, generalized for maps at 1:10 million, only determine which country it is and where the coast
begins.
"""

from __future__ import annotations

import itertools
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.schema import CRS

NEIGHBOURS: Final = ("Brazil", "Ecuador", "Panama", "Peru", "Venezuela")
"""Countries that Colombia has a land border with, by the names of :mod:`geo.sources.natural_earth`."""

TOLERANCE: Final = 0.05
"""Degrees by which Natural Earth and the municipal boundaries may differ: some 5 km, as they do along the Amazon."""

_METRIC: Final = 9377  # distances in it are right to 1 % all over the country
_SHORTEST: Final = 100.0  # metres: less is a corner where two municipalities meet
_WIDEST_GAP: Final = 0.2


def land_border(municipalities: gpd.GeoDataFrame, countries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find the land border in the outline of the municipalities.

    Parameters
    ----------
    municipalities
        Polygons that share their borders, EPSG:4326.
    countries
        ``name`` and polygon, EPSG:4326; those of :data:`NEIGHBOURS` are used.

    Returns
    -------
    pandas.DataFrame
        On the index of ``municipalities``: ``border_countries``, in alphabetical order and separated by blanks,
        missing where a municipality is not on the border; ``border_km``, from its boundary to the border, 0 on it,
        measured in EPSG:9377 (within 1 % of the ellipsoid), missing where there is no border at all and on islands
        without one, from which the way to it leads over the sea.
    """
    shapes = municipalities.geometry.to_numpy()
    near = countries[countries["name"].isin(NEIGHBOURS)].sort_values("name")
    lines = _metric(_border(shapes, near.geometry.to_numpy()))
    places = _metric(shapes)
    shared = _lengths(places, lines) > _SHORTEST
    names = list(near["name"])
    on_border: NDArray[np.bool_] = np.any(shared, axis=1)
    listed = pd.Series(None, index=municipalities.index, dtype="str")
    listed[on_border] = [" ".join(itertools.compress(names, row)) for row in shared[on_border]]
    distances = np.where(_by_land(places, lines), _distances(places, lines, on_border), np.nan)
    return pd.DataFrame({"border_countries": listed, "border_km": distances})


def _border(shapes: NDArray[np.object_], neighbours: NDArray[np.object_]) -> NDArray[np.object_]:
    """The outline of the country along each neighbour, as lines."""
    country = shapely.coverage_union_all(shapes)
    minx, miny, maxx, maxy = shapely.bounds(country)
    window = (minx - _WIDEST_GAP, miny - _WIDEST_GAP, maxx + _WIDEST_GAP, maxy + _WIDEST_GAP)
    clipped = shapely.simplify(shapely.clip_by_rect(neighbours, *window), TOLERANCE / 10)
    return np.asarray(shapely.intersection(shapely.boundary(country), shapely.buffer(clipped, TOLERANCE)))


def _lengths(places: NDArray[np.object_], lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Metres of each line in the boundary of each place."""
    found = np.zeros((len(places), len(lines)))
    place, line = shapely.STRtree(lines).query(places, predicate="intersects")
    found[place, line] = shapely.length(shapely.intersection(shapely.boundary(places[place]), lines[line]))
    return found


def _by_land(places: NDArray[np.object_], lines: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether the largest part of each place is in a part of the country that reaches a line."""
    parts = shapely.get_parts(shapely.coverage_union_all(places))
    reaching = shapely.union_all(parts[shapely.STRtree(parts).query(lines, predicate="intersects")[1]])
    shapely.prepare(reaching)
    pieces, place = shapely.get_parts(places, return_index=True)
    largest = pd.Series(shapely.area(pieces)).groupby(place).idxmax().to_numpy()
    inside: NDArray[np.bool_] = shapely.intersects(reaching, shapely.point_on_surface(pieces[largest]))
    return inside


def _distances(
    places: NDArray[np.object_], lines: NDArray[np.object_], on_border: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Kilometres from each place to the nearest line, to 0.1; NaN without lines."""
    coordinates, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    same_line = line[1:] == line[:-1]
    if not same_line.any():
        return np.full(len(places), np.nan)
    segments = shapely.linestrings(np.stack([coordinates[:-1], coordinates[1:]], axis=1)[same_line])
    found = np.zeros(len(places))
    nearest = shapely.STRtree(segments).query_nearest(places[~on_border], all_matches=False, return_distance=True)[1]
    found[~on_border] = np.round(nearest / 1000, 1)
    return found


def _metric(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    projected: NDArray[np.object_] = gpd.GeoSeries(list(shapes), crs=CRS).to_crs(_METRIC).to_numpy()
    return projected
