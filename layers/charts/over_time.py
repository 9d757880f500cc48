"""Time series of a selection as small multiples: the headline series by source, and events by party."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

import pandas as pd

from geo.source import Source
from layers.analysis import by_party, domains, series
from layers.analysis.overlaps import overlaps, series_names
from layers.analysis.totals import HEADLINES, Name
from layers.charts import multiples, spells
from layers.charts.model import Chart, Kind, breaks, filters
from layers.charts.panels import Bar, Panel
from layers.ink import ink_of
from layers.scene import notes
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator
from layers.text.terms import unit_after

_TITLES: Final[Mapping[Kind, str]] = {
    "over_time": N_("Figures over time by source"),
    "by_party": N_("Events over time by party"),
    "by_month": N_("Events by month"),
    "inside_outside": N_("Inside and outside protected areas and reserves, by year"),
}
_NOTES: Final[Mapping[Kind, str]] = {
    "over_time": N_(
        "Each source on a scale of its own: sources count by different rules and are never added up. Shaded: a"
        " ceasefire with the government was in force. Pale bars: partly covered. A line without a bar: zero; hatched:"
        " no data."
    ),
    "by_party": N_(
        "Events in which a source names the party, on either side: the attribution is the source's and does"
        " not say who killed. An event that names two parties counts for each: parties are never added up."
        " Those of one source share a scale. A line without a bar: zero; hatched: no data."
    ),
    "by_month": N_(
        "Events that the source dates to the month or closer. Shaded: a ceasefire with the government was in force."
        " A line without a bar: zero; hatched: no data."
    ),
    "inside_outside": N_(
        "Both sides are of the same municipalities and years and add up to the whole. Inside and outside have scales"
        " of their own. Shaded: a ceasefire with the government was in force. A line without a bar: zero; hatched: no"
        " data."
    ),
}
_ALTS: Final[Mapping[Kind, str]] = {
    "over_time": N_("Figures over time by source, with ceasefires"),
    "by_party": N_("Events over time by party, with ceasefires"),
    "by_month": N_("Events by month, with ceasefires"),
    "inside_outside": N_("Figures over time inside and outside protected areas and reserves"),
}


def by_source(selection: Selection, tables: Tables, theme: str) -> Chart | None:
    """The headline series, grouped by domain; None without data."""
    return series_chart("over_time", _ordered(selection, tables, HEADLINES), selection, tables, theme)


def sides(selection: Selection, tables: Tables, theme: str) -> Chart | None:
    """What was found inside and outside protected areas and reserves; None without any."""
    found = [each for each in overlaps(selection, tables) if not each.is_nothing]
    names = [name for each in found for name in series_names(each)]
    drawn = series_chart("inside_outside", _ordered(selection, tables, names), selection, tables, theme)
    if drawn is None:
        return None
    return replace(drawn, sources=list(dict.fromkeys([*drawn.sources, *(each.areas for each in found)])))


def _ordered(selection: Selection, tables: Tables, names: Sequence[Name]) -> pd.DataFrame:
    """The series of these names, in their order."""
    rows = series.over_time(selection, tables, translator(selection.lang), names)
    order = [series.name(*pair) for pair in names]
    return rows.assign(at=rows["row"].map(order.index)).sort_values("at", kind="stable") if len(rows) else rows


def parties(selection: Selection, tables: Tables, theme: str) -> Chart | None:
    """The events by party; those of a source share its scale. None if no source names one."""
    t = translator(selection.lang)
    rows = by_party.by_party(selection, tables, t)
    found = series_chart("by_party", rows, selection, tables, theme)
    if found is None:
        return None

    def tabulate() -> pd.DataFrame:
        table = found.tabulate()
        last = len(table.columns) - int(rows["partial"].any())
        for source in reversed(by_party.silent_sources(selection, tables)):
            table.insert(last, t(source.title), t("not stated"))
        return table

    caveats = [*by_party.unnamed(selection, tables, t, rows), *found.caveats]
    return replace(found, caveats=caveats, tabulate=tabulate)


def series_chart(
    kind: Kind,
    rows: pd.DataFrame,
    selection: Selection,
    tables: Tables,
    theme: str,
    tabulate: Callable[[], pd.DataFrame] | None = None,
) -> Chart | None:
    """A chart of series; None without any.

    Parameters
    ----------
    rows
        As of :func:`layers.analysis.series.over_time`.
    tabulate
        Makes its numbers; None for those of :func:`layers.analysis.series.table`.
    """
    if rows.empty:
        return None
    t = translator(selection.lang)
    names = dict.fromkeys(str(row).partition(":")[0] for row in rows["row"])
    lanes = spells.lanes(selection, tables, headed=True)
    first, last = selection.interval
    draw = partial(
        multiples.draw,
        list(panels(rows, tables, selection, theme, shared=kind == "by_party")),
        lanes,
        (first.date(), last.date()),
        t,
        ink_of(theme),
    )
    return Chart(
        kind=kind,
        selection=selection,
        tables=tables,
        title=t(_TITLES[kind]),
        place=notes.place_name(selection, tables),
        period=t.period(selection.start, selection.end),
        note=t(_NOTES[kind]),
        alt=t(_ALTS[kind]),
        caveats=[
            *filters(selection, tables, names, t),
            *_reach(rows, selection, tables, t),
            *breaks(names, selection, tables, t),
        ],
        sources=[*names, *(("ceasefires",) if any(lane.filled for lane in lanes) else ()),
                 *(("dialogues",) if any(not lane.filled for lane in lanes) else ())],
        tabulate=tabulate or (lambda: series.table(rows, selection, len(tables.selected_codes(selection)), t)),
        draw=lambda width: draw(width=width),
    )  # fmt: skip


def panels(rows: pd.DataFrame, tables: Tables, selection: Selection, theme: str, *, shared: bool) -> Iterator[Panel]:
    """One panel a series of :func:`layers.analysis.series.over_time`; a heading where the domain changes.

    Parameters
    ----------
    shared
        Whether the series of a source share a scale.
    """
    t = translator(selection.lang)
    first, last = (moment.date() for moment in selection.interval)
    is_part = not _is_of_whole_years(selection)
    found: dict[str, list[dict[Any, Any]]] = {}
    for record in rows.to_dict("records"):
        found.setdefault(record["row"], []).append(record)
    drawn: list[tuple[str, domains.Domain, Panel]] = []
    for row, records in found.items():
        source = row.partition(":")[0]
        domain = domains.domain_of(source)
        title, unit = records[0]["title"], records[0]["unit"]
        ranged = any(each["low"] < each["high"] for each in records)
        annual = is_part and pd.notna(records[0]["covered"])
        panel = Panel(
            title=title,
            detail=_detail(title, unit, tables.sources[source], ranged=ranged, annual=annual, t=t),
            color=domains.COLORS[theme][domain],
            bars=[_bar(each, first, last, t) for each in records],
            heading="" if drawn and drawn[-1][1] == domain else t(domains.TITLES[domain]),
        )
        drawn.append((source, domain, panel))
    for source, _, panel in drawn:
        peak = max(other.highest for name, _, other in drawn if name == source)
        yield replace(panel, peak=peak) if shared else panel


def _reach(rows: pd.DataFrame, selection: Selection, tables: Tables, t: Translator) -> Iterator[str]:
    """Which yearly measures exceed the period, and which lack some of the municipalities, in which years."""
    yearly = rows[rows["covered"].notna()]
    if len(yearly) and not _is_of_whole_years(selection):
        titles = "; ".join(dict.fromkeys(yearly["title"]))
        yield t("{title}: yearly figures, shown for whole years.", title=titles)
    asked = len(tables.selected_codes(selection))
    alike: dict[tuple[int, str], list[str]] = {}
    for title, own in yearly[yearly["covered"] < asked].groupby("title", sort=False):
        for covered in sorted(set(own["covered"])):
            years = t.years([int(when) for when in own["when"][own["covered"] == covered]])
            alike.setdefault((int(covered), years), []).append(str(title))
    for (covered, years), of in alike.items():
        yield t(
            "{titles}: sums over {covered} of {asked} municipalities in {years}; the others have no data.",
            titles="; ".join(of),
            covered=t.number(covered),
            asked=t.number(asked),
            years=years,
        )


def _is_of_whole_years(selection: Selection) -> bool:
    return selection.start.endswith("-01") and selection.end.endswith("-12")


def _detail(title: str, unit: str, source: Source, *, ranged: bool, annual: bool, t: Translator) -> str:
    """Unit and, unless the title says it, publisher of a series; an ``annual`` one has bars of whole years."""
    name = by_party.publisher_in(t(source.title)) or source.publisher
    by = "" if "(" in title or name in title else f"{name} · "
    unit = t("{unit}; line: low to high", unit=unit) if ranged else unit
    return by + (t("{unit}; of the whole year", unit=unit) if annual else unit)


def _bar(row: Mapping[Any, Any], first: date, last: date, t: Translator) -> Bar:
    """A bar clipped to the period, which may include only a part of a year."""
    ranged = bool(row["low"] < row["high"])
    when = row["when"] if len(row["when"]) == 4 else t.period(row["when"], row["when"])
    return Bar(
        max(date.fromisoformat(row["from"]), first),
        min(date.fromisoformat(row["to"]), last),
        float(row["value"]),
        float(row["low"]) if ranged else None,
        float(row["high"]) if ranged else None,
        bool(row["partial"]),
        f"{when}: {_amount(row, t)}",
    )


def _amount(row: Mapping[Any, Any], t: Translator) -> str:
    text = f"{t.significant(row['value'])} {unit_after(row['value'], row['unit'], t)}"
    if row["low"] < row["high"]:
        text += " " + t("(low {low}, high {high})", low=t.significant(row["low"]), high=t.significant(row["high"]))
    return f"{text}; {t('partly covered')}" if row["partial"] else text
