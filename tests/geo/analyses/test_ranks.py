"""Ranks: who has one, what is said of it, what is refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.analyses.evidence import Evidence
from geo.analyses.model import Place, Request
from geo.analyses.run import answer, tabulate
from geo.analyses.wording import Text
from tests.lattice import SIDE, country, evidence, municipalities, region

N = SIDE * SIDE
YEARS = (2001, 2002, 2003)
rng = np.random.default_rng(13)
PEOPLE = rng.lognormal(10, 1, N)
DEATHS = {year: rng.poisson(rng.gamma(0.5, 1 / 2000, N) * PEOPLE).astype(float) for year in (*YEARS, 2004)}


def known(deaths: dict[int, np.ndarray] = DEATHS) -> Evidence:
    """Deaths, with the population of three years."""
    made = evidence({"deaths": deaths, "dane_population": dict.fromkeys(YEARS, PEOPLE), "rain": deaths})
    table = made.tables["indicators"]
    table.loc[table["source"] == "dane_population", "variable"] = "population"
    table.loc[table["source"] == "rain", "unit"] = "ha"
    return Evidence({**made.tables, "indicators": table}, made.sources, made.measures)


ASKED = Request("ranks", country(), 2001, 2003, ("deaths",))


def test_a_zero_has_no_rank() -> None:
    """The picture has exactly the municipalities with a death, in order, each with its raw and its smoothed rate."""
    answered = answer(known(), ASKED)
    _, details = tabulate([answered])
    total = sum(DEATHS[year] for year in YEARS)
    codes = municipalities()["municipality_code"]
    assert set(details["key"]) == set(codes[total > 0])
    assert details["estimate"].tolist() == list(range(1, len(details) + 1))
    assert ((details["low"] <= details["estimate"]) & (details["estimate"] <= details["high"])).mean() > 0.9
    raw = pd.Series(1e5 * total / (3 * PEOPLE), codes)
    assert details["x"].to_numpy() == pytest.approx(raw[details["key"]].to_numpy(), rel=1e-5)
    assert details["y"].is_monotonic_decreasing
    first = answered.estimates[0]
    assert first.statistic == "rank_1"
    assert "(Diez): rank 1 among the " in first.sentence.en
    assert "a zero has no rank" in answered.coverage.en
    assert "un cero no tiene puesto" in answered.coverage.es


def test_ranks_within_a_region_use_the_rates_of_the_country() -> None:
    """A region ranks its own, with the same smoothed rates as in the country."""
    rates = []
    for place in (country(), region()):
        _, details = tabulate([answer(known(), replace(ASKED, place=place))])
        rates.append(details.set_index("key")["y"])
    assert len(rates[1]) < SIDE + 1
    assert rates[1].to_numpy() == pytest.approx(rates[0][rates[1].index].to_numpy())


def test_by_default_the_latest_years_with_population() -> None:
    """2004 has deaths and no population."""
    assert (answer(known(), replace(ASKED, first=None, last=None)).request.last) == 2003


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"last": 2004}, "There is no population of 2004 (DANE): a rate by population can be asked for 2001–2003"),
        ({"first": 2003}, "how much counts vary from year to year is only seen in 2 years or more"),
        ({"measures": ("rain",)}, "rain is not a count of people or events"),
        ({"place": Place("10", Text("Diez", "Diez"), frozenset({"10000"}))}, "at least 5 are needed"),
    ],
)
def test_what_has_no_order_is_refused(changed: dict[str, object], says: str) -> None:
    """No denominator, one year, hectares, too few places."""
    refused = answer(known(), replace(ASKED, **changed)).refusal  # type: ignore[arg-type]
    assert refused is not None
    assert says in refused.en


def test_equal_rates_are_refused() -> None:
    """Where municipalities differ by no more than chance would give there is no order."""
    alike = {year: np.round(PEOPLE / 100) for year in YEARS}
    refused = answer(known(alike), ASKED).refusal
    assert refused is not None
    assert "do not differ in deaths" in refused.en
