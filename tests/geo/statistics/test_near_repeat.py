"""Knox: the library's counts and p-values, the level without repetition, a planted one, shuffles within the year."""

import numpy as np
import pytest
from pointpats import Knox

from geo.statistics.near_repeat import Pairs, count_pairs, knox, near_pairs, shuffled_within
from geo.statistics.nulls import two_sided

KM = np.array([0.0, 5, 10, 20])
DAYS = np.array([7, 14, 30])
DEGREES_PER_KM = 1 / 111


def points(rng: np.random.Generator, n: int = 150) -> tuple[np.ndarray, np.ndarray]:
    """Points in a square of about 100 km."""
    return -74 + rng.uniform(0, 0.9, n), 4 + rng.uniform(0, 0.9, n)


def test_counts_and_p_values_are_those_of_the_library() -> None:
    """One band of each, plain shuffles: pointpats has the same pairs and nearly the same p-value."""
    rng = np.random.default_rng(1)
    plane = rng.uniform(0, 100, (80, 2))
    days = rng.integers(0, 365, 80)
    first, second = np.triu_indices(80, k=1)
    pairs = Pairs(first, second, np.hypot(*(plane[first] - plane[second]).T))
    observed = count_pairs(pairs, days, np.array([15.0]), np.array([30]))
    null = count_pairs(pairs, shuffled_within(days, days * 0, 999, rng), np.array([15.0]), np.array([30]))
    np.random.seed(0)  # noqa: NPY002, the library draws from the global generator
    theirs = Knox(plane, days[:, None], delta=15, tau=30, permutations=999)
    assert observed[0, 0] == theirs.statistic_
    assert null.mean() == pytest.approx(theirs.expected[0, 0], rel=0.02)
    assert (1 + np.count_nonzero(null >= observed)) / 1000 == pytest.approx(theirs.p_sim, abs=0.05)


def test_dates_are_shuffled_within_their_year_only() -> None:
    """Each year keeps its own dates, in every draw."""
    years = np.repeat([2018, 2023], 20)
    days = np.arange(40)
    drawn = shuffled_within(days, years, 50, np.random.default_rng(0))
    assert (np.sort(drawn[:, :20]) == days[:20]).all()
    assert (np.sort(drawn[:, 20:]) == days[20:]).all()
    assert not (drawn == days).all(axis=1).any()


@pytest.mark.parametrize(
    ("km", "days", "cell"),
    [(0.0, 0, (0, 0)), (0.0, 7, (0, 0)), (0.1, 8, (1, 1)), (5.0, 14, (1, 1)), (5.1, 30, (2, 2)), (20.0, 0, (3, 0))],
)
def test_a_band_includes_its_upper_end(km: float, days: int, cell: tuple[int, int]) -> None:
    """A pair is in one cell; the first band of distance is that of the same coordinates."""
    pairs = Pairs(np.array([0]), np.array([1]), np.array([km]))
    counts = count_pairs(pairs, np.array([0, days]), KM, DAYS)
    assert counts[cell] == counts.sum() == 1


def test_pairs_beyond_the_grid_are_in_no_cell() -> None:
    """Too far or too late."""
    pairs = Pairs(np.array([0, 0]), np.array([1, 2]), np.array([21.0, 1]))
    assert count_pairs(pairs, np.array([0, 0, 31]), KM, DAYS).sum() == 0


def test_distances_are_along_the_ellipsoid() -> None:
    """One degree of latitude at the equator is 110.574 km, one of longitude 111.320 km (WGS 84 or GRS 80)."""
    pairs = near_pairs(np.array([-74.0, -74, -73]), np.array([0.0, 1, 0]), 120)
    assert pairs.km == pytest.approx([110.574, 111.320], abs=0.001)


@pytest.mark.parametrize("trials", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_without_repetition_the_level_is_kept(trials: int) -> None:
    """Clustered places and a season, but no interaction: 5 % or a little less, pairs being whole numbers."""
    rng = np.random.default_rng(2)
    rejected = 0
    for _ in range(trials):
        lon, lat = points(rng)
        lon[:75], lat[:75] = lon[:75].round(1), lat[:75].round(1)
        season = (rng.beta(2, 5, 150) * 365).astype(np.int64)
        pairs = near_pairs(lon, lat, 20)
        null = count_pairs(pairs, shuffled_within(season, season * 0, 199, rng), KM, DAYS)[:, :3, :2].sum(axis=(1, 2))
        rejected += two_sided(int(count_pairs(pairs, season, KM, DAYS)[:3, :2].sum()), null) <= 0.05
    assert rejected / trials < 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)


def test_a_planted_repetition_is_found_in_its_cell() -> None:
    """Sixty events are followed by another within 5 km and a week: that cell stands out, with the pairs planted."""
    rng = np.random.default_rng(3)
    lon, lat = points(rng)
    days = rng.integers(0, 350, 150)
    lon = np.concatenate([lon, lon[:60] + rng.uniform(0.001, 0.02, 60)])
    lat = np.concatenate([lat, lat[:60] + rng.uniform(0.001, 0.02, 60)])
    days = np.concatenate([days, days[:60] + rng.integers(0, 8, 60)])
    pairs = near_pairs(lon, lat, 20)
    null = count_pairs(pairs, shuffled_within(days, days * 0, 999, rng), KM, DAYS)
    grid = knox(count_pairs(pairs, days, KM, DAYS), null)
    assert grid.observed[1, 0] - grid.expected[1, 0] == pytest.approx(60, abs=8)
    assert grid.p_adjusted[1, 0] < 0.05
    assert np.isnan(grid.p[0]).all()
    assert np.nanargmax(grid.observed / np.where(grid.expected > 0, grid.expected, np.nan)) == 3
