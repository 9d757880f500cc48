"""Time series of a selection as small charts with a shared time axis, below the calendar of ceasefires and dialogues.

The chart has a row for each source, with its own scale: sources are compared and never added up. Rows are grouped and
coloured by domain; each says its unit, its source and a tick of its scale, so that a picture of the chart can stand
alone. It is a Vega-Lite specification, written as plain data: it is built again at every change of a filter, and
building it with a library took ten times as long as everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

import pandas as pd

from geo.source import Source
from layers.analysis.by_party import publisher_in
from layers.analysis.domains import COLORS, TITLES, domain_of
from layers.analysis.series import ceasefires, dialogues, name, step
from layers.analysis.totals import HEADLINES
from layers.app.lanes import BOTTOM_MARGIN, TITLE, Lanes, Spec, Theme, day, layer, tooltip
from layers.dossier.multiples import Bar, gaps, scale
from layers.scene.notes import place_name
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

ROW: Final = 80
"""Height of a row in pixels."""

_LABEL: Final = 0.19
"""Height of the number above the tallest bar, as a share of the row."""

_DOMAIN: Final = 0.34
"""Height of the heading of a domain, as a share of a row."""

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
    domains = list(dict.fromkeys(domain_of(each.split(":")[0]) for each in shown))
    height = round(top + len(shown) + _DOMAIN * len(domains), 4)
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
    layers += _rows(rows, shown, top, position, tables, t, theme)
    return {
        "title": {
            "text": f"{place_name(selection, tables)}, {t.period(selection.start, selection.end)}",
            "anchor": "start",
            "color": theme.text,
            "fontSize": 13,
            "limit": {"expr": "width"},
            "offset": 8,
        },
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
    rows: pd.DataFrame,
    shown: Mapping[str, str],
    top: float,
    position: Spec,
    tables: Tables,
    t: Translator,
    theme: Theme,
) -> list[Spec]:
    bars: list[Spec] = []
    tallest: list[Spec] = []
    headings: list[Spec] = []
    ticks: list[Spec] = []
    blanks: list[Spec] = []
    domain = tuple(datetime.fromisoformat(text) for text in position["x"]["scale"]["domain"])
    records = rows.to_dict("records")
    peaks: dict[str, float] = {}
    for row in records:
        if row["row"] in shown:
            shared = shown[row["row"]]
            peaks[shared] = max(peaks.get(shared, 0), row["value"], row["high"] if row["high"] > 0 else 0)
    at, group = top, ""
    for each in shown:
        source = each.split(":")[0]
        if (own := domain_of(source)) != group:
            group = own
            headings.append({"y": round(at + 0.05, 4), "text": t(TITLES[own]), "look": "domain", "domain": own})
            at += _DOMAIN
        found = [row for row in records if row["row"] == each]
        peak = peaks[shown[each]] or 1
        floor = round(at + 1 - BOTTOM_MARGIN, 4)
        row_bars = [_bar(row, floor, peak, domain, t) | {"domain": own} for row in found]
        bars += row_bars
        blanks += _blanks(found, floor, domain)
        tallest.append(max(row_bars, key=lambda bar: bar["value"]))
        ticks.append({"y": _height(floor, scale(peak), peak), "text": t.significant(scale(peak))})
        headings.append(
            {"y": round(at + 0.03, 4), "text": _heading(found[0], tables.sources[source], t), "look": "row"}
        )
        at += 1
    # a base line tells a measured zero from no data
    bases = [bar | {"y": bar["floor"], "floor": bar["floor"] + 0.02} for bar in bars]
    hover = tooltip({"title": t("What"), "when": t("When"), "amount": t("How much")})
    rect = {**position, "x2": {"field": "to"}, "y2": {"field": "floor"}}
    pale = {"opacity": {"condition": {"test": "datum.partial", "value": 0.4}, "value": 0.85}}
    hue = {"color": _colors(theme)}
    middle = {**position, "x": position["x"] | {"field": "middle"}}
    span = {**middle, "y": position["y"] | {"field": "low"}, "y2": {"field": "high"}}
    text = {"type": "text", "color": theme.quiet, "fontSize": 10.5, "baseline": "bottom", "dy": -2}
    left = {"x": {"value": 0}, "y": position["y"], "text": {"field": "text"}, "description": {"field": "text"}}
    plain = {"type": "text", "align": "left", "baseline": "top", "fontSize": 12, "fontWeight": 600}
    plain["limit"] = {"expr": "width"}  # a longer text would take the width of the bars
    domains, names = ([each for each in headings if each["look"] == look] for look in ("domain", "row"))
    layers = [
        layer(bases, {"type": "rect", "color": theme.text}, rect | hover),
        layer(bars, {"type": "rect"}, rect | hover | pale | hue),
        layer(blanks, {"type": "rect", "color": theme.quiet, "opacity": 0.12, "tooltip": None, "aria": False}, rect),
        layer([bar for bar in bars if bar["ranged"]], {"type": "rule", "color": theme.text}, span | hover),
        layer(
            ticks, {"type": "rule", "color": theme.rule, "strokeDash": [2, 3], "aria": False}, {"y": position["y"]}
        ),
        layer(ticks, {**plain, "fontSize": 10, "fontWeight": 400, "dy": -11, "color": theme.quiet}, left),
        layer(tallest, text, middle | {"text": {"field": "label"}}),
        layer(domains, {**plain, "fontSize": 13}, left | hue),
        layer(names, {**plain, "color": theme.text}, left),
    ]
    return [
        each for each in layers if each["data"]["values"]
    ]  # an empty layer would be an unlabelled group for screen readers


def _colors(theme: Theme) -> Spec:
    """Encode the colour of a domain."""
    colors = COLORS["dark" if theme == THEMES["dark"] else "light"]
    scale_of = {"domain": list(colors), "range": list(colors.values())}
    return {"field": "domain", "type": "nominal", "scale": scale_of, "legend": None}


def _heading(row: Mapping[Any, Any], source: Source, t: Translator) -> str:
    """Heading of a row: what, in which unit and, unless the title says it, by which source."""
    name = publisher_in(t(source.title)) or source.publisher
    by = "" if "(" in row["title"] or name in row["title"] else f" · {name}"
    return f"{row['title']}, {row['unit']}{by}"


def _blanks(found: list[dict[Any, Any]], floor: float, domain: tuple[datetime, ...]) -> list[Spec]:
    """Spans of the period without data, over the height of the bars."""
    bars = [Bar(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]), 0.0) for row in found]
    period = (domain[0].date(), domain[1].date())
    top = _height(floor, 1, 1)
    return [
        {"from": first.isoformat(), "to": (last + timedelta(days=1)).isoformat(), "y": top, "floor": floor}
        for first, last in gaps(bars, period)
    ]


def _height(floor: float, value: float, peak: float) -> float:
    """Position of a value above its base line."""
    return round(floor - (1 - TITLE - _LABEL - BOTTOM_MARGIN) * value / peak, 4)


def _bar(row: Mapping[Any, Any], floor: float, peak: float, domain: tuple[datetime, ...], t: Translator) -> Spec:
    """A bar clipped to the period, which may include only a part of a year."""
    margin, ranged = _BAR_MARGIN[len(row["when"])], bool(row["low"] < row["high"])
    first = max(datetime.fromisoformat(row["from"]), domain[0])
    last = min(datetime.fromisoformat(row["to"]), domain[1])

    return {
        "from": day(first + timedelta(days=margin)),
        "to": day(last - timedelta(days=margin)),
        "middle": day(first + (last - first) / 2),
        "y": _height(floor, row["value"], peak),
        "floor": floor,
        "ranged": ranged,
        "low": _height(floor, row["low"], peak) if ranged else None,
        "high": _height(floor, row["high"], peak) if ranged else None,
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
