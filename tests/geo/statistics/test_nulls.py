"""Null distributions: what they keep, and how often they reject when nothing is there."""

import numpy as np
import pytest

from geo.statistics.coincidence import by_free_permutation, by_spectral_randomisation, highest
from geo.statistics.nulls import SpectralRandomisation, morans_i, two_sided
from tests.lattice import SIDE, adjacency, clustered


@pytest.fixture(scope="module")
def randomisation() -> SpectralRandomisation:
    return SpectralRandomisation(adjacency())


@pytest.mark.parametrize("zeros", [0.0, 0.5])
def test_an_arrangement_keeps_the_values_and_their_clustering(
    randomisation: SpectralRandomisation, zeros: float
) -> None:
    """The values are exactly those of the original; Moran's I is nearly its own, far from that of a permutation."""
    rng = np.random.default_rng(1)
    values = clustered(rng)
    values = np.where(values < np.quantile(values, zeros), 0.0, np.exp(values))
    drawn = randomisation.draw(values, 200, rng)
    assert all(np.array_equal(np.sort(row), np.sort(values)) for row in drawn)
    own, kept = morans_i(values, adjacency()), [morans_i(row, adjacency()) for row in drawn]
    assert abs(np.mean(kept) - own) < 0.25 * own
    assert abs(morans_i(rng.permutation(values), adjacency())) < 0.1


def test_arrangements_of_nothing_are_nothing(randomisation: SpectralRandomisation) -> None:
    """Equal values stay equal values."""
    drawn = randomisation.draw(np.zeros(SIDE * SIDE), 3, np.random.default_rng(0))
    assert not drawn.any()


@pytest.mark.parametrize("trials", [80, pytest.param(500, marks=pytest.mark.slow)])
def test_free_permutation_finds_coincidence_between_clustered_noise(
    randomisation: SpectralRandomisation, trials: int
) -> None:
    """Two independent clustered measures: the free null rejects far too often, the spectral one as it should."""
    rng = np.random.default_rng(7)
    rejected = np.zeros(2)
    for _ in range(trials):
        values = np.array([clustered(rng), clustered(rng)])
        values -= values.min(axis=1, keepdims=True) - 1
        masks = np.array([highest(row) for row in values])
        observed = np.count_nonzero(masks.all(axis=0))
        free = by_free_permutation(masks, 199, rng).sum(axis=1)
        kept = by_spectral_randomisation(values, 0.2, randomisation, 199, rng).sum(axis=1)
        rejected += [two_sided(observed, free) <= 0.05, two_sided(observed, kept) <= 0.05]
    free_rate, kept_rate = rejected / trials
    assert free_rate > 0.2
    assert kept_rate < 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)


@pytest.mark.parametrize("trials", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_both_nulls_hold_their_level_without_clustering(randomisation: SpectralRandomisation, trials: int) -> None:
    """Where nothing is clustered, both reject at 5 % or a little less: counts are whole numbers."""
    rng = np.random.default_rng(3)
    rejected = np.zeros(2)
    for _ in range(trials):
        values = rng.exponential(size=(2, SIDE * SIDE))
        masks = np.array([highest(row) for row in values])
        observed = np.count_nonzero(masks.all(axis=0))
        free = by_free_permutation(masks, 199, rng).sum(axis=1)
        kept = by_spectral_randomisation(values, 0.2, randomisation, 199, rng).sum(axis=1)
        rejected += [two_sided(observed, free) <= 0.05, two_sided(observed, kept) <= 0.05]
    assert (rejected / trials < 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)).all()


def test_a_planted_coincidence_is_found(randomisation: SpectralRandomisation) -> None:
    """The second measure is the first with noise: far more coincidences than either null gives."""
    rng = np.random.default_rng(5)
    first = clustered(rng)
    values = np.array([first, first + 0.3 * rng.standard_normal(SIDE * SIDE)])
    values -= values.min() - 1
    masks = np.array([highest(row) for row in values])
    observed = np.count_nonzero(masks.all(axis=0))
    kept = by_spectral_randomisation(values, 0.2, randomisation, 199, rng).sum(axis=1)
    assert observed > kept.max()


@pytest.mark.parametrize(
    ("values", "marked"),
    [
        ([0, 0, 0, 0, 0, 0, 0, 5, 3, 1], 2),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 1),  # fewer above zero than a fifth
        ([0, 0, 0, 0, 0, 0, 4, 4, 4, 9], 1),  # the fours do not all fit
        ([4, 4, 4, 4, 4, 4, 4, 4, 4, 4], 0),
        ([0] * 10, 0),
    ],
)
def test_the_highest_fifth_divides_no_ties_and_has_no_zeros(values: list[float], marked: int) -> None:
    """Equal values are all in or all out, and zero is never high."""
    assert int(highest(np.array(values, dtype=float)).sum()) == marked


def test_a_p_value_is_never_zero_nor_above_one() -> None:
    """The observed value counts as one of the draws."""
    null = np.arange(99.0)
    assert two_sided(1000, null) == pytest.approx(0.02)
    assert two_sided(49, null) == 1.0
