"""Lee's L and neighbourhoods: the library's numbers, level and power against the truth."""

import numpy as np
import pytest
from libpysal.weights import W

from geo.statistics.local_pattern import (
    high_together,
    lees_l,
    lees_l_of_arrangements,
    local_pattern,
    neighbourhoods,
    normal_scores,
)
from geo.statistics.nulls import SpectralRandomisation, free_permutations, row_standardised, two_sided
from tests.lattice import SIDE, adjacency, clustered

N = SIDE * SIDE
WEIGHTS = row_standardised(adjacency())
EVERYWHERE = np.ones(N, dtype=bool)


@pytest.fixture(scope="module")
def randomisation() -> SpectralRandomisation:
    return SpectralRandomisation(adjacency())


def test_arrangements_have_the_l_of_the_library() -> None:
    """The product of matrices gives esda's number for each arrangement, also with a place without neighbours."""
    rng = np.random.default_rng(2)
    alone = adjacency().copy()
    alone[0] = alone[:, 0] = 0
    for weights in (WEIGHTS, row_standardised(alone)):
        x, y = (normal_scores(clustered(rng)) for _ in range(2))
        drawn = np.array(list(free_permutations(y, 5, rng)))
        assert lees_l_of_arrangements(x, drawn, weights) == pytest.approx([lees_l(x, one, weights) for one in drawn])
    assert lees_l(x, x, WEIGHTS) > 0.2


@pytest.mark.slow  # esda compiles for a minute
def test_p_values_are_those_of_the_local_bivariate_moran_of_the_library() -> None:
    """esda's p-value is of one side: half of ours, within what 9,999 draws leave open."""
    from esda import Moran_Local_BV

    rng = np.random.default_rng(3)
    side = 12
    near = adjacency(side)
    x, y = (normal_scores(clustered(rng, side)) for _ in range(2))
    weights = W({k: list(np.flatnonzero(row)) for k, row in enumerate(near)}, silence_warnings=True)
    theirs = Moran_Local_BV(x, y, weights, permutations=9999, seed=1, keep_simulations=False).p_sim
    ours = neighbourhoods(y, near, 9999, rng).p
    assert np.abs(ours - np.minimum(1, 2 * theirs)).max() < 0.05
    assert np.corrcoef(ours, theirs)[0, 1] > 0.999


@pytest.mark.parametrize("trials", [60, pytest.param(500, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("reach", "free_at_least"), [pytest.param(0.7, 0.2, marks=pytest.mark.slow), (0.9, 0.5)])
def test_free_permutation_finds_l_between_clustered_noise(
    randomisation: SpectralRandomisation, trials: int, reach: float, free_at_least: float
) -> None:
    """Two independent clustered measures: the free null rejects far too often, the spectral one at its level."""
    rng = np.random.default_rng(8)
    rejected = np.zeros(2)
    for _ in range(trials):
        x, y = (normal_scores(clustered(rng, SIDE, reach)) for _ in range(2))
        observed = float(lees_l_of_arrangements(x, y[None], WEIGHTS)[0])
        for k, drawn in enumerate((np.array(list(free_permutations(y, 99, rng))), randomisation.draw(y, 99, rng))):
            rejected[k] += two_sided(observed, lees_l_of_arrangements(x, drawn, WEIGHTS)) <= 0.05
    free_rate, kept_rate = rejected / trials
    assert free_rate > free_at_least
    assert kept_rate < 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)


@pytest.mark.parametrize("trials", [60, pytest.param(500, marks=pytest.mark.slow)])
def test_where_nothing_is_no_place_stands(trials: int) -> None:
    """Without clustering, a map with any survivor is as rare as the false discovery rate says, or rarer."""
    rng = np.random.default_rng(9)
    found = 0
    for _ in range(trials):
        around = [neighbourhoods(normal_scores(rng.standard_normal(N)), adjacency(), 999, rng) for _ in range(2)]
        found += local_pattern(*around).survivors().any()
    assert found / trials <= 0.05


def test_a_planted_cluster_is_found_where_it_is(randomisation: SpectralRandomisation) -> None:
    """Both measures are raised in one corner: survivors are there, high in both, and more than arrangements give."""
    rng = np.random.default_rng(10)
    row, column = np.divmod(np.arange(N), SIDE)
    corner = (row < 5) & (column < 5)
    x, y = (normal_scores(rng.standard_normal(N) + 3 * corner) for _ in range(2))
    around_x, around_y = (neighbourhoods(scores, adjacency(), 9999, rng) for scores in (x, y))
    local = local_pattern(around_x, around_y)
    high = local.survivors() & local.high_x & local.high_y
    assert high[corner].mean() > 0.6
    assert high[(row > 6) | (column > 6)].sum() == 0
    drawn = randomisation.draw(y, 199, rng)
    null = high_together(around_x, around_y, drawn, WEIGHTS, EVERYWHERE)
    assert high.sum() > np.quantile(null, 0.975)
    assert high_together(around_x, around_y, y[None], WEIGHTS, EVERYWHERE)[0] == high.sum()


def test_a_place_without_neighbours_is_never_unusual() -> None:
    """Its p-value is one and its mean zero."""
    alone = adjacency().copy()
    alone[0] = alone[:, 0] = 0
    around = neighbourhoods(normal_scores(np.arange(N, dtype=float)), alone, 99, np.random.default_rng(0))
    assert (around.mean[0], around.p[0]) == (0, 1)
