"""Ceasefires: which months are compared, what is refused, and a planted fall that is found."""

import numpy as np
import pandas as pd
import pytest

from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Request
from geo.analyses.months import months_in_force
from geo.analyses.run import answer
from geo.schema import GeoDataError
from geo.source import Coverage, Source
from tests.lattice import country, evidence, municipalities

CODES = municipalities()["municipality_code"]
CEASEFIRES = pd.DataFrame(
    {
        "ceasefire_id": ["eln-2011", "eln-short", "eln-later", "agc-1"],
        "group": ["eln", "eln", "eln", "agc"],
        "group_es": "ELN",
        "group_en": "ELN",
        "start": pd.to_datetime(["2011-01-16", "2011-01-02", "2012-06-01", "2011-01-01"]),
        "end": pd.to_datetime(["2011-12-31", "2011-01-28", "2012-06-30", "2011-12-31"]),
        "departments": None,
        "except_departments": None,
    }
)
ACTORS = pd.DataFrame(
    {
        "actor_id": ["eln", "agc", "government"],
        "aliases": ["ELN", "AGC", "Government"],
        "part_of": None,
        "since": [None, "2010-10", None],
    }
)


def events(during: float, *, seed: int = 1, first: int = 1995, last: int = 2013) -> pd.DataFrame:
    """Two a month in each of the first 40 municipalities, where the ELN is named, and one in each of the next 60.

    In 2011 those of the first 40 are ``during`` times as many.
    """
    rng = np.random.default_rng(seed)
    parts = []
    for month in pd.date_range(f"{first}-01-01", f"{last}-12-01", freq="MS"):
        rates = np.r_[np.full(40, 2.0 * (during if month.year == 2011 else 1)), np.ones(60)]
        counts = rng.poisson(rates * rng.gamma(8, 1 / 8))
        where = np.repeat(np.arange(100), counts)
        parts.append(pd.DataFrame({"municipality_code": CODES.to_numpy()[where], "date_start": month, "k": where}))
    table = pd.concat(parts, ignore_index=True)
    actor = np.where(table["k"] < 40, "ELN", "Government")
    return table.assign(source="ucdp_ged", date_precision=1, actor_1=actor, actor_2="Government", victims=1)


def known(table: pd.DataFrame, years: range = range(1995, 2014), breaks: tuple[int, ...] = ()) -> Evidence:
    made = evidence({"a": {2001: np.ones(400)}}, events=table, ceasefires=CEASEFIRES, actors=ACTORS)
    coverage = Coverage("1995-01-01", "2013-12-31", tuple(years), "country", absent_is_zero=True, breaks=breaks)
    source = Source("ucdp_ged", "-", "-", "-", "-", "-", "-", "events", (), coverage, measures=("events",))
    return Evidence(
        made.tables, {**made.sources, **dict.fromkeys(("ucdp_ged", "actors", "ceasefires"), source)}, made.measures
    )


def ask(evidence_: Evidence, subject: str = "eln-2011", source: str = "ucdp_ged") -> Answer:
    return answer(evidence_, Request("ceasefire", country(), measures=(source,), subject=subject))


def test_a_planted_fall_is_found_against_other_dates() -> None:
    """Half as many where the group was, during and not after; the other dates are about 1."""
    found = ask(known(events(0.5)))
    by = {one.statistic: one for one in found.estimates}
    assert by["during"].value == pytest.approx(0.5, abs=0.1)
    assert by["during"].low < 0.5 < by["during"].high
    assert by["after"].value == pytest.approx(1, abs=0.2)
    assert by["during"].expected == pytest.approx(1, abs=0.1)
    assert by["during"].p < 0.05 < by["after"].p
    assert by["pretrend"].p > 0.05
    assert "lower than at dates without a ceasefire" in by["during"].verdict.en
    assert "16 January 2011 to 31 December 2011" in by["during"].sentence.en
    assert "16 de enero de 2011 al 31 de diciembre de 2011" in by["during"].sentence.es
    assert {"month", "month_outside", "placebo"} == set(found.details["series"])
    # January 2011 is in force in part, and with June 2012 another ceasefire of the group begins
    assert "24 before, 11 during and 5 after" in found.coverage.en


def test_nothing_planted_is_not_told_from_chance() -> None:
    """The same places and months without a change."""
    headline = ask(known(events(1.0, seed=3))).estimates[0]
    assert headline.low < 1 < headline.high
    assert "this cannot be distinguished from chance" in headline.verdict.en
    assert "no se distingue del azar" in headline.verdict.es


def test_without_other_dates_nothing_is_tested() -> None:
    """Years enough for the ceasefire alone: the interval stands, a p-value does not."""
    headline = ask(known(events(0.5), range(2009, 2014))).estimates[0]
    assert np.isnan(headline.p)
    assert "is not tested" in headline.verdict.en


@pytest.mark.parametrize(
    ("case", "subject", "source", "says"),
    [
        (known(events(1)), "eln-short", "ucdp_ged", "0 are covered; 2 are needed"),
        (known(events(1), range(2011, 2014)), "eln-2011", "ucdp_ged", "0 months are covered"),
        (known(events(1)), "agc-1", "ucdp_ged", "3 months are covered and without another ceasefire"),
        (known(events(1), breaks=(2011,)), "eln-2011", "ucdp_ged", "method of deadly events .* changed in 2011"),
        (known(events(1)), "eln-2011", "mindefensa_mine_raids", "does not count what groups do"),
        (known(events(1).query("k == 1 or k > 39")), "eln-2011", "ucdp_ged", "recorded the group: 1; 3 are needed"),
        (known(events(1).query("k < 40")), "eln-2011", "ucdp_ged", r"and 0 where it was not; 20 are needed"),
        (known(events(1).assign(date_precision=5)), "eln-2011", "ucdp_ged", "recorded the group: 0"),
    ],
)
def test_what_is_refused(case: Evidence, subject: str, source: str, says: str) -> None:
    """Each guard has its reason, in both languages."""
    refusal = ask(case, subject, source).refusal
    assert refusal is not None
    assert pd.Series([refusal.en]).str.contains(says).item()
    assert refusal.es.endswith(".")


def test_an_unknown_ceasefire_is_an_error() -> None:
    """With the ones that there are."""
    with pytest.raises(GeoDataError, match="no such ceasefire"):
        ask(known(events(1)), "nope")


def test_ceasefires_elsewhere_do_not_count() -> None:
    """Another area or another group is no ceasefire of the same side; EMC and EMBF are one side."""
    table = pd.DataFrame(
        {
            "group": ["emc", "emc", "embf", "eln"],
            "start": pd.to_datetime(["2023-10-17", "2023-10-17", "2024-07-16", "2023-08-03"]),
            "end": pd.to_datetime(["2023-12-31", "2023-11-30", "2024-08-15", "2023-08-04"]),
            "departments": [None, "19 52", None, None],
            "except_departments": ["19 52", None, None, None],
        }
    )
    north, southwest = table.iloc[0], table.iloc[1]
    assert len(months_in_force(table)) == 3 + 2 + 1
    assert len(months_in_force(table[1:], north)) == 2
    assert len(months_in_force(table.drop(1), southwest)) == 2
