"""Local pattern: what is on the map, what is said of it, what is refused."""

from dataclasses import replace

import numpy as np

from geo.analyses.model import Request
from geo.analyses.run import answer, tabulate
from tests.lattice import SIDE, clustered, country, evidence, region

rng = np.random.default_rng(12)
ROW, COLUMN = np.divmod(np.arange(SIDE * SIDE), SIDE)
CORNER = 4.0 * ((ROW < 5) & (COLUMN < 5))
X, Y = (np.exp(rng.standard_normal(SIDE * SIDE) + CORNER) for _ in range(2))
FEW = np.where(np.arange(SIDE * SIDE) < 19, 1.0, 0.0)
KNOWN = evidence({"x": {2001: X}, "y": {2001: Y}, "noise": {2001: np.exp(clustered(rng))}, "few": {2001: FEW}})
ASKED = Request("local_pattern", country(), 2001, 2001, ("x", "y"))


def test_survivors_have_a_class_and_the_others_none() -> None:
    """Every municipality is on the map with its p-value; only survivors are marked and in a class."""
    answered = answer(KNOWN, ASKED)
    _, details = tabulate([answered])
    on_map = details[details["series"] == "municipality"].set_index("key")
    classes = details[details["series"].str.startswith("class_")]
    assert set(classes["key"]) == set(on_map.index[on_map["low"] == 1])
    assert (on_map.loc[on_map["low"] == 1, "p_adjusted"] <= 0.05).all()
    lee, free, together = answered.estimates
    assert (lee.value, lee.n) == (free.value, len(on_map))
    assert "more than chance would give" in lee.verdict.en
    assert "más de lo que daría el azar" in lee.verdict.es
    assert together.value == (classes["series"] == "class_high_high").sum() > 15


def test_a_region_counts_its_own_municipalities() -> None:
    """The association is that of the country whatever the place; the count is of the place."""
    whole, part = answer(KNOWN, ASKED), answer(KNOWN, replace(ASKED, place=region()))
    assert whole.estimates[0].value == part.estimates[0].value
    assert 0 < part.estimates[2].value < whole.estimates[2].value
    assert "of Bajo Cauca" in part.estimates[2].sentence.en
    assert "del Bajo Cauca" in part.estimates[2].sentence.es


def test_no_survivor_is_said_and_not_tested() -> None:
    """Noise: none, with the words for it, and no p-value of a count that cannot differ."""
    together = answer(KNOWN, replace(ASKED, measures=("x", "noise"), place=region())).estimates[2]
    if together.value == 0:
        assert "none can be distinguished from chance" in together.verdict.en
        assert np.isnan(together.p)


def test_too_few_values_above_zero_are_refused() -> None:
    """Nineteen of them say nothing about a pattern."""
    refused = answer(KNOWN, replace(ASKED, measures=("x", "few"))).refusal
    assert refused is not None
    assert "Only 19 municipalities have a value above zero of few" in refused.en
