"""Parse dates in several formats. 03/04/2023 is ambiguous: unless the column shows the order, the row is refused.

A time with a zone is an instant, whose day depends on where one is: 02:30 UTC is the evening before in Colombia.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd

from geo.readers.names import fold
from geo.schema import DatePrecision

Order = Literal["day first", "month first"]

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            *("jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril"),
            *("may mayo", "jun june junio", "jul july julio", "aug august ago agosto"),
            *("sep sept september septiembre setiembre", "oct october octubre"),
            *("nov november noviembre", "dec december dic diciembre"),
        ),
        start=1,
    )
    for name in names.split()
}
FIRST_YEAR: Final = 1900
"""Of an earlier date a digit is taken to be wrong."""

_ISO: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?:[T ](?P<time>.*))?)?)?", re.ASCII)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(?P<time>.*))?", re.ASCII)
_NUMBERS: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ](?P<time>.*))?", re.ASCII)
_MONTH_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)
_WORDS: Final = re.compile(r"(\d{1,2}) (?:de )?([a-z]+) (?:de )?(\d{4})", re.ASCII)
_TIME: Final = re.compile(
    r"""(?P<hour>\d{1,2}) (?: :?(?P<minute>\d{2}) (?: :?(?P<second>\d{2})(?:[.,]\d+)? )? )?
    (?: \s*(?P<half>[ap])\.?\s?m\.? )?
    (?: \s*(?P<zone>Z|UTC|GMT) | \s*(?P<sign>[-+])(?P<hours>\d{2})(?: :?(?P<minutes>\d{2}) )? )?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_COLOMBIA: Final = timedelta(hours=-5)  # all year: no summer time since 1993


def parse_dates(text: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Parse a column of dates with a precision of day, month or year: ``2023-03-29``, ``2023-03``, ``2023``.

    Also ``29/03/2023`` or ``03/29/2023``, if a number above 12 somewhere in the column shows the order, ``03/2023``,
    and ``29 March 2023`` or ``29 de marzo de 2023``. Dates before :data:`FIRST_YEAR` are none.

    A time of day with an offset from UTC gives the day in Colombia (UTC-5); one without is taken as local. If every
    time in the column is midnight, a program wrote days as times: they stay as they are.

    Returns
    -------
    tuple
        ``date_start``, ``date_end`` (inclusive), ``date_precision``; and the problem of each text (empty if there is
        none).
    """
    parts = [_NUMBERS.fullmatch(value) for value in text]
    firsts = [int(found[1]) for found in parts if found]
    seconds = [int(found[2]) for found in parts if found]
    shown: set[Order] = set()
    if any(number > 12 for number in firsts):
        shown.add("day first")
    if any(number > 12 for number in seconds):
        shown.add("month first")
    order = next(iter(shown)) if len(shown) == 1 else None
    times = [_TIME.fullmatch(found["time"]) for value in text if (found := _match(value)) and found["time"]]
    instants = any(found and not _is_midnight(found) for found in times)
    parsed = [_parse(value, order, instants) for value in text]
    spans = [(None, None, DatePrecision.UNKNOWN) if isinstance(span, str) else span for span in parsed]
    table = pd.DataFrame(
        {
            "date_start": pd.Series([np.datetime64(a, "us") if a else pd.NaT for a, _, _ in spans], index=text.index),
            "date_end": pd.Series([np.datetime64(b, "us") if b else pd.NaT for _, b, _ in spans], index=text.index),
            "date_precision": pd.Series([int(c) for _, _, c in spans], index=text.index),
        }
    ).astype({"date_start": "datetime64[us]", "date_end": "datetime64[us]", "date_precision": "int8"})
    problem = [span if isinstance(span, str) else "" for span in parsed]
    return table, pd.Series(problem, index=text.index, dtype=str)


Span = tuple[str | None, str | None, DatePrecision]


def _match(value: str) -> re.Match[str] | None:
    return _COMPACT.fullmatch(value) or _ISO.fullmatch(value) or _NUMBERS.fullmatch(value)


def _is_midnight(time: re.Match[str]) -> bool:
    return _hour(time) == int(time["minute"] or 0) == int(time["second"] or 0) == 0


def _hour(time: re.Match[str]) -> int:
    hour = int(time["hour"])
    return hour if time["half"] is None else hour % 12 + 12 * (time["half"] in "pP")


def _parse(value: str, order: Order | None, instants: bool) -> Span | str:
    if not value:
        return "no date"
    if found := _match(value):
        year, month, day = found[1], found[2], found[3]
        if found.re is _NUMBERS:
            if order is None:
                return f"day or month first? The column does not show it: {value}"
            year, month, day = (
                (found[3], found[2], found[1]) if order == "day first" else (found[3], found[1], found[2])
            )
        span = _span(year, month, day)
        if isinstance(span, str) or not found["time"]:
            return span
        if not (time := _TIME.fullmatch(found["time"])):
            return f"its time of day cannot be read, write it like 21:30 or 02:30Z: {value}"
        return _in_colombia(span, time, value) if instants and (time["zone"] or time["sign"]) else span
    if (found := _WORDS.fullmatch(fold(value))) and found[2] in _MONTHS:
        return _span(found[3], str(_MONTHS[found[2]]), found[1])
    if found := _MONTH_FIRST.fullmatch(value):
        return _span(found[2], found[1], None)
    return f"not a date: {value}"


def _in_colombia(span: Span, time: re.Match[str], value: str) -> Span | str:
    """The day in Colombia of an instant whose date, as it is written, is ``span``."""
    offset = timedelta(hours=int(time["hours"] or 0), minutes=int(time["minutes"] or 0))
    try:
        written = datetime.fromisoformat(str(span[0])).replace(hour=_hour(time), minute=int(time["minute"] or 0))
        day = str((written - (-offset if time["sign"] == "-" else offset) + _COLOMBIA).date())
    except (ValueError, OverflowError):
        return f"not a time of day: {value}"
    return day, day, DatePrecision.DAY


def _span(year: str, month: str | None, day: str | None) -> Span | str:
    if int(year) < FIRST_YEAR:
        return f"before {FIRST_YEAR}: {'-'.join(part for part in (year, month, day) if part)}"
    try:
        if month is None:
            return f"{year}-01-01", f"{year}-12-31", DatePrecision.YEAR
        first = np.datetime64(f"{year}-{int(month):02}", "M")
        if day is None:
            return f"{first}-01", str((first + 1).astype("datetime64[D]") - 1), DatePrecision.MONTH
        date = str(np.datetime64(f"{first}-{int(day):02}", "D"))
    except ValueError:
        return f"not a date of the calendar: {'-'.join(part for part in (year, month, day) if part)}"
    return date, date, DatePrecision.DAY
