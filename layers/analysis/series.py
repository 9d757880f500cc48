"""Time series of a selection, one for each source, and the ceasefires in force.

Sources are shown side by side and never added up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from geo.source import Source
from geo.statistics.summary import Step, count_over_time
from layers.analysis.sums import yearly_sums
from layers.analysis.totals import Name, event_sources, measured
from layers.catalog.forms import COUNTED
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

Row = dict[str, Any]

SERIES: Final = ["row", "title", "unit", "when", "from", "to", "value", "low", "high", "covered", "partial"]
"""Columns of :func:`over_time`."""

MONTHS: Final = 36
"""Longest period, in months, that is shown by month."""


def step(selection: Selection) -> Step:
    """The time step of a selection: months for a short period, else years."""
    return "month" if len(_months(selection)) <= MONTHS else "year"


def over_time(
    selection: Selection, tables: Tables, t: Translator, only: Collection[Name] | None = None
) -> pd.DataFrame:
    """The time series of a selection, all or ``only`` some: events by :func:`step`, measures by year.

    Returns
    -------
    pandas.DataFrame
        :data:`SERIES`: ``row`` names source and variable; ``when`` is ``YYYY`` or ``YYYY-MM``, ``from`` and ``to``
        its first and last day; ``low`` and ``high`` if the source gives estimates; ``covered`` is the number of
        selected municipalities with a value, missing for counts of events; ``partial`` marks years or months
        that the period or the source covers in part. Without data there is no row.
    """
    return dated([*_event_rows(selection, tables, t, only), *_measure_rows(selection, tables, t, only)])


def dated(rows: Iterable[Row]) -> pd.DataFrame:
    """Add the first and last day of each row's year or month; return the columns of :data:`SERIES`."""
    listed = list(rows)
    periods = {when: pd.Period(when) for when in {row["when"] for row in listed}}
    spans = {when: (str(each.start_time.date()), str(each.end_time.date())) for when, each in periods.items()}
    table = [row | {"from": spans[row["when"]][0], "to": spans[row["when"]][1]} for row in listed]
    floats = dict.fromkeys(("value", "low", "high"), float)
    return pd.DataFrame(table, columns=SERIES).astype({**floats, "covered": "Int64", "partial": bool})


def counted_rows(counted: pd.DataFrame, source: Source, row: str, title: str, t: Translator) -> Iterator[Row]:
    """Rows of a source's victims, people killed or events, whichever may be counted.

    Parameters
    ----------
    counted
        Rows of this source from :func:`geo.statistics.summary.count_over_time`.
    row, title
        As in :data:`SERIES`.
    """
    measure = next(word for word in ("victims", "fatalities", "events") if word in source.measures)
    ranged = measure == "fatalities"
    unit = COUNTED["fatalities_best" if ranged else measure]
    for each in counted.to_dict("records"):
        value = each["fatalities_best" if ranged else measure]
        if pd.isna(value):  # a number that the source does not state is a gap
            continue
        low, high = each["fatalities_low"], each["fatalities_high"]
        yield {
            "row": row,
            "title": title,
            "unit": t(unit),
            "when": each["when"],
            "value": value,
            "low": low if ranged and pd.notna(low) else None,
            "high": high if ranged and pd.notna(high) else None,
            "covered": None,
            "partial": each["partial"],
        }


def name(source: str, variable: str | None) -> str:
    """The identifier of a series in ``row`` of :func:`over_time`; no variable for events of a source."""
    return f"{source}:{variable or 'events'}"


def table(rows: pd.DataFrame, selection: Selection, asked: int, t: Translator) -> pd.DataFrame:
    """Pivot :func:`over_time` to one row per year or month of the period and one column per series.

    Parameters
    ----------
    asked
        Number of selected municipalities.

    Returns
    -------
    pandas.DataFrame
        Text, then the best estimate of each series, with low and high where they differ: NaN has no data. Then, if
        any is, the series that lack some of the municipalities, and last those that the source or the period covers
        in part.
    """
    named = rows.assign(column=rows["title"] + ", " + rows["unit"])
    whole = map(str, selection.years) if step(selection) == "year" else _months(selection)
    index = pd.Index(sorted({*whole, *named["when"]}), name=t("When"))
    columns: dict[str, pd.Series] = {}
    for column, each in named.groupby("column", sort=False):
        own = each.set_index("when")
        columns[str(column)] = own["value"]
        if (own["low"] < own["high"]).any():
            columns[t("{series}: low", series=column)] = own["low"]
            columns[t("{series}: high", series=column)] = own["high"]
    wide = pd.DataFrame(columns).reindex(index)
    short = named[(named["covered"] < asked).fillna(value=False)]
    if len(short):
        reach = [
            t("{series}: {covered} of {asked}", series=title, covered=t.number(covered), asked=t.number(asked))
            for title, covered in zip(short["title"], short["covered"], strict=True)
        ]
        texts = short.assign(reach=reach).groupby("when")["reach"].agg("; ".join)
        wide[t("Municipalities with data, if not all")] = texts.reindex(index).fillna("")
    parts = named[named["partial"]].groupby("when")["title"].agg("; ".join)
    if len(parts):
        wide[t("Partly covered")] = parts.reindex(index).fillna("")
    return wide.rename_axis(index=t("When"), columns=None).reset_index()


def _months(selection: Selection) -> list[str]:
    return [str(month) for month in pd.period_range(selection.start, selection.end, freq="M")]


def ceasefires(selection: Selection, tables: Tables) -> pd.DataFrame:
    """Ceasefires in force during the period in at least a part of the selected place, sorted by first day.

    A ceasefire may be limited to departments, or exclude departments. ``until`` is the last day.
    """
    rows = tables.ceasefires
    if rows.empty:
        return rows
    first, last = selection.interval
    departments = {code[:2] for code in tables.selected_codes(selection).tolist()}
    only = [set(text.split()) if isinstance(text, str) else departments for text in rows["departments"]]
    excluded = [set(text.split()) if isinstance(text, str) else set() for text in rows["except_departments"]]
    applies = [bool((departments & inside) - outside) for inside, outside in zip(only, excluded, strict=True)]
    kept = (rows["start"] <= last) & (rows["end"] >= first) & pd.Series(applies, rows.index)
    return rows[kept].sort_values(["start", "ceasefire_id"]).assign(until=lambda table: table["end"])


def dialogues(selection: Selection, tables: Tables) -> pd.DataFrame:
    """Select dialogues that took place within the period and concern at least part of the place, by first day.

    ``until`` is the last day, or for an open dialogue the last day on which the sources report it.
    """
    rows = tables.dialogues
    first, last = selection.interval
    codes = set(tables.selected_codes(selection).tolist())
    departments = {code[:2] for code in codes}
    applies = [
        not set(places.split()).isdisjoint(codes)
        if isinstance(places, str)
        else not isinstance(wide, str) or not set(wide.split()).isdisjoint(departments)
        for places, wide in zip(rows["municipality_codes"], rows["departments"], strict=True)
    ]
    dated = rows.assign(until=rows["end"].fillna(rows["last_reported"]))
    kept = (dated["start"] <= last) & (dated["until"] >= first) & pd.Series(applies, rows.index, dtype=bool)
    return dated[kept].sort_values(["start", "dialogue_id"])


def _event_rows(selection: Selection, tables: Tables, t: Translator, only: Collection[Name] | None) -> Iterator[Row]:
    sources = event_sources(selection, tables, only)
    if not sources:
        return
    table = count_over_time(
        tables.monthly_counts(replace(selection, sources=tuple(sources))),
        sources,
        tables.municipalities,
        tables.selected_codes(selection),
        selection.start,
        selection.end,
        step(selection),
    )
    for source_id, counted in table.groupby("source", sort=False):
        source = sources[str(source_id)]
        title = tables.parties.titled(t(source.title), selection.actors, t.lang)
        yield from counted_rows(counted, source, name(source.id, None), title, t)


def _measure_rows(
    selection: Selection, tables: Tables, t: Translator, only: Collection[Name] | None
) -> Iterator[Row]:
    years = set(selection.years)
    for source, variable in measured(selection, tables, only):
        if variable.over_years == "last":
            continue
        found = yearly_sums(variable.id, source.id, selection, tables)
        shared = {"row": name(source.id, variable.id), "title": t(variable.title), "unit": t(variable.unit)}
        for year, value, covered in zip(found["year"], found["value"], found["covered"], strict=True):
            if year in years:
                values = {"when": str(year), "value": value, "low": None, "high": None, "covered": covered}
                yield {**shared, **values, "partial": False}
