"""The table of what each source counts: whole years in its rows, the months of other years below."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from markupsafe import Markup

from geo.source import Source
from layers.analysis.totals import figures
from layers.dossier.blocks import Table
from layers.dossier.writer import BOUNDS, Writer
from layers.text.i18n import DASH

_STATE_ACTION: Final = "mindefensa_mine_raids"  # actions of the state, in the section on mining


def event_sources(w: Writer) -> list[Source]:
    """Return the sources of events with yearly figures, except actions of the state; imported sources come last."""
    sources = [
        source
        for source in w.sources.values()
        if source.kind == "events" and source.measures and source.coverage.years and source.id != _STATE_ACTION
    ]
    return sorted(sources, key=lambda source: ("fatalities" not in source.measures, "events" not in source.measures))


def side_by_side(w: Writer) -> Table:
    """Build the table, one row for each source of events."""
    rows = []
    for source in event_sources(w):
        measure = source.measures[0]
        shown = w.amount(source.id, "fatalities_best" if measure == "fatalities" else measure)
        if not shown.years:
            rows.append([w.t(source.title), DASH, *([w.missing] * 5)])
            continue
        cells: list[str | Markup] = []
        for name in ("events", *(f"fatalities_{bound}" for bound in BOUNDS), "victims"):
            stated = name.split("_")[0] in source.measures
            cells.append(w.number(w.amount(source.id, name)) if stated else Markup("&middot;"))
        reach = w.coverage(shown)
        years = Markup("{} ({})").format(w.span(shown), reach) if reach else w.span(shown)
        rows.append([w.t(source.title), years, *cells])
    return Table(
        w.t("Sources side by side"),
        [
            w.t("Source"),
            w.t("Years"),
            w.t("Events"),
            w.t("Killed, low"),
            w.t("best"),
            w.t("high"),
            w.t("Victims"),
        ],
        rows,
        words=2,
        note=" ".join(
            [
                w.t(
                    "They count by different rules and overlap: the rows are never added up. A dot: not stated by the"
                    " source."
                ),
                *_to_the_month(w),
            ]
        ),
    )


def _to_the_month(w: Writer) -> list[str]:
    """Name the counts of the app that include what the rows leave out: parts of years, municipalities."""
    measures = {
        source.id: next(word for word in ("victims", "fatalities", "events") if word in source.measures)
        for source in event_sources(w)
    }
    every = replace(w.selection, sources=(), event_types=(), actors=())
    longer = []
    for each in figures(every, w.tables, w.t, [(name, None) for name in measures]):
        measure = measures[each.source]
        rows = w.amount(each.source, "fatalities_best" if measure == "fatalities" else measure)
        if each.value is not None and each.value != rows.value:
            longer.append(f"{each.title}, {each.scope}: {w.t.significant(each.value)} {each.unit}")
    if not longer:
        return []
    return [
        w.t(
            "The rows have whole years only, and the municipalities with a figure for each of them; with the other"
            " months and municipalities: {counts}.",
            counts="; ".join(longer),
        )
    ]
