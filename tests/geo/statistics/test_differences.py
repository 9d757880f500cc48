"""Difference in differences: a planted difference at its size, intervals that cover, linearmodels agrees."""

import numpy as np
import pandas as pd
import pytest
from linearmodels.panel import PanelOLS

from geo.statistics.differences import difference_in_differences, event_study

PLACES = 200
YEARS = 8
TREATED = np.arange(PLACES) < 30
AFTER = np.arange(YEARS) >= 4


def panel(rng: np.random.Generator, planted: float, slope: float = 0.0) -> np.ndarray:
    """Levels of places and years, noise that lasts within a place, and ``planted`` after for the treated."""
    noise = rng.standard_normal((PLACES, YEARS))
    for year in range(1, YEARS):
        noise[:, year] += 0.5 * noise[:, year - 1]
    level = rng.standard_normal((PLACES, 1)) * 3 + rng.standard_normal(YEARS)
    return level + noise + np.outer(TREATED, planted * AFTER + slope * np.arange(YEARS))


def test_worked_by_hand() -> None:
    """Two places, two years: the change of one less that of the other."""
    found = difference_in_differences(np.array([[1.0, 4], [2, 3]]), np.array([True, False]), np.array([False, True]))
    assert found.value == pytest.approx(2)


@pytest.mark.parametrize("weighted", [False, True])
def test_linearmodels_agrees(weighted: bool) -> None:
    """The coefficients exactly, the errors but for a correction of small samples."""
    rng = np.random.default_rng(3)
    values = panel(rng, 1.0)
    weights = rng.lognormal(0, 1, PLACES) if weighted else None
    index = pd.MultiIndex.from_product([range(PLACES), range(YEARS)])
    model = PanelOLS(
        pd.Series(values.ravel(), index),
        pd.DataFrame({"d": np.outer(TREATED, AFTER).astype(float).ravel()}, index),
        weights=None if weights is None else pd.Series(np.repeat(weights, YEARS), index),
        entity_effects=True,
        time_effects=True,
    )
    theirs = model.fit(cov_type="clustered", cluster_entity=True)
    ours = difference_in_differences(values, TREATED, AFTER, weights)
    assert ours.value == pytest.approx(theirs.params["d"], rel=1e-9)
    assert ours.high - ours.value == pytest.approx(1.96 * theirs.std_errors["d"], rel=0.08)


@pytest.mark.parametrize("trials", [150, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_planted_difference_is_found_at_its_size_and_covered(trials: int) -> None:
    """Of intervals about 95 in 100 hold it; with weights as unequal as areas somewhat fewer, but over 85."""
    rng = np.random.default_rng(5)
    found, area = [], []
    for _ in range(trials):
        values = panel(rng, 0.7)
        found.append(difference_in_differences(values, TREATED, AFTER))
        area.append(difference_in_differences(values, TREATED, AFTER, rng.lognormal(0, 1, PLACES)))
    assert np.mean([one.value for one in found]) == pytest.approx(0.7, abs=0.05)
    assert np.mean([one.value for one in area]) == pytest.approx(0.7, abs=0.08)
    tolerance = 3 * np.sqrt(0.05 * 0.95 / trials)
    assert np.mean([one.low <= 0.7 <= one.high for one in found]) == pytest.approx(0.94, abs=tolerance)
    assert np.mean([one.low <= 0.7 <= one.high for one in area]) > 0.85


@pytest.mark.parametrize("trials", [150, pytest.param(1000, marks=pytest.mark.slow)])
def test_years_before_reject_at_their_level_and_find_a_drift(trials: int) -> None:
    """Parallel places are told apart in about 5 % of the cases, drifting ones nearly always."""
    rng = np.random.default_rng(9)
    parallel = [event_study(panel(rng, 1.0), TREATED, 3).p_before <= 0.05 for _ in range(trials)]
    assert np.mean(parallel) < 0.07 + 3 * np.sqrt(0.05 * 0.95 / trials)
    drifting = [event_study(panel(rng, 0.0, slope=0.6), TREATED, 3).p_before <= 0.05 for _ in range(20)]
    assert np.mean(drifting) > 0.8


def test_an_event_study_is_the_difference_in_means_by_year() -> None:
    """Against the reference year, which is zero."""
    values = panel(np.random.default_rng(1), 2.0)
    study = event_study(values, TREATED, 3)
    gap = values[TREATED].mean(axis=0) - values[~TREATED].mean(axis=0)
    assert [one.value for one in study.coefficients] == pytest.approx(list(gap - gap[3]))
    assert np.isnan(study.coefficients[3].low)
