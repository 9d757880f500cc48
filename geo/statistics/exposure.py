"""How many events lie near features, beside random points in the same area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.statistics.nulls import two_sided

if TYPE_CHECKING:
    import geopandas as gpd

Values = NDArray[np.float64]

EQUAL_AREA: Final = "EPSG:6933"
"""Points at random in it are at random on the ground."""
METRIC: Final = "EPSG:9377"
"""MAGNA-SIRGAS Origen Nacional, metres: distances within Colombia's mainland are at most 0.6 % too long or short."""


def random_points(area: gpd.GeoSeries, n: int, rng: np.random.Generator) -> gpd.GeoSeries:
    """``n`` points at random on the ground of ``area`` (polygons that do not overlap, EPSG:4326), in EPSG:4326."""
    import geopandas as gpd

    tree = shapely.STRtree(area.to_crs(EQUAL_AREA).to_numpy())
    x0, y0, x1, y1 = shapely.total_bounds(tree.geometries)
    found: list[NDArray[np.object_]] = []
    while sum(map(len, found)) < n:
        points = shapely.points(rng.uniform(x0, x1, 2 * n), rng.uniform(y0, y1, 2 * n))
        inside = np.unique(tree.query(points, predicate="intersects")[0])
        found.append(points[inside])
    return gpd.GeoSeries(np.concatenate(found)[:n], crs=EQUAL_AREA).to_crs(area.crs)


def distances_km(points: gpd.GeoSeries, features: gpd.GeoSeries) -> Values:
    """Distance of each of ``points`` to the nearest of ``features``, km, 0 inside one; infinite if there is none."""
    if features.empty:
        return np.full(len(points), np.inf)
    targets = features.to_crs(METRIC).to_numpy()
    here = points.to_crs(METRIC).to_numpy()
    nearest = shapely.STRtree(targets).nearest(here)
    return np.asarray(shapely.distance(here, targets[nearest]) / 1000)


@dataclass(frozen=True, eq=False)
class Near:
    """Share of events near features, at one distance.

    Attributes
    ----------
    share
        Of the events.
    null
        Share of as many random points, (draws,).
    p
        Two-sided.
    """

    share: float
    null: Values
    p: float


def near(
    events: dict[int, Values], points: dict[int, Values], km: float, draws: int, rng: np.random.Generator
) -> Near:
    """Compare the share of events within ``km`` of features with that of random points.

    Parameters
    ----------
    events
        Distance of each event by year: features differ from year to year.
    points
        Distances of random points to the features of the same years; as many as there are events are drawn.
    """
    n = sum(map(len, events.values()))
    within = sum(int(np.count_nonzero(distances <= km)) for distances in events.values())
    null = np.zeros(draws)
    for year, distances in events.items():
        null += rng.binomial(len(distances), np.mean(points[year] <= km), draws)
    return Near(within / n, null / n, two_sided(float(within), null))
