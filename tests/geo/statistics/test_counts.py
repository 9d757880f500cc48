"""Counts by month: rate ratios of the right size, intervals that cover, and what a choice of places does."""

import numpy as np
import pytest
import statsmodels.api as sm

from geo.statistics.counts import Shape, fit, placebo_ratios, relative_to, trend_difference

PERIODS = np.repeat([0, 1, 2], [24, 12, 12])
ALIKE = 0.5
"""Lag-one autocorrelation of the rates in the simulations with autocorrelation."""


def overdispersed(rng: np.random.Generator, means: np.ndarray, dispersion: float, alike: float = 0.0) -> np.ndarray:
    """Counts whose rates are gamma (or, with ``alike``, autocorrelated lognormal) around ``means``."""
    if not alike:
        return rng.negative_binomial(1 / dispersion, 1 / (1 + dispersion * means)).astype(float)
    variance = np.log1p(dispersion)
    noise = np.empty(len(means))
    noise[0] = rng.standard_normal()
    for k in range(1, len(means)):
        noise[k] = alike * noise[k - 1] + np.sqrt(1 - alike**2) * rng.standard_normal()
    return rng.poisson(means * np.exp(np.sqrt(variance) * noise - variance / 2)).astype(float)


def test_worked_by_hand() -> None:
    """Equal counts are less dispersed than Poisson: dispersion 0, variance of a log mean 1 / total."""
    rates = fit(np.array([4.0, 4, 4, 2, 2, 2]), np.array([0, 0, 0, 1, 1, 1]))
    ratio = rates.ratio(1, 0)
    assert (rates.dispersion, rates.inflation, rates.freedom) == (0, 1, 4)
    assert ratio.value == 0.5
    assert ratio.log_error == pytest.approx(np.sqrt(1 / 12 + 1 / 6))
    assert relative_to(ratio, ratio, 8).value == 1


def test_statsmodels_agrees() -> None:
    """Means are those of maximum likelihood, and the dispersion is near it in a long series."""
    rng = np.random.default_rng(2)
    periods = np.repeat([0, 1], [1500, 1500])
    counts = overdispersed(rng, np.where(periods == 1, 6.0, 12.0), 0.4)
    ours = fit(counts, periods)
    theirs = sm.NegativeBinomial(counts, np.column_stack([np.ones(3000), periods])).fit(disp=0)
    assert np.log(ours.ratio(1, 0).value) == pytest.approx(theirs.params[1], abs=1e-4)
    assert ours.dispersion == pytest.approx(theirs.params[2], rel=0.1)
    assert ours.ratio(1, 0).log_error == pytest.approx(theirs.bse[1] * np.sqrt(ours.inflation), rel=0.05)


@pytest.mark.parametrize("trials", [200, pytest.param(2000, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("dispersion", "alike"), [(0.15, 0.0), (0.5, 0.0), (0.3, ALIKE)])
def test_intervals_cover_a_planted_ratio_and_poisson_bands_do_not(
    trials: int, dispersion: float, alike: float
) -> None:
    """Half as many during: the interval holds it in about 95 of 100 cases, that of Poisson counts far less often."""
    rng = np.random.default_rng(6)
    means = np.array([12.0, 6.0, 12.0])[PERIODS]
    logs, covered, poisson = [], 0, 0
    for _ in range(trials):
        counts = overdispersed(rng, means, dispersion, alike)
        ratio = fit(counts, PERIODS).ratio(1, 0)
        logs.append(np.log(ratio.value))
        covered += ratio.low <= 0.5 <= ratio.high
        error = np.sqrt(1 / counts[PERIODS == 0].sum() + 1 / counts[PERIODS == 1].sum())
        poisson += abs(np.log(ratio.value / 0.5)) <= 1.96 * error
    assert np.mean(logs) == pytest.approx(np.log(0.5), abs=0.06)
    assert 0.91 <= covered / trials <= 0.99
    assert poisson / trials < 0.88


@pytest.mark.parametrize("trials", [200, pytest.param(1000, marks=pytest.mark.slow)])
def test_trends_that_do_not_differ_are_told_apart_in_few_cases(trials: int) -> None:
    """The test before the start rejects at about its level; a planted difference is found."""
    rng = np.random.default_rng(8)
    level, rejected = np.full(24, 10.0), 0
    for _ in range(trials):
        pair = overdispersed(rng, level, 0.2), overdispersed(rng, 3 * level, 0.2)
        alphas = [fit(one, np.zeros(24, dtype=np.int64)).dispersion for one in pair]
        rejected += trend_difference(*pair, (alphas[0], alphas[1]))[1] <= 0.05
    assert rejected / trials < 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)
    grown = overdispersed(rng, level * 1.08 ** np.arange(24), 0.05)
    ratio, p = trend_difference(grown, overdispersed(rng, level, 0.05), (0.05, 0.05))
    assert ratio == pytest.approx(1.08, abs=0.03)
    assert p < 0.01


def test_a_period_without_events_has_no_interval_but_an_upper_end() -> None:
    """Nothing counted during: the ratio is 0 without an interval, the bin has the upper end of nothing."""
    rates = fit(np.array([5.0, 5, 5, 0, 0]), np.array([0, 0, 0, 1, 1]))
    assert rates.ratio(1, 0).value == 0
    assert np.isnan(rates.ratio(1, 0).high)
    assert rates.relative(np.zeros(2), 0).high == pytest.approx(-np.log(0.025) / 2 / 5, rel=1e-6)


def test_places_chosen_for_their_events_have_fewer_afterwards_at_any_date() -> None:
    """Nothing ever changes, yet the ratio is below 1; placebo dates show it."""
    rng = np.random.default_rng(4)
    counts = rng.poisson(rng.gamma(0.2, 0.3, 200), size=(300, 200)).astype(float)
    shape = Shape(tuple(range(-6, 0)), tuple(range(-6, 0)), tuple(range(6)), ())
    named = rng.binomial(counts.astype(int), 0.3) > 0
    found = placebo_ratios(counts, named, shape, range(6, 290), np.ones(200, dtype=bool), (3, 1))
    assert len(found) > 200
    assert np.median(found[:, 1]) < 0.9
    assert np.isnan(found[:, 2]).all()


def test_placebos_that_lack_places_or_events_are_left_out() -> None:
    """Two municipalities, one of them named: one inside, one outside, worked by hand."""
    counts = np.array([[2.0, 4], [1, 4], [1, 8], [6, 8]])
    named = np.array([[True, False]] * 4)
    shape = Shape((-1,), (-2, -1), (0,), (1,))
    everywhere = np.array([True, True])
    assert placebo_ratios(counts, named, shape, [2], everywhere, (1, 3)).tolist() == [[2, 1 / 3, 2]]
    assert len(placebo_ratios(counts, named, shape, [2], everywhere, (2, 3))) == 0
    assert len(placebo_ratios(counts, named, shape, [2], everywhere, (1, 4))) == 0
