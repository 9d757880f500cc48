"""Empirical Bayes rates and rank intervals: the library's rates, and coverage of the truth."""

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes

from geo.statistics.ranks import Prior, dispersion, fit_prior, ranking

rng = np.random.default_rng(4)
PEOPLE = rng.lognormal(10, 1, 300) * 3
RATE = rng.gamma(0.8, 1 / 2000, 300)


def counts_of(spread: float, rng: np.random.Generator, years: int = 3) -> np.ndarray:
    """Yearly counts with the rates above; variance is ``spread`` times the mean."""
    mean = np.repeat((RATE * PEOPLE / years)[:, None], years, axis=1)
    if spread == 1:
        return rng.poisson(mean).astype(float)
    return rng.negative_binomial(mean / (spread - 1), 1 / spread).astype(float)


def test_smoothed_rates_are_those_of_the_library() -> None:
    """With the dispersion of independent events, posterior means are esda's empirical Bayes rates."""
    counts = counts_of(1, np.random.default_rng(1)).sum(axis=1)
    shape, rate = fit_prior(counts, PEOPLE).posterior(counts, PEOPLE)
    assert shape / rate == pytest.approx(Empirical_Bayes(counts, PEOPLE).r.ravel())


@pytest.mark.parametrize("spread", [1.0, 3.0])
def test_dispersion_is_found(spread: float) -> None:
    """Counts that vary three times as much as independent ones are seen to."""
    found = [dispersion(counts_of(spread, np.random.default_rng(seed))) for seed in range(20)]
    assert np.mean(found) == pytest.approx(spread, rel=0.1)
    assert min(found) >= 1


@pytest.mark.parametrize("spread", [1.0, 3.0])
@pytest.mark.parametrize("trials", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_rank_intervals_cover_the_true_rank(spread: float, trials: int) -> None:
    """Among the places with a count above zero the true rank is in 95 % of the intervals, or a little more."""
    rng = np.random.default_rng(6)
    covered, known = 0, 0
    for _ in range(trials):
        yearly = counts_of(spread, rng)
        counts = yearly.sum(axis=1)
        above = counts > 0
        prior = fit_prior(counts, PEOPLE, dispersion(yearly))
        found = ranking(counts[above], PEOPLE[above], prior, 399, rng)
        truth = np.argsort(np.argsort(-RATE[above])) + 1
        covered += np.count_nonzero((found.low <= truth) & (truth <= found.high))
        known += len(truth)
    assert 0.93 < covered / known < 0.99


def test_a_small_population_is_drawn_to_the_common_rate_and_less_sure() -> None:
    """Two places with the same raw rate: the smaller one has the lower rate and the wider rank interval."""
    counts, people = np.array([2.0, 200, 10, 20, 30]), np.array([1e3, 1e5, 1e5, 1e5, 1e5])
    found = ranking(counts, people, Prior(2e-4, 4e-8, 1.0), 999, np.random.default_rng(0))
    assert found.rank.tolist() == [2, 1, 5, 4, 3]
    assert found.rate[0] < found.rate[1] / 2
    assert found.high[0] - found.low[0] > found.high[1] - found.low[1]


def test_places_that_do_not_differ_have_no_variance_and_one_year_no_dispersion() -> None:
    """Equal rates leave nothing to rank; one column says nothing about years."""
    assert fit_prior(np.full(5, 10.0), np.full(5, 1e5)).variance == 0
    assert dispersion(np.ones((5, 1))) == 1
