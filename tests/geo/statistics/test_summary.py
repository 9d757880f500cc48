"""Totals, series and ranks of a chosen place: sources apart, gaps kept, coverage told."""

from dataclasses import replace

import pandas as pd
import pytest

from geo.source import Coverage
from geo.statistics.indicators import Measure, measure, pivot_years
from geo.statistics.summary import (
    Rank,
    count_by_source,
    count_over_time,
    rank,
    series,
    terciles,
    total,
)
from tests import builders

CODES = ["05001", "05002", "05003"]
MUNICIPALITIES = pd.DataFrame(
    {"municipality_code": CODES, "department_code": ["05"] * 3, "region": [None] * 3, "area_km2": [1.0] * 3}
)
DEATHS = builders.source(
    "events",
    Coverage("2010-07-01", "2013-12-31", (2011, 2012, 2013), "country", absent_is_zero=True),
    id="deaths",
    measures=("events", "fatalities"),
)
REGISTER = replace(DEATHS, id="register", measures=("victims",))
SILENT = replace(DEATHS, id="silent", coverage=replace(DEATHS.coverage, absent_is_zero=False))


def rows(*given: tuple[str, str, int, int, int | None]) -> pd.DataFrame:
    """Events of (source, day, low and best estimate of deaths, victims); the high estimate is the best plus one."""
    return builders.events(
        *(
            {"source": source, "date_start": day, "deaths": (low, best, best + 1), "victims": victims}
            for source, day, low, best, victims in given
        )
    )


EVENTS = rows(
    ("deaths", "2011-03-01", 1, 2, None),
    ("deaths", "2011-04-01", 0, 1, None),
    ("deaths", "2013-04-01", 4, 4, None),
    ("register", "2011-03-01", 3, 3, 3),
    ("silent", "2012-03-01", 1, 1, None),
)
SOURCES = {source.id: source for source in (DEATHS, REGISTER, SILENT)}


def test_sources_are_counted_apart_and_by_what_they_state() -> None:
    """No row adds two sources up; what a source may not count is missing, not zero."""
    table = count_by_source(EVENTS, SOURCES).set_index("source")
    assert table.loc["deaths"].to_dict() | {"victims": None} == {
        "events": 3, "fatalities_low": 5, "fatalities_best": 7, "fatalities_high": 10, "victims": None,
    }  # fmt: skip
    assert pd.isna(table.loc["deaths", "victims"])
    assert table.loc["register", "victims"] == 3
    assert table.loc["register"].drop("victims").isna().all()


def test_a_sum_needs_all_its_numbers() -> None:
    """A register that leaves one out has no total, and still a count of its rows elsewhere."""
    table = count_by_source(
        rows(("register", "2011-03-01", 0, 0, 3), ("register", "2011-04-01", 0, 0, None)), SOURCES
    )
    assert table["victims"].isna().all()


def test_nothing_counted_is_an_empty_table() -> None:
    """No event, no row."""
    assert count_by_source(EVENTS[:0], SOURCES).empty


def test_years_have_zeros_where_a_source_looked_and_gaps_where_it_did_not() -> None:
    """2012 is a zero of a source that is silent about nothing, and a gap of one whose silence means nothing."""
    table = count_over_time(EVENTS, SOURCES, MUNICIPALITIES, CODES, "2009-01", "2013-12").set_index(
        ["source", "when"]
    )
    assert table.loc["deaths", "fatalities_best"].to_dict() == {"2010": 0, "2011": 3, "2012": 0, "2013": 4}
    assert list(table.loc["silent"].index) == ["2012"]
    assert table.loc["register", "victims"].to_dict() == {"2010": 0, "2011": 3, "2012": 0, "2013": 0}
    assert pd.isna(table.loc[("register", "2012"), "events"])


@pytest.mark.parametrize(
    ("start", "end", "partial"),
    [
        ("2010-01", "2013-12", {"2010": True, "2011": False, "2012": False, "2013": False}),
        ("2011-02", "2012-12", {"2011": True, "2012": False}),
        ("2012-01", "2013-06", {"2012": False, "2013": True}),
    ],
)
def test_a_year_is_partial_where_period_or_source_cut_it(start: str, end: str, partial: dict[str, bool]) -> None:
    """Half a year is marked, whoever covers it in part."""
    table = count_over_time(EVENTS[:0], {"deaths": DEATHS}, MUNICIPALITIES, CODES, start, end)
    assert dict(zip(table["when"], table["partial"], strict=True)) == partial


def test_months_count_what_is_known_to_the_month() -> None:
    """An event of some day in 2011 is in the year and in no month; months at the edge of the coverage are partial."""
    vague = EVENTS.assign(date_precision=[1, 5, 1, 1, 1])
    cut = {"deaths": replace(DEATHS, coverage=replace(DEATHS.coverage, start="2011-02-10"))}
    deaths = vague[:2]
    months = count_over_time(deaths, cut, MUNICIPALITIES, CODES, "2011-01", "2011-04", "month").set_index("when")
    assert months["events"].to_dict() == {"2011-02": 0, "2011-03": 1, "2011-04": 0}
    assert months["partial"].to_dict() == {"2011-02": True, "2011-03": False, "2011-04": False}
    years = count_over_time(deaths, cut, MUNICIPALITIES, CODES, "2011-01", "2011-12").set_index("when")
    assert years["events"].to_dict() == {"2011": 2}


def test_elsewhere_is_not_covered() -> None:
    """A source of another place gives no zeros here."""
    narrow = replace(DEATHS, coverage=replace(DEATHS.coverage, scope="departments", departments=("18",)))
    assert count_over_time(EVENTS[:0], {"deaths": narrow}, MUNICIPALITIES, CODES, "2010-01", "2013-12").empty


@pytest.mark.parametrize(("step", "held"), [("year", ["2011", "2013"]), ("month", ["2011-12", "2013-01"])])
def test_a_year_between_covered_ones_is_a_gap(step: str, held: list[str]) -> None:
    """2012 is in no release: it has no row, neither as a year nor month by month."""
    broken = {"deaths": replace(DEATHS, coverage=replace(DEATHS.coverage, years=(2011, 2013)))}
    table = count_over_time(EVENTS[:0], broken, MUNICIPALITIES, CODES, "2011-12", "2013-01", step)  # type: ignore[arg-type]
    assert table["when"].tolist() == held
    assert (table["events"] == 0).all()


INDICATORS = builders.indicators(
    [("05001", 2011, 5.0), ("05001", 2012, 7.0), ("05002", 2011, 0.0), ("05002", 2012, 1.0), ("05003", 2012, 9.0)],
    variable="loss",
    unit="ha",
    source="s",
)
AMOUNTS = pivot_years(INDICATORS, pd.Index(CODES))
AREAS = MUNICIPALITIES.set_index("municipality_code")["area_km2"]
LOSS = Measure("loss", "s", "ha")


def test_a_total_tells_how_many_it_speaks_for() -> None:
    """A municipality without data is left out and counted as such."""
    values = measure(LOSS, (2011, 2012, 2013), AMOUNTS, AREAS)
    found = total(values, CODES)
    assert (found.value, found.covered, found.asked, found.years) == (13.0, 2, 3, (2011, 2012))
    assert total(values, ["05003"]).value is None


def test_a_series_leaves_out_uncovered_years() -> None:
    """A zero stays, a gap stays a gap, and each year tells how many municipalities it has."""
    table = series(AMOUNTS, ["05002", "05003"])
    assert table.to_dict("list") == {"year": [2011, 2012], "value": [0.0, 10.0], "covered": [1, 2]}


@pytest.mark.parametrize(
    ("code", "among", "expected"),
    [
        ("05001", None, Rank(1, 2)),
        ("05002", None, Rank(2, 2)),
        ("05003", None, None),
        ("05002", ["05002", "05003"], Rank(1, 1)),
    ],
)
def test_rank_is_among_those_with_a_value(code: str, among: list[str] | None, expected: Rank | None) -> None:
    """The highest is first; a municipality without data has no place and takes none."""
    values = measure(LOSS, (2011, 2012), AMOUNTS, AREAS)
    assert rank(values, code, among) == expected


def test_a_measured_zero_has_no_rank() -> None:
    """Third of three would look like a place; a zero counts for the others all the same."""
    values = pd.DataFrame({"value": [2.0, 0.0, 1.0]}, index=CODES)
    assert [rank(values, code) for code in CODES] == [Rank(1, 3), None, Rank(2, 3)]


def test_equal_values_share_a_place() -> None:
    """Two firsts, then a third."""
    values = pd.DataFrame({"value": [2.0, 2.0, 1.0]}, index=CODES)
    assert [rank(values, code) for code in CODES] == [Rank(1, 3), Rank(1, 3), Rank(3, 3)]


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ([0, 0, 1, 2, 3, 4], (2, 3)),
        ([5.0], (5, 5)),
        ([0.0, 0.0], (0, 0)),
        ([], (0, 0)),
        ([None, 1, 2, 3], (5 / 3, 7 / 3)),
    ],
)
def test_thirds_part_the_values_above_zero(values: list[float], bounds: tuple[float, float]) -> None:
    """Zeros and gaps do not pull the bounds down."""
    assert terciles(pd.Series(values, dtype=float)) == pytest.approx(bounds)
