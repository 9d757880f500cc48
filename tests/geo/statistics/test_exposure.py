"""Shares near features: random points, distances, level and a planted closeness."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.statistics.exposure import distances_km, near, random_points

rng = np.random.default_rng(5)
AREA = gpd.GeoSeries([shapely.box(-74, 1, -73.5, 2), shapely.box(-73.5, 1, -73, 2)], crs=4326)
CENTRES = shapely.points(rng.uniform(-74, -73, 25), rng.uniform(1, 2, 25))
MINES = gpd.GeoSeries(shapely.buffer(CENTRES, 0.005), crs=4326)


def test_random_points_are_in_the_area_and_even_on_the_ground() -> None:
    """All inside, and each half has its share of the area, within four standard errors."""
    points = random_points(AREA, 4000, np.random.default_rng(0))
    assert len(points) == 4000
    assert points.intersects(AREA.union_all()).all()
    west = (points.x < -73.5).mean()
    assert west == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / 4000))


def test_distances_are_nearly_those_along_the_ellipsoid() -> None:
    """Within 0.6 % from one end of the country to the other; 0 inside a feature, infinite without any."""
    for lon, lat in ((-79, 1.6), (-73, 4), (-67, 1.2), (-72, 12)):
        here = gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326)
        there = gpd.GeoSeries([shapely.Point(lon + 0.05, lat + 0.05)], crs=4326)
        metres = Geod(ellps="GRS80").inv(lon, lat, lon + 0.05, lat + 0.05)[2]
        assert distances_km(here, there)[0] == pytest.approx(metres / 1000, rel=0.006)
        assert distances_km(here, gpd.GeoSeries(shapely.buffer(here.to_numpy(), 0.01), crs=4326))[0] == 0
        assert np.isinf(distances_km(here, here[:0])[0])


@pytest.mark.parametrize("trials", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_events_at_random_are_not_near(trials: int) -> None:
    """The level is kept, whatever the year; shares are of whole events, so 5 % or a little less."""
    rng = np.random.default_rng(1)
    points = {
        year: distances_km(random_points(AREA, 4000, rng), MINES[: 5 * k]) for k, year in ((2, 2023), (5, 2024))
    }
    rejected = 0
    for _ in range(trials):
        events = {
            year: distances_km(random_points(AREA, 30, rng), MINES[: 5 * k]) for k, year in ((2, 2023), (5, 2024))
        }
        rejected += near(events, points, 5, 199, rng).p <= 0.05
    assert rejected / trials < 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)


def test_a_planted_closeness_is_found_at_its_size() -> None:
    """Half of the events are put at mines: the share within 1 km is half, and far from that of random points."""
    rng = np.random.default_rng(2)
    at_mines = CENTRES[rng.integers(0, 25, 30)]
    elsewhere = random_points(AREA, 30, rng).to_numpy()
    events = gpd.GeoSeries(np.concatenate([at_mines, elsewhere]), crs=4326)
    points = distances_km(random_points(AREA, 4000, rng), MINES)
    found = near({2024: distances_km(events, MINES)}, {2024: points}, 1, 999, rng)
    assert found.share == pytest.approx(0.5, abs=0.06)
    assert found.null.mean() == pytest.approx((points <= 1).mean(), abs=0.01)
    assert found.p == pytest.approx(0.002)
