"""Counting keeps zero and no data apart, and a rate over years is what it says."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from geo.schema import INDICATORS, check
from geo.source import Coverage, Source, Variable
from geo.statistics.indicators import (
    Measure,
    count_events,
    fill_absent,
    in_scope,
    measure,
    panel,
    pivot_years,
    yearly,
)
from tests import builders

NAN = float("nan")


@pytest.fixture
def municipalities() -> gpd.GeoDataFrame:
    """Three squares: two in department 05 (one of them in a region), one in 18."""
    return builders.municipalities(
        {"municipality_code": "05120", "region": "bajo-cauca", "geometry": builders.square(-75, 0)},
        {"municipality_code": "05154", "area_km2": 200.0, "geometry": builders.square(-74, 0)},
        {"municipality_code": "18001", "region": "caqueta", "area_km2": 400.0, "geometry": builders.square(-73, 0)},
    )


def source(
    scope: str = "country", *, zero: bool = True, years: tuple[int, ...] = (2000, 2001), **more: object
) -> Source:
    coverage = Coverage("2000-01-01", "2001-12-31", years, scope, absent_is_zero=zero, departments=("18",))  # type: ignore[arg-type]
    return builders.source("events", coverage, **more)


def events(*rows: tuple[str | None, str | None, str, int | None]) -> gpd.GeoDataFrame:
    """Rows of (municipality, date, type, deaths); the high estimate is one more."""
    return builders.events(
        *(
            {
                "municipality_code": code,
                "date_start": day,
                "event_type": kind,
                "deaths": n if n is None else (n, n, n + 1),
            }
            for code, day, kind, n in rows
        )
    )


ROWS = (
    ("05120", "2000-02-01", "armed_clash", 3),
    ("05120", "2000-03-01", "massacre", 4),
    ("18001", "2001-12-31", "armed_clash", 0),
    ("18001", "2005-01-01", "armed_clash", 9),  # outside the covered years
    ("18001", None, "armed_clash", 5),  # no date
    (None, "2000-01-01", "armed_clash", 7),  # no municipality
)


def value(table: pd.DataFrame, code: str, year: int, variable: str) -> float | None:
    hit = table[(table.municipality_code == code) & (table.year == year) & (table.variable == variable)]
    return None if hit.empty else float(hit["value"].iloc[0])


@pytest.mark.parametrize(
    ("code", "year", "variable", "expected"),
    [
        ("05120", 2000, "events", 2),
        ("05120", 2001, "events", 0),
        ("05154", 2000, "events", 0),
        ("18001", 2001, "events", 1),
        ("18001", 2005, "events", None),
        ("05120", 2000, "events_massacre", 1),
        ("05120", 2000, "events_armed_clash", 1),
        ("05120", 2000, "fatalities_low", 7),
        ("05120", 2000, "fatalities_high", 9),
        ("18001", 2001, "fatalities_best", 0),
        ("05120", 2000, "victims", None),
    ],
)
def test_events_are_counted_in_their_place_and_year(
    municipalities: gpd.GeoDataFrame, code: str, year: int, variable: str, expected: float | None
) -> None:
    """Covered and quiet is zero; outside coverage, or not measured, is no row."""
    table = count_events(events(*ROWS), source(measures=("events", "fatalities")), municipalities)
    assert value(table, code, year, variable) == expected


def test_people_nobody_counted_are_no_zero(municipalities: gpd.GeoDataFrame) -> None:
    """One event without a number leaves its municipality and year without a sum, and the others alone."""
    here = events(*ROWS, ("05120", "2000-05-01", "armed_clash", None), ("05154", "2001-01-01", "armed_clash", None))
    table = count_events(here, source(measures=("events", "fatalities")), municipalities)
    assert value(table, "05120", 2000, "events") == 3
    assert value(table, "05120", 2000, "fatalities_best") is None
    assert value(table, "05154", 2001, "fatalities_low") is None
    assert value(table, "05154", 2000, "fatalities_low") == 0
    assert value(table, "18001", 2001, "fatalities_best") == 0


def test_row_order_does_not_matter(municipalities: gpd.GeoDataFrame) -> None:
    """The same events in another order make the same table."""
    here = source(measures=("events", "fatalities"))
    table = count_events(events(*ROWS), here, municipalities)
    pd.testing.assert_frame_equal(table, count_events(events(*reversed(ROWS)), here, municipalities))


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("country", ["05120", "05154", "18001"]),
        ("regions", ["05120", "18001"]),
        ("departments", ["18001"]),
        ("listed", []),
    ],
)
def test_scope_says_who_may_get_a_zero(municipalities: gpd.GeoDataFrame, scope: str, expected: list[str]) -> None:
    """Zeros are for the municipalities a source speaks for."""
    assert in_scope(source(scope).coverage, municipalities) == expected


def test_a_place_that_a_source_does_not_speak_for_gets_no_zero(municipalities: gpd.GeoDataFrame) -> None:
    """Its silence is no data; where it is named it has what it was named with."""
    here = source(variables=(Variable("total", "ha", "T"),))
    here = replace(here, coverage=replace(here.coverage, excluded=("05154",)))
    assert in_scope(here.coverage, municipalities) == ["05120", "18001"]
    table = fill_absent(observed(("05154", 2000, "total", 2.0), ("05120", 2001, "total", 5.0)), here, municipalities)
    assert value(table, "05154", 2000, "total") == 2
    assert value(table, "05154", 2001, "total") is None
    assert value(table, "18001", 2001, "total") == 0


def test_part_of_a_year_has_zeros_in_its_own_variable_only(municipalities: gpd.GeoDataFrame) -> None:
    """A figure of January to June is filled for that year, and the yearly one is not."""
    here = source(variables=(Variable("total", "ha", "T"), Variable("total_early", "ha", "T, January to June")))
    here = replace(here, coverage=replace(here.coverage, partial=(2002,)))
    given = observed(("05120", 2001, "total", 5.0), ("05120", 2002, "total_early", 1.0))
    table = fill_absent(given, here, municipalities)
    assert value(table, "18001", 2002, "total_early") == 0
    assert value(table, "18001", 2001, "total_early") is None
    assert value(table, "18001", 2002, "total") is None


def observed(*rows: tuple[str, int, str, float]) -> pd.DataFrame:
    return builders.indicators(rows, unit="ha", source="demo")


def test_zeros_stay_out_of_years_a_variable_was_not_published(municipalities: gpd.GeoDataFrame) -> None:
    """A split published from 2001 on has no zeros in 2000."""
    given = observed(("05120", 2000, "total", 5.0), ("05120", 2001, "total", 6.0), ("05120", 2001, "illicit", 1.0))
    table = fill_absent(given, source(variables=(Variable("total", "ha", "T"),)), municipalities)
    assert value(table, "18001", 2000, "total") == 0
    assert value(table, "18001", 2001, "illicit") == 0
    assert value(table, "18001", 2000, "illicit") is None
    assert value(table, "05120", 2000, "total") == 5


def test_filling_adds_each_absent_key_once_and_keeps_every_row(municipalities: gpd.GeoDataFrame) -> None:
    """As if the whole grid were written down and what was observed laid over it."""
    given = observed(
        ("05120", 2000, "total", 5.0),
        ("18001", 2001, "total", 0.0),
        ("05154", 2001, "illicit", 1.0),
        ("05154", 1999, "total", 7.0),  # outside the covered years
        ("99999", 2000, "total", 3.0),  # outside the scope
    )
    key = ["municipality_code", "year", "variable", "source"]
    table = fill_absent(given, source(), municipalities).sort_values(key, ignore_index=True)
    grid = observed(
        *(
            (code, year, variable, 0.0)
            for variable, years in {"total": (2000, 2001), "illicit": (2001,)}.items()
            for year in years
            for code in municipalities["municipality_code"]
        )
    )
    expected = pd.concat([given, grid]).drop_duplicates(key).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(table, expected)
    check(table, INDICATORS, "test")


def test_silence_is_no_zero_unless_the_source_means_it(municipalities: gpd.GeoDataFrame) -> None:
    """Without absent_is_zero nothing is added."""
    given = observed(("05120", 2000, "total", 5.0))
    pd.testing.assert_frame_equal(fill_absent(given, source(zero=False), municipalities), given)


TABLE = observed(
    ("05120", 2000, "loss", 10.0), ("05120", 2001, "loss", 30.0),
    ("05154", 2000, "loss", 8.0),  # 2001 missing
    ("18001", 2000, "loss", 0.0), ("18001", 2001, "loss", 0.0),
    ("05120", 2000, "cover", 400.0), ("05154", 2000, "cover", 80.0), ("18001", 2000, "cover", 0.0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "years", "used", "expected"),
    [
        (Measure("loss", "demo", "ha"), range(1990, 2010), [2000, 2001], [40, NAN, 0]),
        (Measure("loss", "demo", "ha"), [2000], [2000], [10, 8, 0]),
        (Measure("loss", "demo", "ha"), [1990], [], [NAN, NAN, NAN]),
        (Measure("loss", "demo", "ha", over_years="mean"), [2000, 2001], [2000, 2001], [20, NAN, 0]),
        (Measure("loss", "demo", "ha", over_years="last"), [2000, 2001], [2000, 2001], [30, NAN, 0]),
        (Measure("loss", "demo", "ha/km²", per="area", annual=True), [2000, 2001], [2000, 2001], [0.2, NAN, 0]),
        (
            Measure("loss", "demo", "%", per="cover", static=True, scale=100),
            [2000, 2001],
            [2000, 2001],
            [10, NAN, NAN],
        ),
        (Measure("loss", "demo", "%", per="cover", scale=100), [2000, 2001], [2000], [2.5, 10, NAN]),
        # 2001 has no cover of its own: 30 of 400 in 2001 alone, 10 + 30 of 400 + 400 over both years
        (Measure("loss", "demo", "%", per="cover", scale=100, carried=True), [2001], [2001], [7.5, NAN, NAN]),
        (
            Measure("loss", "demo", "%", per="cover", scale=100, carried=True),
            [2000, 2001],
            [2000, 2001],
            [5, NAN, NAN],
        ),
        (Measure("cover", "demo", "x", per="none", carried=True), [2000], [], [NAN, NAN, NAN]),
        (Measure("loss", "other", "ha"), [2000], [], [NAN, NAN, NAN]),
    ],
)
def test_a_measure_over_years_is_what_its_legend_says(
    municipalities: gpd.GeoDataFrame, wanted: Measure, years: list[int], used: list[int], expected: list[float]
) -> None:
    """Sums need every year; nothing over nothing is no data, never zero or infinity."""
    places = municipalities.set_index("municipality_code")
    mine = TABLE[TABLE["source"] == wanted.source]
    amounts = pivot_years(mine[mine["variable"] == wanted.variable], places.index)
    over = pivot_years(mine[mine["variable"] == wanted.per], places.index)
    below = None if wanted.per in (None, "area") else over
    table = measure(wanted, years, amounts, places["area_km2"], below)
    assert table.index.tolist() == municipalities["municipality_code"].tolist()
    assert table.attrs["years"] == used
    assert table["value"].tolist() == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("held", [True, False], ids=["with a denominator", "without one"])
@pytest.mark.parametrize(
    "wanted",
    [
        Measure("loss", "demo", "ha"),
        Measure("loss", "demo", "ha/km²", per="area", annual=True),
        Measure("loss", "demo", "%", per="cover", static=True, scale=100),
        Measure("loss", "demo", "%", per="cover", scale=100),
        Measure("loss", "demo", "%", per="cover", scale=100, carried=True),
        Measure("loss", "other", "ha"),
    ],
    ids=lambda wanted: f"{wanted.source} {wanted.unit} {wanted.static} {wanted.carried}",
)
def test_each_year_by_itself_is_the_measure_of_that_year(
    municipalities: gpd.GeoDataFrame, wanted: Measure, held: bool
) -> None:
    """All years at once or one by one: the same values, also where the tables lack the denominator."""
    places = municipalities.set_index("municipality_code")
    mine = TABLE[TABLE["source"] == wanted.source]
    amounts = pivot_years(mine[mine["variable"] == wanted.variable], places.index)
    below = pivot_years(mine[(mine["variable"] == wanted.per) & held], places.index)
    over = None if wanted.per in (None, "area") else below
    together = yearly(wanted, range(1999, 2003), amounts, places["area_km2"], over)
    for year in range(1999, 2003):
        alone = measure(wanted, [year], amounts, places["area_km2"], over)
        assert (year in together.columns) == bool(alone.attrs["years"])
        if year in together.columns:
            pd.testing.assert_series_equal(together[year], alone["value"], check_names=False)


def test_the_panel_keeps_no_data_empty() -> None:
    """Spread wide, a missing year stays NaN and a zero stays zero."""
    wide = panel(TABLE).set_index(["municipality_code", "year"])
    assert wide.loc[("18001", 2000), "loss:demo"] == 0
    assert pd.isna(wide.loc[("18001", 2001), "cover:demo"])


def test_the_panel_is_a_pivot_of_the_long_form() -> None:
    """Every value in its place, rows and columns in order, whatever the order of the rows."""
    other = TABLE.assign(source="another", value=TABLE["value"] + 1).iloc[::2]
    long = pd.concat([TABLE, other]).sample(frac=1, random_state=5, ignore_index=True)
    named = long.assign(name=long["variable"] + ":" + long["source"])
    wide = named.pivot(index=["municipality_code", "year"], columns="name", values="value")
    wide = wide.sort_index().sort_index(axis=1).rename_axis(columns=None).reset_index()
    pd.testing.assert_frame_equal(panel(long), wide)
