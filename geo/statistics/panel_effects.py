"""Association of two yearly quantities over places: between places, within a place, and at a distance of years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray

from geo.statistics.two_way import fit, without_effects

Grid = NDArray[np.float64]

_CONFIDENCE: Final = 0.95


@dataclass(frozen=True)
class Slope:
    """A slope with its 95 % interval.

    Attributes
    ----------
    value, low, high
        Units of ``y`` per unit of ``x``.
    p
        Two-sided, of no slope.
    places, observations
        What it is based on.
    """

    value: float
    low: float
    high: float
    p: float
    places: int
    observations: int


def between(x: Grid, y: Grid) -> Slope:
    """Slope of the means of places: do places with more ``x`` have more ``y``.

    Ordinary least squares on one mean per place; the interval is robust to unequal variances (HC3).

    Parameters
    ----------
    x, y
        One row per place, one column per year, (places, years), no value missing.
    """
    fitted = sm.OLS(y.mean(axis=1), sm.add_constant(x.mean(axis=1))).fit(cov_type="HC3", use_t=True)
    low, high = fitted.conf_int(alpha=1 - _CONFIDENCE)[1]
    return Slope(fitted.params[1], low, high, fitted.pvalues[1], len(x), len(x))


def within(x: Grid, y: Grid, weights: NDArray[np.float64] | None = None) -> Slope:
    """Slope within places: has a place more ``y`` in its years with more ``x``.

    Least squares with an effect of each place and of each year, so that neither what distinguishes places for good
    nor what happened everywhere in a year counts; standard errors are clustered by place.

    Parameters
    ----------
    x, y
        As in :func:`between`.
    weights
        Of the places, (places,); by default equal.

    References
    ----------
    Arellano, M. (1987): Computing robust standard errors for within-groups estimators. Oxford Bulletin of Economics
    and Statistics 49, 431-434.
    """
    return _two_way({0: x}, y, weights)[0]


def within_lags(lagged: Mapping[int, Grid], y: Grid) -> dict[int, Slope]:
    """Slopes within places on ``x`` of several years at once, by lag: each net of the others.

    One lag at a time would carry over: with few years, what is left of ``x`` in neighbouring years, once the effect
    of the place is taken out, is correlated.

    Parameters
    ----------
    lagged
        ``x`` of so many years before, by lag, each as ``y`` (places, years); of years after for negative lags.
    """
    return _two_way(lagged, y, None)


def _two_way(columns: Mapping[int, Grid], y: Grid, weights: NDArray[np.float64] | None) -> dict[int, Slope]:
    if not columns:
        return {}
    fitted = fit(y, list(columns.values()), weights)
    ends = fitted.conf_int(alpha=1 - _CONFIDENCE)
    return {
        lag: Slope(
            float(fitted.params[k]),
            float(ends[k, 0]),
            float(ends[k, 1]),
            float(fitted.pvalues[k]),
            len(y),
            y.size,
        )
        for k, lag in enumerate(columns)
    }


def can_vary(x: Grid) -> bool:
    """Whether anything of ``x`` (places, years) is left once the effects of places and years are taken out."""
    left = without_effects(x, np.ones(len(x)))
    return bool(np.abs(left).max(initial=0.0) > 1e-9 * max(1.0, float(np.abs(x).max(initial=0.0))))
