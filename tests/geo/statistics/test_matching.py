"""Matched sets of places: which ones are taken, planted changes at their size, intervals that cover."""

import numpy as np
import pytest

from geo.statistics.matching import MATCHES, compare, neighbouring_sets

BEFORE = np.array([True, True, True, False, False])


def country(rng: np.random.Generator, growth: float = 1.0, sets: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Amounts of sets that waver and all grow after; and one trait."""
    level = rng.lognormal(4, 1, sets)
    means = level[:, None] * np.where(BEFORE, 1.0, growth) * rng.lognormal(0, 0.2, (sets, len(BEFORE)))
    return rng.poisson(means).astype(float), np.log(level)[:, None] + 0.3 * rng.standard_normal((sets, 1))


def test_sets_are_neighbours_without_the_places_in_question() -> None:
    """Five places on a line, in pairs, without the last one: no pair twice."""
    points = np.array([[0.0, 0], [1, 0], [2.1, 0], [3.3, 0], [9, 0]])
    sets = neighbouring_sets(points, 2, np.array([False, False, False, False, True]))
    assert sets.tolist() == [[0, 1], [1, 2], [2, 3]]
    assert neighbouring_sets(points, 1, points[:, 0] > 2).tolist() == [[0], [1]]


def test_the_matches_are_those_most_alike_before() -> None:
    """Level, course and the trait, by hand: the set that is the same comes first."""
    rng = np.random.default_rng(1)
    amounts, traits = country(rng)
    twin = amounts[7].copy()
    twin[~BEFORE] *= 3
    found = compare(twin, amounts, (traits[7], traits), BEFORE)
    assert found.matches[0] == 7
    assert len(found.matches) == MATCHES


@pytest.mark.parametrize("trials", [150, pytest.param(600, marks=pytest.mark.slow)])
@pytest.mark.parametrize("planted", [1.0, 2.0])
def test_a_planted_change_is_found_beyond_that_of_all(trials: int, planted: float) -> None:
    """All places triple; those in question do so ``planted`` times over. Nothing else is taken for a change."""
    rng = np.random.default_rng(3)
    ratios, covered, rejected = [], 0, 0
    for _ in range(trials):
        amounts, traits = country(rng, growth=3.0)
        own = amounts[0].copy()
        own[~BEFORE] *= planted
        found = compare(own, amounts[1:], (traits[0], traits[1:]), BEFORE)
        ratios.append(np.log(found.value))
        covered += found.low <= planted <= found.high
        rejected += found.p <= 0.05
    tolerance = 3 * np.sqrt(0.05 * 0.95 / trials)
    assert np.mean(ratios) == pytest.approx(np.log(planted), abs=0.06)
    assert 0.95 - tolerance - 0.01 < covered / trials < 1
    assert (rejected / trials < 0.05 + tolerance) if planted == 1 else (rejected / trials > 0.8)


def test_before_and_after_alone_takes_the_growth_of_all_for_its_own() -> None:
    """What goes wrong without the country: the places in question did nothing but what all did."""
    amounts, traits = country(np.random.default_rng(5), growth=2.2)
    rest = np.arange(100, len(amounts))
    found = [compare(amounts[k], amounts[rest], (traits[k], traits[rest]), BEFORE) for k in range(60)]
    assert np.median([one.own for one in found]) == pytest.approx(2.2, rel=0.1)
    assert np.mean([one.p <= 0.05 for one in found]) < 0.15


def test_zeros_have_a_change() -> None:
    """A set without anything before and after has the ratio one, not none."""
    amounts, traits = country(np.random.default_rng(2))
    amounts[5] = 0
    found = compare(np.zeros(5), amounts, (traits[5], traits), BEFORE)
    assert found.matches[0] == 5
    assert found.own == 1
    assert np.isfinite(found.placebos).all()
