"""Inside and outside add up to the whole, and nothing is said where one of the two never looked."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geo.build.overlap import by_part, divide_zones
from geo.build.spatial_join import tabulate_features
from geo.catalogue import catalogue
from geo.describe import pinned
from geo.overlaps import OVERLAPS, Overlap
from geo.source import Coverage, Variable
from geo.sources import gfw_alerts
from geo.statistics.indicators import in_scope
from geo.zones import Zones
from tests import builders

A, B = "05120", "05154"
DEMO = Overlap("demo", "loss", "areas", "parks")


@pytest.fixture(scope="module")
def squares() -> gpd.GeoDataFrame:
    """A from -75 to -74, B from -74 to -73, both one degree high."""
    shapes = [box(-75, 0, -74, 1), box(-74, 0, -73, 1)]
    return gpd.GeoDataFrame({"municipality_code": [A, B]}, geometry=shapes, crs=4326)


def areas(*shapes: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs=4326)


@pytest.mark.parametrize(
    ("shapes", "codes"),
    [
        ([box(-74.5, 0.25, -73.5, 0.75)], [f"{A}/in", f"{A}/outside", f"{B}/in", f"{B}/outside"]),
        ([box(-74.5, 0, -74, 1)], [f"{A}/in", f"{A}/outside", f"{B}/outside"]),  # ends on the border
        ([box(-76, -1, -72, 2)], [f"{A}/in", f"{B}/in"]),  # holds everything
        ([box(-80, 5, -79, 6)], [f"{A}/outside", f"{B}/outside"]),  # lies elsewhere
        ([Point(-74.5, 0.5).buffer(0.3), Point(-74.3, 0.5).buffer(0.3)], [f"{A}/in", f"{A}/outside", f"{B}/outside"]),
    ],
)
def test_pieces_are_a_coverage_of_the_whole(
    squares: gpd.GeoDataFrame, shapes: list[shapely.Geometry], codes: list[str]
) -> None:
    """Each municipality has the sides it should, without gaps or overlaps, and the area inside is the areas'."""
    pieces = divide_zones(squares, [A, B], areas(*shapes))
    assert sorted(pieces.codes) == codes
    assert pieces.is_coverage
    whole = Zones([A, B], squares.geometry.to_numpy())
    assert pieces.hectares.sum() == pytest.approx(whole.hectares.sum(), rel=1e-12)
    inside = sum(size for code, size in zip(pieces.codes, pieces.hectares, strict=True) if code.endswith("/in"))
    shared = whole.intersect([shapely.union_all(shapes)])["hectares"].sum()
    assert inside == pytest.approx(shared, rel=1e-8, abs=1e-6)


def test_only_the_municipalities_asked_for_are_parted(squares: gpd.GeoDataFrame) -> None:
    """Areas that reach beyond them do not make pieces there."""
    assert divide_zones(squares, [A], areas(box(-74.5, 0, -73.5, 1))).codes == (f"{A}/in", f"{A}/outside")


def test_an_area_with_a_hole_leaves_the_hole_outside(squares: gpd.GeoDataFrame) -> None:
    """An island of other land inside a park is not park."""
    ring = box(-74.8, 0.2, -74.2, 0.8).difference(box(-74.6, 0.4, -74.4, 0.6))
    pieces = divide_zones(squares, [A], areas(ring))
    assert [pieces.codes[i] for i in pieces.locate([-74.5, -74.7, -74.9], [0.5, 0.5, 0.5])] == [
        f"{A}/outside",
        f"{A}/in",
        f"{A}/outside",
    ]


def test_areas_far_from_the_municipalities_change_nothing(squares: gpd.GeoDataFrame) -> None:
    """Only those near are joined: the pieces are the same to the last bit."""
    near = [Point(-74.5, 0.5).buffer(0.3), Point(-74.3, 0.5).buffer(0.3), box(-73.2, 0.1, -73.1, 0.2)]
    far = [Point(-60 + k, 5).buffer(0.7) for k in range(5)]
    alone, among = (divide_zones(squares, [A, B], areas(*shapes)) for shapes in (near, [*far[:3], *near, *far[3:]]))
    assert alone.codes == among.codes
    assert shapely.to_wkb(alone.polygons).tolist() == shapely.to_wkb(among.polygons).tolist()


CORNERS = st.tuples(st.integers(-760, -740), st.integers(-10, 10), st.integers(1, 15), st.integers(1, 15))


@settings(max_examples=25)
@given(st.lists(CORNERS, min_size=1, max_size=4))
def test_every_point_keeps_its_municipality(squares: gpd.GeoDataFrame, corners: list[tuple[int, ...]]) -> None:
    """Whatever the areas, a point lies in a piece of the municipality it lies in, on the side it lies on."""
    shapes = [box(x / 10, y / 10, (x + w) / 10, (y + h) / 10) for x, y, w, h in corners]
    whole, pieces = Zones([A, B], squares.geometry.to_numpy()), divide_zones(squares, [A, B], areas(*shapes))
    lon = [-74.97 + 0.0831 * i for i in range(24)]
    lat = [0.037 + 0.0397 * i for i in range(24)]
    area = shapely.union_all(shapes)
    for x, y, zone, piece in zip(lon, lat, whole.locate(lon, lat), pieces.locate(lon, lat), strict=True):
        side = "in" if area.covers(Point(x, y)) else "outside"
        assert pieces.codes[piece] == f"{whole.codes[zone]}/{side}"


def test_both_sides_are_stated_for_every_municipality_and_year() -> None:
    """One without any protected ground has 0 inside: it was looked at."""
    table = pd.DataFrame(
        {
            "municipality_code": [f"{A}/in", f"{A}/outside", f"{B}/outside", f"{A}/in"],
            "year": [2020, 2020, 2020, 2020],
            "variable": ["loss", "loss", "loss", "gain"],
            "unit": "ha",
            "value": [1.0, 2.0, 4.0, 100.0],
            "source": "demo",
        }
    )
    rows = by_part(table, DEMO, [A, B])
    told = rows.set_index(["municipality_code", "variable"])["value"].to_dict()
    assert told == {
        (A, "loss_in_parks"): 1.0,
        (A, "loss_outside_parks"): 2.0,
        (B, "loss_in_parks"): 0.0,
        (B, "loss_outside_parks"): 4.0,
    }


def test_half_an_alert_inside_is_half_its_ground(squares: gpd.GeoDataFrame) -> None:
    """A: one patch whole inside the park, one half. B: one outside. Of a year that is covered in part."""
    park = areas(box(-74.8, 0.2, -74.5, 0.5))
    shapes = [box(-74.7, 0.3, -74.6, 0.4), box(-74.6, 0.4, -74.4, 0.5), box(-73.4, 0.3, -73.3, 0.4)]
    alerts = gpd.GeoDataFrame({"year": pd.array([2024] * 3, dtype="Int16")}, geometry=shapes, crs=4326)
    coverage = Coverage("2024-09-28", "2024-12-26", (), "listed", partial=(2024,))
    source = builders.source("features", coverage, variables=(Variable("loss", "ha", "L"),))
    pieces = divide_zones(squares, [A, B], park)
    rows = by_part(tabulate_features(alerts, pieces, frozenset(pieces.codes), source), DEMO, [A, B])
    told = rows.set_index(["municipality_code", "variable"])["value"].to_dict()
    whole, half, far = (Zones(["x"], [shape]).hectares[0] for shape in shapes)
    assert rows["year"].unique().tolist() == [2024]
    assert told == pytest.approx(
        {
            (A, "loss_in_parks"): whole + half / 2,
            (A, "loss_outside_parks"): half / 2,
            (B, "loss_in_parks"): 0.0,
            (B, "loss_outside_parks"): far,
        },
        rel=1e-6,
    )


@pytest.mark.data
def test_alerts_have_totals_only_where_the_frame_holds_a_whole_municipality(originals: Path, processed: Path) -> None:
    """Five of Bajo Cauca and two neighbours, as a count of pixels by their centres has it, but for those on a border.

    Nothing for Nechí, which the frame cuts, nor for Córdoba inside it.
    """
    rows = pd.read_parquet(processed / "indicators.parquet").query("source == 'gfw_alerts'")
    wide = rows.pivot(index="municipality_code", columns="variable", values="value").round(2)
    assert sorted(wide.index) == ["05120", "05154", "05250", "05736", "05790", "05854", "05895"]
    assert wide.loc["05250", "alerts_late_2024"] == 33.26
    pixels = gfw_alerts.alert_cells(originals).drop_duplicates(["lon", "lat"])
    centres = gpd.GeoDataFrame(geometry=gpd.points_from_xy(pixels["lon"], pixels["lat"], crs=4326))
    counted = centres.sjoin(gpd.read_parquet(processed / "municipalities.parquet"))[
        "municipality_code"
    ].value_counts()
    assert wide["alerts_late_2024"].to_dict() == pytest.approx((counted[wide.index] * 0.0122).to_dict(), abs=0.1)
    assert (
        wide["alerts_late_2024_in_parks"] == 0
    ).all()  # no national park reaches into them: looked at, and nothing
    assert "alerts_late_2024_in_reserves" not in wide  # no layer of reserves covers Antioquia


@pytest.mark.data
@pytest.mark.parametrize(
    "overlap",
    [overlap for overlap in OVERLAPS if not pinned()[overlap.areas].optional],
    ids=lambda overlap: overlap.inside,
)
def test_inside_and_outside_add_up_to_the_whole(processed: Path, overlap: Overlap) -> None:
    """For each municipality and year to the square metre, and for those that both sources look at, no other."""
    indicators = pd.read_parquet(processed / "indicators.parquet")
    municipalities = pd.read_parquet(
        processed / "municipalities.parquet", columns=["municipality_code", "department_code"]
    )
    rows = indicators[indicators["source"] == overlap.source]
    wide = rows.pivot(index=["municipality_code", "year"], columns="variable", values="value")
    parts = wide[[overlap.inside, overlap.outside]].dropna(how="all")
    assert (parts.sum(axis="columns", skipna=False) - wide[overlap.variable].loc[parts.index]).abs().max() < 1e-4
    seen = set(in_scope(catalogue(processed)[overlap.areas].coverage, municipalities))
    assert set(parts.index.get_level_values(0)) == seen & set(wide.index.get_level_values(0))
