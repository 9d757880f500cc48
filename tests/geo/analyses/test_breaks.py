"""Changes of level of a place's series: a planted one, none, short series, zeros, and the publisher's method."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Request
from geo.analyses.run import answer
from tests.lattice import country, evidence, municipalities, region

N = 400


def ask(
    yearly: dict[int, float],
    breaks: tuple[int, ...] = (),
    first: int | None = None,
    last: int | None = None,
    lacking: int | None = None,
) -> Answer:
    """Each municipality has the value of the year; one may lack a year."""
    values = {year: np.full(N, value) for year, value in yearly.items()}
    if lacking:
        values[lacking][0] = np.nan
    known = evidence({"deaths": values}, breaks={"deaths": breaks})
    return answer(known, Request("breaks", region() if lacking else country(), first, last, ("deaths",), "year"))


def wavering(step: float, at: int = 2010, years: range = range(1996, 2024), seed: int = 5) -> dict[int, float]:
    rng = np.random.default_rng(seed)
    return {year: float(np.exp(0.2 * rng.standard_normal()) * (step if year >= at else 1)) for year in years}


def test_a_planted_change_is_dated() -> None:
    """Half as much from 2010 on: the year, its interval, the ratio, and the sum of the place as a whole."""
    found = ask(wavering(0.5))
    year, ratio = found.estimates
    assert year.value == 2010
    assert year.low <= 2010 <= year.high
    assert year.p < 0.05
    assert ratio.low < 0.5 < ratio.high
    assert "changed most between 2009 and 2010" in year.sentence.en
    assert "cambió más entre 2009 y 2010" in year.sentence.es
    assert found.details.query("series == 'year'")["estimate"].iloc[0] == pytest.approx(N * wavering(0.5)[1996])
    assert set(found.details["series"]) == {"year", "break", "break_year"}


def test_no_change_has_no_year() -> None:
    """Without a change that can be told there is no year to quote."""
    found = ask(wavering(1.0))
    (headline,) = found.estimates
    assert np.isnan(headline.value)
    assert headline.p > 0.05
    assert "no change of level can be distinguished" in headline.verdict.en
    assert set(found.details["series"]) == {"year"}


def test_a_change_of_method_is_no_change_of_level() -> None:
    """The series is cut where the method changed; asked across it, it is refused and the year is named."""
    cut = ask(wavering(0.5), breaks=(2010,))
    assert cut.request.first == 2010
    assert "method changed in 2010: earlier years are not in" in cut.coverage.en
    across = ask(wavering(0.5), breaks=(2010,), first=1996, last=2023)
    assert across.refusal is not None
    assert "The method of deaths changed in 2010" in across.refusal.en


@pytest.mark.parametrize(
    ("yearly", "says"),
    [
        (wavering(0.5, years=range(2001, 2010)), "there are 9 consecutive years"),
        ({year: float(year > 2014) for year in range(2000, 2020)}, "5 of the 20 years have a value above zero"),
    ],
)
def test_too_little_is_refused(yearly: dict[int, float], says: str) -> None:
    """Short series, and series of zeros."""
    refusal = ask(yearly).refusal
    assert refusal is not None
    assert says in refusal.en


def test_a_municipality_without_a_year_is_left_out_of_all() -> None:
    """The sum is over the same municipalities in every year."""
    found = ask(wavering(1.0), lacking=2000)
    assert "the 19 municipalities of Bajo Cauca" in found.coverage.en
    assert "1 are left out" in found.coverage.en


def test_zeros_are_kept() -> None:
    """A covered zero is a value; their number is said."""
    found = ask({**wavering(0.5), 2001: 0.0})
    assert "of which 1 are zero;" in found.coverage.en
    assert found.details.query("series == 'year'")["estimate"].min() == 0


def by_month(a_month: float, later: float) -> Answer:
    """Events of three years, ``later`` as many from July 2002 on."""
    rng = np.random.default_rng(4)
    days = pd.date_range("2001-01-01", "2003-12-01", freq="MS")
    counts = rng.poisson([a_month * (later if day >= pd.Timestamp("2002-07-01") else 1) for day in days])
    codes = municipalities()["municipality_code"].to_numpy()
    dated = np.repeat(days, counts)
    events = pd.DataFrame(
        {
            "source": "ucdp_ged",
            "date_start": dated,
            "date_precision": 1,
            "municipality_code": codes[rng.integers(0, N, len(dated))],
            "victims": 1,
        }
    )
    made = evidence({"ucdp_ged": {year: np.ones(N) for year in (2001, 2002, 2003)}}, events=events)
    source = made.sources["ucdp_ged"]
    coverage = replace(source.coverage, absent_is_zero=True)
    known = Evidence(
        made.tables, {"ucdp_ged": replace(source, coverage=coverage, measures=("events",))}, made.measures
    )
    return answer(known, Request("breaks", country(), measures=("ucdp_ged",), scale="month"))


def test_a_change_is_dated_to_the_month() -> None:
    """Three times as many from July 2002 on, which is 2002 and half a year."""
    found = by_month(30, 3)
    first, ratio = found.estimates
    assert first.value == 2002.5
    assert first.low <= 2002.5 <= first.high
    assert ratio.low < 3 < ratio.high
    assert "between June 2002 and July 2002" in first.sentence.en
    assert "entre junio de 2002 y julio de 2002" in first.sentence.es
    assert "Values by month: 36, of which 0 are zero" in found.coverage.en


def test_too_few_months_have_events() -> None:
    """A month without any is a zero; where most are, nothing can be said."""
    refused = by_month(0.5, 1).refusal
    assert refused is not None
    assert "of the 36 months have a value above zero; 28 are needed" in refused.en


def test_what_is_published_by_year_has_no_months() -> None:
    """A measure whose source has no dated events."""
    known = evidence({"deaths": {year: np.ones(N) for year in range(2001, 2004)}})
    refused = answer(known, Request("breaks", country(), measures=("deaths",), scale="month")).refusal
    assert refused is not None
    assert "Deaths has no months in these data, only years" in refused.en
