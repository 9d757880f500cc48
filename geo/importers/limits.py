"""Refuse dates and numbers that no event can have, whatever the format of its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import pandas as pd

from geo.importers.dates import FIRST_YEAR
from geo.importers.reading import Ledger
from geo.schema import DatePrecision

MOST: Final = 60_000_000
"""People in one event: more than the country has."""


def refuse_dates(dates: pd.DataFrame, ledger: Ledger, today: date) -> None:
    """Refuse rows that end before they begin, or are not between :data:`geo.importers.dates.FIRST_YEAR` and today.

    Parameters
    ----------
    dates
        ``date_start`` and ``date_end``. A month or a year that is not over yet may have begun.
    """
    start, end = dates["date_start"], dates["date_end"]
    ledger.refuse(start > end, "ends before it begins: " + _day(start) + " to " + _day(end))
    ledger.refuse(start > pd.Timestamp(today), "is in the future: " + _day(start))
    ledger.refuse(start.dt.year < FIRST_YEAR, f"is before {FIRST_YEAR}: " + _day(start))
    known = dates["date_precision"] < DatePrecision.MONTH if "date_precision" in dates.columns else True
    ledger.refuse((end > pd.Timestamp(today)) & known, "ends in the future: " + _day(end))


def refuse_counts(counts: Mapping[str, pd.Series], ledger: Ledger) -> dict[str, pd.Series]:
    """Refuse rows with a number that is none of people: negative, with a fraction, without end or above :data:`MOST`.

    Parameters
    ----------
    counts
        Numbers by the name of their column; NaN if there is none.

    Returns
    -------
    dict
        The numbers as whole ones, missing where they are refused.
    """
    whole = {}
    for name, number in counts.items():
        invalid = number.notna() & ((number < 0) | (number % 1 != 0) | (number > MOST))
        ledger.refuse(invalid, f"{name}: not a whole number of people: " + number.map("{:g}".format))
        whole[name] = number.mask(invalid).astype("Int32")
    return whole


def refuse_disorder(counts: Iterable[pd.Series], ledger: Ledger) -> None:
    """Refuse rows whose low, best and high numbers of deaths are not in this order."""
    low, best, high = counts
    unordered = ((low > best) | (best > high) | (low > high)).fillna(value=False)
    written = low.astype(str) + ", " + best.astype(str) + ", " + high.astype(str)
    ledger.refuse(unordered, "low, best and high numbers of deaths are not in this order: " + written)


def _day(moments: pd.Series) -> pd.Series:
    written: pd.Series = moments.dt.strftime("%Y-%m-%d").fillna("")
    return written
