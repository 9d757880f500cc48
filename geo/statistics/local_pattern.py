"""Whether two measures are high in the same neighbourhoods: Lee's L, over all places and place by place.

Measures are compared by their normal scores, so that no single place with an extreme value decides. Lee's L
is that of esda; the null distributions are our own, since esda permutes pairs of values, which keeps the association
that is in question here, and its local tests take half a minute to compile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import scipy.stats
from numpy.typing import NDArray

from geo.statistics.nulls import row_standardised

Values = NDArray[np.float64]

LEVEL: Final = 0.05
"""Of the false discovery rate."""


def normal_scores(values: Values) -> Values:
    """Standardised normal scores of ``values`` (n); equal values have equal scores."""
    scores = scipy.stats.norm.ppf((scipy.stats.rankdata(values) - 0.5) / len(values))
    standardised: Values = (scores - scores.mean()) / scores.std()
    return standardised


def lees_l(x: Values, y: Values, weights: Values) -> float:
    """Lee's L: the correlation of two measures as averaged over neighbours, shrunk by how little they are clustered.

    Parameters
    ----------
    x, y
        Values, (n).
    weights
        Row-standardised, (n, n).

    References
    ----------
    Lee, S.-I. (2001): Developing a bivariate spatial association measure: an integration of Pearson's r and Moran's
    I. Journal of Geographical Systems 3, 369-385.
    """
    from esda.lee import Spatial_Pearson

    fitted = Spatial_Pearson(weights, permutations=0).fit(x[:, None], y[:, None])
    return float(fitted.association_[0, 1])


def lees_l_of_arrangements(x: Values, arrangements: Values, weights: Values) -> Values:
    """Lee's L of ``x`` with each of the ``arrangements`` (draws, n) of standardised values, (draws,)."""
    twice_averaged = weights.T @ (weights @ x)
    found: Values = arrangements @ twice_averaged / weights.sum(axis=1).dot(weights.sum(axis=1))
    return found


@dataclass(frozen=True, eq=False)
class Neighbourhoods:
    """Mean of a measure among the neighbours of each place, beside those of as many places drawn at random.

    Attributes
    ----------
    mean
        Of the neighbours' scores, (n); 0 without neighbours.
    p_of
        Two-sided p-values of means (..., n) by the number of neighbours; 1 without neighbours.
    """

    mean: Values
    p_of: Callable[[Values], Values]

    @cached_property
    def p(self) -> Values:
        """Two-sided p-values, (n)."""
        return self.p_of(self.mean)

    @cached_property
    def p_adjusted(self) -> Values:
        """Corrected for all places (Benjamini-Hochberg), (n)."""
        return np.asarray(scipy.stats.false_discovery_control(self.p))


def neighbourhoods(scores: Values, adjacency: Values, draws: int, rng: np.random.Generator) -> Neighbourhoods:
    """Compare the mean of each neighbourhood with the means of random ones of the same size.

    The p-value is that of the local bivariate Moran statistic, in which the value of the place itself is a constant
    factor.

    References
    ----------
    Anselin, L. (1995): Local indicators of spatial association. Geographical Analysis 27, 93-115.
    """
    sizes = adjacency.sum(axis=1).astype(int)
    largest = int(sizes.max())
    drawn = np.array([rng.choice(scores, largest, replace=False) for _ in range(draws)])
    sums = np.cumsum(drawn, axis=1)
    null = {int(size): np.sort(sums[:, size - 1] / size) for size in np.unique(sizes) if size}

    def p_of(means: Values) -> Values:
        found = np.ones(means.shape)
        for size, ordered in null.items():
            asked = means[..., sizes == size]
            # equal scores added in another order differ in the last digit
            above = draws - np.searchsorted(ordered, asked - 1e-9, side="left")
            below = np.searchsorted(ordered, asked + 1e-9, side="right")
            found[..., sizes == size] = np.minimum(1.0, 2 * (1 + np.minimum(above, below)) / (1 + draws))
        return found

    return Neighbourhoods(row_standardised(adjacency) @ scores, p_of)


@dataclass(frozen=True, eq=False)
class LocalPattern:
    """Where two measures are unusual in the same neighbourhood.

    Attributes
    ----------
    statistic
        Local Lee's L, (n): the product of the two means among neighbours.
    p
        The larger of the p-values of both measures, (n).
    p_adjusted
        The larger of them after each measure was corrected for all places (Benjamini-Hochberg), (n).
    high_x, high_y
        Whether the mean among neighbours is above that of all places, (n).
    """

    statistic: Values
    p: Values
    p_adjusted: Values
    high_x: NDArray[np.bool_]
    high_y: NDArray[np.bool_]

    def survivors(self, level: float = LEVEL) -> NDArray[np.bool_]:
        """Places that stand in both measures after the correction."""
        return self.p_adjusted <= level


def local_pattern(x: Neighbourhoods, y: Neighbourhoods) -> LocalPattern:
    """Places around which both measures are unusual, each corrected for all places.

    The local bivariate Moran statistic alone tests the neighbours' ``y`` only, whatever ``x`` is; here their ``x``
    has to be unusual too.
    """
    return LocalPattern(
        x.mean * y.mean,
        np.maximum(x.p, y.p),
        np.maximum(x.p_adjusted, y.p_adjusted),
        x.mean > 0,
        y.mean > 0,
    )


def high_together(
    x: Neighbourhoods, y: Neighbourhoods, arrangements: Values, weights: Values, within: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Count the places around which both measures are unusually high in each arrangement of ``y``.

    Parameters
    ----------
    arrangements
        Of the scores of ``y``, (draws, n). The largest p-value that stands is that of ``y`` itself.
    weights
        Row-standardised, (n, n).
    within
        Places that count, (n).

    Returns
    -------
    numpy.ndarray
        Counts, (draws,).
    """
    cutoff = y.p[y.p_adjusted <= LEVEL].max(initial=0.0)
    means = arrangements @ weights.T
    high_x = (x.p_adjusted <= LEVEL) & (x.mean > 0) & within
    high_y = (y.p_of(means) <= cutoff) & (means > 0)
    return np.asarray((high_x & high_y).sum(axis=1), dtype=np.int64)
