"""Time series of a selection as small charts with a shared time axis, below the calendar of ceasefires and dialogues.

The chart has a row for each source, with its own scale: sources are compared and never added up. It is a Vega-Lite
specification, written as plain data: it is built again at every change of a filter, and building it with a library
took ten times as long as everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import pandas as pd

from layers.analysis.series import ceasefires, dialogues, name, step
from layers.analysis.totals import HEADLINES
from layers.app.lanes import BOTTOM_MARGIN, TITLE, Lanes, Spec, Theme, day, layer, titles, tooltip
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

ROW: Final = 80
"""Height of a row in pixels."""

_LABEL: Final = 0.19
"""Height of the number above the tallest bar, as a share of the row."""

_BAR_MARGIN: Final = {4: 18, 7: 2}
"""Days left free on either side of a bar, by the length of ``when``: a year or a month."""


THEMES: Final[Mapping[str, Theme]] = {
    "light": Theme(text="#22211f", quiet="#6d685e", rule="#d9d4c7", bar="#4a4740", band="#8a3324", paper="#fbfaf7"),
    "dark": Theme(text="#ece8df", quiet="#a39d90", rule="#3d3a35", bar="#bdb6a7", band="#e08a6d", paper="#1b1a18"),
}


def chart(rows: pd.DataFrame, selection: Selection, tables: Tables, t: Translator, theme: Theme) -> Spec:
    """Build the chart of the headline series of :func:`layers.analysis.series.over_time`, below the calendar."""
    known = set(rows["row"])
    shown = {each: each for each in (name(*pair) for pair in HEADLINES) if each in known}
    return _chart(rows, shown, selection, tables, t, theme)


def party_chart(rows: pd.DataFrame, selection: Selection, tables: Tables, t: Translator, theme: Theme) -> Spec:
    """Build the chart of :func:`layers.analysis.by_party.by_party`; the parties of a source share its scale."""
    shown = {each: each.partition(":")[0] for each in rows["row"].unique()}
    return _chart(rows, shown, selection, tables, t, theme)


def _chart(
    rows: pd.DataFrame, shown: Mapping[str, str], selection: Selection, tables: Tables, t: Translator, theme: Theme
) -> Spec:
    """Build the chart of some series, in one view, because only a single view adapts to the available width.

    Parameters
    ----------
    shown
        The series in order, each with the name of its scale, which several may share.
    """
    first, last = pd.Timestamp(selection.start), pd.Timestamp(selection.end) + pd.offsets.MonthEnd(1)
    period = (first, last)
    ceasefire_lanes = Lanes(t("Ceasefires with the government"), ceasefires(selection, tables), shaded=True)
    dialogue_lanes = Lanes(t("Dialogues, which are not ceasefires"), dialogues(selection, tables), shaded=False)
    top = ceasefire_lanes.height + dialogue_lanes.height
    height = round(top + len(shown), 4)
    by_month = step(selection) == "month"
    time = {
        "field": "from",
        "type": "temporal",
        "scale": {"domain": [day(first), day(last)]},
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
    layers = ceasefire_lanes.draw(period, (0.0, height), position, t, theme)
    layers += dialogue_lanes.draw(period, (ceasefire_lanes.height, height), position, t, theme)
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


def _rows(
    rows: pd.DataFrame, shown: Mapping[str, str], top: float, position: Spec, t: Translator, theme: Theme
) -> list[Spec]:
    bars: list[Spec] = []
    tallest: list[Spec] = []
    headings: list[str] = []
    domain = tuple(datetime.fromisoformat(text) for text in position["x"]["scale"]["domain"])
    records = rows.to_dict("records")
    peaks: dict[str, float] = {}
    for row in records:
        if row["row"] in shown:
            scale = shown[row["row"]]
            peaks[scale] = max(peaks.get(scale, 0), row["value"], row["high"] if row["high"] > 0 else 0)
    for number, each in enumerate(shown, start=1):
        found = [row for row in records if row["row"] == each]
        peak = peaks[shown[each]] or 1
        row_bars = [_bar(row, round(top + number - BOTTOM_MARGIN, 4), peak, domain, t) for row in found]
        bars += row_bars
        tallest.append(max(row_bars, key=lambda bar: bar["value"]))
        headings.append(f"{found[0]['title']}, {found[0]['unit']}")
    # a base line tells a measured zero from no data
    bases = [bar | {"y": bar["floor"], "floor": bar["floor"] + 0.02} for bar in bars]
    hover = tooltip({"title": t("What"), "when": t("When"), "amount": t("How much")})
    rect = {**position, "x2": {"field": "to"}, "y2": {"field": "floor"}}
    pale = {"opacity": {"condition": {"test": "datum.partial", "value": 0.4}, "value": 0.85}}
    middle = {**position, "x": position["x"] | {"field": "middle"}}
    span = {**middle, "y": position["y"] | {"field": "low"}, "y2": {"field": "high"}}
    text = {"type": "text", "color": theme.quiet, "fontSize": 10.5, "baseline": "bottom", "dy": -2}
    layers = [
        layer(bases, {"type": "rect", "color": theme.text}, rect | hover),
        layer(bars, {"type": "rect", "color": theme.bar}, rect | hover | pale),
        layer([bar for bar in bars if bar["ranged"]], {"type": "rule", "color": theme.text}, span | hover),
        layer(tallest, text, middle | {"text": {"field": "label"}}),
        titles(headings, position, theme, top),
    ]
    return [
        each for each in layers if each["data"]["values"]
    ]  # an empty layer would be an unlabelled group for screen readers


def _bar(row: Mapping[Any, Any], floor: float, peak: float, domain: tuple[datetime, ...], t: Translator) -> Spec:
    """A bar clipped to the period, which may include only a part of a year."""
    margin, ranged = _BAR_MARGIN[len(row["when"])], bool(row["low"] < row["high"])
    first = max(datetime.fromisoformat(row["from"]), domain[0])
    last = min(datetime.fromisoformat(row["to"]), domain[1])

    def y(value: float) -> float:
        return round(floor - (1 - TITLE - _LABEL - BOTTOM_MARGIN) * value / peak, 4)

    return {
        "from": day(first + timedelta(days=margin)),
        "to": day(last - timedelta(days=margin)),
        "middle": day(first + (last - first) / 2),
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
