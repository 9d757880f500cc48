"""Nothing is lost where things meet."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Point, box

from geo.area import hectares
from geo.build.spatial_join import (
    assign_municipalities,
    count_points,
    locate_points,
    map_codes_to_edition,
    map_indicators_to_edition,
    searched_codes,
    tabulate_features,
    unassigned,
)
from geo.schema import GeoDataError
from geo.source import Coverage, Variable
from geo.zones import Zones
from tests import builders

A, B = "05120", "05154"


@pytest.fixture
def two_squares() -> Zones:
    """A from -75 to -74, B from -74 to -73, both one degree high."""
    return Zones([A, B], np.array([box(-75, 0, -74, 1), box(-74, 0, -73, 1)], dtype=object))


def events(*rows: tuple[str | None, float | None, int]) -> gpd.GeoDataFrame:
    """Rows of (code the source gives, longitude, location precision)."""
    return builders.events(
        *(
            {"municipality_code": code, "location_precision": precision, "geometry": lon and Point(lon, 0.5)}
            for code, lon, precision in rows
        ),
        department_code=None,
    )


CASES = [
    # code given, longitude, precision -> municipality, how
    (A, -73.5, 1, A, "code"),  # the code is believed, not the point
    (None, -74.5, 1, A, "point"),
    (None, -73.5, 2, B, "point"),
    (None, -74.5, 3, None, None),  # a centroid says nothing
    (None, -60.0, 1, None, None),  # outside
    (None, None, 1, None, None),
    (B, None, 3, B, "code"),
    ("94663", -74.5, 3, None, None),  # unknown to this edition, too coarse for its point
]


@pytest.mark.parametrize(("code", "lon", "precision", "expected", "how"), CASES)
def test_an_event_gets_the_municipality_it_can_honestly_have(
    two_squares: Zones, code: str | None, lon: float | None, precision: int, expected: str | None, how: str | None
) -> None:
    """Code first, coordinates where precise, otherwise nothing."""
    row = assign_municipalities(events((code, lon, precision)), two_squares).iloc[0]
    got = (row["municipality_code"], row["located_by"], row["department_code"])
    wanted = (expected, how, expected and expected[:2])
    assert [None if pd.isna(value) else value for value in got] == list(wanted)


def test_join_conserves_events(two_squares: Zones) -> None:
    """Every event is counted once, assigned or set aside with a reason."""
    table = assign_municipalities(events(*(case[:3] for case in CASES)), two_squares)
    aside = unassigned(table)
    assert len(table) == len(CASES)
    assert table["municipality_code"].notna().sum() + len(aside) == len(CASES)
    assert aside["reason"].notna().all()


def test_an_old_code_is_settled_only_where_the_edition_lacks_it() -> None:
    """Mapiripana counts in Barrancominas, unless the edition still draws it."""
    codes = pd.Series(["94663", A])
    assert map_codes_to_edition(codes, frozenset({"94343", A})).tolist() == ["94343", A]
    assert map_codes_to_edition(codes, frozenset({"94343", "94663", A})).tolist() == ["94663", A]


def statistic(*rows: tuple[str, float]) -> pd.DataFrame:
    values = [(code, 2020, value) for code, value in rows]
    return builders.indicators(values, variable="population", unit="people", source="demo")


def test_statistics_of_merged_municipalities_are_added() -> None:
    """No person is lost with a code."""
    table = map_indicators_to_edition(statistic(("94343", 5.0), ("94663", 2.0)), frozenset({"94343"}), "demo")
    assert table["value"].tolist() == [7.0]


def test_a_stray_code_is_an_error_that_names_it() -> None:
    """A code without a successor stops the build."""
    with pytest.raises(GeoDataError, match=r"demo.*municipality_code.*99999"):
        map_indicators_to_edition(statistic(("99999", 5.0)), frozenset({A}), "demo")


def outlines(*rows: tuple[int | None, shapely.Geometry]) -> gpd.GeoDataFrame:
    """Features of (year, shape), with running numbers from 0."""
    numbered = ((str(number), year, shape) for number, (year, shape) in enumerate(rows))
    return builders.features(numbered, source="demo", kind="mining", name=None, area_ha=None, citation="demo")


def test_overlapping_features_are_measured_once(two_squares: Zones) -> None:
    """Two polygons on one another do not count double; years stay apart; only covered municipalities get rows."""
    shape = box(-74.5, 0, -74.25, 1)
    features = outlines((2020, shape), (2020, shape.buffer(-0.01)), (2021, shape))
    source = builders.source(
        "features",
        Coverage("2020-01-01", "2021-12-31", (2020, 2021), "listed"),
        variables=(Variable("mined", "ha", "M"),),
    )
    table = tabulate_features(features, two_squares, frozenset({A}), source)
    single = two_squares.intersect(np.array([shape], dtype=object))["hectares"].sum()
    assert table["municipality_code"].unique().tolist() == [A]
    assert table.set_index("year")["value"].to_dict() == pytest.approx({2020: single, 2021: single})


@pytest.mark.parametrize(
    "shapes",
    [
        [box(-74.6, 0.1, -74.4, 0.3), box(-74.5, 0.2, -74.3, 0.4)],  # overlap
        [box(-74.6, 0.1, -74.2, 0.5), box(-74.5, 0.2, -74.3, 0.4)],  # one within the other
        [box(-74.6, 0.1, -74.4, 0.3)] * 2,  # the same twice
        [box(-74.6, 0.1, -74.4, 0.3), box(-74.4, 0.1, -74.2, 0.3)],  # share a border
        [box(-74.6, 0.1, -74.4, 0.3), box(-74.4, 0.3, -74.2, 0.4)],  # touch in a corner
        [box(-74.6, 0.1, -74.4, 0.3), box(-74.3, 0.1, -74.2, 0.3)],  # lie apart
    ],
)
def test_ground_counts_once_however_features_lie(two_squares: Zones, shapes: list[shapely.Geometry]) -> None:
    """What several features cover is as large as their union."""
    features = outlines(*((2020, shape) for shape in shapes))
    source = builders.source(
        "features",
        Coverage("2020-01-01", "2020-12-31", (2020,), "listed"),
        variables=(Variable("r", "ha", "R", "last"),),
    )
    table = tabulate_features(features, two_squares, frozenset({A}), source)
    assert table["value"].item() == pytest.approx(float(hectares(shapely.union_all(shapes))), rel=1e-12)


def test_a_stock_counts_whatever_the_year_of_its_features(two_squares: Zones) -> None:
    """A reserve founded in 1998 is there in the register's last year."""
    shape = box(-74.5, 0, -74.25, 1)
    features = outlines((1998, shape), (None, shape))
    source = builders.source(
        "features",
        Coverage("2020-01-01", "2021-12-31", (2020, 2021), "listed"),
        variables=(Variable("r", "ha", "R", "last"),),
    )
    table = tabulate_features(features, two_squares, frozenset({A}), source)
    single = two_squares.intersect(np.array([shape], dtype=object))["hectares"].sum()
    assert table.set_index("year")["value"].to_dict() == pytest.approx({2021: single})


def test_what_a_publisher_measured_is_shared_out_by_area(two_squares: Zones) -> None:
    """Half of a patch in each municipality: half of its 10 measured hectares each, whatever the patch's own size."""
    features = outlines((2020, box(-74.25, 0.2, -73.75, 0.4)))
    features["area_ha"] = two_squares.intersect(features.geometry.to_numpy())["hectares"].sum()
    source = builders.source(
        "features", Coverage("2020-01-01", "2020-12-31", (2020,), "listed"), variables=(Variable("mined", "ha", "M"),)
    )
    table = tabulate_features(features, two_squares, frozenset({A, B}), source, pd.Series({"0": 10.0}))
    assert table.set_index("municipality_code")["value"].to_dict() == pytest.approx({A: 5.0, B: 5.0})


def test_points_are_counted_where_and_when_they_fall(two_squares: Zones) -> None:
    """Outside every municipality, or in a year that is not covered in full, a point counts nowhere."""
    points = pd.DataFrame(
        {
            "lon": [-74.5, -74.6, -73.5, -60.0, -74.5],
            "lat": 0.5,
            "date": pd.to_datetime(["2020-01-01", "2020-12-31", "2020-06-01", "2020-06-01", "2021-01-01"]),
        }
    )
    source = builders.source(
        "points",
        Coverage("2020-01-01", "2021-02-28", (2020,), "country"),
        variables=(Variable("fires", "detections", "F"),),
    )
    table = count_points(locate_points(points, two_squares, source), source)
    assert dict(zip(table["municipality_code"], table["value"], strict=True)) == {A: 2.0, B: 1.0}


def test_a_municipality_is_searched_when_nearly_all_of_it_was(two_squares: Zones) -> None:
    """A sliver of search is no search."""
    area = pd.Series(two_squares.hectares, index=list(two_squares.codes))
    assert searched_codes(box(-75.5, -1, -73.9, 2), two_squares, area) == {A}
