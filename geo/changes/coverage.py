"""The coverage of a source as text, and which events are within it."""

from __future__ import annotations

import pandas as pd

from geo.source import Coverage
from geo.statistics.indicators import scope_of


def described(coverage: Coverage) -> str:
    """Describe time and place: first and last day, scope, years.

    Examples
    --------
    >>> described(Coverage("2014-01-01", "2023-12-31", (2014, 2015, 2018), "departments", departments=("05", "54")))
    '2014-01-01/2023-12-31, departments 05 54, years 2014-2015 2018'
    """
    place = " ".join([coverage.scope, *coverage.departments])
    without = f" without {' '.join(coverage.excluded)}" if coverage.excluded else ""
    years = f", years {_runs(coverage.years)}" if coverage.years else ""
    part = f", in part {_runs(coverage.partial)}" if coverage.partial else ""
    return f"{coverage.start}/{coverage.end}, {place}{without}{years}{part}"


def widened(before: Coverage, after: Coverage) -> bool:
    """Whether a source covers other places, or other times up to the end of its earlier coverage.

    A later end alone does not count.
    """
    same_place = (before.scope, before.departments, before.excluded) == (
        after.scope,
        after.departments,
        after.excluded,
    )
    until = int(before.end[:4])
    years = ({year for year in each.years if year < until} for each in (before, after))
    return not (same_place and before.start == after.start and next(years) == next(years))


def covered(coverage: Coverage, events: pd.DataFrame, municipalities: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Mark the events whose time was covered, and those whose place was.

    Parameters
    ----------
    events
        :data:`geo.schema.EVENTS`. One without a date counts as covered, as does one without a municipality, or of a
        source that covers what it lists: nothing says that it was not.
    municipalities
        :data:`geo.schema.MUNICIPALITIES`.

    Returns
    -------
    tuple of pandas.Series
        Two masks on the index of ``events``. What is later than the coverage is not covered.
    """
    day = events["date_start"].dt.strftime("%Y-%m-%d")
    time = day.isna()
    for first, last in coverage.spans("0000-01", "9999-12"):
        begins, ends = max(f"{first}-01", coverage.start), min(f"{last}-31", coverage.end)
        time |= (day >= begins) & (day <= ends)
    place = pd.Series(True, index=events.index)
    if coverage.scope != "listed":
        codes = municipalities.loc[scope_of(coverage, municipalities), "municipality_code"]
        place = events["municipality_code"].isna() | events["municipality_code"].isin(codes)
    return time.astype(bool), place


def span(first: str | int | None, last: str | int | None) -> str | None:
    """A span of years, or one year; None if they are missing."""
    if pd.isna(first) or pd.isna(last):
        return None
    return str(first) if first == last else f"{first}-{last}"


def _runs(years: tuple[int, ...]) -> str:
    table = pd.Series(sorted(years))
    runs = table.groupby(table - table.index)
    return " ".join(str(span(run.iloc[0], run.iloc[-1])) for _, run in runs)
