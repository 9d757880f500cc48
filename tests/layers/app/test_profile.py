"""The profile of a municipality, and the animation over time."""

import io
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.schema import GeoDataError
from geo.statistics.summary import Rank
from layers.analysis.profile import KEY, Missing, profile
from layers.analysis.reach import reaches_of
from layers.app import state
from layers.app.mapview import headings, scene_for
from layers.catalog import CHOROPLETHS
from layers.charts.sparkline import sparkline
from layers.extract import extract
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

EN = translator("en")


def test_a_profile_has_values_ranks_and_measures_without_data(tables: Tables) -> None:
    """Teorama: its measures with their ranks in region and country; a measure without data is named, not zero."""
    found = profile(Selection(municipality_code="54800", start="2015-01", end="2016-12"), tables, EN)
    lines = {line.layer: line for line in found.lines}
    loss = lines["forest_loss"]
    assert (loss.value, loss.unit, loss.years) == (2, "% of the tree cover of 2000", (2015, 2016))
    assert (loss.local_rank, loss.national_rank) == (Rank(1, 1), Rank(1, 4))
    assert (lines["deaths"].local_rank, lines["deaths"].national_rank) == (Rank(1, 2), Rank(1, 5))
    assert "Illicit share of alluvial gold mining" in {each.title for each in found.missing}
    assert (found.name, found.reference_area) == ("Teorama", "Catatumbo")
    assert ("Department", "Norte de Santander") in found.facts


def test_a_measured_zero_has_a_line_and_no_data_has_none(tables: Tables) -> None:
    """Florencia lost nothing; Tibú's namesake has no data."""
    span = {"start": "2015-01", "end": "2016-12"}
    zero = profile(Selection(municipality_code="18001", **span), tables, EN)
    assert {line.layer: line.value for line in zero.lines}["forest_loss"] == 0
    unknown = profile(Selection(municipality_code="54810", **span), tables, EN)
    assert "forest_loss" not in {line.layer for line in unknown.lines}


def test_a_profile_is_compared_with_another_or_with_those_around(tables: Tables) -> None:
    """Teorama against the median of the two in Catatumbo, against Cáceres, against one of which nothing is known."""
    span = Selection(municipality_code="54800", start="2015-01", end="2016-12")

    def others(beside: str) -> tuple[str | None, float | None, float | None]:
        found = profile(span, tables, EN, beside)
        other = {line.layer: line.other for line in found.lines}
        return found.compared_with, other["forest_loss"], other["deaths"]

    assert others("") == (None, 2, pytest.approx(2.87, abs=0.005))
    assert others("05120") == ("Cáceres", pytest.approx(0.6), 0)
    assert others("54810")[1] is None


@pytest.mark.parametrize(
    ("step", "start", "end", "windows"),
    [
        ("year", "2012-03", "2014-02", [("2012-03", "2012-12"), ("2013-01", "2013-12"), ("2014-01", "2014-02")]),
        ("month", "2012-11", "2013-01", [("2012-11",) * 2, ("2012-12",) * 2, ("2013-01",) * 2]),
        ("year", "2012-01", "2012-12", [("2012-01", "2012-12")]),
    ],
)
def test_the_animation_covers_the_period_and_no_more(
    step: str, start: str, end: str, windows: list[tuple[str, str]]
) -> None:
    """Every month or year once, cut at the ends of the period."""
    playback = state.Playback(step, start, end, start)  # type: ignore[arg-type]
    windows_shown = []
    while not playback.finished:
        windows_shown.append(playback.window)
        playback = playback.next_step()
    assert windows_shown == windows


@pytest.mark.parametrize("choropleth", ["deaths", None])
def test_a_map_around_a_municipality_is_titled_as_the_page(
    tables: Tables, choropleth: str | None, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Citation and frame take this title; the heading of the page is the place and what colours the map."""
    monkeypatch.setattr("layers.app.mapview.STATIC", tmp_path)
    selection = Selection(municipality_code=tables.municipalities["municipality_code"].iloc[0], choropleth=choropleth)
    scene = scene_for(selection, tables)
    place, subject, _ = headings(selection, tables, scene)
    assert scene["title"].startswith(f"{place}: ")
    assert subject.lower() in scene["title"].lower()


def test_maps_that_are_compared_have_the_same_classes(
    tables: Tables, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One death is the highest value of 2017; compared with 2015 it is in the lowest class."""
    monkeypatch.setattr("layers.app.mapview.STATIC", tmp_path)
    years = tuple(Selection(choropleth="deaths", start=f"{year}-01", end=f"{year}-12") for year in (2015, 2017))
    alone = [scene_for(year, tables)["choropleths"][0]["classes"] for year in years]
    together = [scene_for(year, tables, years)["choropleths"][0]["classes"] for year in years]
    labels = [[row["label"] for row in legend] for legend in together]
    assert labels[0] == labels[1]
    assert [row["label"] for row in alone[0]] != [row["label"] for row in alone[1]]


def test_a_zero_has_no_place(tables: Tables) -> None:
    """In the profile as in the dossier: the many that share a zero are not behind those that have something."""
    lines = [
        line
        for code in tables.municipalities["municipality_code"]
        for line in profile(Selection(lang="en", municipality_code=code), tables, translator("en")).lines
    ]
    zeros = [line for line in lines if line.value == 0]
    assert zeros
    assert {(line.local_rank, line.national_rank) for line in zeros} == {(None, None)}
    assert all(line.national_rank for line in lines if line.value != 0)


def test_a_trend_has_each_year_with_data_and_no_other(tables: Tables) -> None:
    """Its years are those in the table of figures, whatever the period; a state at one date has no trend."""
    found = profile(Selection(municipality_code="54800", start="2015-01", end="2016-12"), tables, EN)
    for line in found.lines:
        measure = CHOROPLETHS[line.layer].measure
        rows = tables.indicators[
            (tables.indicators["municipality_code"] == "54800")
            & (tables.indicators["variable"] == measure.variable)
            & (tables.indicators["source"] == measure.source)
        ]
        assert set(line.trend) <= set(rows["year"])
        assert bool(line.trend) != measure.standing or rows["year"].nunique() == 0
        single = tables.values(measure, (max(line.trend),))["value"]["54800"] if line.trend else None
        assert single is None or single == pytest.approx(line.trend[max(line.trend)])


@given(st.dictionaries(st.integers(1995, 2030), st.floats(0, 1e6), max_size=30), st.sets(st.integers(1995, 2030)))
def test_a_row_of_columns_draws_every_year_once(values: dict[int, float], period: set[int]) -> None:
    """A zero has a tick, a year without data has nothing, and no column is higher than the row."""
    years = range(2000, 2026)
    drawn = sparkline(values, years, period, EN)
    shown = {year: value for year, value in values.items() if year in years}
    columns = re.findall(r"M([\d.]+) 26v-([\d.]+)h", drawn)
    if len(shown) < 2:
        assert drawn == ""
        return
    assert len(columns) == len(shown)
    heights = [float(height) for _, height in sorted(columns, key=lambda column: float(column[0]))]
    assert all(0 < height <= 26 for height in heights)
    assert [height < 1.5 for height in heights] == [value == 0 for _, value in sorted(shown.items())]


def test_the_panel_has_the_measure_of_the_map_first_and_says_what_is_missing(tables: Tables) -> None:
    """A measure in brief without data has a line that says so; one that is unknown has none."""
    found = profile(Selection(municipality_code="54800", start="2015-01", end="2016-12"), tables, EN)
    assert [each.layer for each in found.in_brief("night_lights")] == ["night_lights", *KEY]
    assert [each.layer for each in found.in_brief("deaths")] == list(KEY)
    assert [each.layer for each in found.in_brief(None)] == list(KEY)
    missing = {each.layer for each in found.missing}
    assert {each.layer for each in found.in_brief(None) if isinstance(each, Missing)} == missing & set(KEY)


def test_the_table_of_a_profile_has_what_the_page_has(tables: Tables) -> None:
    """Every measure in a row, also those without data; a column for each year; zero is written, no data is empty."""
    selection = Selection(municipality_code="18001", start="2015-01", end="2016-12", lang="en")
    found = profile(selection, tables, EN)
    text = extract(selection, tables, "profile.csv", "profile")["profile.csv"].decode("utf-8-sig")
    rows = pd.read_csv(io.StringIO(text)).set_index("measure_id")
    assert list(rows.index) == [each.layer for each in found.measures]
    for line in found.lines:
        row = rows.loc[line.layer]
        assert (row["value"], row["unit"]) == (pytest.approx(line.value), line.unit)
        assert (None if pd.isna(row["rank"]) else Rank(row["rank"], row["rank_of"])) == line.local_rank
        by_year = row[[name for name in rows if name.isdigit()]].dropna()
        assert {int(year): value for year, value in by_year.items()} == pytest.approx(dict(line.trend))
    assert rows.loc[[each.layer for each in found.missing], "value"].isna().all()


@pytest.mark.parametrize("name", ["profile.xlsx", "profile.parquet", "profile.csv.zip"])
def test_a_profile_is_of_one_municipality(name: str, tables: Tables) -> None:
    """Without one, the error says how to choose it; with one, every format is written."""
    with pytest.raises(GeoDataError, match="--municipality"):
        extract(Selection(region="catatumbo"), tables, name, "profile")
    assert extract(Selection(municipality_code="54800"), tables, name, "profile")[name]


@pytest.mark.parametrize(("start", "end"), [("2005-01", "2006-12"), ("2012-01", "2013-12"), ("2015-01", "2016-12")])
def test_what_is_missing_is_said_to_be_missing(tables: Tables, start: str, end: str) -> None:
    """The years of a measure are those of its values: a count without a population is no rate."""
    for code in tables.municipalities["municipality_code"]:
        selection = Selection(municipality_code=code, start=start, end=end)
        found = profile(selection, tables, EN)
        reaches = reaches_of(tables, (code,))
        assert [each.layer for each in found.missing if reaches[each.layer].covers(selection)] == []
