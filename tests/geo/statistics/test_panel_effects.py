"""Slopes between and within places: planted ones are found, intervals cover, nothing is found in nothing."""

import numpy as np
import pandas as pd
import pytest
from linearmodels.panel import PanelOLS
from numpy.typing import NDArray

from geo.statistics.panel_effects import between, can_vary, within

PLACES, YEARS = 120, 6


def drawn(rng: np.random.Generator, slope: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places that differ for good in both quantities, years that differ everywhere, and errors that last."""
    lasting = rng.standard_normal((PLACES, 1))
    x = rng.poisson(np.exp(0.5 * lasting + 0.5 * rng.standard_normal((PLACES, YEARS)))).astype(float)
    errors = np.cumsum(rng.standard_normal((PLACES, YEARS)), axis=1) * 0.5
    return x, slope * x + 3 * lasting + rng.standard_normal(YEARS) + errors


@pytest.mark.parametrize("trials", [100, pytest.param(500, marks=pytest.mark.slow)])
@pytest.mark.parametrize("slope", [0.0, 0.4])
def test_the_interval_within_places_covers_the_truth(slope: float, trials: int) -> None:
    """At 95 %, with errors that are correlated over the years of a place; nothing there is rejected at 5 %."""
    rng = np.random.default_rng(2)
    found = [within(*drawn(rng, slope)) for _ in range(trials)]
    covered = np.mean([one.low <= slope <= one.high for one in found])
    assert abs(covered - 0.95) < 3 * np.sqrt(0.05 * 0.95 / trials) + 0.01
    assert abs(np.mean([one.value for one in found]) - slope) < 0.03
    if not slope:
        assert np.mean([one.p < 0.05 for one in found]) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)


def test_what_differs_between_places_is_not_found_within_them() -> None:
    """Lasting differences make a slope between places that no year of a place bears out."""
    x, y = drawn(np.random.default_rng(4), 0.0)
    assert between(x, y).low > 0.5
    assert within(x, y).low < 0 < within(x, y).high


@pytest.mark.parametrize("trials", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_the_interval_between_places_covers_the_truth(trials: int) -> None:
    """Also where the spread of y grows with x."""
    rng = np.random.default_rng(8)
    covered = 0
    for _ in range(trials):
        x = rng.exponential(size=(PLACES, 1))
        y = 0.5 * x + (0.2 + x) * rng.standard_normal((PLACES, 1))
        one = between(x, y)
        covered += one.low <= 0.5 <= one.high
    assert abs(covered / trials - 0.95) < 3 * np.sqrt(0.05 * 0.95 / trials) + 0.01


def test_weights_decide_which_places_count() -> None:
    """Two kinds of places with slopes of their own: the weights choose between them."""
    rng = np.random.default_rng(6)
    x = rng.standard_normal((PLACES, YEARS))
    kind = np.arange(PLACES) < PLACES // 2
    y = np.where(kind[:, None], 1.0, -1.0) * x + 0.01 * rng.standard_normal(x.shape)
    assert within(x, y, np.where(kind, 1.0, 1e-6)).value == pytest.approx(1.0, abs=0.01)
    assert within(x, y, np.where(kind, 1e-6, 1.0)).value == pytest.approx(-1.0, abs=0.01)
    assert abs(within(x, y).value) < 0.3


@pytest.mark.parametrize(
    ("x", "varies"),
    [
        (np.ones((3, 2)), False),
        (np.arange(3.0)[:, None] + np.arange(2.0), False),
        (np.array([[0.0, 0], [0, 1]]), True),
    ],
)
def test_what_place_and_year_explain_varies_no_more(x: NDArray[np.float64], varies: bool) -> None:
    """Without variation of its own there is no slope within places."""
    assert can_vary(x) is varies


@pytest.mark.parametrize("weighted", [False, True])
def test_linearmodels_agrees(weighted: bool) -> None:
    """The slope to the last digits, the clustered interval within a tenth: theirs counts the places as parameters."""
    rng = np.random.default_rng(9)
    x, y = drawn(rng, 0.3)
    weights = rng.uniform(0.5, 2, PLACES) if weighted else None
    index = pd.MultiIndex.from_product([range(PLACES), range(YEARS)])
    column = None if weights is None else pd.Series(np.repeat(weights, YEARS), index)
    model = PanelOLS(
        pd.Series(y.ravel(), index), pd.DataFrame({"x": x.ravel()}, index), entity_effects=True, time_effects=True,
        weights=column,
    )  # fmt: skip
    theirs = model.fit(cov_type="clustered", cluster_entity=True)
    ours = within(x, y, weights)
    assert ours.value == pytest.approx(theirs.params["x"], rel=1e-9)
    assert ours.high - ours.low == pytest.approx(float(np.ptp(theirs.conf_int().loc["x"])), rel=0.1)
