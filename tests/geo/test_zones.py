"""Zones: points and polygons, against shapely, exact fractions and geopandas."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.area import hectares
from geo.schema import GeoDataError
from geo.zones import Zones
from geo.zones.pieces import cut

EDITIONS = {
    "mgn2018": ("dane_mgn/colombia_2018.topojson", "MPIO_CCNCT", "MGN_MPIO_POLITICO"),
    "mgn2018-limits2021": ("dane_mgn/municipios_mgn2018_limits2021.geojson", "divipola", None),
}
NORTH_WEST, NORTH_EAST, SOUTH_WEST, SOUTH_EAST = range(4)


def triangles(seed: int, count: int = 60, extent: int = 20) -> NDArray[Any]:
    """A gap-free coverage with its corners at whole numbers, so that raster_grid points often fall on a border."""
    rng = np.random.default_rng(seed)
    corners = shapely.multipoints(rng.integers(0, extent, (count, 2)).astype(float))
    faces = shapely.get_parts(shapely.delaunay_triangles(corners))
    zone = rng.integers(0, max(2, len(faces) // 4), len(faces))
    joined = [shapely.union_all(faces[zone == k]) for k in np.unique(zone)]
    assert shapely.coverage_is_valid(joined)
    return np.array(joined, dtype=object)


def holds(polygon: Any, x: float, y: float) -> bool:
    """Whether a polygon holds a point moved a hair to the east and a far smaller one to the north, in fractions.

    The crossing number of a ray to the west: an edge counts if it spans y (its upper end not included) and meets the
    ray at x or west of it.
    """
    inside = False
    px, py = Fraction(x), Fraction(y)
    for part in shapely.get_parts(polygon):
        for ring in shapely.get_rings(part):
            points = shapely.get_coordinates(ring)
            low, high = np.minimum(points[:-1, 1], points[1:, 1]), np.maximum(points[:-1, 1], points[1:, 1])
            west = np.minimum(points[:-1, 0], points[1:, 0])
            for k in np.flatnonzero((low <= y) & (y < high) & (west <= x)):
                (ax, ay), (bx, by) = ([Fraction(float(value)) for value in point] for point in points[k : k + 2])
                inside ^= ax + (py - ay) * (bx - ax) / (by - ay) <= px
    return inside


def by_rule(polygons: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.int64]:
    """The zone of each point by the stated rule: east, then north; on the outer border the first that it touches."""
    zone = np.full(len(x), -1)
    touching = [[] for _ in x]
    point, polygon = shapely.STRtree(polygons).query(shapely.points(x, y), predicate="intersects")
    for p, k in zip(point.tolist(), polygon.tolist(), strict=True):
        touching[p].append(k)
    for p, candidates in enumerate(touching):
        held = [k for k in candidates if holds(polygons[k], float(x[p]), float(y[p]))]
        assert len(held) <= 1
        zone[p] = held[0] if held else min(candidates, default=-1)
    return zone


@pytest.fixture
def four() -> Zones:
    """Four unit squares around (1, 1)."""
    return Zones(
        ["NW", "NE", "SW", "SE"],
        [shapely.box(0, 1, 1, 2), shapely.box(1, 1, 2, 2), shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
    )


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request: pytest.FixtureRequest, originals: Path) -> Zones:
    """The municipalities of Colombia."""
    file, code, layer = EDITIONS[request.param]
    table = gpd.read_file(originals / file, layer=layer)
    return Zones(table[code], table.geometry.to_numpy())


@pytest.mark.parametrize(
    ("x", "y", "zone"),
    [
        (0.5, 0.5, SOUTH_WEST),
        (1.5, 1.5, NORTH_EAST),
        (1.0, 0.5, SOUTH_EAST),  # on a border that runs north: the zone on its east
        (0.5, 1.0, NORTH_WEST),  # on a border that runs east: the zone on its north
        (1.0, 1.0, NORTH_EAST),  # where four meet
        (0.0, 0.5, SOUTH_WEST),  # on the outer border: the zone it bounds
        (2.0, 0.5, SOUTH_EAST),
        (0.5, 2.0, NORTH_WEST),
        (1.0, 2.0, NORTH_WEST),  # two zones bound it here: the first of them
        (2.0, 1.0, NORTH_EAST),
        (2.0, 2.0, NORTH_EAST),
        (0.0, 0.0, SOUTH_WEST),
        (np.nextafter(2.0, 3), 0.5, -1),
        (np.nextafter(1.0, 0), 0.5, SOUTH_WEST),
        (-1e-300, 0.5, -1),
        (3.0, 0.5, -1),
        (0.5, -3.0, -1),
        (1e300, 0.5, -1),
        (-np.inf, 0.5, -1),
        (0.5, np.inf, -1),
        (np.nan, 0.5, -1),
        (0.5, np.nan, -1),
    ],
)
def test_each_point_has_one_zone(four: Zones, x: float, y: float, zone: int) -> None:
    """Inside, on borders, on the outer border, outside, out of range, missing."""
    assert four.locate([x], [y]).tolist() == [zone]


def test_missing_coordinates_of_a_table_are_outside(four: Zones) -> None:
    """Nullable columns and empty tables are taken as they are."""
    lon = pd.Series([0.5, None, 1.5], dtype="Float64")
    assert four.locate(lon, pd.Series([0.5, 0.5, 1.5])).tolist() == [SOUTH_WEST, -1, NORTH_EAST]
    assert four.locate([], []).tolist() == []


def test_a_hole_is_outside_and_an_enclave_is_itself() -> None:
    """A zone around another, and around nothing; the rim of a hole belongs to the zone around it."""
    around = shapely.Polygon(
        [(0, 0), (9, 0), (9, 3), (0, 3)], [[(1, 1), (2, 1), (2, 2), (1, 2)], [(5, 1), (6, 1), (6, 2), (5, 2)]]
    )
    zones = Zones(["around", "enclave"], [around, shapely.box(1, 1, 2, 2)])
    x = [0.5, 1.5, 5.5, 1.0, 2.0, 5.0, 6.0, 5.5, 5.5]
    y = [0.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.0, 2.0]
    assert zones.locate(x, y).tolist() == [0, 1, -1, 1, 0, 0, 0, 0, 0]


def test_islands_are_one_zone() -> None:
    """The parts of a multipolygon share an index; the water between them is outside."""
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    zones = Zones(["land", "islands"], [shapely.box(1, 0, 2, 1), islands])
    assert zones.locate([0.5, 5.5, 1.5, 3.0], [0.5, 5.5, 0.5, 3.0]).tolist() == [1, 1, 0, -1]


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_borders_follow_the_rule(seed: int) -> None:
    """RasterGrid points, many of them on borders and corners, lie where exact fractions say."""
    polygons = triangles(seed)
    x, y = (values.ravel() for values in np.meshgrid(np.arange(-1, 21, 1.0), np.arange(-1, 21, 0.5)))
    zones = Zones([str(k) for k in range(len(polygons))], polygons)
    np.testing.assert_array_equal(zones.locate(x, y), by_rule(polygons, x, y))


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), scale=st.sampled_from([1e-9, 1e-3, 1.0, 8.7]), shift=st.sampled_from([0.0, -75.3]))
def test_corners_and_midpoints_follow_the_rule_at_any_scale(seed: int, scale: float, shift: float) -> None:
    """Corners, and midpoints that rounding moves off their border by less than can be seen."""
    polygons = shapely.transform(triangles(seed), lambda points: np.round(points * scale / 7 + shift, 12))
    if not (shapely.is_valid(polygons).all() and shapely.coverage_is_valid(polygons)):
        return  # rounding folded a sliver
    corners = shapely.get_coordinates(polygons)
    middles = (corners[1:] + corners[:-1]) / 2
    x, y = np.vstack([corners, middles]).T
    zones = Zones([str(k) for k in range(len(polygons))], polygons)
    np.testing.assert_array_equal(zones.locate(x, y), by_rule(polygons, x, y))


def test_many_points_are_shared_out_and_come_back_in_order(four: Zones) -> None:
    """More points than one thread is given: the same answers, each in its place."""
    rng = np.random.default_rng(2)
    x, y = rng.uniform(-0.5, 2.5, (2, 600_000))
    inside = (x >= 0) & (x < 2) & (y >= 0) & (y < 2)
    expected = np.where(inside, (y < 1) * 2 + (x >= 1), -1)
    np.testing.assert_array_equal(four.locate(x, y), expected)


@pytest.mark.data
def test_real_borders_agree_with_shapely(edition: Zones) -> None:
    """No random point is in another municipality than shapely finds, long straight borders included."""
    disagreements(edition, 300_000, seed=1)


@pytest.mark.data
@pytest.mark.slow
def test_ten_million_points_agree_with_shapely(edition: Zones) -> None:
    """The same for ten million points."""
    for seed in range(10):
        disagreements(edition, 1_000_000, seed)


def disagreements(zones: Zones, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(zones.polygons)
    x, y = rng.uniform(west, east, count), rng.uniform(south, north, count)
    expected = np.full(count, -1)
    zone, point = shapely.STRtree(shapely.points(x, y)).query(zones.polygons, predicate="intersects")
    expected[point] = zone
    assert len(point) == len(np.unique(point)), "a random point on a border"
    np.testing.assert_array_equal(zones.locate(x, y), expected)


@pytest.mark.data
def test_real_corners_and_midpoints_touch_their_zone(edition: Zones) -> None:
    """Every corner and midpoint lies in a zone that shapely says it touches, or in none if it touches none."""
    corners = shapely.get_coordinates(edition.polygons)
    x, y = np.unique(np.vstack([corners, (corners[1:] + corners[:-1]) / 2]), axis=0).T
    found = edition.locate(x, y)
    point, zone = shapely.STRtree(edition.polygons).query(shapely.points(x, y), predicate="intersects")
    touches = np.zeros(len(x), dtype=bool)
    touches[point[found[point] == zone]] = True
    touches[np.setdiff1d(np.flatnonzero(found < 0), point)] = True
    assert touches.all()


@pytest.mark.data
def test_real_corners_and_midpoints_follow_the_rule(edition: Zones) -> None:
    """A sample of them, against exact fractions."""
    check_rule(edition, 1500)


@pytest.mark.data
@pytest.mark.slow
def test_all_real_corners_and_midpoints_follow_the_rule(edition: Zones) -> None:
    """All of them."""
    check_rule(edition, None)


def check_rule(zones: Zones, sample: int | None) -> None:
    corners = shapely.get_coordinates(zones.polygons)
    points = np.unique(np.vstack([corners, (corners[1:] + corners[:-1]) / 2]), axis=0)
    chosen = points if sample is None else np.random.default_rng(3).choice(points, sample, replace=False)
    np.testing.assert_array_equal(zones.locate(*chosen.T), by_rule(zones.polygons, *chosen.T))


OVERLAPPING = [shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2), shapely.box(5, 5, 6, 6)]


def test_an_invalid_coverage_is_searched_one_by_one_and_says_so() -> None:
    """Where zones overlap the first has the point; missing coordinates stay outside; a warning names a zone."""
    with pytest.warns(UserWarning, match=r"not a valid coverage.*that of a\."):
        zones = Zones(["a", "b", "c"], OVERLAPPING)
    assert not zones.is_coverage
    x = [0.5, 1.5, 2.0, 2.5, 3.0, 4.0, 5.5, np.nan]
    assert zones.locate(x, [1, 1, 1, 1, 1, 1, 5.5, 1]).tolist() == [0, 0, 0, 1, 1, -1, 2, -1]


def test_overlaps_on_many_threads() -> None:
    """Prepared geometries are not shared between threads: a large number of points comes through."""
    with pytest.warns(UserWarning, match="not a valid coverage"):
        zones = Zones(["a", "b", "c"], OVERLAPPING)
    x, y = np.random.default_rng(4).uniform(0, 6, (2, 1_500_000))
    expected = np.select([(x <= 2) & (y <= 2), (x >= 1) & (x <= 3) & (y <= 2), (x >= 5) & (y >= 5)], [0, 1, 2], -1)
    np.testing.assert_array_equal(zones.locate(x, y), expected)


def test_invalid_zones_are_mended_and_counted() -> None:
    """A bow tie becomes two triangles, with a warning."""
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    with pytest.warns(UserWarning, match="1 invalid zones were made valid, the first is bow"):
        zones = Zones(["bow"], [bow_tie])
    assert zones.locate([0.5, 1.0, 1.5], [1.0, 1.8, 1.0]).tolist() == [0, -1, 0]


def test_a_missing_polygon_holds_nothing() -> None:
    """A zone without geometry keeps its place."""
    zones = Zones(["none", "some"], [None, shapely.box(0, 0, 1, 1)])
    assert zones.locate([0.5], [0.5]).tolist() == [1]
    assert zones.hectares[0] == 0
    assert Zones([], []).locate([0.5], [0.5]).tolist() == [-1]


@pytest.mark.parametrize(
    ("codes", "polygons", "says"),
    [
        (["a", "a"], [shapely.box(0, 0, 1, 1)] * 2, "one unique code per polygon"),
        (["a"], [], "one unique code per polygon"),
        (["a"], [shapely.Point(0, 0)], "zone a is not a polygon"),
        (["a"], [shapely.box(500_000, 0, 500_001, 1)], r"not in degrees.*to_crs\('EPSG:4326'\)"),
    ],
)
def test_what_cannot_be_zones_is_refused(codes: list[str], polygons: list[Any], says: str) -> None:
    """With the value and the remedy."""
    with pytest.raises(GeoDataError, match=says):
        Zones(codes, polygons)


def test_unequal_coordinates_are_refused(four: Zones) -> None:
    """Two lists of equal length."""
    with pytest.raises(GeoDataError, match="lists of equal length"):
        four.locate([1, 2], [1])


def test_polygons_fall_into_zones(four: Zones) -> None:
    """A square over the middle, one inside, one outside, a point, a line, an empty and a missing geometry."""
    shapes = [
        shapely.box(0.5, 0.5, 1.5, 1.5),
        shapely.box(0.25, 0.25, 0.75, 0.75),
        shapely.box(5, 5, 6, 6),
        shapely.Point(0.5, 0.5),
        shapely.LineString([(0, 0), (2, 2)]),
        shapely.Polygon(),
        None,
        shapely.box(-1, -1, 3, 3),
    ]
    found = four.intersect(shapes)
    corners = {"NE": (1, 1, 1.5, 1.5), "NW": (0.5, 1, 1, 1.5), "SE": (1, 0.5, 1.5, 1), "SW": (0.5, 0.5, 1, 1)}
    quarter = {code: hectares(shapely.box(*bounds)) for code, bounds in corners.items()}
    expected = [(0, code, area) for code, area in quarter.items()]
    expected += [(1, "SW", hectares(shapes[1]))]
    expected += [(7, four.codes[k], four.hectares[k]) for k in (1, 0, 3, 2)]
    assert found["polygon"].tolist() == [p for p, _, _ in expected]
    assert found["code"].tolist() == [c for _, c, _ in expected]
    np.testing.assert_allclose(found["hectares"], [a for _, _, a in expected], rtol=1e-12)
    assert found.attrs["repaired"] == 0
    assert len(four.intersect([])) == 0


def test_invalid_polygons_are_mended_and_counted(four: Zones) -> None:
    """A bow tie shares the area of its two triangles."""
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    found = four.intersect([bow_tie, shapely.box(0, 0, 1, 1)])
    assert found.attrs["repaired"] == 1
    assert found["code"].tolist() == ["SW", "SW"]
    np.testing.assert_allclose(found["hectares"][0], hectares(shapely.make_valid(bow_tie)), rtol=1e-12)


def test_a_touching_border_is_no_share(four: Zones) -> None:
    """Zones that only touch a polygon have no row."""
    assert four.intersect([shapely.box(0, 0, 1, 1)])["code"].tolist() == ["SW"]


def wiggly(rng: np.random.Generator, x: float, y: float, size: float, corners: int) -> Any:
    """A star-shaped polygon with a hole."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = size * (1 + 0.3 * rng.uniform(-1, 1, corners))
    shell = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    return shapely.Polygon(shell, [0.3 * (shell - (x, y)) + (x, y)])


@pytest.mark.data
def test_intersections_are_those_of_geopandas(edition: Zones) -> None:
    """Small polygons, large ones and ones with many corners: the pairs and areas of gpd.overlay, to 1e-9."""
    rng = np.random.default_rng(6)
    shapes = [wiggly(rng, rng.uniform(-78, -69), rng.uniform(-3, 10), 0.02, 20) for _ in range(300)]
    shapes += [wiggly(rng, rng.uniform(-77, -70), rng.uniform(-1, 8), 1.2, 900) for _ in range(4)]
    found = edition.intersect(shapes)
    left = gpd.GeoDataFrame({"polygon": range(len(shapes))}, geometry=shapes, crs=4326)
    right = gpd.GeoDataFrame({"code": edition.codes}, geometry=edition.polygons, crs=4326)
    overlay = gpd.overlay(left, right)
    overlay["hectares"] = hectares(overlay.geometry.to_numpy())
    expected = overlay.groupby(["polygon", "code"])["hectares"].sum()
    expected = expected[expected > 1e-8]
    both = found.set_index(["polygon", "code"])["hectares"]
    assert both.index.symmetric_difference(expected.index).empty
    np.testing.assert_allclose(both, expected.loc[both.index], rtol=1e-9, atol=1e-9)


@pytest.mark.data
def test_pieces_conserve_area(edition: Zones) -> None:
    """Cut into pieces of at most 512 corners, every municipality keeps its area."""
    pieces = cut(edition.polygons)
    assert shapely.get_num_coordinates(pieces.shape).max() <= 512
    assert shapely.is_valid(pieces.shape).all()
    total = np.bincount(pieces.owner, weights=hectares(pieces.shape), minlength=len(edition.codes))
    np.testing.assert_allclose(total, edition.hectares, rtol=1e-11)


def test_clipping_that_tears_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the quick way loses area or leaves an invalid piece, the slow way is taken for that polygon alone."""
    angle = np.linspace(0, 2 * np.pi, 2001)
    discs = np.array([shapely.Polygon(np.column_stack([np.cos(angle) + x, np.sin(angle)])) for x in (0, 5)])
    quick = shapely.clip_by_rect

    def torn(polygon: Any, *box: float) -> Any:
        return shapely.Polygon() if box[0] > 4 else quick(polygon, *box)

    expected = cut(discs)
    monkeypatch.setattr(shapely, "clip_by_rect", torn)
    pieces = cut(discs)
    for k in (0, 1):
        found = shapely.union_all(pieces.shape[pieces.owner == k])
        assert found.symmetric_difference(discs[k]).area < 1e-12
    assert len(pieces.shape) == len(expected.shape)


@pytest.mark.data
def test_published_areas(bundle: Callable[..., Any]) -> None:
    """The default edition's areas, as DANE's limits give them (km²)."""
    table = bundle("dane_mgn")
    km2 = dict(zip(table["municipality_code"], hectares(table.geometry.to_numpy()) / 100, strict=True))
    for place, expected in {"05154": 1429, "54810": 2679, "18150": 12784, "18753": 20218}.items():
        assert km2[place] == pytest.approx(expected, abs=1)
    assert sum(area for place, area in km2.items() if place.startswith("18")) == pytest.approx(92_821, abs=1)
