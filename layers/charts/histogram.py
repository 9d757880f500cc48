"""Events by month: a strip above the slider of the period, and a chart of the same numbers to download."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd

from geo.source import Source
from geo.statistics.summary import count_over_time
from layers.analysis.series import dated, name
from layers.analysis.totals import HEADLINES, event_sources
from layers.charts.model import Chart
from layers.charts.over_time import series_chart
from layers.scene.web_assets import data_url
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

HIGH = 100
"""Height of the tallest bar, in SVG units; a bar is one unit wide."""


def pick_source(selection: Selection, tables: Tables) -> Source | None:
    """Return the headline source of events that covers most of the period; None if none covers any of it."""
    sources = event_sources(selection, tables, None if selection.sources else HEADLINES)

    def months(source: Source) -> int:
        if "events" not in source.measures:
            return 0
        spans = source.coverage.spans(selection.start, selection.end)
        return sum(_month(end) - _month(start) + 1 for start, end in spans)

    order = [source for source, _ in HEADLINES]
    sources_in_order = sorted(
        sources.values(), key=lambda source: order.index(source.id) if source.id in order else len(order)
    )
    best = max(sources_in_order, key=months, default=None)  # the first of equals
    return best if best is not None and months(best) else None


def by_month(selection: Selection, tables: Tables, theme: str) -> Chart | None:
    """The events of the source that covers most of the period, month by month; None if none covers any of it."""
    source = pick_source(selection, tables)
    if source is None:
        return None
    t = translator(selection.lang)
    title = tables.parties.titled(t(source.title), selection.actors, t.lang)
    shared = {"row": name(source.id, None), "title": title, "unit": t("events"), "low": None, "high": None}
    counted = _counted(source, selection, tables)
    rows = dated(
        shared | {"when": each["when"], "value": each["events"], "covered": None, "partial": each["partial"]}
        for each in counted.to_dict("records")
        if pd.notna(each["events"])
    )
    months = pd.period_range(selection.start, selection.end, freq="M").strftime("%Y-%m")
    numbers = rows.set_index("when")["value"].reindex(months)
    columns = {t("When"): months, f"{title}, {t('events')}": numbers.to_numpy()}
    return series_chart("by_month", rows, selection, tables, theme, lambda: pd.DataFrame(columns))


def _counted(source: Source, selection: Selection, tables: Tables) -> pd.DataFrame:
    place = replace(selection, sources=(source.id,))
    return count_over_time(
        tables.monthly_counts(place),
        {source.id: source},
        tables.municipalities,
        tables.selected_codes(place),
        selection.start,
        selection.end,
        "month",
    )


def strip(source: Source, selection: Selection, tables: Tables) -> str:
    """Render the events of a source by month as an SVG figure with a caption in HTML; empty without any data.

    Months without data have a grey background instead of bars.
    """
    t, first, last = translator(selection.lang), selection.start, selection.end
    known = _counted(source, selection, tables).dropna(subset="events")
    if known.empty:
        return ""
    begin, top = _month(first), int(known["events"].max())
    width = _month(last) - begin + 1
    values = {_month(when) - begin: int(value) for when, value in zip(known["when"], known["events"], strict=True)}
    bars = "".join(
        f"M{month} {HIGH}v-{round(HIGH * value / top, 1):g}h1V{HIGH}" for month, value in values.items() if value
    )
    edges = [0, *(month + side for month in values for side in (0, 1) if month + 2 * side - 1 not in values), width]
    unknown = "".join(
        f"M{left} 0H{right}V{HIGH}H{left}z" for left, right in zip(edges[::2], edges[1::2], strict=True)
    )
    caption = t(
        "Events a month, at most {top}: {source}; grey: no data",
        top=t.number(top),
        source=tables.parties.titled(t(source.title), selection.actors, t.lang),
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HIGH}" preserveAspectRatio="none">'
        f'<path fill="#8a857a" fill-opacity=".22" d="{unknown}"/><path fill="#8a857a" d="{bars}"/></svg>'
    )
    return (
        f'<figure class="tp-histogram"><img src="{data_url(svg.encode())}" alt="">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _month(text: str) -> int:
    """Month number of ``YYYY-MM``, counted from year 0."""
    return int(text[:4]) * 12 + int(text[5:7])
