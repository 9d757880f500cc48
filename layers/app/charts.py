"""Time series of a selection as small charts with a shared time axis, below the calendar of ceasefires.

The chart has a row for each source, with its own scale: sources are compared and never added up. It is a Vega-Lite
specification, written as plain data: it is built again at every change of a filter, and building it with a library
took ten times as long as everything else.
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
"""Height of a row's title, as a share of the row."""

_LABEL: Final = 0.19
"""Height of the number above the tallest bar, as a share of the row."""

_BOTTOM_MARGIN: Final = 0.1
"""Empty space below the bars, as a share of the row."""

_LANE: Final = 0.2
"""Height of a lane of the calendar, as a share of a row."""

_LABEL_WIDTH: Final = 0.2
"""Width that a group's name needs beside its ceasefires, as a share of the period."""

_BAR_MARGIN: Final = {4: 18, 7: 2}
"""Days left free on either side of a bar, by the length of ``when``: a year or a month."""


@dataclass(frozen=True)
class Theme:
    """Colours of a chart."""

    text: str
    quiet: str
    rule: str
    bar: str
    band: str
    paper: str


THEMES: Final[Mapping[str, Theme]] = {
    "light": Theme(text="#22211f", quiet="#6d685e", rule="#d9d4c7", bar="#4a4740", band="#8a3324", paper="#fbfaf7"),
    "dark": Theme(text="#ece8df", quiet="#a39d90", rule="#3d3a35", bar="#bdb6a7", band="#e08a6d", paper="#1b1a18"),
}


def chart(rows: pd.DataFrame, selection: Selection, tables: Tables, t: Translator, theme: Theme) -> Spec:
    """Build the chart of the headline series of :func:`layers.analysis.series.over_time`, with ceasefires as bands.

    All rows, each with its own scale, are in one view, because only a single view adapts to the available width.
    """
    first, last = pd.Timestamp(selection.start), pd.Timestamp(selection.end) + pd.offsets.MonthEnd(1)
    spans = _lanes(ceasefires(selection, tables), first, last)
    shown = [each for each in (name(*pair) for pair in HEADLINES) if each in set(rows["row"])]
    top = _TITLE + _LANE * spans["group"].nunique() + _BOTTOM_MARGIN if len(spans) else 0.0
    height = round(top + len(shown), 4)
    by_month = step(selection) == "month"
    time = {
        "field": "from",
        "type": "temporal",
        "scale": {"domain": [_day(first), _day(last)]},
        "axis": {
            "title": None,
            # months as numbers, which need no translation
            "format": "%m/%y" if by_month else "%Y",
            "grid": True,
            "labelSeparation": 6,
            "labelOverlap": True,
            "tickCount": {"interval": "month" if by_month else "year", "step": 1},
        },
    }
    vertical = {"field": "y", "type": "quantitative", "scale": {"domain": [height, 0], "nice": False}, "axis": None}
    position = {"x": time, "y": vertical}
    layers = _calendar(spans, (first, last), (top, height), position, t, theme) if len(spans) else []
    layers += _rows(rows, shown, top, position, t, theme)
    return {
        "layer": layers,
        "height": round(ROW * height),
        "width": "container",
        "padding": {"left": 0, "right": 6, "top": 2, "bottom": 0},
        "background": "transparent",
        "config": config(theme),
    }


def config(theme: Theme) -> Spec:
    """Vega-Lite configuration of all charts: fonts and axes."""
    axis = {"labelColor": theme.quiet, "titleColor": theme.text, "titleFontWeight": 600, "gridOpacity": 0.5}
    axis |= {"gridColor": theme.rule, "domainColor": theme.rule, "tickColor": theme.rule}
    return {"font": "Source Sans, sans-serif", "view": {"stroke": None}, "axis": axis}


def _lanes(spans: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Clip ceasefires to the period and give each the lane of its group."""
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
    rows_extent: tuple[float, float],
    position: Spec,
    t: Translator,
    theme: Theme,
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
        {"from": begin, "to": end, "y": rows_extent[0], "y2": rows_extent[1]}
        for begin, end in dict.fromkeys((bar["from"], bar["to"]) for bar in bars)
    ]
    names = [_group_label(lane, period, t) for _, lane in spans.groupby("lane")]
    tooltip = {"group": t("Group"), "when": t("In force"), "scope": t("Where"), "ended": t("How it ended")}
    rect = {**position, "x2": {"field": "to"}, "y2": {"field": "y2"}}
    return [
        _layer(shades, {"type": "rect", "color": theme.band, "opacity": 0.09, "tooltip": None}, rect),
        _layer(
            bars, {"type": "rect", "color": theme.band, "opacity": 0.8, "cornerRadius": 1}, rect | _tooltip(tooltip)
        ),
        *(
            _layer(
                [name for name in names if name["side"] == side],
                {"type": "text", "fontSize": 10.5, "baseline": "middle"} | look,
                {**position, "x": position["x"] | {"field": "at"}, "text": {"field": "name"}},
            )
            for side, look in (
                ("left", {"align": "right", "dx": -4, "color": theme.quiet}),
                ("right", {"align": "left", "dx": 4, "color": theme.quiet}),
                ("inside", {"align": "left", "dx": 4, "color": theme.paper}),
            )
            if any(name["side"] == side for name in names)
        ),
        _titles([t("Ceasefires with the government")], position, theme),
    ]


def _group_label(lane: pd.DataFrame, period: tuple[pd.Timestamp, pd.Timestamp], t: Translator) -> Spec:
    """Place a group's name where its lane has most room: before its ceasefires, after them, or else inside."""
    begin, end = lane["first"].min(), lane["last"].max()
    before, after = ((begin - period[0]) / (period[1] - period[0]), (period[1] - end) / (period[1] - period[0]))
    side = "inside" if max(before, after) < _LABEL_WIDTH else "left" if before >= after else "right"
    name = str(lane[f"group_{t.lang}"].iloc[0])
    short = re.search(r"\(([^()]+)\)$", name)
    return {
        "side": side,
        "at": _day(end if side == "right" else begin),
        "y": round(_TITLE + _LANE * (float(lane["lane"].iloc[0]) + 0.53), 4),
        "name": short[1] if short else name,
    }


def _rows(
    rows: pd.DataFrame, shown: list[str], top: float, position: Spec, t: Translator, theme: Theme
) -> list[Spec]:
    bars: list[Spec] = []
    tallest: list[Spec] = []
    titles: list[str] = []
    domain = tuple(datetime.fromisoformat(day) for day in position["x"]["scale"]["domain"])
    records = rows.to_dict("records")
    for number, each in enumerate(shown, start=1):
        found = [row for row in records if row["row"] == each]
        peak = max(max(row["value"], row["high"] if row["high"] > 0 else 0) for row in found) or 1
        row_bars = [_bar(row, round(top + number - _BOTTOM_MARGIN, 4), peak, domain, t) for row in found]
        bars += row_bars
        tallest.append(max(row_bars, key=lambda bar: bar["value"]))
        titles.append(f"{found[0]['title']}, {found[0]['unit']}")
    # a base line tells a measured zero from no data
    bases = [bar | {"y": bar["floor"], "floor": bar["floor"] + 0.02} for bar in bars]
    tooltip = _tooltip({"title": t("What"), "when": t("When"), "amount": t("How much")})
    rect = {**position, "x2": {"field": "to"}, "y2": {"field": "floor"}}
    pale = {"opacity": {"condition": {"test": "datum.partial", "value": 0.4}, "value": 0.85}}
    middle = {**position, "x": position["x"] | {"field": "middle"}}
    span = {**middle, "y": position["y"] | {"field": "low"}, "y2": {"field": "high"}}
    text = {"type": "text", "color": theme.quiet, "fontSize": 10.5, "baseline": "bottom", "dy": -2}
    layers = [
        _layer(bases, {"type": "rect", "color": theme.text}, rect | tooltip),
        _layer(bars, {"type": "rect", "color": theme.bar}, rect | tooltip | pale),
        _layer([bar for bar in bars if bar["ranged"]], {"type": "rule", "color": theme.text}, span | tooltip),
        _layer(tallest, text, middle | {"text": {"field": "label"}}),
        _titles(titles, position, theme, top),
    ]
    return [
        layer for layer in layers if layer["data"]["values"]
    ]  # an empty layer would be an unlabelled group for screen readers


def _bar(row: Mapping[Any, Any], floor: float, peak: float, domain: tuple[datetime, ...], t: Translator) -> Spec:
    """A bar clipped to the period, which may include only a part of a year."""
    margin, ranged = _BAR_MARGIN[len(row["when"])], bool(row["low"] < row["high"])
    first = max(datetime.fromisoformat(row["from"]), domain[0])
    last = min(datetime.fromisoformat(row["to"]), domain[1])

    def y(value: float) -> float:
        return round(floor - (1 - _TITLE - _LABEL - _BOTTOM_MARGIN) * value / peak, 4)

    return {
        "from": _day(first + timedelta(days=margin)),
        "to": _day(last - timedelta(days=margin)),
        "middle": _day(first + (last - first) / 2),
        "y": y(row["value"]),
        "floor": floor,
        "ranged": ranged,
        "low": y(row["low"]) if ranged else None,
        "high": y(row["high"]) if ranged else None,
        "partial": bool(row["partial"]),
        "value": row["value"],
        "label": t.significant(row["value"]),
        "title": row["title"],
        "when": row["when"] if len(row["when"]) == 4 else t.period(row["when"], row["when"]),
        "amount": _amount(row, t),
    }


def _amount(row: Mapping[Any, Any], t: Translator) -> str:
    text = f"{t.significant(row['value'])} {row['unit']}"
    if row["low"] < row["high"]:
        text += " " + t("(low {low}, high {high})", low=t.number(row["low"]), high=t.number(row["high"]))
    return f"{text}; {t('partly covered')}" if row["partial"] else text


def _titles(titles: list[str], position: Spec, theme: Theme, top: float = 0.0) -> Spec:
    data = [{"y": round(top + number + 0.03, 4), "text": title} for number, title in enumerate(titles)]
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "top",
        "fontSize": 12,
        "fontWeight": 600,
        "color": theme.text,
    }
    return _layer(data, mark, {"x": {"value": 0}, "y": position["y"], "text": {"field": "text"}})


def _tooltip(fields: Mapping[str, str]) -> Spec:
    return {"tooltip": [{"field": field, "title": title} for field, title in fields.items()]}


def _layer(data: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": data}, "mark": mark, "encoding": encoding}


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
