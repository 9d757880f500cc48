"""Sums and series of a chosen set of municipalities: what a headline, a chart or a profile states.

Counts keep what :mod:`geo.indicators` keeps: sources stay apart, an uncovered year is a gap, and a sum says how many
of the municipalities asked for it speaks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from geo.indicators import in_scope
from geo.schema import DatePrecision
from geo.source import Coverage, Source

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


def count_by_source(events: pd.DataFrame, sources: Mapping[str, Source], by: Sequence[str] = ()) -> pd.DataFrame:
    """Count events and people, every source on its own.

    Parameters
    ----------
    events
        :data:`geo.schema.EVENTS`, plus the columns of ``by``.
    sources
        By id; a source's ``measures`` say what of it may be counted.
    by
        Further columns to group by, such as a year.

    Returns
    -------
    pandas.DataFrame
        ``source``, the columns of ``by`` and :data:`COUNTS` as ``Int64``: missing where the source does not state
        it, or one row of the group does not: a sum over the others would read as a sum over all.
    """
    keys = ["source", *by]
    groups = events.groupby(keys, observed=True)
    table = pd.DataFrame({"events": groups.size()})
    for name in COUNTS[1:]:
        table[name] = groups[name].sum().where(groups[name].count() == groups.size())
    table = table.astype("Int64").reset_index()
    for name in COUNTS:
        measure = name.split("_")[0]
        stated = table["source"].map(lambda source, wanted=measure: wanted in sources[source].measures).astype(bool)
        table[name] = table[name].where(stated)
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
        Those of the place and period, with a date. By month, those known to a year only count nowhere.
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
    length = _LENGTH[step]
    months = events["date_start"].dt.year * 12 + events["date_start"].dt.month - 1
    named = {month: f"{month // 12}-{month % 12 + 1:02d}"[:length] for month in months.unique()}
    counted = count_by_source(events.assign(when=months.map(named).astype("str")), sources, ["when"])
    quiet = [
        {"source": source.id, "when": when, **dict.fromkeys(_stated(source), 0)}
        for source in sources.values()
        if source.kind == "events" and source.coverage.absent_is_zero
        for span in [overlap(source.coverage, start, end)]
        if span and set(codes) & set(in_scope(source.coverage, municipalities))
        for when in dict.fromkeys(str(month)[:length] for month in pd.period_range(*span, freq="M"))
    ]
    zeros = pd.DataFrame(quiet, columns=["source", "when", *COUNTS]).astype(dict.fromkeys(COUNTS, "Int64"))
    table = pd.concat([counted, zeros]) if len(counted) else zeros
    table = table.drop_duplicates(["source", "when"], keep="first").sort_values(["source", "when"], ignore_index=True)
    whole = [
        _whole(sources[source].coverage, when, start, end)
        for source, when in zip(table["source"].astype(str), table["when"].astype(str), strict=True)
    ]
    return table.assign(partial=[not each for each in whole])


def overlap(coverage: Coverage, start: str, end: str) -> tuple[str, str] | None:
    """First and last month (``YYYY-MM``) of a period that a source covers, None where it covers none."""
    first, last = max(coverage.start[:7], start), min(coverage.end[:7], end)
    return (first, last) if first <= last else None


def total(values: pd.DataFrame, codes: Collection[str]) -> Total:
    """Add up a measure of :func:`geo.indicators.measure` over municipalities; only amounts, never rates."""
    chosen = values["value"].reindex(list(codes))
    covered = int(chosen.notna().sum())
    return Total(float(chosen.sum()) if covered else None, covered, len(chosen), tuple(values.attrs["years"]))


def series(indicators: pd.DataFrame, variable: str, source: str, codes: Collection[str]) -> pd.DataFrame:
    """Add up an indicator over municipalities, year by year.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``value`` (sum over the municipalities that have one), ``covered`` (how many these are); the years
        that the source covers for none of them are not in it.
    """
    rows = indicators[
        (indicators["variable"] == variable)
        & (indicators["source"] == source)
        & indicators["municipality_code"].isin(list(codes))
    ]
    groups = rows.groupby("year")["value"]
    return pd.DataFrame({"value": groups.sum(), "covered": groups.size()}).reset_index()


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


def _whole(coverage: Coverage, when: str, start: str, end: str) -> bool:
    if len(when) == _LENGTH["year"]:
        return int(when) in coverage.years and start <= f"{when}-01" and f"{when}-12" <= end
    first = pd.Period(when, freq="M")
    return coverage.start <= f"{first.start_time:%Y-%m-%d}" and f"{first.end_time:%Y-%m-%d}" <= coverage.end


def change(first: pd.DataFrame, second: pd.DataFrame) -> pd.Series:
    """How much a measure of :func:`geo.indicators.measure` is higher in a second period, where both have a value."""
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
