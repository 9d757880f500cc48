"""Rates of small populations, shrunk towards the common rate, and how sure their ranks are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def dispersion(counts: Values) -> float:
    """How much more than Poisson counts vary from year to year about a place's mean; at least 1.

    Parameters
    ----------
    counts
        One row per place, one column per year, (places, years), two years or more.

    Notes
    -----
    The Pearson statistic of counts expected from the margins (a rate of each place, a level of each year) over its
    degrees of freedom: people do not die one by one.
    """
    shown = counts[counts.sum(axis=1) > 0]
    shown = shown[:, shown.sum(axis=0) > 0]
    freedom = (shown.shape[0] - 1) * (shown.shape[1] - 1)
    if freedom <= 0:
        return 1.0
    expected = shown.sum(axis=1, keepdims=True) * shown.sum(axis=0, keepdims=True) / shown.sum()
    return max(1.0, float(((shown - expected) ** 2 / expected).sum() / freedom))


@dataclass(frozen=True)
class Prior:
    """Gamma distribution of the rates of all places.

    Attributes
    ----------
    mean, variance
        Of the rates. No variance: the places differ by no more than chance would give.
    dispersion
        Of the counts about their expectation, see :func:`dispersion`.
    """

    mean: float
    variance: float
    dispersion: float

    def posterior(self, counts: Values, exposure: Values) -> tuple[Values, Values]:
        """Shape and rate of the gamma distribution of each place's rate, (n) each."""
        shape = self.mean**2 / self.variance + counts / self.dispersion
        rate = self.mean / self.variance + exposure / self.dispersion
        return shape, rate


def fit_prior(counts: Values, exposure: Values, spread: float = 1.0) -> Prior:
    """Fit the distribution of rates by moments.

    Parameters
    ----------
    counts
        Events of each place, (n).
    exposure
        Its people times years, (n), above zero.
    spread
        Dispersion of the counts; with 1 the posterior means are those of esda's ``Empirical_Bayes``.

    References
    ----------
    Marshall, R. J. (1991): Mapping disease and mortality rates using empirical Bayes estimators. Journal of the Royal
    Statistical Society C 40, 283-294.
    """
    mean = counts.sum() / exposure.sum()
    between = (exposure * (counts / exposure - mean) ** 2).sum() / exposure.sum()
    return Prior(float(mean), max(0.0, float(between - spread * mean / exposure.mean())), spread)


@dataclass(frozen=True, eq=False)
class Ranking:
    """Ranks of places by their rates; 1 is the highest.

    Attributes
    ----------
    rate, rate_low, rate_high
        Posterior mean and 95 % interval, (n), per unit of exposure.
    rank
        Place in the order of the posterior means, (n).
    low, high
        95 % interval of the rank, (n).
    """

    rate: Values
    rate_low: Values
    rate_high: Values
    rank: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


def ranking(counts: Values, exposure: Values, prior: Prior, draws: int, rng: np.random.Generator) -> Ranking:
    """Rank places by draws from the posterior distributions of their rates.

    References
    ----------
    Goldstein, H. & Spiegelhalter, D. J. (1996): League tables and their limitations. Journal of the Royal Statistical
    Society A 159, 385-443.
    """
    shape, rate = prior.posterior(counts, exposure)
    drawn = rng.gamma(shape, size=(draws, len(shape))) / rate
    order = np.argsort(-drawn, axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(shape) + 1)[None, :], axis=1)
    low, high = np.quantile(ranks, [0.025, 0.975], axis=0)
    rate_low, rate_high = np.quantile(drawn, [0.025, 0.975], axis=0)
    mean = shape / rate
    rank = np.argsort(np.argsort(-mean, kind="stable"), kind="stable") + 1
    return Ranking(mean, rate_low, rate_high, rank, np.floor(low).astype(int), np.ceil(high).astype(int))
