"""Totals, series and ranks of selected municipalities, for headlines, charts and profiles.

As in :mod:`geo.statistics.indicators`, sources are never added up and uncovered years are gaps; every sum states how
many of the selected municipalities have a value.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from geo.schema import DatePrecision
from geo.source import Coverage, Source
from geo.statistics.indicators import scope_of

Step = Literal["year", "month"]
_LENGTH: Final[Mapping[Step, int]] = {"year": 4, "month": 7}

COUNTS: Final = ("events", "fatalities_low", "fatalities_best", "fatalities_high", "victims")
"""Columns of :func:`count_by_source`."""


@dataclass(frozen=True)
class Total:
    """A sum over municipalities.

    Attributes
    ----------
    value
        The sum over municipalities with a value; None if there are none.
    covered, asked
        Number of municipalities with a value, and of those selected.
    years
        The years of the values.
    """

    value: float | None
    covered: int
    asked: int
    years: tuple[int, ...]


@dataclass(frozen=True)
class Rank:
    """Rank of a municipality among those that have a value; 1 is the highest, equal values have equal ranks."""

    place: int
    of: int


def add_up(events: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Count events and people by ``keys``.

    Parameters
    ----------
    events
        :data:`geo.schema.EVENTS`, or the result of this function for more keys.

    Returns
    -------
    pandas.DataFrame
        The columns of ``keys`` and :data:`COUNTS` as ``Int64``: missing if one row of the group does not state it,
        because a sum over the others would read as a sum over all.
    """
    rows = events if "events" in events else events.assign(events=1)
    groups = rows.groupby(list(keys), observed=True)[list(COUNTS)]
    table = groups.sum().where(groups.count().eq(groups.size(), axis=0))
    return table.astype("Int64").reset_index()


def count_by_source(events: pd.DataFrame, sources: Mapping[str, Source], by: Sequence[str] = ()) -> pd.DataFrame:
    """Count events and people by source.

    Parameters
    ----------
    events
        :data:`geo.schema.EVENTS`, plus the columns of ``by``, or the result of :func:`add_up`.
    sources
        Sources by id; only what their ``measures`` declare is counted.
    by
        Further columns to group by, such as a year.

    Returns
    -------
    pandas.DataFrame
        As :func:`add_up` by ``source`` and ``by``; numbers that the source does not declare are missing too.
    """
    table = add_up(events, ["source", *by]).astype({"source": "str"})
    declared = {name: _declared_counts(sources[name]) for name in table["source"].unique()}
    for name in COUNTS:
        unstated = [name not in declared[source] for source in table["source"]]
        if any(unstated):
            table.loc[unstated, name] = pd.NA
    return table


def count_over_time(
    events: pd.DataFrame,
    sources: Mapping[str, Source],
    municipalities: pd.DataFrame,
    codes: Collection[str],
    start: str,
    end: str,
    step: Step = "year",
) -> pd.DataFrame:
    """Count events of selected municipalities by source and year or month, with the zeros of sources that cover them.

    Parameters
    ----------
    events
        Events of the municipalities and the period, with a date, or the result of :func:`add_up` by month and
        precision of the date. By month, events known to the year only are not counted.
    municipalities, codes
        :data:`geo.schema.MUNICIPALITIES`, and the selected codes.
    start, end
        First and last month, ``YYYY-MM``.

    Returns
    -------
    pandas.DataFrame
        As :func:`count_by_source` by ``when`` (``YYYY`` or ``YYYY-MM``), with ``partial``: the period or the source
        covers only part of it. Times that a source did not cover have no row.
    """
    if step == "month":
        events = events[events["date_precision"] <= DatePrecision.MONTH]
    when = events["date_start"].dt.year * 12
    if step == "month":
        when += events["date_start"].dt.month - 1
    counted = count_by_source(events.assign(when=when), sources, ["when"])
    rows = {(row["source"], _format(row["when"], step)): row for row in counted.to_dict("records")}
    selected = municipalities[municipalities["municipality_code"].isin(codes)]
    for source in sources.values():
        has_zeros = source.kind == "events" and source.coverage.absent_is_zero
        if not (has_zeros and scope_of(source.coverage, selected).any()):
            continue
        zero: dict[Hashable, Any] = dict.fromkeys(_declared_counts(source), 0)
        for first, last in source.coverage.spans(start, end):
            for month in range(_month(first), _month(last) + 1):
                rows.setdefault((source.id, _format(month, step)), zero)
    records = [
        row | {"source": source, "when": when, "partial": not _is_covered(sources[source].coverage, when, start, end)}
        for (source, when), row in sorted(rows.items())
    ]
    table = pd.DataFrame(records, columns=["source", "when", *COUNTS, "partial"])
    return table.astype({**dict.fromkeys(COUNTS, "Int64"), "source": "str", "when": "str", "partial": bool})


def total(values: pd.DataFrame, codes: Collection[str]) -> Total:
    """Sum a measure (:func:`geo.statistics.indicators.measure`) over municipalities; for amounts, never for rates."""
    chosen = values["value"].reindex(pd.Index(codes))
    covered = int(chosen.notna().sum())
    return Total(float(chosen.sum()) if covered else None, covered, len(chosen), tuple(values.attrs["years"]))


def series(amounts: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    """Sum an indicator, from :func:`geo.statistics.indicators.pivot_years`, over municipalities by year.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``value`` (sum over the municipalities that have one), ``covered`` (their number); without the years
        that the source covers for none of them.
    """
    chosen = amounts.reindex(pd.Index(codes))
    found = pd.DataFrame({"value": chosen.sum(), "covered": chosen.notna().sum()})
    return found[found["covered"] > 0].rename_axis(index="year").reset_index()


def rank(values: pd.DataFrame, code: str, among: Collection[str] | None = None) -> Rank | None:
    """Rank of a municipality by a measure, among ``among`` or all; None without a value, and for zero.

    The last of many that share a zero would look like a place between those that have something.
    """
    column = values["value"] if among is None else values["value"].reindex(list(among))
    column = column.dropna()
    if code not in column.index or column[code] == 0:
        return None
    return Rank(int((column > column[code]).sum()) + 1, len(column))


def median(values: pd.DataFrame, among: Collection[str]) -> float | None:
    """Median of a measure over the municipalities that have a value; None if there are none."""
    known = values["value"].reindex(list(among)).dropna()
    return float(known.median()) if len(known) else None


def _declared_counts(source: Source) -> list[str]:
    return [name for name in COUNTS if name.split("_")[0] in source.measures]


def _month(month: str) -> int:
    """``YYYY-MM`` as a number of months since year 0."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _format(month: int, step: Step) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"[: _LENGTH[step]]


def _is_covered(coverage: Coverage, when: str, start: str, end: str) -> bool:
    if len(when) == _LENGTH["year"]:
        return int(when) in coverage.years and start <= f"{when}-01" and f"{when}-12" <= end
    first = pd.Period(when, freq="M")
    if not coverage.spans(when, when):
        return False
    return coverage.start <= f"{first.start_time:%Y-%m-%d}" and f"{first.end_time:%Y-%m-%d}" <= coverage.end


def terciles(values: pd.Series) -> tuple[float, float]:
    """Terciles of the values above zero: the upper bounds of the lowest and the middle class.

    Parameters
    ----------
    values
        Not negative; missing values are left out. Without values above zero both bounds are 0.
    """
    above = values[values > 0]
    if above.empty:
        return 0.0, 0.0
    low, high = above.quantile([1 / 3, 2 / 3])
    return float(low), float(high)
