"""Areas on the ellipsoid, against two independent ways of measuring them."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.area import hectares, row_hectares, zone_area

GEOD = Geod(ellps="WGS84")


def geodesic(polygon: shapely.Polygon, longest: float = 0.001) -> float:
    """Hectares by pyproj, along geodesics between points so close that they follow the straight line."""
    return abs(GEOD.geometry_area_perimeter(shapely.segmentize(polygon, longest))[0]) / 1e4


@pytest.mark.parametrize(
    "bounds",
    [
        (-75, 1, -74.99975, 1.00025),
        (-75, -0.5, -74, 0.5),
        (-80, 0, -70, 10),
        (10, 60, 10.01, 60.01),
        (-1, -80, 1, -79),
    ],
)
def test_a_box_measures_what_an_equal_area_projection_says(bounds: tuple[float, float, float, float]) -> None:
    """EPSG:6933 keeps meridians and parallels straight, so its area of a box is exact."""
    expected = gpd.GeoSeries([shapely.box(*bounds)], crs=4326).to_crs(6933).area.item() / 1e4
    assert hectares(shapely.box(*bounds)) == pytest.approx(expected, rel=1e-8)


def test_the_whole_ellipsoid() -> None:
    """The surface of WGS 84 is 510,065,621.724 km²."""
    sphere = 2 * np.pi * (zone_area(90) - zone_area(-90))
    assert sphere / 1e6 == pytest.approx(510_065_621.724, abs=0.001)


@pytest.mark.parametrize(
    ("wkt", "rel"),
    [
        ("POLYGON((-75 1, -74 2, -73 0.5, -75 1))", 1e-9),
        ("POLYGON((-75 1, -75 3, -73 3, -73 1, -75 1), (-74.5 1.5, -73.5 1.5, -74 2.5, -74.5 1.5))", 1e-9),
        ("MULTIPOLYGON(((0 0, 0 1, 1 0, 0 0)), ((5 -5, 6 -5, 6 -6, 5 -5)))", 1e-9),
        ("POLYGON((-75.0001 7.0001, -75 7.0001, -75 7, -75.0001 7.0001))", 1e-6),  # pyproj is no better
    ],
)
def test_polygons_measure_what_geodesics_say(wkt: str, rel: float) -> None:
    """Straight lines in lon/lat, followed by ever shorter geodesics, bound the same area."""
    polygon = shapely.from_wkt(wkt)
    assert hectares(polygon) == pytest.approx(sum(geodesic(part) for part in shapely.get_parts(polygon)), rel=rel)


@pytest.mark.parametrize("wkt", ["POINT(1 1)", "LINESTRING(0 0, 1 1)", "POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY"])
def test_what_has_no_area_measures_nothing(wkt: str) -> None:
    """Points, lines and empty geometries are 0, and so is a missing one."""
    assert hectares([shapely.from_wkt(wkt), None]).tolist() == [0.0, 0.0]


def test_collections_are_the_sum_of_their_polygons() -> None:
    """Nested collections count their polygons; input keeps its shape."""
    square = shapely.box(0, 0, 1, 1)
    nested = shapely.GeometryCollection(
        [shapely.Point(9, 9), shapely.MultiPolygon([square, shapely.box(2, 0, 3, 1)])]
    )
    measured = hectares(np.array([[nested, square]], dtype=object))
    assert measured.shape == (1, 2)
    assert measured[0, 0] == pytest.approx(2 * measured[0, 1], rel=1e-12)


def test_orientation_and_start_do_not_matter() -> None:
    """Turned the other way round, a polygon is as large."""
    polygon = shapely.from_wkt(
        "POLYGON((-75 1, -75 3, -73 3, -73 1, -75 1), (-74.5 1.5, -73.5 1.5, -74 2.5, -74.5 1.5))"
    )
    assert hectares(polygon.reverse()) == pytest.approx(float(hectares(polygon)), rel=1e-12)


def test_pieces_add_up() -> None:
    """A polygon cut along any line measures what its pieces measure."""
    polygon = shapely.from_wkt("POLYGON((-75 1, -72 9, -71 2, -74 -3, -75 1))")
    for line in ([(-76, 0), (-70, 4.7)], [(-73.3, -5), (-73.3, 9)], [(-76, 2.2), (-70, 2.2)]):
        pieces = shapely.get_parts(shapely.ops.split(polygon, shapely.LineString(line)))
        assert len(pieces) > 1
        assert hectares(pieces).sum() == pytest.approx(float(hectares(polygon)), rel=1e-12)


def test_a_row_of_cells_is_a_polygon() -> None:
    """The closed form for a raster row and the integral along an outline agree."""
    edges = np.array([10.0, 9.99975, 9.9995, -0.00025])
    cells = [shapely.box(0, south, 0.00025, north) for north, south in pairwise(edges)]
    np.testing.assert_allclose(row_hectares(edges, 0.00025), hectares(cells), rtol=1e-9)
