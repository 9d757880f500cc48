"""Events by month as a strip of bars over the period's slider: where in time there is something to see."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from geo.source import Source
from geo.statistics.summary import count_over_time
from layers.analysis.totals import HEADLINES, event_sources
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

HIGH = 100
"""Height of the tallest bar, in the strip's own units; its width is one unit a month."""


def pick(selection: Selection, tables: Tables) -> Source | None:
    """The source whose events are shown: of those at the top, the one that covers most of the period."""
    sources = event_sources(selection, tables, None if selection.sources else HEADLINES)

    def months(source: Source) -> int:
        if "events" not in source.measures:
            return 0
        spans = source.coverage.spans(selection.start, selection.end)
        return sum(_month(end) - _month(start) + 1 for start, end in spans)

    order = [name for name, _ in HEADLINES]
    ranked = sorted(sources.values(), key=lambda source: order.index(source.id) if source.id in order else len(order))
    best = max(ranked, key=months, default=None)  # of equals the first
    return best if best is not None and months(best) else None


def histogram(source: Source, selection: Selection, tables: Tables, first: str, last: str, t: Translator) -> str:
    """Bars of one source from ``first`` to ``last`` month as a picture, with what they count in words.

    Months that the source does not cover have a grey ground instead of bars.
    """
    whole = Selection(
        lang=selection.lang,
        region=selection.region,
        department_code=selection.department_code,
        municipality_code=selection.municipality_code,
        start=first,
        end=last,
        sources=(source.id,),
        event_types=selection.event_types,
    )
    counted = count_over_time(
        tables.counted_of(whole),
        {source.id: source},
        tables.municipalities,
        tables.selected(whole),
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
    blank = "".join(f"M{left} 0H{right}V{HIGH}H{left}z" for left, right in zip(edges[::2], edges[1::2], strict=True))
    caption = t(
        "Events a month, at most {top}: {source}; grey: not covered", top=t.number(top), source=t(source.title)
    )
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HIGH}" preserveAspectRatio="none">'
        f'<path fill="#8a857a" fill-opacity=".22" d="{blank}"/><path fill="#8a857a" d="{bars}"/></svg>'
    )
    source_of = "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode()
    return (
        f'<figure class="tp-histogram"><img src="{source_of}" alt="">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:7])
