"""Sums and series of a chosen set of municipalities: what a headline, a chart or a profile states.

Counts keep what :mod:`geo.statistics.indicators` keeps: sources stay apart, an uncovered year is a gap, and a sum
says how many of the municipalities asked for it speaks.
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
"""What :func:`count_by_source` counts."""


@dataclass(frozen=True)
class Total:
    """A sum over municipalities.

    Attributes
    ----------
    value
        The sum over those that have one; None where none has.
    covered, asked
        How many municipalities have a value, of how many.
    years
        The years it speaks of.
    """

    value: float | None
    covered: int
    asked: int
    years: tuple[int, ...]


@dataclass(frozen=True)
class Rank:
    """Place of a municipality among others that have a value; 1 is the highest, equal values share a place."""

    place: int
    of: int


def add_up(events: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Count events and people by ``keys``.

    Parameters
    ----------
    events
        :data:`geo.schema.EVENTS`, or what this function made of them by more keys.

    Returns
    -------
    pandas.DataFrame
        The columns of ``keys`` and :data:`COUNTS` as ``Int64``: missing where one row of the group does not state it,
        for a sum over the others would read as a sum over all.
    """
    rows = events if "events" in events else events.assign(events=1)
    groups = rows.groupby(list(keys), observed=True)[list(COUNTS)]
    table = groups.sum().where(groups.count().eq(groups.size(), axis=0))
    return table.astype("Int64").reset_index()


def count_by_source(events: pd.DataFrame, sources: Mapping[str, Source], by: Sequence[str] = ()) -> pd.DataFrame:
    """Count events and people, every source on its own.

    Parameters
    ----------
    events
        :data:`geo.schema.EVENTS`, plus the columns of ``by``, or what :func:`add_up` made of them.
    sources
        By id; a source's ``measures`` say what of it may be counted.
    by
        Further columns to group by, such as a year.

    Returns
    -------
    pandas.DataFrame
        As :func:`add_up` by ``source`` and ``by``; missing also what the source does not state at all.
    """
    table = add_up(events, ["source", *by]).astype({"source": "str"})
    stated = {name: _stated(sources[name]) for name in table["source"].unique()}
    for name in COUNTS:
        unstated = [name not in stated[source] for source in table["source"]]
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
    """Count events of a place by source and year or month, with the zeros that a source means by silence.

    Parameters
    ----------
    events
        Those of the place and period, with a date, or what :func:`add_up` made of them by month and precision of the
        date. By month, those known to a year only count nowhere.
    municipalities, codes
        :data:`geo.schema.MUNICIPALITIES`, and which of them are asked for.
    start, end
        First and last month, ``YYYY-MM``.

    Returns
    -------
    pandas.DataFrame
        As :func:`count_by_source` by ``when`` (``YYYY`` or ``YYYY-MM``), with ``partial``: the period or the source
        covers only part of it. What a source did not cover has no row.
    """
    if step == "month":
        events = events[events["date_precision"] <= DatePrecision.MONTH]
    when = events["date_start"].dt.year * 12
    if step == "month":
        when += events["date_start"].dt.month - 1
    counted = count_by_source(events.assign(when=when), sources, ["when"])
    rows = {(row["source"], _named(row["when"], step)): row for row in counted.to_dict("records")}
    here = municipalities[municipalities["municipality_code"].isin(codes)]
    for source in sources.values():
        span = overlap(source.coverage, start, end)
        quiet = source.kind == "events" and source.coverage.absent_is_zero
        if span and quiet and scope_of(source.coverage, here).any():
            zero: dict[Hashable, Any] = dict.fromkeys(_stated(source), 0)
            for month in range(_month(span[0]), _month(span[1]) + 1):
                rows.setdefault((source.id, _named(month, step)), zero)
    told = [
        row | {"source": source, "when": when, "partial": not _whole(sources[source].coverage, when, start, end)}
        for (source, when), row in sorted(rows.items())
    ]
    table = pd.DataFrame(told, columns=["source", "when", *COUNTS, "partial"])
    return table.astype({**dict.fromkeys(COUNTS, "Int64"), "source": "str", "when": "str", "partial": bool})


def overlap(coverage: Coverage, start: str, end: str) -> tuple[str, str] | None:
    """First and last month (``YYYY-MM``) of a period that a source covers, None where it covers none."""
    first, last = max(coverage.start[:7], start), min(coverage.end[:7], end)
    return (first, last) if first <= last else None


def total(values: pd.DataFrame, codes: Collection[str]) -> Total:
    """Add up a measure (:func:`geo.statistics.indicators.measure`) over municipalities; only amounts, never rates."""
    chosen = values["value"].reindex(pd.Index(codes))
    covered = int(chosen.notna().sum())
    return Total(float(chosen.sum()) if covered else None, covered, len(chosen), tuple(values.attrs["years"]))


def series(amounts: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    """Add up an indicator, as of :func:`geo.statistics.indicators.spread`, over municipalities, year by year.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``value`` (sum over the municipalities that have one), ``covered`` (how many these are); the years
        that the source covers for none of them are not in it.
    """
    chosen = amounts.reindex(pd.Index(codes))
    found = pd.DataFrame({"value": chosen.sum(), "covered": chosen.notna().sum()})
    return found[found["covered"] > 0].rename_axis(index="year").reset_index()


def rank(values: pd.DataFrame, code: str, among: Collection[str] | None = None) -> Rank | None:
    """Place of a municipality by a measure, among ``among`` or all; None where it has no value."""
    column = values["value"] if among is None else values["value"].reindex(list(among))
    column = column.dropna()
    if code not in column.index:
        return None
    return Rank(int((column > column[code]).sum()) + 1, len(column))


def median(values: pd.DataFrame, among: Collection[str]) -> float | None:
    """Middle value of a measure among municipalities, of those that have one; None where none has."""
    known = values["value"].reindex(list(among)).dropna()
    return float(known.median()) if len(known) else None


def _stated(source: Source) -> list[str]:
    return [name for name in COUNTS if name.split("_")[0] in source.measures]


def _month(month: str) -> int:
    """``YYYY-MM`` as a number that counts months."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _named(month: int, step: Step) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"[: _LENGTH[step]]


def _whole(coverage: Coverage, when: str, start: str, end: str) -> bool:
    if len(when) == _LENGTH["year"]:
        return int(when) in coverage.years and start <= f"{when}-01" and f"{when}-12" <= end
    first = pd.Period(when, freq="M")
    return coverage.start <= f"{first.start_time:%Y-%m-%d}" and f"{first.end_time:%Y-%m-%d}" <= coverage.end


def change(first: pd.DataFrame, second: pd.DataFrame) -> pd.Series:
    """How much higher a measure is in a second period than in a first, where both have a value."""
    difference: pd.Series = second["value"] - first["value"]
    return difference


def thirds(values: pd.Series) -> tuple[float, float]:
    """Where the values above zero part into three equal groups; zeros belong to the lowest.

    Parameters
    ----------
    values
        Not negative; missing ones are left out. Without a value above zero both bounds are 0.
    """
    above = values[values > 0]
    if above.empty:
        return 0.0, 0.0
    low, high = above.quantile([1 / 3, 2 / 3])
    return float(low), float(high)
