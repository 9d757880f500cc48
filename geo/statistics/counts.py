"""Counts by month in several periods, with a dispersion of their own: negative binomial rate ratios.

Counts of violent events vary more than Poisson counts do, two to six times as much here, and a bad month is
followed by another. Both widen the intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.optimize
import scipy.stats
from numpy.typing import NDArray

Counts = NDArray[np.float64]

_TAIL: Final = 0.025


@dataclass(frozen=True)
class Ratio:
    """A ratio with its 95 % interval; ``log_error`` is the standard error of its logarithm."""

    value: float
    low: float
    high: float
    log_error: float


@dataclass(frozen=True, eq=False)
class PeriodRates:
    """Negative binomial model of one series: one mean per period, one dispersion for all.

    Attributes
    ----------
    means, months
        Mean count per month, and number of months, of each period.
    dispersion
        ``alpha`` of the variance ``mu + alpha mu**2``; 0 is Poisson.
    inflation
        Factor of the variance of a mean for the autocorrelation of months, ``(1 + r) / (1 - r)``, at least 1.
    freedom
        Degrees of freedom: months less periods.
    """

    means: Counts
    months: NDArray[np.int64]
    dispersion: float
    inflation: float
    freedom: int

    def log_variance(self, period: int) -> float:
        """Variance of the logarithm of the mean of a period; infinite if nothing was counted."""
        mean = self.means[period]
        if mean == 0:
            return float("inf")
        return float((1 / mean + self.dispersion) / self.months[period] * self.inflation)

    def ratio(self, above: int, below: int) -> Ratio:
        """Mean of one period divided by that of another."""
        return _ratio(
            self.means[above] / self.means[below] if self.means[below] else float("nan"),
            self.log_variance(above) + self.log_variance(below),
            self.freedom,
        )

    def relative(self, counts: Counts, reference: int) -> Ratio:
        """Mean of some months, as many as ``counts``, divided by the mean of a period, which is taken as known.

        If nothing was counted, the upper end is the mean at which that has a probability of 2.5 %.
        """
        mean, months = float(counts.mean()), len(counts) / self.inflation
        if mean == 0:
            alpha = max(self.dispersion, 1e-9)
            high = (_TAIL ** (-alpha / months) - 1) / alpha
            return Ratio(0.0, 0.0, float(high / self.means[reference]), float("inf"))
        variance = (1 / mean + self.dispersion) / months
        return _ratio(mean / self.means[reference], variance, self.freedom)


def fit(counts: Counts, periods: NDArray[np.int64]) -> PeriodRates:
    """Fit the model to ``counts`` by month, in order of time, and the period of each, 0, 1 ...

    The means are those of maximum likelihood, which do not depend on the dispersion. The dispersion is the one at
    which Pearson's chi-square equals its degrees of freedom (Breslow 1984): that of maximum likelihood is too small
    in short series.
    """
    means = np.array([counts[periods == period].mean() for period in range(periods.max() + 1)])
    months = np.bincount(periods)
    freedom = len(counts) - len(means)
    fitted = means[periods]
    squares = (counts - fitted) ** 2

    def excess(alpha: float) -> float:
        variance = fitted + alpha * fitted**2
        return float((squares[variance > 0] / variance[variance > 0]).sum() - freedom)

    alpha = 0.0
    if excess(0.0) > 0:
        alpha = float(scipy.optimize.brentq(excess, 0.0, 1e6)) if excess(1e6) < 0 else 1e6
    residuals = (counts - fitted) / np.sqrt(np.maximum(fitted + alpha * fitted**2, 1e-12))
    total = float(residuals @ residuals)
    # residuals around estimated means look less alike than the counts are: Kendall's correction
    lag_one = float(residuals[:-1] @ residuals[1:]) / total if total else 0.0
    alike = min(max(lag_one + (1 + 3 * lag_one) * len(means) / len(counts), 0.0), 0.8) if lag_one > 0 else 0.0
    return PeriodRates(means, months, alpha, (1 + alike) / (1 - alike), freedom)


def relative_to(inside: Ratio, outside: Ratio, freedom: int) -> Ratio:
    """One ratio divided by another from an independent series, with ``freedom`` of both."""
    variance = inside.log_error**2 + outside.log_error**2
    return _ratio(inside.value / outside.value if outside.value else float("nan"), variance, freedom)


def trend_difference(inside: Counts, outside: Counts, dispersions: tuple[float, float]) -> tuple[float, float]:
    """Compare the trends of two series of the same months.

    Negative binomial regression of both on the month, each with a level and a slope (statsmodels).

    Returns
    -------
    tuple of float
        Ratio of the monthly growth inside to that outside, and the two-sided p-value of no difference.
    """
    import statsmodels.api as sm

    month = np.arange(len(inside)) - (len(inside) - 1) / 2
    slopes = []
    for counts, alpha in zip((inside, outside), dispersions, strict=True):
        family = sm.families.NegativeBinomial(alpha=max(alpha, 1e-6))
        result = sm.GLM(counts, sm.add_constant(month), family=family).fit()
        slopes.append((float(result.params[1]), float(result.bse[1])))
    (first, error_1), (second, error_2) = slopes
    t = (first - second) / np.hypot(error_1, error_2)
    return float(np.exp(first - second)), float(2 * scipy.stats.t.sf(abs(t), 2 * len(inside) - 4))


@dataclass(frozen=True)
class Shape:
    """The months that a comparison uses, counted from the one in which it starts.

    Attributes
    ----------
    presence
        Those in which the group was looked for.
    before, during, after
        Those that are compared; ``after`` may be empty.
    """

    presence: tuple[int, ...]
    before: tuple[int, ...]
    during: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def compared(self) -> tuple[int, ...]:
        """The months that are compared, in order."""
        return (*self.before, *self.during, *self.after)


def placebo_ratios(
    outcome: Counts,
    named: NDArray[np.bool_],
    shape: Shape,
    starts: Sequence[int],
    eligible: NDArray[np.bool_],
    least: tuple[int, int],
) -> NDArray[np.float64]:
    """Ratios during and after to before, inside relative to outside, as if it had started in other months.

    The municipalities are chosen anew for each start by the same rule, so that what the choice alone does to the
    ratio is in these ratios as well: places chosen for events before have fewer afterwards.

    Parameters
    ----------
    outcome, named
        Counts, and whether the group was named, (months, municipalities).
    starts
        Positions of the first months; every month of the shape must lie within the arrays.
    eligible
        Municipalities that may be inside, (municipalities).
    least
        Fewest municipalities inside, and fewest events before, inside and outside.

    Returns
    -------
    numpy.ndarray
        One row for each start that reaches ``least`` and has events outside in every period, (starts, 3): the start,
        the ratios during and after, the latter NaN if the shape has no months after.
    """
    found = []
    for start in starts:
        present = named[[start + k for k in shape.presence]].any(axis=0)
        inside = present & eligible
        if np.count_nonzero(inside) < least[0]:
            continue
        periods = [part for part in (shape.before, shape.during, shape.after) if part]
        sums = [outcome[[start + k for k in part]] for part in periods]
        within, without = (np.array([part[:, mask].sum() for part in sums]) for mask in (inside, ~present))
        if min(within[0], without[0]) >= least[1] and (without > 0).all():
            ratios = (within / within[0]) / (without / without[0])
            found.append([start, *ratios[1:], *[np.nan] * (3 - len(periods))])
    return np.array(found).reshape(-1, 3)


def _ratio(value: float, log_variance: float, freedom: int) -> Ratio:
    error = float(np.sqrt(log_variance))
    if not np.isfinite(error) or not value > 0:
        return Ratio(value, float("nan"), float("nan"), error)
    reach = float(scipy.stats.t.ppf(1 - _TAIL, freedom)) * error
    return Ratio(float(value), float(value * np.exp(-reach)), float(value * np.exp(reach)), error)
