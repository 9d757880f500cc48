"""The peace accord: a planted difference where the FARC acted, side by side by weighting, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, NamedMeasure, Request
from geo.analyses.run import answer
from geo.analyses.wording import Text
from geo.source import Coverage, Source
from geo.statistics.indicators import Measure
from tests.lattice import country, evidence, municipalities, region

CODES = municipalities()["municipality_code"].to_numpy()
ACTORS = pd.DataFrame({"actor_id": ["farc"], "aliases": ["FARC | FARC-EP"], "part_of": None, "since": None})
ACTED = 60


def known(
    planted: float = 0.0,
    *,
    drift: float = 0.0,
    years: range = range(2011, 2019),
    named: int = ACTED,
    ucdp: range = range(2000, 2019),
    variable: str = "tree_cover_loss",
) -> Evidence:
    """The FARC acted in the first 60 municipalities of 400; loss there is ``planted`` higher from 2015 on."""
    rng = np.random.default_rng(2)
    acted = np.arange(len(CODES)) < ACTED
    level = rng.gamma(2, 2, len(CODES))
    loss = {
        year: level + rng.standard_normal(len(CODES)) + acted * (planted * (year >= 2015) + drift * (year - 2011))
        for year in years
    }
    events = pd.DataFrame(
        {
            "source": "ucdp_ged",
            "municipality_code": [*CODES[:named], None, CODES[399]],
            "date_start": pd.to_datetime([*["2012-05-01"] * (named + 1), "2010-12-31"]),
            "date_precision": 5,
            "actor_1": "Government",
            "actor_2": "FARC",
        }
    )
    made = evidence({"loss": loss}, breaks={"loss": (2012, 2015)}, events=events, actors=ACTORS)
    indicators = made.tables["indicators"].assign(variable=variable)
    coverage = Coverage("2000-01-01", "2018-12-31", tuple(ucdp), "country", absent_is_zero=True)
    source = Source("ucdp_ged", "-", "-", "-", "-", "-", "-", "events", (), coverage, measures=("events",))
    unit = Text("% de la cobertura de 2000", "% of the tree cover of 2000")
    measure = NamedMeasure("loss", Measure(variable, "loss", unit.en), Text("pérdida", "loss"), unit)
    return Evidence(
        {**made.tables, "indicators": indicators},
        {**made.sources, "ucdp_ged": source, "actors": source},
        {"loss": measure},
    )


def ask(evidence_: Evidence, first: int | None = None, last: int | None = None, place=None) -> Answer:
    return answer(evidence_, Request("accord", place or country(), first, last, ("loss",)))


def test_a_planted_difference_is_found() -> None:
    """Both weightings, which are the same where all areas are; the change of method is said, not refused."""
    found = ask(known(0.8))
    by = {one.statistic: one for one in found.estimates}
    assert by["unweighted"].value == pytest.approx(0.8, abs=0.25)
    assert by["unweighted"].low < 0.8 < by["unweighted"].high
    assert by["area"].value == pytest.approx(by["unweighted"].value)
    assert by["accord_unweighted"].value == pytest.approx(0.8, abs=0.35)
    assert by["before_unweighted"].p > 0.05
    assert "+0.8" in by["unweighted"].sentence.en or "+0.7" in by["unweighted"].sentence.en
    assert "percentage points of the tree cover of 2000" in by["unweighted"].sentence.en
    assert "puntos porcentuales de la cobertura de 2000" in by["unweighted"].sentence.es
    assert "loss rose more, or fell less, where the FARC had acted" in by["unweighted"].verdict.en
    assert "60 municipalities where UCDP recorded deadly events with the FARC" in by["unweighted"].sentence.en
    assert "changed in 2012 and 2015" in found.coverage.en
    assert set(found.details["series"]) == {"coefficient", "lag", "lag_area"}
    assert found.details.query("series == 'lag'")["x"].tolist() == list(range(-4, 4))


def test_places_that_drifted_before_are_named() -> None:
    """Nothing happens in 2015, but the places grew apart all along."""
    by = {one.statistic: one for one in ask(known(drift=0.5)).estimates}
    assert "the comparison does not hold as such" in by["before_unweighted"].verdict.en


def test_nothing_planted_is_not_told_from_chance() -> None:
    """In words, in both languages."""
    headline = ask(known()).estimates[0]
    assert "this cannot be distinguished from chance" in headline.verdict.en
    assert "no se distingue del azar" in headline.verdict.es


@pytest.mark.parametrize(
    ("case", "years", "says"),
    [
        (known(years=range(2013, 2019)), (2013, 2018), "covers 2013–2018"),
        (known(), (2011, 2016), "covers 2011–2018"),
        (known(), (2005, 2018), "covers 2011–2018"),
        (known(named=5), (2011, 2018), "5 where the FARC acted and 395 others"),
        (known(ucdp=range(2013, 2019)), (2011, 2018), "UCDP does not cover 2011–2014"),
        (known(variable="deaths"), (2011, 2018), "not a measure of tree cover loss"),
    ],
)
def test_what_is_refused(case: Evidence, years: tuple[int, int], says: str) -> None:
    """Each guard has its reason."""
    refusal = ask(case, *years).refusal
    assert refusal is not None
    assert says in refusal.en


def test_a_region_with_too_few_is_refused() -> None:
    """All of its twenty municipalities are places where the FARC acted: there is nothing to compare with."""
    refusal = ask(known(), place=region()).refusal
    assert refusal is not None
    assert "20 where the FARC acted and 0 others" in refusal.en
