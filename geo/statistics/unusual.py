"""Whether the newest count of a series is unusual: higher than before, and improbable under what it did before.

The months before are taken as a negative binomial series without trend (:mod:`geo.statistics.counts`), whose mean and
dispersion are estimated. Both estimates are uncertain, and months in a row are alike: the predictive distribution is
wider for it. What is tested every month is tested twelve times a year, so that the level is that of a year.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.stats
from numpy.typing import NDArray

from geo.statistics.counts import Counts, fit

LEVEL: Final = 0.05
"""Probability that a series without any rise is called unusual in the course of a year, at most."""

FEWEST: Final = 24
"""Months before the one in question that are needed to judge it."""

_LONGEST: Final = 60
"""Months before it that are used: what was usual ten years ago says little of today."""

_TESTS_A_YEAR: Final = 12
_PRIOR: Final = 0.5
"""Events added to the months before (Jeffreys): a place without any is not one where none can happen."""


def probability(before: Counts, count: float) -> float:
    """Probability of ``count`` or more in the next month of a series.

    Parameters
    ----------
    before
        Counts by month, in order of time, at least :data:`FEWEST`; the last :data:`_LONGEST` are used.
    """
    used = np.asarray(before, dtype=float)[-_LONGEST:]
    months = len(used)
    rates = fit(used, np.zeros(months, dtype=np.int64))
    mean = (used.sum() + _PRIOR) / months
    # a short series often shows less dispersion than it has, the more so the longer its tail: one and a half standard
    # errors of a variance under the fitted negative binomial, whose kurtosis is in them, are added to the estimate
    variance = mean + rates.dispersion * mean**2
    tail = 2 + 6 * rates.dispersion
    dispersion = rates.dispersion + 1.5 * np.sqrt(tail / months) * (1 / mean + rates.dispersion)
    variance = mean + dispersion * mean**2
    variance += variance / months * rates.inflation
    size = mean**2 / (variance - mean)
    return float(scipy.stats.nbinom.sf(count - 1, size, size / (size + mean)))


def is_highest(before: Counts, count: float, months: int) -> bool:
    """Whether ``count`` is above that of each of the ``months`` before; False if there are fewer."""
    return len(before) >= months and bool(count > np.asarray(before)[-months:].max())


def improbable(probabilities: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the improbable ones of many places that were tested in one month.

    Corrected for all places (Benjamini-Hochberg), and for the months of a year.
    """
    if not len(probabilities):
        return np.zeros(0, dtype=bool)
    return np.asarray(scipy.stats.false_discovery_control(probabilities) * _TESTS_A_YEAR <= LEVEL)
