"""Rows of :data:`geo.schema.ANALYSIS_DETAILS`, the marks of a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.schema import ANALYSIS_DETAILS

_COLUMNS: Final = [name for name in ANALYSIS_DETAILS.columns if name != "analysis_id"]


def rows(
    series: str, keys: Iterable[object] | None, **columns: Sequence[Any] | pd.Series | np.ndarray
) -> pd.DataFrame:
    """Make the rows of one series, in order.

    Parameters
    ----------
    series
        What they are.
    keys
        One per row, or None.
    **columns
        Other columns of the table, of equal length; those not given are empty.
    """
    given = {name: np.asarray(column, dtype=float) for name, column in columns.items()}
    length = len(next(iter(given.values()))) if given else len(list(keys or ()))
    named = pd.array([None] * length if keys is None else [str(key) for key in keys], dtype="str")
    blank = np.full(length, np.nan)
    made = {"series": series, "position": np.arange(length), "key": named}
    return pd.DataFrame({name: made[name] if name in made else given.get(name, blank) for name in _COLUMNS})


def histogram(series: str, draws: np.ndarray, bins: int = 30) -> pd.DataFrame:
    """Make the histogram of a null distribution: ``x`` to ``y`` are the ends of a bin, ``estimate`` the draws in it.

    Whole numbers of few different values get one bin each.
    """
    whole = np.issubdtype(np.asarray(draws).dtype, np.integer)
    if whole and np.ptp(draws) < bins:
        edges = np.arange(draws.min(), draws.max() + 2) - 0.5
    else:
        edges = np.histogram_bin_edges(draws, bins)
    counts, edges = np.histogram(draws, edges)
    return rows(series, None, x=edges[:-1], y=edges[1:], estimate=counts)
