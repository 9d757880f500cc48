"""Changes of level: found where they are, rarely where there are none, also in series that persist."""

import numpy as np
import pytest

from geo.statistics.breaks import LEAST_SEGMENT, find_break


def series(rng: np.random.Generator, n: int, alike: float, step: float = 0.0, position: int = 0) -> np.ndarray:
    """Autoregressive noise of variance 1 with a step."""
    values = rng.standard_normal(n)
    for k in range(1, n):
        values[k] = alike * values[k - 1] + np.sqrt(1 - alike**2) * values[k]
    return values + step * (np.arange(n) >= position)


def test_the_position_is_that_of_the_best_fit_of_two_levels() -> None:
    """Against an exhaustive search."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        values = series(rng, 14, 0.3, 1.0, 6)
        left = [
            ((values[:k] - values[:k].mean()) ** 2).sum() + ((values[k:] - values[k:].mean()) ** 2).sum()
            for k in range(LEAST_SEGMENT, 14 - LEAST_SEGMENT + 1)
        ]
        found = find_break(values, 19, rng)
        assert found.position == LEAST_SEGMENT + int(np.argmin(left))
        assert found.change == pytest.approx(values[found.position :].mean() - values[: found.position].mean())


@pytest.mark.parametrize("trials", [150, pytest.param(600, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("n", "alike"), [(12, 0.0), (25, 0.0), (25, 0.4), (25, 0.7), (30, 0.7)])
def test_a_level_that_never_changed_is_rarely_said_to_have(trials: int, n: int, alike: float) -> None:
    """About 5 % of the cases or fewer, also where one year resembles the next."""
    rng = np.random.default_rng(4)
    rejected = np.mean([find_break(series(rng, n, alike), 99, rng).p <= 0.05 for _ in range(trials)])
    assert rejected < 0.06 + 3 * np.sqrt(0.05 * 0.95 / trials)


@pytest.mark.parametrize("trials", [150, pytest.param(600, marks=pytest.mark.slow)])
@pytest.mark.parametrize("alike", [0.0, 0.4])
def test_a_planted_change_is_found_and_its_intervals_cover(trials: int, alike: float) -> None:
    """A step of three standard deviations in the twelfth of 25 years."""
    rng = np.random.default_rng(2)
    found = [find_break(series(rng, 25, alike, 3.0, 12), 99, rng) for _ in range(trials)]
    assert np.mean([one.p <= 0.05 for one in found]) > 0.55
    assert np.median([one.position for one in found]) == 12
    assert np.median([one.change for one in found]) == pytest.approx(3, abs=0.15)
    assert np.mean([one.low <= 12 <= one.high for one in found]) > 0.9
    assert np.mean([one.change_low <= 3 <= one.change_high for one in found]) > 0.88


def test_a_steady_trend_is_said_to_be_one() -> None:
    """A line is no step, and a step no line."""
    rng = np.random.default_rng(3)
    assert find_break(np.arange(20) + 0.5 * rng.standard_normal(20), 99, rng).trend_fits_better
    assert not find_break(series(rng, 20, 0.0, 6.0, 10), 99, rng).trend_fits_better
