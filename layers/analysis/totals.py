"""What the sources count in a selection, each on its own: the headline figures and the table of all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from geo.source import Source, Variable
from geo.statistics.indicators import Measure, scope_of
from geo.statistics.summary import Total, count_by_source, overlap, total
from layers.caching import weak_lru_cache
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator

HEADLINES: Final = (
    ("ucdp_ged", None),
    ("cnmh_massacres", None),
    ("police_homicides", None),
    ("mindefensa_terrorism", None),
    ("gfw_loss", "tree_cover_loss"),
    ("mapbiomas_transitions", "deforestation"),
    ("evoa", "evoa_area"),
    ("evoa", "evoa_illicit"),
    ("coca", "coca_area"),
)
"""Which figures stand at the top, by source and variable (None: the source's events); all are in the table."""

_EARLIEST: Final = 1900
_COUNTED: Final = {
    "victims": N_("victims"),
    "fatalities": N_("people killed"),
    "events": N_("events"),
}
_OVER_YEARS: Final = {
    "sum": N_("sum of {years}"),
    "mean": N_("mean of {years}"),
    "last": N_("as of {years}"),
}


@dataclass(frozen=True)
class Figure:
    """One number, what it counts, and how far it reaches.

    Attributes
    ----------
    source, variable
        Ids; no variable for counts of events.
    title, unit
        What is counted, translated.
    value, low, high
        Missing where the source does not speak of the selection; ``low`` and ``high`` where the source gives a range.
    detail
        What belongs beside the number, such as the count of events.
    reach
        The time and the share of municipalities it speaks of.
    """

    source: str
    variable: str | None
    title: str
    unit: str
    value: float | None
    low: float | None = None
    high: float | None = None
    detail: str = ""
    reach: str = ""


Name = tuple[str, str | None]
"""Source and variable of a figure; no variable for counts of a source's events."""


def figures(
    selection: Selection, tables: Tables, t: Translator, only: Collection[Name] | None = None
) -> list[Figure]:
    """The figures of a selection, all or ``only`` some: event sources first, then what is measured by year."""
    return [*_counts(selection, tables, t, only), *_measures(selection, tables, t, only)]


def headlines(selection: Selection, tables: Tables, t: Translator) -> list[Figure]:
    """Those of :data:`HEADLINES` that have a number."""
    found = {(figure.source, figure.variable): figure for figure in figures(selection, tables, t, HEADLINES)}
    return [found[name] for name in HEADLINES if name in found and found[name].value is not None]


def event_sources(selection: Selection, tables: Tables, only: Collection[Name] | None = None) -> dict[str, Source]:
    """Sources of events that the selection's filters let through."""
    known = tables.sources
    return {
        name: known[name]
        for name, types in _kinds(tables).items()
        if name in known
        and (only is None or (name, None) in only)
        and (not selection.sources or name in selection.sources)
        and (not selection.event_types or types & set(selection.event_types))
    }


def measured(
    selection: Selection, tables: Tables, only: Collection[Name] | None = None
) -> Iterator[tuple[Source, Variable]]:
    """Variables that the tables hold and that may be added up over the selection."""
    for source in tables.sources.values():
        for variable in source.variables:
            wanted = only is None or (source.id, variable.id) in only
            if (
                wanted
                and (variable.additive or selection.municipality_code)
                and len(tables.amounts(variable.id, source.id).columns)
            ):
                yield source, variable


@weak_lru_cache(1)
def _kinds(tables: Tables) -> dict[str, set[str]]:
    kinds = tables.events.groupby("source", observed=True)["event_type"].unique()
    return {str(name): set(types) for name, types in kinds.items()}


def _counts(selection: Selection, tables: Tables, t: Translator, only: Collection[Name] | None) -> Iterator[Figure]:
    sources = event_sources(selection, tables, only)
    if not sources:
        return
    events = tables.monthly_counts(replace(selection, sources=tuple(sources)))
    rows = {row["source"]: row for row in count_by_source(events, sources).to_dict("records")}
    codes = tables.selected_codes(selection)
    here = tables.municipalities[tables.municipalities["municipality_code"].isin(codes)]
    for name, source in sources.items():
        span = overlap(source.coverage, selection.start, selection.end)
        looked = int(scope_of(source.coverage, here).sum())
        quiet = span is not None and source.coverage.absent_is_zero and looked > 0
        if name not in rows and not quiet:
            yield Figure(name, None, t(source.title), "", None, reach=t("does not cover this selection"))
            continue
        reach = _reach(t, t.period(*span) if span else "", looked or len(codes), len(codes))
        yield counted(source, t(source.title), rows.get(name, {}), reach, t)


def counted(source: Source, title: str, row: Mapping[Any, Any], reach: str, t: Translator) -> Figure:
    """What a source's events come to: victims, people killed or events, by what of it may be counted.

    Parameters
    ----------
    row
        One of :func:`geo.statistics.summary.count_by_source`; an empty one where nothing happened.
    """

    def of(column: str) -> float | None:
        value = row.get(column, 0)
        return None if pd.isna(value) else float(value)

    events = t.plural("in {n} event", "in {n} events", int(of("events") or 0)) if "events" in source.measures else ""
    if "victims" in source.measures:
        unit, value = _COUNTED["victims"], of("victims")
    elif "fatalities" in source.measures:
        unit, value = _COUNTED["fatalities"], of("fatalities_best")
    else:
        unit, value, events = _COUNTED["events"], of("events"), ""
    low, high = of("fatalities_low"), of("fatalities_high")
    ranged = "fatalities" in source.measures and "victims" not in source.measures and low != high
    bounds = (low, high) if ranged else (None, None)
    return Figure(source.id, None, title, t(unit), value, *bounds, events, reach)


def _measures(selection: Selection, tables: Tables, t: Translator, only: Collection[Name] | None) -> Iterator[Figure]:
    for source, variable in measured(selection, tables, only):
        yield _measured(source, variable, selection, tables, t)


def _measured(source: Source, variable: Variable, selection: Selection, tables: Tables, t: Translator) -> Figure:
    wanted = Measure(variable.id, source.id, variable.unit, over_years=variable.over_years)
    # a register holds until the next one, so the newest by the end of the period speaks for it
    years = tuple(range(_EARLIEST, selection.years[-1] + 1)) if variable.over_years == "last" else selection.years
    found = total(tables.values(wanted, years), tables.selected_codes(selection))
    title, unit = t(variable.title), t(variable.unit)
    if found.value is None:
        return Figure(source.id, variable.id, title, unit, None, reach=t("does not cover this selection"))
    return Figure(source.id, variable.id, title, unit, found.value, reach=_spoken(found, variable, t))


def _spoken(found: Total, variable: Variable, t: Translator) -> str:
    used = list(found.years[-1:] if variable.over_years == "last" else found.years)
    how = "last" if len(used) == 1 else variable.over_years
    return _reach(t, t(_OVER_YEARS[how], years=t.years(used)), found.covered, found.asked)


def _reach(t: Translator, when: str, covered: int, asked: int) -> str:
    if covered == asked:
        return when
    share = t("{covered} of {asked} municipalities", covered=t.number(covered), asked=t.number(asked))
    return f"{when} · {share}" if when else share
