"""Classes of a choropleth: breaks that can be said aloud, zero by itself, colours that everyone can tell apart."""

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
"""ColorBrewer's sequential palettes for six classes without the lightest, which is too near to zero's white."""

ZERO: Final = "#fffefb"
SCHEMES: Final[Mapping[Scheme, str]] = {
    "quantiles": N_("Classes: quantiles of the values above zero"),
    "fisher_jenks": N_("Classes: natural breaks (Fisher-Jenks) of the values above zero"),
}
_FEW: Final = 40  # below it quantiles would part near neighbours


@dataclass(frozen=True)
class Classes:
    """How values are classed.

    Attributes
    ----------
    breaks
        Upper bounds of the classes above zero, ascending, each included; empty where no value is above zero.
    colors
        One for each break.
    scheme
        What the breaks were found by.
    """

    breaks: tuple[float, ...]
    colors: tuple[str, ...]
    scheme: Scheme

    def assign(self, values: pd.Series) -> NDArray[np.int8]:
        """Class of each value: -1 no data, 0 zero, 1 and up by ``breaks``."""
        found = np.searchsorted(self.breaks, values.to_numpy(dtype=float), side="left") + 1
        found = np.minimum(found, max(len(self.breaks), 1))
        return np.where(values.isna(), -1, np.where(values == 0, 0, found)).astype(np.int8)


def classify(values: pd.Series, palette: str, scheme: Scheme, k: int = 5, *, limit: float = math.inf) -> Classes:
    """Find classes for the values above zero.

    Parameters
    ----------
    values
        Not negative; missing where there is no data.
    palette
        Of :data:`PALETTES`.
    scheme
        For fewer than 40 values natural breaks are used in any case.
    k
        Most classes; few values make fewer.
    limit
        The most that the measure can be, by its nature: 100 for a share in per cent. A publisher who rounds the
        part and the whole one by one may make it a hair more (EVOA: 100.016 %), and rounding such a top up would
        print a class that reads to 110 %. No break goes beyond the limit; the value stays as it is, in the top class.

    Raises
    ------
    GeoDataError
        A negative value.
    """
    if (values < 0).any():
        raise GeoDataError("a negative value has no class", source="choropleth", value=float(values.min()))
    above = values[values > 0]
    if above.empty:
        return Classes((), (), scheme)
    used: Scheme = "fisher_jenks" if len(above) < _FEW else scheme
    wanted = min(k, math.ceil(math.sqrt(above.nunique())))
    breaks = _round_up(_breaks(above.to_numpy(dtype=float), used, wanted), float(above.max()), limit)
    colors = PALETTES[palette]
    steps = np.linspace(0, len(colors) - 1, len(breaks)) if len(breaks) > 1 else [len(colors) // 2]
    return Classes(tuple(breaks), tuple(colors[round(float(step))] for step in steps), used)


def _breaks(values: NDArray[np.float64], scheme: Scheme, k: int) -> list[float]:
    if k < 2:
        return [float(values.max())]
    if scheme == "quantiles":
        return [float(bound) for bound in np.quantile(values, np.arange(1, k + 1) / k)]
    return [float(bound) for bound in jenkspy.jenks_breaks(values, n_classes=k)[1:]]


def _round_up(breaks: list[float], top: float, limit: float) -> list[float]:
    """Round up to two digits, so that every value stays in its class, and keep the breaks apart."""
    inner = {_ceil(bound) for bound in breaks[:-1]}
    last = min(_ceil(top), limit)
    return [bound for bound in sorted(inner) if bound < last] + [last]


def _ceil(value: float) -> float:
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.ceil(round(value / step, 9)) * step:.6g}")
