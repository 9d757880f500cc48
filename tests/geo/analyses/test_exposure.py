"""Exposure: what counts as a place, what is said, what is refused."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.analyses.evidence import Evidence
from geo.analyses.model import Request
from geo.analyses.run import answer, tabulate
from geo.source import Coverage
from tests.lattice import country, evidence, region

rng = np.random.default_rng(15)
MINES = gpd.GeoDataFrame(
    {"source": "amw_mining", "year": pd.array([2023] * 20 + [2024] * 20, dtype="Int16")},
    geometry=shapely.buffer(shapely.points(rng.uniform(-74, -72, 40), rng.uniform(2.01, 2.09, 40)), 0.005),
    crs=4326,
)


def events(n: int, *, near: bool, year: int = 2024) -> gpd.GeoDataFrame:
    """Events in the first row of municipalities, at mines or anywhere in it."""
    at_mines = shapely.centroid(MINES.geometry.to_numpy())[np.arange(n) % 20]
    anywhere = shapely.points(rng.uniform(-74, -72, n), rng.uniform(2, 2.1, n))
    return gpd.GeoDataFrame(
        {
            "source": ["ucdp_ged"] * n,
            "date_start": pd.Timestamp(f"{year}-05-01"),
            "date_precision": 1,
            "location_precision": 1,
            "municipality_code": "10000",
        },
        geometry=shapely.transform(at_mines, lambda xy: xy + rng.uniform(0, 1e-4, xy.shape)) if near else anywhere,
        crs=4326,
    )


def known(table: gpd.GeoDataFrame, mines: gpd.GeoDataFrame = MINES) -> Evidence:
    """Only the first row of municipalities was searched."""
    searched = np.where(np.arange(400) < 20, 1.0, np.nan)
    made = evidence(
        {"amw_mining": {2023: searched, 2024: searched}, "ucdp_ged": {2023: searched}}, events=table, mining=mines
    )
    indicators = made.tables["indicators"]
    indicators.loc[indicators["source"] == "amw_mining", "variable"] = "gold_mining_detected"
    years = {"amw_mining": (2021, 2022, 2023, 2024), "ucdp_ged": (2018, 2023, 2024, 2025)}
    sources = {
        name: replace(one, coverage=Coverage("2018-01-01", "2025-12-31", years[name], "country"))
        for name, one in made.sources.items()
    }
    return Evidence({**made.tables, "indicators": indicators}, sources, made.measures)


ASKED = Request("exposure", country(), 2023, 2024, ("ucdp_ged", "amw_mining"))


def test_events_at_mines_are_near_and_said_to_be() -> None:
    """One number per distance, with what random points in the searched municipalities give."""
    answered = answer(known(events(40, near=True)), ASKED)
    _, details = tabulate([answered])
    assert details["x"].tolist() == [1, 5, 10]
    assert (details["series"] == "distance").all()
    first = answered.estimates[0]
    assert (first.value, first.n) == (100, 40)
    assert first.expected_high < 60
    assert first.p < 0.01
    assert "at most 1 km from what was detected up to that year: 100 % of 40" in first.sentence.en
    assert "20 municipalities searched whole by Amazon Mining Watch" in answered.coverage.en


def test_events_anywhere_cannot_be_told_from_chance() -> None:
    """At random in what was searched."""
    answered = answer(known(events(60, near=False)), ASKED)
    assert "this cannot be distinguished from chance" in answered.estimates[0].verdict.en
    assert "no se distingue del azar" in answered.estimates[0].verdict.es


def test_a_mine_that_was_found_later_is_not_near() -> None:
    """Events of 2023 at mines first detected in 2024."""
    later = events(40, near=True, year=2023)
    swapped = MINES.assign(year=MINES["year"].to_numpy()[::-1])
    assert answer(known(later, swapped), ASKED).estimates[0].value < 100


def test_same_coordinates_in_a_year_count_once() -> None:
    """Forty events at one town are one place."""
    table = events(40, near=True)
    refused = answer(known(table.set_geometry([table.geometry.iloc[0]] * 40, crs=4326)), ASKED).refusal
    assert refused is not None
    assert ": 1; at least 30 are needed" in refused.en


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"first": 2022}, "does not cover 2022–2024"),
        ({"first": 2018, "last": 2018}, "does not cover 2018"),
        ({"measures": ("ucdp_ged", "ucdp_ged")}, "near detections of Amazon Mining Watch and Global Forest Watch"),
        ({"place": replace(region(), codes=frozenset({"10399"}))}, ": 0; at least 30 are needed"),
    ],
)
def test_what_was_not_searched_is_refused(changed: dict[str, object], says: str) -> None:
    """A year that one of the sources lacks, a source without areas, a place that nobody searched."""
    refused = answer(known(events(40, near=True)), replace(ASKED, **changed)).refusal  # type: ignore[arg-type]
    assert refused is not None
    assert says in refused.en


def test_hardly_any_area_is_refused() -> None:
    """With a dozen mines, near is a matter of a dozen places."""
    refused = answer(known(events(40, near=True), MINES[:12]), ASKED).refusal
    assert refused is not None
    assert "has 12 areas in Colombia up to 2024" in refused.en
