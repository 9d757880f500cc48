"""Histogram of events by month, above the slider of the period."""

from __future__ import annotations

from html import escape

from geo.source import Source
from geo.statistics.summary import count_over_time
from layers.analysis.totals import HEADLINES, event_sources
from layers.scene.web_assets import data_url
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

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

    order = [name for name, _ in HEADLINES]
    sources_in_order = sorted(
        sources.values(), key=lambda source: order.index(source.id) if source.id in order else len(order)
    )
    best = max(sources_in_order, key=months, default=None)  # the first of equals
    return best if best is not None and months(best) else None


def histogram(source: Source, selection: Selection, tables: Tables, first: str, last: str, t: Translator) -> str:
    """Render the events of a source by month, ``first`` to ``last``, as an SVG figure with a caption in HTML.

    Months that the source does not cover have a grey background instead of bars.
    """
    place = Selection(
        lang=selection.lang,
        region=selection.region,
        department_code=selection.department_code,
        municipality_code=selection.municipality_code,
        start=first,
        end=last,
        sources=(source.id,),
        event_types=selection.event_types,
        actors=selection.actors,
    )
    counted = count_over_time(
        tables.monthly_counts(place),
        {source.id: source},
        tables.municipalities,
        tables.selected_codes(place),
        first,
        last,
        "month",
    )
    values = dict(zip(counted["when"], counted["events"].fillna(0).astype(int), strict=True))
    top, begin = max(values.values(), default=0) or 1, _month(first)
    width = _month(last) - begin + 1
    bars = "".join(
        f"M{_month(when) - begin} {HIGH}v-{round(HIGH * value / top, 1):g}h1V{HIGH}"
        for when, value in values.items()
        if value
    )
    spans = [(_month(start), _month(end)) for start, end in source.coverage.spans(first, last)]
    edges = [0, *(edge - begin for start, end in spans for edge in (start, end + 1)), width]
    uncovered = "".join(
        f"M{left} 0H{right}V{HIGH}H{left}z" for left, right in zip(edges[::2], edges[1::2], strict=True)
    )
    caption = t(
        "Events a month, at most {top}: {source}; grey: not covered",
        top=t.number(top),
        source=tables.parties.titled(t(source.title), selection.actors, t.lang),
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HIGH}" preserveAspectRatio="none">'
        f'<path fill="#8a857a" fill-opacity=".22" d="{uncovered}"/><path fill="#8a857a" d="{bars}"/></svg>'
    )
    return (
        f'<figure class="tp-histogram"><img src="{data_url(svg.encode())}" alt="">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _month(text: str) -> int:
    """Month number of ``YYYY-MM``, counted from year 0."""
    return int(text[:4]) * 12 + int(text[5:7])
