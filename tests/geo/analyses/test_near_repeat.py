"""Near repeat: what is counted and said, and what is refused."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.analyses.evidence import Evidence
from geo.analyses.model import Request
from geo.analyses.run import answer, tabulate
from geo.source import Coverage
from tests.lattice import country, evidence, region

rng = np.random.default_rng(14)


def events(n: int = 120, *, repeated: bool = True) -> gpd.GeoDataFrame:
    """Events of 2001, half of them within a week and 5 km of the other half if ``repeated``."""
    lon, lat = rng.uniform(-73.9, -73.1, n), rng.uniform(2.1, 2.9, n)
    day = rng.integers(0, 350, n)
    if repeated:
        half = n // 2
        lon[half:], lat[half:], day[half:] = lon[:half] + 0.01, lat[:half], day[:half] + 2
    return gpd.GeoDataFrame(
        {
            "source": "ucdp_ged",
            "date_start": pd.Timestamp("2001-01-01") + pd.to_timedelta(day, unit="D"),
            "date_precision": 1,
            "location_precision": 1,
            "municipality_code": "10000",
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )


def known(table: gpd.GeoDataFrame, years: tuple[int, ...] = (2000, 2001, 2003)) -> Evidence:
    """Evidence of a source of events that covers ``years``."""
    made = evidence({"ucdp_ged": {2001: np.zeros(400)}}, events=table)
    coverage = Coverage("2000-01-01", "2003-12-31", years, "country", absent_is_zero=True)
    return Evidence(made.tables, {"ucdp_ged": replace(made.sources["ucdp_ged"], coverage=coverage)}, made.measures)


ASKED = Request("near_repeat", country(), 2000, 2001, ("ucdp_ged",))


def test_repetition_is_found_and_said() -> None:
    """More pairs than shuffled dates give; the grid has a ratio and the pairs of every cell."""
    answered = answer(known(events()), ASKED)
    _, details = tabulate([answered])
    first = answered.estimates[0]
    assert first.value > 1.5
    assert first.p < 0.01
    assert "at most 10 km and 14 days apart" in first.sentence.en
    assert "more than chance would give" in first.verdict.en
    assert "más de lo que daría el azar" in first.verdict.es
    assert (details["series"] == "cell").sum() == (details["series"] == "cell_pairs").sum() == 20
    assert details.loc[details["series"] == "cell_pairs", "estimate"].sum() >= 60
    assert "120 events of UCDP in Colombia, 2000–2001" in answered.coverage.en


def test_without_repetition_it_cannot_be_told_from_chance() -> None:
    """Dates at random."""
    verdict = answer(known(events(repeated=False)), ASKED).estimates[0].verdict
    assert verdict.en == "this cannot be distinguished from chance"


def test_a_place_or_a_day_that_is_not_known_is_no_event_here() -> None:
    """Precision of the municipality, or of the week: left out, and told."""
    table = events(160)
    table.loc[:9, "location_precision"] = 3
    table.loc[10:19, "date_precision"] = 3
    assert "140 events" in (coverage := answer(known(table), ASKED).coverage.en)
    assert "of 160 in all" in coverage


@pytest.mark.parametrize(
    ("table", "changed", "says"),
    [
        (events(), {"last": 2003}, "does not cover 2000–2003"),
        (events(30), {}, ": 30; at least 40 are needed"),
        (events(), {"place": replace(region(), codes=frozenset({"10399"}))}, ": 0; at least 40 are needed"),
        (events(44, repeated=False), {}, "at least 5 expected pairs are needed"),
    ],
)
def test_what_has_no_pairs_is_refused(table: gpd.GeoDataFrame, changed: dict[str, object], says: str) -> None:
    """A gap of the source within the years, too few events, too few pairs."""
    refused = answer(known(table), replace(ASKED, **changed)).refusal  # type: ignore[arg-type]
    assert refused is not None
    assert says in refused.en


def test_a_source_without_whole_years_is_refused() -> None:
    """What it lacks is not known."""
    refused = answer(known(events(), ()), ASKED).refusal
    assert refused is not None
    assert "Of UCDP only 1 January 2000 to 31 December 2003 is covered, no whole year" in refused.en
