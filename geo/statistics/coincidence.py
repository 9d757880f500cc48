"""How many places are high in several measures at once, and how many would be by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.statistics.nulls import SpectralRandomisation

Mask = NDArray[np.bool_]


def highest(values: NDArray[np.float64], share: float = 0.2) -> Mask:
    """Mask of the highest ``share`` of ``values``, without zeros; of equal values all or none belong to it.

    Examples
    --------
    >>> highest(np.array([0.0, 0, 0, 0, 0, 0, 0, 5, 3, 1]))
    array([False, False, False, False, False, False, False,  True,  True,
           False])
    """
    at_most = int(np.floor(share * len(values) + 1e-9))
    ranked = np.sort(values)[::-1]
    # the smallest value whose ties still fit
    fitting = [value for value in np.unique(values) if value > 0 and np.count_nonzero(ranked >= value) <= at_most]
    return values >= min(fitting) if fitting else np.zeros(len(values), dtype=bool)


def by_free_permutation(masks: NDArray[np.bool_], draws: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return where all masks coincide if all but the first are permuted over the places.

    Parameters
    ----------
    masks
        One row per measure, (measures, places).

    Returns
    -------
    numpy.ndarray
        One row per arrangement, (draws, places).
    """
    joint = np.broadcast_to(masks[0], (draws, masks.shape[1]))
    for mask in masks[1:]:
        joint = joint & rng.permuted(np.broadcast_to(mask, joint.shape), axis=1)
    return joint


def by_spectral_randomisation(
    values: NDArray[np.float64],
    share: float,
    randomisation: SpectralRandomisation,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """As :func:`by_free_permutation`, with arrangements that keep the spatial autocorrelation of each measure.

    Parameters
    ----------
    values
        One row per measure, (measures, places).
    share
        As in :func:`highest`.
    """
    joint = np.broadcast_to(highest(values[0], share), (draws, values.shape[1]))
    for row in values[1:]:
        marked = highest(row, share)
        threshold = row[marked].min() if marked.any() else np.inf
        joint = joint & (randomisation.draw(row, draws, rng) >= threshold)
    return joint
