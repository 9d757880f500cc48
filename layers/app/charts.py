"""The series of a selection as small charts on one axis of time, under the calendar of ceasefires.

A chart is a row for each source, with its own scale: sources are read beside each other and never added up. Charts
are Vega-Lite specifications, written as plain data: a chart is drawn anew at every change of a filter, and building
it through a library took ten times as long as everything else about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import pandas as pd

from layers.analysis.series import ceasefires, dialogues, name, step
from layers.analysis.totals import HEADLINES
from layers.app.lanes import FOOT, TITLE, Ink, Lanes, Spec, day, layer, tips, titles
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

ROW: Final = 80
"""Height of a row in pixels."""

_LABEL: Final = 0.19
"""Share of a row's height above the tallest bar, for its number."""

_AIR: Final = {4: 18, 7: 2}
"""Days left free on either side of a bar, by the length of ``when``: a year or a month."""


INKS: Final[Mapping[str, Ink]] = {
    "light": Ink(text="#22211f", quiet="#6d685e", rule="#d9d4c7", bar="#4a4740", band="#8a3324", paper="#fbfaf7"),
    "dark": Ink(text="#ece8df", quiet="#a39d90", rule="#3d3a35", bar="#bdb6a7", band="#e08a6d", paper="#1b1a18"),
}


def chart(rows: pd.DataFrame, selection: Selection, tables: Tables, t: Translator, ink: Ink) -> Spec:
    """Draw the headline series of :func:`layers.analysis.series.over_time` under ceasefires and dialogues.

    One view holds all rows, each on a scale of its own, so that it fills whatever width there is.
    """
    first, last = pd.Timestamp(selection.start), pd.Timestamp(selection.end) + pd.offsets.MonthEnd(1)
    period = (first, last)
    truces = Lanes(t("Ceasefires with the government"), ceasefires(selection, tables), shaded=True)
    talks = Lanes(t("Dialogues, which are no ceasefire"), dialogues(selection, tables), shaded=False)
    shown = [each for each in (name(*pair) for pair in HEADLINES) if each in set(rows["row"])]
    top = truces.height + talks.height
    height = round(top + len(shown), 4)
    by_month = step(selection) == "month"
    time = {
        "field": "from",
        "type": "temporal",
        "scale": {"domain": [day(first), day(last)]},
        "axis": {
            "title": None,
            # numbers of months are the same in every language
            "format": "%m/%y" if by_month else "%Y",
            "grid": True,
            "labelSeparation": 6,
            "labelOverlap": True,
            "tickCount": {"interval": "month" if by_month else "year", "step": 1},
        },
    }
    level = {"field": "y", "type": "quantitative", "scale": {"domain": [height, 0], "nice": False}, "axis": None}
    place = {"x": time, "y": level}
    layers = truces.draw(period, (0.0, height), place, t, ink)
    layers += talks.draw(period, (truces.height, height), place, t, ink)
    layers += _rows(rows, shown, top, place, t, ink)
    return {
        "layer": layers,
        "height": round(ROW * height),
        "width": "container",
        "padding": {"left": 0, "right": 6, "top": 2, "bottom": 0},
        "background": "transparent",
        "config": config(ink),
    }


def config(ink: Ink) -> Spec:
    """The house style of a chart: type and axes."""
    axis = {"labelColor": ink.quiet, "titleColor": ink.text, "titleFontWeight": 600, "gridOpacity": 0.5}
    axis |= {"gridColor": ink.rule, "domainColor": ink.rule, "tickColor": ink.rule}
    return {"font": "Source Sans, sans-serif", "view": {"stroke": None}, "axis": axis}


def _rows(rows: pd.DataFrame, shown: list[str], top: float, place: Spec, t: Translator, ink: Ink) -> list[Spec]:
    bars: list[Spec] = []
    tallest: list[Spec] = []
    heads: list[str] = []
    domain = tuple(datetime.fromisoformat(day) for day in place["x"]["scale"]["domain"])
    every = rows.to_dict("records")
    for number, each in enumerate(shown, start=1):
        found = [row for row in every if row["row"] == each]
        peak = max(max(row["value"], row["high"] if row["high"] > 0 else 0) for row in found) or 1
        drawn = [_bar(row, round(top + number - FOOT, 4), peak, domain, t) for row in found]
        bars += drawn
        tallest.append(max(drawn, key=lambda bar: bar["value"]))
        heads.append(f"{found[0]['title']}, {found[0]['unit']}")
    # a base line only where there is data: measured nothing has one, no data has none
    bases = [bar | {"y": bar["floor"], "floor": bar["floor"] + 0.02} for bar in bars]
    hover = tips({"title": t("What"), "when": t("When"), "told": t("How much")})
    box = {**place, "x2": {"field": "to"}, "y2": {"field": "floor"}}
    pale = {"opacity": {"condition": {"test": "datum.partial", "value": 0.4}, "value": 0.85}}
    middle = {**place, "x": place["x"] | {"field": "middle"}}
    span = {**middle, "y": place["y"] | {"field": "low"}, "y2": {"field": "high"}}
    text = {"type": "text", "color": ink.quiet, "fontSize": 10.5, "baseline": "bottom", "dy": -2}
    drawn = [
        layer(bases, {"type": "rect", "color": ink.text}, box | hover),
        layer(bars, {"type": "rect", "color": ink.bar}, box | hover | pale),
        layer([bar for bar in bars if bar["ranged"]], {"type": "rule", "color": ink.text}, span | hover),
        layer(tallest, text, middle | {"text": {"field": "label"}}),
        titles(heads, place, ink, top),
    ]
    return [layer for layer in drawn if layer["data"]["values"]]  # an empty group has no name to be read out


def _bar(row: Mapping[Any, Any], floor: float, peak: float, domain: tuple[datetime, ...], t: Translator) -> Spec:
    """A bar within the period: a year of which only a part is asked for is cut at it."""
    air, ranged = _AIR[len(row["when"])], bool(row["low"] < row["high"])
    first = max(datetime.fromisoformat(row["from"]), domain[0])
    last = min(datetime.fromisoformat(row["to"]), domain[1])

    def level(value: float) -> float:
        return round(floor - (1 - TITLE - _LABEL - FOOT) * value / peak, 4)

    return {
        "from": day(first + timedelta(days=air)),
        "to": day(last - timedelta(days=air)),
        "middle": day(first + (last - first) / 2),
        "y": level(row["value"]),
        "floor": floor,
        "ranged": ranged,
        "low": level(row["low"]) if ranged else None,
        "high": level(row["high"]) if ranged else None,
        "partial": bool(row["partial"]),
        "value": row["value"],
        "label": t.significant(row["value"]),
        "title": row["title"],
        "when": row["when"] if len(row["when"]) == 4 else t.period(row["when"], row["when"]),
        "told": _told(row, t),
    }


def _told(row: Mapping[Any, Any], t: Translator) -> str:
    text = f"{t.significant(row['value'])} {row['unit']}"
    if row["low"] < row["high"]:
        text += " " + t("(low {low}, high {high})", low=t.number(row["low"]), high=t.number(row["high"]))
    return f"{text}; {t('covered in part')}" if row["partial"] else text
