"""Hexagons of equal area: exact areas, every point in one cell, parts that add up to the whole."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.area import hectares
from geo.statistics.hexagons import SIZES, areas_inside, cells_at, outlines, side, size_for
from tests.builders import square

LONS, LATS = st.floats(-82, -66), st.floats(-4.5, 13.5)
CORNERS = np.array([[-81.7, 12.5], [-67, 1.2], [-72, 12.4], [-70, -4.2], [-79, 1.5], [-73, 4]])


@pytest.mark.parametrize("size", SIZES)
def test_every_cell_has_the_stated_area(size: int) -> None:
    """Measured on the ellipsoid, from San Andrés to Leticia."""
    cells = outlines(cells_at(*CORNERS.T, size), size)
    assert hectares(cells) / 100 == pytest.approx(np.full(len(CORNERS), size), rel=1e-6)


@pytest.mark.parametrize("size", SIZES)
def test_cells_look_regular_all_over_the_country(size: int) -> None:
    """In degrees true to scale along the parallel, the longest edge exceeds the shortest by 4 % at most."""
    for cell in outlines(cells_at(*CORNERS.T, size), size):
        corners = shapely.get_coordinates(cell) * [np.cos(np.radians(shapely.centroid(cell).y)), 1]
        edges = np.hypot(*np.diff(corners, axis=0).T)
        assert edges.max() / edges.min() < 1.04


@settings(max_examples=60, deadline=None)
@given(lon=LONS, lat=LATS, size=st.sampled_from(SIZES))
def test_a_point_is_in_its_cell_and_in_no_other(lon: float, lat: float, size: int) -> None:
    """Its cell covers it; none of the six neighbours does, but for points on an edge."""
    ((q, r),) = cells_at([lon], [lat], size)
    around = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1)]
    own, *others = outlines(np.array([(q + a, r + b) for a, b in around]), size)
    point = shapely.Point(lon, lat)
    assert shapely.distance(own, point) < 1e-4  # edges that are straight in the projection bend by some metres
    assert not any(shapely.covers(shapely.buffer(other, -1e-4), point) for other in others)


def test_points_on_corners_and_edges_are_counted_once() -> None:
    """As many points in cells as points, wherever they are."""
    corners = np.unique(shapely.get_coordinates(outlines(cells_at(*CORNERS.T, 100), 100)), axis=0)
    middles = (corners[1:] + corners[:-1]) / 2
    lon, lat = np.concatenate([corners, middles, [[-73, 4]]]).T
    first, again = cells_at(lon, lat, 100), cells_at(lon[::-1], lat[::-1], 100)[::-1]
    assert first.shape == (len(lon), 2)
    assert (first == again).all()


def test_the_grid_starts_at_its_origin() -> None:
    """A step to the east is q + 1; r + 1 is to the north-east."""
    east = 3**0.5 * side(100) / 1000 / 111.2
    assert cells_at([-73, -73 + east, -73 + east / 2], [4, 4, 4 + east * 3**0.5 / 2], 100).tolist() == [
        [0, 0],
        [1, 0],
        [0, 1],
    ]


@pytest.mark.parametrize("size", SIZES)
def test_parts_of_cells_add_up_to_the_shape(size: int) -> None:
    """Of two squares, the areas inside cells add up to the areas of the squares; none exceeds its cell."""
    shapes = np.array([square(-74, 7), square(-73, 7)], dtype=object)
    found = areas_inside(shapes, size)
    assert found.groupby("shape")["km2"].sum().to_numpy() == pytest.approx(hectares(shapes) / 100, rel=1e-6)
    assert found["km2"].between(0, size * (1 + 1e-9), inclusive="right").all()
    both = found.groupby(["q", "r"])["km2"].sum()
    assert both.max() == pytest.approx(size)
    assert areas_inside(np.array([shapely.Polygon()], dtype=object), size).empty


@pytest.mark.parametrize(("km2", "size"), [(500, 100), (109_665, 100), (150_000, 100), (1_138_000, 1000)])
def test_a_region_has_small_cells_and_the_country_large_ones(km2: float, size: int) -> None:
    """Amazonas, the largest department, still has small ones."""
    assert size_for(km2) == size
