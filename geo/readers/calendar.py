"""Parse dates of registers, which may be known to the day, the month or the year."""

from __future__ import annotations

from geo.lazy import np, pd
from geo.readers.text import raise_for
from geo.schema import DatePrecision
from geo.source import Source


def parse_days(text: pd.Series, source: Source, pattern: str = "%Y-%m-%d") -> pd.DataFrame:
    """Parse full dates in the format ``pattern``; returns the columns of :func:`dates_from_parts`.

    Raises
    ------
    GeoDataError
        If a date does not match the format.
    """
    date = pd.to_datetime(text, format=pattern, errors="coerce")
    raise_for(text[date.isna()], f"not a date written {pattern}", source)
    return _dates(date, date, np.full(len(text), DatePrecision.DAY))


def dates_from_parts(year: pd.Series, month: pd.Series, day: pd.Series | None, source: Source) -> pd.DataFrame:
    """Combine numbers of years, months and days, 0 if unknown; without day or month, a date spans the month or year.

    Month and day of an unknown year are ignored.

    Returns
    -------
    pandas.DataFrame
        ``date_start``, ``date_end`` (inclusive; both null if the year is unknown), ``date_precision``.

    Raises
    ------
    GeoDataError
        If the parts are not a date, such as 30 February.
    """
    in_year = (year > 0).to_numpy(dtype=bool)
    in_month = in_year & (month > 0).to_numpy(dtype=bool)
    on_day = in_month & (day > 0).to_numpy(dtype=bool) if day is not None else np.zeros(len(year), dtype=bool)
    parts = pd.DataFrame({"year": year.where(in_year, 2000), "month": month.where(in_month, 1)}).astype("int64")
    parts["day"] = 1 if day is None else day.where(on_day, 1).astype("int64")
    start = pd.to_datetime(parts, errors="coerce")
    if start.isna().any():
        written = parts.astype(str).agg("-".join, axis=1).rename("year-month-day")
        raise_for(written[start.isna()], "not a date", source)
    first = start.to_numpy().astype("datetime64[D]")
    month_end = (first.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    year_end = (first.astype("datetime64[Y]") + 1).astype("datetime64[D]") - 1
    end = pd.Series(np.select([on_day, in_month], [first, month_end], year_end), index=start.index)
    precision = np.select(
        [on_day, in_month, in_year],
        [DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.YEAR],
        DatePrecision.UNKNOWN,
    )
    return _dates(start.where(in_year), end.where(in_year), precision)


def known_part(dates: pd.DataFrame) -> pd.Series:
    """Format dates to their precision: ``2023-03-19``, ``2023-03``, ``2023``, or ``0000``."""
    day = pd.Series(np.datetime_as_string(dates["date_start"].to_numpy(), unit="D"), index=dates.index, dtype=str)
    precision = dates["date_precision"]
    key = day.mask(precision == DatePrecision.MONTH, day.str[:7]).mask(precision == DatePrecision.YEAR, day.str[:4])
    return key.mask(precision == DatePrecision.UNKNOWN, "0000")


def _dates(start: pd.Series, end: pd.Series, precision: object) -> pd.DataFrame:
    table = pd.DataFrame({"date_start": start, "date_end": end, "date_precision": precision}, index=start.index)
    return table.astype({"date_start": "datetime64[us]", "date_end": "datetime64[us]", "date_precision": "int8"})
