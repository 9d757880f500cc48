"""The change of some places against that of places that were alike before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo.statistics.nulls import two_sided

Values = NDArray[np.float64]

MATCHES: Final = 99

_HALF: Final = 0.5
"""Half a person, event or hectare, added before logarithms, so that a covered zero has one."""


@dataclass(frozen=True, eq=False)
class Matched:
    """The change of the places in question relative to the mean change of their matches.

    Attributes
    ----------
    value, low, high
        Ratio of the changes, with its 95 % interval.
    p
        Two-sided p-value by rank among the matches.
    matches
        Positions of the matches, the nearest first.
    placebos
        The same ratio for each match, against the others.
    own, of_matches
        After divided by before: of the places in question, and the geometric mean over the matches.
    """

    value: float
    low: float
    high: float
    p: float
    matches: NDArray[np.int64]
    placebos: Values
    own: float
    of_matches: float


def neighbouring_sets(points: Values, size: int, without: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Sets of ``size`` places: each place with those nearest to it, (sets, size), none of them twice.

    Sets that hold a place marked in ``without`` are left out.
    """
    nearest = KDTree(points).query(points, k=[*range(1, size + 1)])[1]
    sets = np.unique(np.sort(nearest, axis=1), axis=0)
    return np.asarray(sets[~without[sets].any(axis=1)], dtype=np.int64)


def compare(own: Values, others: Values, traits: tuple[Values, Values], before: NDArray[np.bool_]) -> Matched:
    """Compare the change of a set of places with that of the sets that were most alike before.

    Alike are those at the least distance in the logarithm of the mean before, the change from the first to the last
    year before, and further traits, each divided by its standard deviation over all sets. The interval and the
    p-value come from taking each match for the set in question (placebo in space, Abadie, Diamond and Hainmueller
    2010).

    Parameters
    ----------
    own, others
        Amounts by year, (years), and of each other set, (sets, years).
    traits
        Further traits, (traits), and of each other set, (sets, traits).
    before
        Which of the years are before; the others are after.
    """
    mine, theirs = _alike(own[None, :], before, traits[0][None, :])[0], _alike(others, before, traits[1])
    spread = theirs.std(axis=0)
    used = spread > 0
    distance = (((theirs - mine)[:, used] / spread[used]) ** 2).sum(axis=1)
    matches = np.argsort(distance, kind="stable")[:MATCHES]
    change, changes = _change(own[None, :], before)[0], _change(others[matches], before)
    placebos = (changes - changes.mean()) * len(changes) / (len(changes) - 1)
    gap = change - changes.mean()
    low, high = np.quantile(placebos, [0.025, 0.975])
    return Matched(
        float(np.exp(gap)),
        float(np.exp(gap - high)),
        float(np.exp(gap - low)),
        two_sided(gap, placebos),
        matches,
        np.exp(placebos),
        float(np.exp(change)),
        float(np.exp(changes.mean())),
    )


def _alike(amounts: Values, before: NDArray[np.bool_], traits: Values) -> Values:
    earlier = amounts[:, before]
    trend = np.log((earlier[:, -1] + _HALF) / (earlier[:, 0] + _HALF))
    return np.column_stack([np.log(earlier.mean(axis=1) + _HALF), trend, traits])


def _change(amounts: Values, before: NDArray[np.bool_]) -> Values:
    after = amounts[:, ~before].mean(axis=1) + _HALF
    return np.asarray(np.log(after / (amounts[:, before].mean(axis=1) + _HALF)))
