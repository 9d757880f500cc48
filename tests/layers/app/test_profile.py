"""The profile of a municipality, and the animation over time."""

import pytest

from geo.statistics.summary import Rank
from layers.analysis.profile import profile
from layers.app import state
from layers.app.mapview import scene_for
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

EN = translator("en")


def test_a_profile_has_values_ranks_and_measures_without_data(tables: Tables) -> None:
    """Teorama: its measures with their ranks in region and country; a measure without data is named, not zero."""
    found = profile(Selection(municipality_code="54800", start="2015-01", end="2016-12"), tables, EN)
    lines = {line.layer: line for line in found.lines}
    loss = lines["forest_loss"]
    assert (loss.value, loss.unit, loss.years) == ("2", "% of the tree cover of 2000", "2015–2016")
    assert (loss.local_rank, loss.national_rank) == (Rank(1, 1), Rank(1, 4))
    assert (lines["deaths"].local_rank, lines["deaths"].national_rank) == (Rank(1, 2), Rank(1, 5))
    assert "Illicit share of alluvial gold mining" in found.without_value
    assert (found.name, found.reference_area) == ("Teorama", "Catatumbo")
    assert ("Department", "Norte de Santander") in found.facts


def test_a_measured_zero_has_a_line_and_no_data_has_none(tables: Tables) -> None:
    """Florencia lost nothing; Tibú's namesake has no data."""
    span = {"start": "2015-01", "end": "2016-12"}
    zero = profile(Selection(municipality_code="18001", **span), tables, EN)
    assert {line.layer: line.value for line in zero.lines}["forest_loss"] == "0"
    unknown = profile(Selection(municipality_code="54810", **span), tables, EN)
    assert "forest_loss" not in {line.layer for line in unknown.lines}


def test_a_profile_is_compared_with_another_or_with_those_around(tables: Tables) -> None:
    """Teorama against the median of the two in Catatumbo, against Cáceres, against one of which nothing is known."""
    span = Selection(municipality_code="54800", start="2015-01", end="2016-12")

    def others(beside: str) -> dict[str, str]:
        found = profile(span, tables, EN, beside)
        return {"name": str(found.compared_with)} | {line.layer: line.other for line in found.lines}

    around, caceres, unknown = (others(beside) for beside in ("", "05120", "54810"))
    assert (around["name"], around["forest_loss"], around["deaths"]) == ("None", "2", "2.87")
    assert (caceres["name"], caceres["forest_loss"], caceres["deaths"]) == ("Cáceres", "0.6", "0")
    assert unknown["forest_loss"] == "–"


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
    zeros = [line for line in lines if line.value == "0"]
    assert zeros
    assert {(line.local_rank, line.national_rank) for line in zeros} == {(None, None)}
    assert all(line.national_rank for line in lines if line.value != "0")
