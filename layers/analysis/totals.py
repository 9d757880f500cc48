"""Totals of a selection, separately for each source: the headline figures and the table of all figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from geo.source import Source, Variable
from geo.statistics.indicators import Measure, scope_of
from geo.statistics.summary import Total, count_by_source, total
from layers.analysis.overlaps import sides_of
from layers.caching import weak_lru_cache
from layers.catalog.forms import COUNTED
from layers.scene import notes
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator
from layers.text.terms import unit_after

HEADLINES: Final = (
    ("ucdp_ged", None),
    ("cnmh_massacres", None),
    ("police_homicides", None),
    ("uariv_displacement", "displaced"),
    ("mindefensa_terrorism", None),
    ("gfw_loss", "tree_cover_loss"),
    ("hansen_municipal", "tree_cover_loss_any_canopy"),
    ("mapbiomas_transitions", "deforestation"),
    ("evoa", "evoa_area"),
    ("evoa", "evoa_illicit"),
    ("coca", "coca_area"),
)
"""Headline figures by source and variable (None: events of the source); the table has all figures."""

Name = tuple[str, str | None]
"""Source and variable of a figure; no variable for counts of a source's events."""

PARTS: Final[Mapping[Name, str]] = {
    ("evoa", "evoa_illicit"): "evoa_area",
    ("evoa", "evoa_in_transit"): "evoa_area",
    ("evoa", "evoa_permitted"): "evoa_area",
}
"""Variables that are a part of another, which may have further years: each is shown with that of its own years.

The parts inside and outside other areas are found by their names (:func:`layers.analysis.overlaps.sides_of`).
"""

_EARLIEST: Final = 1900
_OVER_YEARS: Final = {
    "sum": N_("sum of {years}"),
    "mean": N_("mean of {years}"),
    "last": N_("as of {years}"),
}


@dataclass(frozen=True)
class Figure:
    """One number, what it counts, and its scope.

    Attributes
    ----------
    source, variable
        Ids; no variable for counts of events.
    title, unit
        What is counted, translated.
    value, low, high
        None if the source does not cover the selection; ``low`` and ``high`` if the source gives estimates.
    detail
        Text shown with the number, such as the count of events.
    whole
        What ``value`` is a part of (:func:`whole_of`), over the same municipalities and years.
    scope
        The period and the share of municipalities that it covers.
    """

    source: str
    variable: str | None
    title: str
    unit: str
    value: float | None
    low: float | None = None
    high: float | None = None
    detail: str = ""
    scope: str = ""
    whole: float | None = None


def figures(
    selection: Selection, tables: Tables, t: Translator, only: Collection[Name] | None = None
) -> list[Figure]:
    """The figures of a selection, all or ``only`` some: event counts first, then yearly measures."""
    return [*_counts(selection, tables, t, only), *_measures(selection, tables, t, only)]


def headlines(selection: Selection, tables: Tables, t: Translator) -> list[Figure]:
    """The figures of :data:`HEADLINES` that have a number."""
    found = {(figure.source, figure.variable): figure for figure in figures(selection, tables, t, HEADLINES)}
    return [found[name] for name in HEADLINES if name in found and found[name].value is not None]


def event_sources(selection: Selection, tables: Tables, only: Collection[Name] | None = None) -> dict[str, Source]:
    """Event sources that match the filters of a selection."""
    known = tables.sources
    return {
        name: known[name]
        for name, types in event_types(tables).items()
        if name in known
        and (only is None or (name, None) in only)
        and (not selection.sources or name in selection.sources)
        and (not selection.event_types or types & set(selection.event_types))
        and (not selection.actors or tables.parties.are_named_by(name, selection.actors))
    }


def measured(
    selection: Selection, tables: Tables, only: Collection[Name] | None = None
) -> Iterator[tuple[Source, Variable]]:
    """Variables that the tables have and that may be summed over the selection."""
    for source in tables.sources.values():
        for variable in source.variables:
            is_requested = only is None or (source.id, variable.id) in only
            if (
                is_requested
                and (variable.additive or selection.municipality_code)
                and len(tables.amounts(variable.id, source.id).columns)
            ):
                yield source, variable


@weak_lru_cache(1)
def event_types(tables: Tables) -> dict[str, set[str]]:
    """Types of the events of each source that has any."""
    types_by_source = tables.events.groupby("source", observed=True)["event_type"].unique()
    return {str(name): set(types) for name, types in types_by_source.items()}


def _counts(selection: Selection, tables: Tables, t: Translator, only: Collection[Name] | None) -> Iterator[Figure]:
    sources = event_sources(selection, tables, only)
    if not sources:
        return
    events = tables.monthly_counts(replace(selection, sources=tuple(sources)))
    rows = {row["source"]: row for row in count_by_source(events, sources).to_dict("records")}
    year_only = tables.year_only_counts(replace(selection, sources=tuple(sources))).groupby("source")["events"].sum()
    unidentified = notes.unidentified(selection, tables)
    codes = tables.selected_codes(selection)
    here = tables.municipalities[tables.municipalities["municipality_code"].isin(codes)]
    for name, source in sources.items():
        spans = source.coverage.spans(selection.start, selection.end)
        covered = int(scope_of(source.coverage, here).sum())
        is_zero = bool(spans) and source.coverage.absent_is_zero and covered > 0
        n = int(year_only.get(name, 0))
        left_out = (
            [t.plural("{n} more is dated to the year only", "{n} more are dated to the year only", n)] if n else []
        )
        if n := unidentified.get(name, 0):
            left_out.append(t.plural("{n} more names no known party", "{n} more name no known party", n))
        more = " · ".join(left_out)
        title = tables.parties.titled(t(source.title), selection.actors, t.lang)
        if name not in rows and not is_zero:
            yield Figure(name, None, title, "", None, scope=more or t("does not cover this selection"))
            continue
        scope = _format_scope(t, t.periods(spans), covered or len(codes), len(codes))
        figure = event_figure(source, title, rows.get(name, {}), " · ".join(filter(None, (scope, more))), t)
        yield figure if selection.event_types or selection.actors else _with_whole_years(figure, selection, tables, t)


def _with_whole_years(figure: Figure, selection: Selection, tables: Tables, t: Translator) -> Figure:
    """Add the figure of the whole years, which ranks, rates and dossiers use, where it is another."""
    measures = tables.sources[figure.source].measures
    variable = next(word for word in ("victims", "fatalities", "events") if word in measures)
    definition = Measure("fatalities_best" if variable == "fatalities" else variable, figure.source, "")
    found = total(tables.values(definition, selection.years), tables.selected_codes(selection))
    if found.value is None or figure.value is None or found.value == figure.value:
        return figure
    text = t("{value} in whole years, {years}", value=t.significant(found.value), years=t.years(list(found.years)))
    return replace(figure, detail=" · ".join(filter(None, (figure.detail, text))))


def event_figure(source: Source, title: str, row: Mapping[Any, Any], scope: str, t: Translator) -> Figure:
    """The figure of a source's events: victims, people killed or events, whichever may be counted.

    Parameters
    ----------
    row
        A row of :func:`geo.statistics.summary.count_by_source`; empty if there are no events.
    """

    def value_of(column: str) -> float | None:
        value = row.get(column, 0)
        return None if pd.isna(value) else float(value)

    events = (
        t.plural("in {n} event", "in {n} events", int(value_of("events") or 0)) if "events" in source.measures else ""
    )
    if "victims" in source.measures:
        unit, value = COUNTED["victims"], value_of("victims")
    elif "fatalities" in source.measures:
        unit, value = COUNTED["fatalities_best"], value_of("fatalities_best")
    else:
        unit, value, events = COUNTED["events"], value_of("events"), ""
    low, high = value_of("fatalities_low"), value_of("fatalities_high")
    ranged = "fatalities" in source.measures and "victims" not in source.measures and low != high
    bounds = (low, high) if ranged else (None, None)
    return Figure(source.id, None, title, unit_after(value, unit, t), value, *bounds, events, scope)


def _measures(selection: Selection, tables: Tables, t: Translator, only: Collection[Name] | None) -> Iterator[Figure]:
    for source, variable in measured(selection, tables, only):
        yield _measured(source, variable, selection, tables, t)


def _measured(source: Source, variable: Variable, selection: Selection, tables: Tables, t: Translator) -> Figure:
    definition = Measure(variable.id, source.id, variable.unit, over_years=variable.over_years)
    # a register is valid until the next one, so the newest one by the end of the period is used
    years = tuple(range(_EARLIEST, selection.years[-1] + 1)) if variable.over_years == "last" else selection.years
    found = total(tables.values(definition, years), tables.selected_codes(selection))
    title, unit = t(variable.title), unit_after(found.value, variable.unit, t)
    if found.value is None:
        return Figure(source.id, variable.id, title, unit, None, scope=t("does not cover this selection"))
    scope = _scope_of_total(found, variable, t)
    name = whole_of(source, variable.id)
    if name is None:
        return Figure(source.id, variable.id, title, unit, found.value, scope=scope)
    whole = _whole(name, definition, found.years, selection, tables)
    if whole is None:
        return Figure(source.id, variable.id, title, unit, found.value, scope=scope)
    of = {"whole": t.significant(whole), "unit": unit_after(whole, variable.unit, t)}
    detail = t("of {whole} {unit} in the same years", **of)
    return Figure(source.id, variable.id, title, unit, found.value, detail=detail, scope=scope, whole=whole)


def whole_of(source: Source, variable: str) -> str | None:
    """The variable of a source that another is a part of: a share by permit, or inside or outside other areas."""
    overlapped = {part.id: sides.whole.id for sides in sides_of(source) for part in (sides.inside, sides.outside)}
    return PARTS.get((source.id, variable), overlapped.get(variable))


def _whole(name: str, part: Measure, years: tuple[int, ...], selection: Selection, tables: Tables) -> float | None:
    """What a variable is a part of, over the years and municipalities that have the part; None without data."""
    whole = replace(part, variable=name)
    known = tables.values(part, years)["value"].reindex(pd.Index(tables.selected_codes(selection))).dropna().index
    return total(tables.values(whole, years), list(known)).value


def _scope_of_total(found: Total, variable: Variable, t: Translator) -> str:
    used = list(found.years[-1:] if variable.over_years == "last" else found.years)
    years = t.years(used)
    is_plain = len(used) == 1 and variable.over_years != "last"  # one year of a flow is that year's, not a status
    period = years if is_plain else t(_OVER_YEARS[variable.over_years], years=years)
    return _format_scope(t, period, found.covered, found.asked)


def _format_scope(t: Translator, period: str, covered: int, asked: int) -> str:
    if covered == asked:
        return period
    share = t("{covered} of {asked} municipalities", covered=t.number(covered), asked=t.number(asked))
    return f"{period} · {share}" if period else share
