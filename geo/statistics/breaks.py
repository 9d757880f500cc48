"""When the level of a short yearly series changed, given how much and how persistently it varies anyway."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

LEAST_SEGMENT: Final = 3
"""Fewest years of a level."""

_GRID: Final = np.round(np.arange(0.0, 0.91, 0.1), 1)
_PILOT: Final = 1000
_LOW, _HIGH = 0.025, 0.975


@dataclass(frozen=True)
class Break:
    """The most likely change of level of a series.

    Attributes
    ----------
    position
        Index of the first value of the new level.
    low, high
        95 % interval of it.
    change, change_low, change_high
        New level less the old one, with its 95 % interval.
    p
        Two-sided p-value that the level never changed.
    autocorrelation
        Of neighbouring values, corrected for the shortness of the series.
    trend_fits_better
        Whether a straight line describes the series better than two levels (BIC).
    """

    position: int
    low: int
    high: int
    change: float
    change_low: float
    change_high: float
    p: float
    autocorrelation: float
    trend_fits_better: bool


def find_break(values: Values, draws: int, rng: np.random.Generator) -> Break:
    """Find the change of level of ``values`` and test it.

    The position is that of the largest F statistic of two levels against one (Andrews 1993), with at least three
    values on each side. Its p-value and intervals are parametric bootstraps under first-order autocorrelation.

    The autocorrelation found in a short series is too small; the one that would give it is used instead (indirect
    inference, see MacKinnon and Smith 1998). Around two fitted levels a test would still reject too often, around one
    it could hardly find a change: the one used lies midway, where the test holds its level in simulations.
    """
    n = len(values)
    position, statistic, residuals = (part[0] for part in _scan(values[None, :]))
    around_one, around_two = (float(_lag_one(part[None, :])[0]) for part in (values - values.mean(), residuals))
    found_one, found_two = _found_lag_one(n)
    alike = float(np.interp(around_one, found_one, _GRID) + np.interp(around_two, found_two, _GRID)) / 2
    null = _scan(_autoregressive(n, alike, draws, rng))[1]
    p = float((1 + np.count_nonzero(null >= statistic)) / (1 + draws))
    change = float(values[position:].mean() - values[:position].mean())
    # noise of the size that, with this autocorrelation, leaves residuals as large as the observed ones
    pilot = _autoregressive(n, alike, draws, rng)
    spread = float(np.sqrt((residuals**2).sum() / (_around(pilot, int(position)) ** 2).sum(axis=1).mean()))
    step = np.where(np.arange(n) >= position, change, 0.0)
    again = step + spread * pilot
    positions = _scan(again)[0]
    low, high = (int(end) for end in np.quantile(positions, [_LOW, _HIGH], method="nearest"))
    fixed = again[:, position:].mean(axis=1) - again[:, :position].mean(axis=1)
    change_low, change_high = (float(end) for end in np.quantile(fixed, [_LOW, _HIGH]))
    years = np.arange(n)
    line = values - np.polyval(np.polyfit(years, values, 1), years)
    better = n * np.log((line @ line) / n) + 2 * np.log(n) < n * np.log((residuals @ residuals) / n) + 3 * np.log(n)
    return Break(int(position), low, high, change, change_low, change_high, p, alike, bool(better))


def _scan(series: Values) -> tuple[NDArray[np.int64], Values, Values]:
    """Best position, largest F statistic and residuals of each series (draws, n)."""
    n = series.shape[1]
    centred = series - series.mean(axis=1, keepdims=True)
    total = (centred**2).sum(axis=1)
    first = np.arange(LEAST_SEGMENT, n - LEAST_SEGMENT + 1)
    sums = centred.cumsum(axis=1)[:, first - 1]
    explained = sums**2 * n / (first * (n - first))
    best = explained.argmax(axis=1)
    most = explained[np.arange(len(series)), best]
    position = first[best]
    left = np.maximum(total - most, 1e-12 * np.maximum(total, 1e-300))
    before = np.arange(n) < position[:, None]
    level = sums[np.arange(len(series)), best][:, None]
    fitted = np.where(before, level / position[:, None], -level / (n - position)[:, None])
    return position, most / (left / (n - 2)), centred - fitted


def _around(series: Values, position: int) -> Values:
    """Residuals around the two levels of a given position."""
    return np.hstack(
        [part - part.mean(axis=1, keepdims=True) for part in (series[:, :position], series[:, position:])]
    )


def _lag_one(residuals: Values) -> Values:
    squares = np.maximum((residuals**2).sum(axis=1), 1e-300)
    return np.asarray((residuals[:, 1:] * residuals[:, :-1]).sum(axis=1) / squares)


def _autoregressive(n: int, alike: float, draws: int, rng: np.random.Generator) -> Values:
    """Stationary first-order autoregressive series of variance 1, one per row."""
    noise = rng.standard_normal((draws, n))
    for k in range(1, n):
        noise[:, k] = alike * noise[:, k - 1] + np.sqrt(1 - alike**2) * noise[:, k]
    return noise


@cache
def _found_lag_one(n: int) -> tuple[Values, Values]:
    """Mean lag-one autocorrelation found around one level and around two, for each true one of the grid."""
    rng = np.random.default_rng(n)
    found = []
    for alike in _GRID:
        series = _autoregressive(n, alike, _PILOT, rng)
        around = series - series.mean(axis=1, keepdims=True), _scan(series)[2]
        found.append([_lag_one(part).mean() for part in around])
    one, two = np.maximum.accumulate(np.array(found)).T
    return one, two
