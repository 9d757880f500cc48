"""Classes of a choropleth: rounded breaks, a class of its own for zero, colours safe for colour-blind readers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import jenkspy
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.schema import GeoDataError
from layers.catalog.model import Scheme
from layers.text.i18n import N_

PALETTES: Final[Mapping[str, tuple[str, ...]]] = {
    "OrRd": ("#fdd49e", "#fdbb84", "#fc8d59", "#e34a33", "#b30000"),
    "YlOrBr": ("#fee391", "#fec44f", "#fe9929", "#d95f0e", "#993404"),
    "BuPu": ("#bfd3e6", "#9ebcda", "#8c96c6", "#8856a7", "#810f7c"),
    "GnBu": ("#ccebc5", "#a8ddb5", "#7bccc4", "#43a2ca", "#0868ac"),
    "PuBu": ("#d0d1e6", "#a6bddb", "#74a9cf", "#2b8cbe", "#045a8d"),
    "RdPu": ("#fcc5c0", "#fa9fb5", "#f768a1", "#c51b8a", "#7a0177"),
}
"""ColorBrewer's sequential palettes for six classes without the lightest, which is too close to the white of zero."""

ZERO: Final = "#fffefb"
SCHEMES: Final[Mapping[Scheme, str]] = {
    "quantiles": N_("Classes: quantiles of the values above zero"),
    "fisher_jenks": N_("Classes: natural breaks (Fisher-Jenks) of the values above zero"),
}
_MIN_FOR_QUANTILES: Final = 40  # with fewer values quantiles would separate nearly equal ones


@dataclass(frozen=True)
class Classes:
    """The classes of a choropleth.

    Attributes
    ----------
    breaks
        Upper bounds of the classes above zero, ascending and inclusive; empty if no value is above zero.
    colors
        One for each break.
    scheme
        The scheme by which the breaks were computed.
    """

    breaks: tuple[float, ...]
    colors: tuple[str, ...]
    scheme: Scheme

    def assign(self, values: pd.Series) -> NDArray[np.int8]:
        """Class of each value: -1 for no data, 0 for zero, from 1 by ``breaks``."""
        numbers = np.searchsorted(self.breaks, values.to_numpy(dtype=float), side="left") + 1
        numbers = np.minimum(numbers, max(len(self.breaks), 1))
        return np.where(values.isna(), -1, np.where(values == 0, 0, numbers)).astype(np.int8)


def classify(values: pd.Series, palette: str, scheme: Scheme, k: int = 5, *, limit: float = math.inf) -> Classes:
    """Compute classes for the values above zero.

    Parameters
    ----------
    values
        Not negative; NaN for no data.
    palette
        Of :data:`PALETTES`.
    scheme
        For fewer than 40 values natural breaks are used in any case.
    k
        Maximum number of classes; few values make fewer.
    limit
        The largest possible value of the measure: 100 for a share in per cent. Where a publisher rounds numerator
        and denominator separately, a share may slightly exceed it (EVOA: 100.016 %), and rounding that break up
        would print a class to 110 %. No break exceeds the limit; the value is unchanged and in the highest class.

    Raises
    ------
    GeoDataError
        A negative value.
    """
    if (values < 0).any():
        raise GeoDataError(
            "a negative value has no class",
            source="choropleth",
            value=float(values.min()),
            remedy="compare two periods instead, or correct the source",
        )
    above = values[values > 0]
    if above.empty:
        return Classes((), (), scheme)
    scheme_used: Scheme = "fisher_jenks" if len(above) < _MIN_FOR_QUANTILES else scheme
    n_classes = min(k, math.ceil(math.sqrt(above.nunique())))
    breaks = _round_up(_breaks(above.to_numpy(dtype=float), scheme_used, n_classes), float(above.max()), limit)
    colors = PALETTES[palette]
    steps = np.linspace(0, len(colors) - 1, len(breaks)) if len(breaks) > 1 else [len(colors) // 2]
    return Classes(tuple(breaks), tuple(colors[round(float(step))] for step in steps), scheme_used)


def _breaks(values: NDArray[np.float64], scheme: Scheme, k: int) -> list[float]:
    if k < 2:
        return [float(values.max())]
    if scheme == "quantiles":
        return [float(bound) for bound in np.quantile(values, np.arange(1, k + 1) / k)]
    return [float(bound) for bound in jenkspy.jenks_breaks(values, n_classes=k)[1:]]


def _round_up(breaks: list[float], top: float, limit: float) -> list[float]:
    """Round breaks up to two digits, so that every value stays in its class, and drop duplicates."""
    inner = {_ceil(bound) for bound in breaks[:-1]}
    last = min(_ceil(top), limit)
    return [bound for bound in sorted(inner) if bound < last] + [last]


def _ceil(value: float) -> float:
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.ceil(round(value / step, 9)) * step:.6g}")
