"""The series of a selection as small charts on one axis of time, under the calendar of ceasefires.

A chart is a row for each source, with its own scale: sources are read beside each other and never added up. Charts
are Vega-Lite specifications, written as plain data: a chart is drawn anew at every change of a filter, and building
it through a library took ten times as long as everything else about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pandas as pd

from layers.analysis.series import ceasefires, name, step
from layers.analysis.totals import HEADLINES
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

Spec = dict[str, Any]

ROW: Final = 80
"""Height of a row in pixels."""

_TITLE: Final = 0.25
"""Share of a row's height that its title takes."""

_LABEL: Final = 0.19
"""Share of a row's height above the tallest bar, for its number."""

_FOOT: Final = 0.1
"""Share of a row's height that stays free below its bars."""

_LANE: Final = 0.2
"""Height of a lane of the calendar, as a share of a row's."""

_ROOM: Final = 0.2
"""Share of the period that a group's name needs beside its ceasefires."""

_AIR: Final = {4: 18, 7: 2}
"""Days left free on either side of a bar, by the length of ``when``: a year or a month."""


@dataclass(frozen=True)
class Ink:
    """Colours of a chart."""

    text: str
    quiet: str
    rule: str
    bar: str
    band: str
    paper: str


INKS: Final[Mapping[str, Ink]] = {
    "light": Ink(text="#22211f", quiet="#6d685e", rule="#d9d4c7", bar="#4a4740", band="#8a3324", paper="#fbfaf7"),
    "dark": Ink(text="#ece8df", quiet="#a39d90", rule="#3d3a35", bar="#bdb6a7", band="#e08a6d", paper="#1b1a18"),
}


def chart(rows: pd.DataFrame, selection: Selection, tables: Tables, t: Translator, ink: Ink) -> Spec:
    """Draw the headline series of :func:`layers.analysis.series.over_time`, one above the other, ceasefires as bands.

    One view holds all rows, each on a scale of its own, so that it fills whatever width there is.
    """
    first, last = pd.Timestamp(selection.start), pd.Timestamp(selection.end) + pd.offsets.MonthEnd(1)
    spans = _lanes(ceasefires(selection, tables), first, last)
    shown = [each for each in (name(*pair) for pair in HEADLINES) if each in set(rows["row"])]
    top = _TITLE + _LANE * spans["group"].nunique() + _FOOT if len(spans) else 0.0
    height = round(top + len(shown), 4)
    by_month = step(selection) == "month"
    time = {
        "field": "from",
        "type": "temporal",
        "scale": {"domain": [_day(first), _day(last)]},
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
    layers = _calendar(spans, (first, last), (top, height), place, t, ink) if len(spans) else []
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


def _lanes(spans: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Ceasefires cut at the period, each in the lane of its group."""
    if spans.empty:
        return spans
    groups = {name: lane for lane, name in enumerate(spans.sort_values("start")["group"].unique())}
    return spans.assign(
        lane=spans["group"].map(groups),
        first=[max(day, first) for day in spans["start"]],
        last=[min(day, last) + pd.Timedelta(days=1) for day in spans["end"]],
    )


def _calendar(
    spans: pd.DataFrame,
    period: tuple[pd.Timestamp, pd.Timestamp],
    reach: tuple[float, float],
    place: Spec,
    t: Translator,
    ink: Ink,
) -> list[Spec]:
    bars = [
        {
            "from": _day(span["first"]),
            "to": _day(span["last"]),
            "y": round(_TITLE + _LANE * (span["lane"] + 0.2), 4),
            "y2": round(_TITLE + _LANE * (span["lane"] + 0.85), 4),
            "group": span[f"group_{t.lang}"],
            "when": f"{t.date(span['start'])} – {t.date(span['end'])}",
            "ended": span[f"ended_how_{t.lang}"],
            "scope": span[f"scope_{t.lang}"],
        }
        for span in spans.to_dict("records")
    ]
    shades = [
        {"from": begin, "to": end, "y": reach[0], "y2": reach[1]}
        for begin, end in dict.fromkeys((bar["from"], bar["to"]) for bar in bars)
    ]
    names = [_named(lane, period, t) for _, lane in spans.groupby("lane")]
    tips = {"group": t("Group"), "when": t("In force"), "scope": t("Where"), "ended": t("How it ended")}
    box = {**place, "x2": {"field": "to"}, "y2": {"field": "y2"}}
    return [
        _layer(shades, {"type": "rect", "color": ink.band, "opacity": 0.09, "tooltip": None}, box),
        _layer(bars, {"type": "rect", "color": ink.band, "opacity": 0.8, "cornerRadius": 1}, box | _tips(tips)),
        *(
            _layer(
                [name for name in names if name["side"] == side],
                {"type": "text", "fontSize": 10.5, "baseline": "middle"} | look,
                {**place, "x": place["x"] | {"field": "at"}, "text": {"field": "name"}},
            )
            for side, look in (
                ("left", {"align": "right", "dx": -4, "color": ink.quiet}),
                ("right", {"align": "left", "dx": 4, "color": ink.quiet}),
                ("inside", {"align": "left", "dx": 4, "color": ink.paper}),
            )
            if any(name["side"] == side for name in names)
        ),
        _titles([t("Ceasefires with the government")], place, ink),
    ]


def _named(lane: pd.DataFrame, period: tuple[pd.Timestamp, pd.Timestamp], t: Translator) -> Spec:
    """A group's name where its lane has most room: before its ceasefires, after them or, without room, inside."""
    begin, end = lane["first"].min(), lane["last"].max()
    before, after = ((begin - period[0]) / (period[1] - period[0]), (period[1] - end) / (period[1] - period[0]))
    side = "inside" if max(before, after) < _ROOM else "left" if before >= after else "right"
    name = str(lane[f"group_{t.lang}"].iloc[0])
    short = re.search(r"\(([^()]+)\)$", name)
    return {
        "side": side,
        "at": _day(end if side == "right" else begin),
        "y": round(_TITLE + _LANE * (float(lane["lane"].iloc[0]) + 0.53), 4),
        "name": short[1] if short else name,
    }


def _rows(rows: pd.DataFrame, shown: list[str], top: float, place: Spec, t: Translator, ink: Ink) -> list[Spec]:
    bars: list[Spec] = []
    tallest: list[Spec] = []
    heads: list[str] = []
    domain = tuple(datetime.fromisoformat(day) for day in place["x"]["scale"]["domain"])
    every = rows.to_dict("records")
    for number, each in enumerate(shown, start=1):
        found = [row for row in every if row["row"] == each]
        peak = max(max(row["value"], row["high"] if row["high"] > 0 else 0) for row in found) or 1
        drawn = [_bar(row, round(top + number - _FOOT, 4), peak, domain, t) for row in found]
        bars += drawn
        tallest.append(max(drawn, key=lambda bar: bar["value"]))
        heads.append(f"{found[0]['title']}, {found[0]['unit']}")
    # a base line only where there is data: measured nothing has one, no data has none
    bases = [bar | {"y": bar["floor"], "floor": bar["floor"] + 0.02} for bar in bars]
    tips = _tips({"title": t("What"), "when": t("When"), "told": t("How much")})
    box = {**place, "x2": {"field": "to"}, "y2": {"field": "floor"}}
    pale = {"opacity": {"condition": {"test": "datum.partial", "value": 0.4}, "value": 0.85}}
    middle = {**place, "x": place["x"] | {"field": "middle"}}
    span = {**middle, "y": place["y"] | {"field": "low"}, "y2": {"field": "high"}}
    text = {"type": "text", "color": ink.quiet, "fontSize": 10.5, "baseline": "bottom", "dy": -2}
    drawn = [
        _layer(bases, {"type": "rect", "color": ink.text}, box | tips),
        _layer(bars, {"type": "rect", "color": ink.bar}, box | tips | pale),
        _layer([bar for bar in bars if bar["ranged"]], {"type": "rule", "color": ink.text}, span | tips),
        _layer(tallest, text, middle | {"text": {"field": "label"}}),
        _titles(heads, place, ink, top),
    ]
    return [layer for layer in drawn if layer["data"]["values"]]  # an empty group has no name to be read out


def _bar(row: Mapping[Any, Any], floor: float, peak: float, domain: tuple[datetime, ...], t: Translator) -> Spec:
    """A bar within the period: a year of which only a part is asked for is cut at it."""
    air, ranged = _AIR[len(row["when"])], bool(row["low"] < row["high"])
    first = max(datetime.fromisoformat(row["from"]), domain[0])
    last = min(datetime.fromisoformat(row["to"]), domain[1])

    def level(value: float) -> float:
        return round(floor - (1 - _TITLE - _LABEL - _FOOT) * value / peak, 4)

    return {
        "from": _day(first + timedelta(days=air)),
        "to": _day(last - timedelta(days=air)),
        "middle": _day(first + (last - first) / 2),
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


def _titles(heads: list[str], place: Spec, ink: Ink, top: float = 0.0) -> Spec:
    data = [{"y": round(top + number + 0.03, 4), "text": head} for number, head in enumerate(heads)]
    mark = {"type": "text", "align": "left", "baseline": "top", "fontSize": 12, "fontWeight": 600, "color": ink.text}
    return _layer(data, mark, {"x": {"value": 0}, "y": place["y"], "text": {"field": "text"}})


def _tips(fields: Mapping[str, str]) -> Spec:
    return {"tooltip": [{"field": field, "title": title} for field, title in fields.items()]}


def _layer(data: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": data}, "mark": mark, "encoding": encoding}


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
