"""Difference in differences of a yearly panel, with place and year effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.statistics.two_way import fit

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Coefficient:
    """A coefficient with its 95 % interval and the two-sided p-value of no difference."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class EventStudy:
    """Differences by year against a reference year, and the p-value that those before it are all zero."""

    coefficients: tuple[Coefficient, ...]
    p_before: float


def difference_in_differences(
    values: Values, treated: NDArray[np.bool_], after: NDArray[np.bool_], weights: Values | None = None
) -> Coefficient:
    """Change of treated places less that of the others.

    Least squares with an effect of each place and of each year; errors clustered by place (statsmodels). Both effects
    are taken out beforehand, exactly, which a complete panel with weights by place allows.

    Parameters
    ----------
    values
        One row per place, one column per year, none missing.
    treated
        Per place.
    after
        Per year.
    weights
        Per place; by default each counts as one.
    """
    return _coefficients(fit(values, [np.outer(treated, after).astype(float)], weights))[0]


def event_study(
    values: Values, treated: NDArray[np.bool_], reference: int, weights: Values | None = None
) -> EventStudy:
    """Difference between treated places and the others in each year, against that of the year ``reference``.

    Returns
    -------
    EventStudy
        A coefficient per column of ``values``; that of the reference is 0 without an interval.
    """
    years = [k for k in range(values.shape[1]) if k != reference]
    terms = [np.outer(treated, np.arange(values.shape[1]) == k).astype(float) for k in years]
    result = fit(values, terms, weights)
    found = dict(zip(years, _coefficients(result), strict=True))
    found[reference] = Coefficient(0.0, np.nan, np.nan, np.nan)
    before = np.eye(len(years))[[years.index(k) for k in years if k < reference]]
    p = float(result.f_test(before).pvalue) if len(before) else np.nan
    return EventStudy(tuple(found[k] for k in range(values.shape[1])), p)


def _coefficients(result: Any) -> list[Coefficient]:
    return [
        Coefficient(float(value), float(low), float(high), float(p))
        for value, (low, high), p in zip(result.params, result.conf_int(), result.pvalues, strict=True)
    ]
