"""Incidents: which years are before and after, planted changes, the growth of all, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, NamedMeasure, Request
from geo.analyses.run import answer
from geo.analyses.wording import Text
from geo.schema import GeoDataError
from geo.statistics.indicators import Measure
from tests.lattice import country, evidence, municipalities

N = 400
HERE = [210, 211, 230]


def known(
    planted: float = 1.0,
    growth: float = 1.0,
    years: range = range(2018, 2026),
    level: float = 50.0,
    breaks: tuple[int, ...] = (),
    lacking: bool = False,
) -> Evidence:
    """Three neighbours in the middle of the lattice change ``planted`` times from 2023 on, all by ``growth``."""
    rng = np.random.default_rng(6)
    base = level * rng.lognormal(0, 0.5, N)
    here = np.isin(np.arange(N), HERE)
    values = {
        year: rng.poisson(
            base * rng.lognormal(0, 0.1, N) * (np.where(here, planted, 1) * growth if year >= 2023 else 1)
        ).astype(float)
        for year in years
    }
    if lacking:
        values[2022][HERE[0]] = np.nan
    codes = municipalities()["municipality_code"].to_numpy()
    incidents = pd.DataFrame(
        {
            "incident_id": ["march", "december"],
            "date_start": pd.to_datetime(["2023-03-02", "2022-12-28"]),
            "municipality_codes": " ".join(codes[HERE]),
            "title_es": "Paro minero.",
            "title_en": "Miners' strike.",
        }
    )
    made = evidence({"forest": values}, breaks={"forest": breaks}, incidents=incidents)
    sources = {**made.sources, "incidents": made.sources["forest"]}
    named = municipalities().assign(municipality=[f"Town {k}" for k in range(N)])
    return Evidence({**made.tables, "municipalities": named}, sources, made.measures)


def ask(evidence_: Evidence, subject: str = "march") -> Answer:
    return answer(evidence_, Request("incident", country(), measures=("forest",), subject=subject))


def test_a_planted_change_is_found_beyond_the_growth_of_all() -> None:
    """All double, the three triple over that: the ratio is three, and the country's growth is said."""
    found = ask(known(planted=3.0, growth=2.0))
    by = {one.statistic: one for one in found.estimates}
    assert by["matched"].low < 3 < by["matched"].high
    assert by["matched"].value == pytest.approx(3, rel=0.25)
    assert by["matched"].p < 0.05
    assert by["country"].value == pytest.approx(3, rel=0.25)
    assert by["own"].value == pytest.approx(6, rel=0.25)
    assert "Miners' strike (Town 210, Town 211 and Town 230)" in by["matched"].sentence.en
    assert "yearly mean of 2023–2025 divided by that of 2020–2022: " in by["matched"].sentence.en
    assert "media anual de 2023–2025 dividida por la de 2020–2022: " in by["matched"].sentence.es
    assert "it rose more, or fell less, than in similar municipalities" in by["matched"].verdict.en
    assert {"year", "year_matched", "year_country", "placebo"} == set(found.details["series"])
    assert "sets of neighbouring municipalities, each of as many as the incident (3)" in found.coverage.en
    assert "2023, the year of the incident, counts as after as a whole" in found.coverage.en


def test_the_growth_of_all_is_not_taken_for_that_of_the_place() -> None:
    """After is double of before and cannot be distinguished from the others."""
    headline = ask(known(growth=2.0)).estimates[0]
    assert headline.low < 1 < headline.high
    assert "this cannot be distinguished from how much similar municipalities vary" in headline.verdict.en
    assert "no se distingue de cuánto varían municipios parecidos" in headline.verdict.es


def test_the_year_of_a_late_incident_is_left_out() -> None:
    """28 December 2022: before is to 2021, after from 2023."""
    found = ask(known(), "december")
    assert "2023–2025 divided by that of 2019–2021" in found.estimates[0].sentence.en
    assert "2022, the year of the incident, is neither before nor after" in found.coverage.en


def test_rates_take_account_of_the_people() -> None:
    """Twice the amount among twice the people is no change of a rate."""
    made = known(growth=2.0)
    people = made.tables["indicators"].assign(variable="people", source="forest")
    people["value"] = np.where(people["year"] >= 2023, 2000.0, 1000.0)
    tables = {**made.tables, "indicators": pd.concat([made.tables["indicators"], people], ignore_index=True)}
    unit = Text("por persona", "per head")
    rate = NamedMeasure("forest", Measure("forest", "forest", unit.en, per="people"), Text("tasa", "rate"), unit)
    by = {one.statistic: one for one in ask(Evidence(tables, made.sources, {"forest": rate})).estimates}
    assert by["own"].value == pytest.approx(1, rel=0.15)


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (known(years=range(2023, 2026)), "2021–2022 is not covered by forest"),
        (known(breaks=(2023,)), "The method of forest changed in 2023"),
        (known(level=0.5), "a year before, in people, events or hectares; 5 are needed"),
        (known(lacking=True), "1 of 3 lack it"),
    ],
)
def test_what_is_refused(case: Evidence, says: str) -> None:
    """Each guard has its reason."""
    refusal = ask(case).refusal
    assert refusal is not None
    assert says in refusal.en


def test_an_unknown_incident_is_an_error() -> None:
    """With the ones that there are."""
    with pytest.raises(GeoDataError, match="no such incident"):
        ask(known(), "nope")
