"""Least squares on a complete yearly panel, with an effect of each place and of each year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray

Values = NDArray[np.float64]


def fit(values: Values, terms: Sequence[Values], weights: Values | None = None) -> Any:
    """Regress ``values`` on ``terms`` net of the effects of places and years; errors are clustered by place.

    Both effects are taken out beforehand, exactly, which a complete panel with weights by place allows.

    Parameters
    ----------
    values, terms
        One row per place, one column per year, none missing.
    weights
        Per place; by default each counts as one.

    Returns
    -------
    statsmodels.regression.linear_model.RegressionResults
        One coefficient per term.
    """
    places, years = values.shape
    of_place = np.ones(places) if weights is None else weights
    outcome, *columns = (without_effects(table, of_place).ravel() for table in (values, *terms))
    model = sm.WLS(outcome, np.column_stack(columns), weights=np.repeat(of_place, years))
    groups = np.repeat(np.arange(places), years)
    return model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)


def without_effects(table: Values, weights: Values) -> Values:
    """What is left of a table (places, years) without the effects of places and years; ``weights`` per place."""
    of_year = np.average(table, axis=0, weights=weights)
    within: Values = table - table.mean(axis=1, keepdims=True) - of_year + of_year.mean()
    return within
