"""What a build does not have is refused by name; what is known to a year only is in no month."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo.readers import ministry
from geo.schema import GeoDataError
from layers.analysis.totals import figures
from layers.extract import extract
from layers.extract.parts import collect
from layers.outputs import html
from layers.scene import basemap, compose
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from layers.validation import check, problems

EN = translator("en")


@pytest.mark.parametrize(
    ("selection", "column", "hint"),
    [
        (Selection(sources=("ucdp",)), "sources", "did you mean ucdp_ged"),
        (Selection(layers=("regions", "imported-gone")), "layers", "one of incidents"),
        (Selection(municipality_code="99999"), "municipality_code", "no municipality of this edition"),
        (Selection(department_code="98"), "department_code", "no municipality of this edition"),
        (
            Selection(department_code="98", municipality_code="54810"),
            "department_code",
            "no municipality of this edition",
        ),
        (Selection(department_code="18", municipality_code="54810"), "department_code", "no municipality in common"),
        (Selection(department_code="05", region="caqueta"), "region", "no municipality in common"),
        (Selection(region="caqueta", municipality_code="54810"), "region", "no municipality in common"),
        (Selection(start="1900-01", end="1901-12"), "start", "choose months between"),
        (Selection(start="2090-01", end="2099-12"), "start", "no source covers"),
    ],
)
def test_what_a_build_lacks_is_refused(small_tables: Tables, selection: Selection, column: str, hint: str) -> None:
    """By a map and by an extract alike: an empty result would be taken for a zero."""
    (problem,) = problems(selection, small_tables)
    assert str(problem.column) == column
    assert hint in str(problem)
    for write in (lambda: html.html(selection, small_tables), lambda: extract(selection, small_tables, "x.csv")):
        with pytest.raises(GeoDataError):
            write()


def test_all_problems_are_found_at_once(small_tables: Tables) -> None:
    """A link with three faults is told three; one without is left alone."""
    selection = Selection(sources=("nobody",), layers=("imported-x",), municipality_code="99999")
    assert len(problems(selection, small_tables)) == 3
    check(Selection(sources=("ucdp_ged", "police_homicides")), small_tables)  # one has events here, one is declared


@pytest.fixture
def vague(small_tables: Tables) -> Tables:
    """One event of January 2015 known to the day, and one with nine deaths known to the year 2015 only."""
    events = small_tables.events[small_tables.events["source"] == "ucdp_ged"].iloc[:2].copy()
    events["date_start"] = pd.to_datetime(["2015-01-07", "2015-01-01"]).astype("datetime64[us]")
    events["date_end"] = pd.to_datetime(["2015-01-07", "2015-12-31"]).astype("datetime64[us]")
    events["date_precision"] = pd.array([1, 5], dtype="int8")
    for bound in ("low", "best", "high"):
        events[f"fatalities_{bound}"] = pd.array([2, 9], dtype="Int32")
    return replace(small_tables, events=events)


@pytest.mark.parametrize(
    ("start", "end", "events", "deaths"),
    [
        ("2015-01", "2015-12", 2, 11),
        ("2014-01", "2015-12", 2, 11),
        ("2015-01", "2015-01", 1, 2),
        ("2015-01", "2015-11", 1, 2),
        ("2014-06", "2015-12", 2, 11),
        ("2014-01", "2015-06", 1, 2),
        ("2015-03", "2015-05", 0, 0),
    ],
)
def test_an_event_known_to_the_year_counts_in_whole_years_only(
    vague: Tables, start: str, end: str, events: int, deaths: int
) -> None:
    """In rows and in monthly counts; left out, it is counted apart."""
    selection = Selection(lang="en", start=start, end=end)
    rows = vague.events_of(selection)
    counted = vague.monthly_counts(selection)
    assert (len(rows), rows["fatalities_best"].sum()) == (events, deaths)
    assert (counted["events"].sum(), counted["fatalities_best"].sum()) == (events, deaths)
    assert vague.year_only_counts(selection)["events"].sum() == (0 if events == 2 else 1)


def test_a_figure_says_how_many_are_known_to_the_year_only(vague: Tables) -> None:
    """Nine deaths are not added to January, and not left out in silence."""
    month = Selection(lang="en", start="2015-01", end="2015-01")
    (figure,) = [each for each in figures(month, vague, EN) if each.source == "ucdp_ged" and each.variable is None]
    assert figure.value == 2
    assert "1 more is dated to the year only" in figure.scope
    (figure,) = [
        each
        for each in figures(replace(month, start="2014-01", end="2015-12"), vague, EN)
        if each.source == "ucdp_ged" and each.variable is None
    ]
    assert figure.value == 11
    assert "year only" not in figure.scope


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2015-06", ["Organised violence (UCDP GED): 1 event is dated to the year only and left out."]),
        ("2015-12", []),
    ],
)
def test_maps_and_extracts_say_what_they_leave_out(vague: Tables, end: str, expected: list[str]) -> None:
    """The nine deaths are on no map of half the year, and its notices say so."""
    selection = Selection(lang="en", start="2015-01", end=end, layers=("ucdp",), choropleth=None)
    scene = compose.scene(selection, vague, basemap.for_selection(vague, selection))
    for notices in (scene["notices"], collect(selection, vague).notes):
        assert [text for text in notices if "year only" in text] == expected


@pytest.mark.data
def test_registers_have_no_zero_for_areas_that_are_no_municipality(processed: Path, real: Tables) -> None:
    """The registers of police and ministry name few of them: a year without a record is no measured zero there."""
    rows = pd.read_parquet(processed / "indicators.parquet")
    names = [name for name, source in real.sources.items() if source.coverage.excluded]
    assert {"police_homicides", "police_extortion", "mindefensa_homicides", "mindefensa_kidnappings"} <= set(names)
    there = rows[rows["source"].isin(names) & rows["municipality_code"].isin(ministry.NON_MUNICIPALIZED)]
    assert len(there)  # what is on record stays
    assert (there.loc[there["variable"].isin(["victims", "homicides", "extortion_cases"]), "value"] > 0).all()


@pytest.mark.data
def test_january_1992_of_ucdp(real: Tables) -> None:
    """41 deaths in 7 events are known to the month; two events with 834 deaths are known to the year only."""
    month = Selection(start="1992-01", end="1992-01", sources=("ucdp_ged",))
    counted, vague = real.monthly_counts(month), real.year_only_counts(month)
    assert (counted["events"].sum(), counted["fatalities_best"].sum()) == (7, 41)
    assert (vague["events"].sum(), vague["fatalities_best"].sum()) == (2, 834)
