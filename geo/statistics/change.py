"""Change of a measure between two periods: absolute, relative, and whether its uncertainty is larger.

All three are aligned by municipality. A municipality without a value in one of the periods has no change.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

SMALL_BASE: Final = 10.0
"""Amounts below this (people, events, hectares) are too small for a percentage: one more of two is +50 %."""


def difference(first: pd.Series, second: pd.Series) -> pd.Series:
    """The second value less the first; NaN if either is missing."""
    found: pd.Series = second - first
    return found


def percent(first: pd.Series, second: pd.Series, base: pd.Series, least: float = SMALL_BASE) -> pd.Series:
    """The difference in per cent of the first value; NaN where there is none, or none that may be printed.

    Parameters
    ----------
    base
        The amounts that the first values are made of: a rate of 0.4 is made of people or hectares. The first values
        themselves if they are not made of amounts.
    least
        The smallest base of a percentage. Zero never is a base.

    Examples
    --------
    >>> percent(pd.Series([20.0, 5.0, 0.0]), pd.Series([30.0, 6.0, 5.0]), pd.Series([20.0, 5.0, 0.0])).tolist()
    [50.0, nan, nan]
    """
    is_printed = (first > 0) & (base > 0) & (base >= least)
    found: pd.Series = (difference(first, second) / first * 100).where(is_printed)
    return found


def ranges_overlap(first: pd.DataFrame, second: pd.DataFrame) -> pd.Series:
    """Whether the ranges ``low`` to ``high`` of both periods have a value in common; False where one is missing."""
    overlap: pd.Series = (first["low"] <= second["high"]) & (second["low"] <= first["high"])
    return overlap
