"""Whether events that are close in space are close in time more often than chance gives (Knox)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.stats
from numpy.typing import NDArray
from pyproj import Geod

from geo.statistics.nulls import two_sided

Values = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of events that are near each other.

    Attributes
    ----------
    first, second
        Positions of the two events, (pairs).
    km
        Distance along the ellipsoid, (pairs); 0 for the same coordinates.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    km: Values


def near_pairs(lon: Values, lat: Values, up_to_km: float) -> Pairs:
    """Find all pairs of points that are at most ``up_to_km`` apart.

    Parameters
    ----------
    lon, lat
        EPSG:4326, (n).
    """
    first, second = np.triu_indices(len(lon), k=1)
    _, _, metres = Geod(ellps="GRS80").inv(lon[first], lat[first], lon[second], lat[second])
    near = metres <= up_to_km * 1000
    return Pairs(first[near], second[near], metres[near] / 1000)


def shuffled_within(days: Counts, groups: Counts, draws: int, rng: np.random.Generator) -> Counts:
    """Shuffle ``days`` (n) within equal ``groups`` (n), ``draws`` times, (draws, n)."""
    shuffled = np.tile(days, (draws, 1))
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        shuffled[:, members] = rng.permuted(shuffled[:, members], axis=1)
    return shuffled


def count_pairs(pairs: Pairs, days: Counts, upper_km: Values, upper_days: Counts) -> Counts:
    """Count pairs by bands of distance and of time.

    Parameters
    ----------
    days
        Day of each event, (n), or one row per draw, (draws, n).
    upper_km, upper_days
        Upper ends of the bands, ascending, each included; the lower end of a band is the upper one of the band
        before. A first ``upper_km`` of 0 is the band of the same coordinates.

    Returns
    -------
    numpy.ndarray
        (..., distances, times).
    """
    distance = np.searchsorted(upper_km, pairs.km, side="left")
    cells = len(upper_km) * len(upper_days)
    used = distance < len(upper_km)
    first, second, distance = pairs.first[used], pairs.second[used], distance[used]
    rows = np.atleast_2d(days)
    counts = np.empty((len(rows), cells), dtype=np.int64)
    for k, row in enumerate(rows):
        time = np.searchsorted(upper_days, np.abs(row[first] - row[second]), side="left")
        inside = time < len(upper_days)
        cell = distance[inside] * len(upper_days) + time[inside]
        counts[k] = np.bincount(cell, minlength=cells)
    return counts.reshape(*np.shape(days)[:-1], len(upper_km), len(upper_days))


@dataclass(frozen=True, eq=False)
class Grid:
    """Pairs observed and expected, by bands of distance and time, each (distances, times).

    Attributes
    ----------
    observed
        Pairs.
    expected, low, high
        Mean and central 95 % of the pairs if the dates are shuffled.
    p, p_adjusted
        Two-sided, and corrected within the grid (Benjamini-Hochberg); NaN where there is no pair in any draw.
    """

    observed: Counts
    expected: Values
    low: Values
    high: Values
    p: Values
    p_adjusted: Values


def knox(observed: Counts, null: Counts) -> Grid:
    """Compare a grid of pairs (distances, times) with those of shuffled dates (draws, distances, times).

    References
    ----------
    Knox, E. G. (1964): The detection of space-time interactions. Applied Statistics 13, 25-29.
    """
    p = np.full(observed.shape, np.nan)
    for cell in np.ndindex(observed.shape):
        drawn = null[(slice(None), *cell)]
        if drawn.any() or observed[cell]:
            p[cell] = two_sided(float(observed[cell]), drawn)
    adjusted = np.full(observed.shape, np.nan)
    known = ~np.isnan(p)
    if known.any():
        adjusted[known] = scipy.stats.false_discovery_control(p[known])
    low, high = np.quantile(null, [0.025, 0.975], axis=0)
    return Grid(observed, null.mean(axis=0), low, high, p, adjusted)
