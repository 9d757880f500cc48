"""The news of a place: its alerts and its changes by source, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from layers.analysis.changes import PRELIMINARY, Summary, kinds_of, of_place, place_name, summaries, when
from layers.scene import notes
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Lang, translator
from layers.watch.alerts import Alert
from layers.watch.rules import COUNTRY, place

LINE = 160
"""Characters of the line for a chat, at most."""

_TITLES = (N_("{place}: {n} {what}, {period}"), N_("{place}: {n} {what}, {period} (preliminary)"))
_MEASURES = {"events": N_("events"), "fatalities_best": N_("people killed"), "victims": N_("victims")}


@dataclass(frozen=True, eq=False)
class News:
    """The news of one place.

    Attributes
    ----------
    place, name
        As in ``watch.toml``, and as a heading.
    lang
        Language of the texts.
    changes
        :data:`geo.schema.CHANGES` of the place.
    alerts
        Alerts about it or a municipality in it, each with its title and its sentence.
    sources
        What changed, by source.
    """

    place: str
    name: str
    lang: Lang
    changes: pd.DataFrame
    alerts: Sequence[tuple[Alert, str, str]]
    sources: Sequence[Summary]


def news_of(name: str, lang: Lang, changes: pd.DataFrame, alerts: Sequence[Alert], tables: Tables) -> News:
    """Gather the news of a place."""
    selection, t = place(name, Selection(lang=lang)), translator(lang)
    codes = set(tables.selected_codes(selection).tolist())
    found = of_place(changes, selection, tables)
    own = [
        (alert, title(alert, tables, lang), sentence(alert, tables, lang))
        for alert in alerts
        if alert.place == name or alert.place in codes or name == COUNTRY
    ]
    return News(name, notes.place_name(selection, tables), lang, found, own, summaries(found, tables, t))


def title(alert: Alert, tables: Tables, lang: Lang) -> str:
    """Title of an alert: place, number, measure, period, and whether it is preliminary."""
    t = translator(lang)
    return t(
        _TITLES[alert.preliminary],
        place=_where(alert, tables, lang),
        n=t.significant(alert.value),
        what=_measure(alert, tables, lang),
        period=when(alert.period, t),
    )


def sentence(alert: Alert, tables: Tables, lang: Lang) -> str:
    """State the reason for an alert, its source, and whether it is preliminary."""
    t = translator(lang)
    if alert.rule.threshold is not None:
        reason = t("The threshold of this rule is {n}.", n=t.significant(alert.rule.threshold))
    else:
        reason = t(
            "More than in any of the {months} months before; {mean} a month are usual. If nothing had changed, so"
            " many would be expected here in one month out of {odds}. The rule is corrected for {tested} places.",
            months=alert.rule.unusual,
            mean=t.number(alert.usual or 0, 1),
            odds=t.number(float(f"{1 / max(alert.p or 1, 1e-9):.1g}")),
            tested=t.number(alert.tested),
        )
    source = tables.sources[alert.source]
    parts = [reason, t("Source: {source}.", source=t(source.title))]
    return " ".join(parts + [t(PRELIMINARY)] * alert.preliminary)


def line(news: News, sources: int, day: str) -> str:
    """Write the news in at most :data:`LINE` characters; what does not fit is left out, the numbers last."""
    t = translator(news.lang)
    counted = kinds_of(news.sources, t)
    totals = t("events or figures – {kinds}", kinds=counted) if counted else ""
    changed = t.plural("{n} source changed", "{n} sources changed", sources)
    head = f"Terrapaz {day}: "
    alerts = [short for _, short, _ in news.alerts]
    for shown in range(len(alerts), -1, -1):
        rest = len(alerts) - shown
        more = [t.plural("{n} more alert", "{n} more alerts", rest)] if rest and shown else []
        if rest and not shown:
            more = [t.plural("{n} alert", "{n} alerts", rest)]
        text = head + "; ".join(filter(None, [*alerts[:shown], *more, changed, totals]))
        if len(text) <= LINE:
            return text
    return f"{head}{changed}"[:LINE]


def _where(alert: Alert, tables: Tables, lang: Lang) -> str:
    if alert.place.isdigit():
        return place_name(alert.place, alert.place, tables)
    return notes.place_name(place(alert.place, Selection(lang=lang)), tables)


def _measure(alert: Alert, tables: Tables, lang: Lang) -> str:
    t = translator(lang)
    if alert.rule.measure in _MEASURES:
        return t(_MEASURES[alert.rule.measure])
    variables = tables.sources[alert.source].variables
    variable = next(each for each in variables if each.id == alert.rule.measure)
    return f"{t(variable.unit)} ({t(variable.title)})"
