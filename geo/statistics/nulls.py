"""Random arrangements of values over places, as null distributions.

Values of neighbouring places resemble each other. A free permutation ignores that, so that two measures which are
both clustered seem to be associated far too often; spectral randomisation keeps the clustering.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.linalg
import scipy.stats
from numpy.typing import NDArray

Values = NDArray[np.float64]


def free_permutations(values: Values, draws: int, rng: np.random.Generator) -> Iterator[Values]:
    """Yield ``draws`` permutations of ``values``."""
    for _ in range(draws):
        yield rng.permutation(values)


def row_standardised(adjacency: Values) -> Values:
    """Weights that average over the neighbours of a place, (n, n); a place without neighbours has none."""
    sizes = adjacency.sum(axis=1, keepdims=True)
    averaging: Values = np.divide(adjacency, sizes, out=np.zeros_like(adjacency), where=sizes > 0)
    return averaging


class SpectralRandomisation:
    """Random arrangements with the spatial autocorrelation of the original (Moran spectral randomisation).

    A variable is a sum of the eigenvectors of the doubly centred weights, each of which has a Moran's I of its own.
    Random signs of the coefficients give variables with the same Moran's I as the original; the original values are
    then placed in their order of rank, so that an arrangement has exactly the values of the original and very nearly
    its Moran's I.

    The weights average over the neighbours. With plain ones and zeros a place counts by the number of its neighbours,
    the eigenvectors fade towards the border, and strongly clustered measures are found associated too often.

    Parameters
    ----------
    adjacency
        Symmetric matrix of ones for neighbours, (n, n); zero on the diagonal.

    References
    ----------
    Wagner, H. H. & Dray, S. (2015): Generating spatially constrained null models for irregularly spaced data using
    Moran spectral randomization methods. Methods in Ecology and Evolution 6, 1169-1178.
    """

    def __init__(self, adjacency: Values) -> None:
        averaging = row_standardised(adjacency)
        weights = (averaging + averaging.T) / 2  # the same Moran's I, and symmetric
        centred = weights - weights.mean(axis=0) - weights.mean(axis=1)[:, None] + weights.mean()
        _, self._vectors = scipy.linalg.eigh(centred, driver="evd")

    def draw(self, values: Values, draws: int, rng: np.random.Generator) -> Values:
        """Return ``draws`` arrangements of ``values`` (n), one per row (draws, n)."""
        # normal scores, since an arrangement keeps the ranks of a surrogate and not its amounts
        scores = scipy.stats.norm.ppf((scipy.stats.rankdata(values) - 0.5) / len(values))
        coefficients = self._vectors.T @ (scores - scores.mean())
        signs = rng.choice(np.array([-1.0, 1.0]), size=(draws, len(values)))
        surrogates = (signs * coefficients) @ self._vectors.T
        order = np.argsort(surrogates, axis=1, kind="stable")
        arranged: Values = np.empty(surrogates.shape)
        np.put_along_axis(arranged, order, np.sort(values)[None, :], axis=1)
        return arranged


def morans_i(values: Values, weights: Values) -> float:
    """Moran's I of ``values`` (n) under symmetric ``weights`` (n, n)."""
    centred = values - values.mean()
    return float(len(values) / weights.sum() * (centred @ weights @ centred) / (centred @ centred))


def two_sided(observed: float, null: Values | NDArray[np.int64]) -> float:
    """Two-sided p-value of ``observed`` in a null distribution, counting it as one of the draws."""
    above = (1 + np.count_nonzero(null >= observed)) / (1 + len(null))
    below = (1 + np.count_nonzero(null <= observed)) / (1 + len(null))
    return float(min(1.0, 2 * min(above, below)))
