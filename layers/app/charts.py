"""The series of a selection as small charts on one axis of time, under the calendar of ceasefires.

A chart is a row for each source, with its own scale: sources are read beside each other and never added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd

from layers.app.figures import HEADLINES
from layers.app.series import ceasefires, name, step
from layers.i18n import Translator
from layers.selection import Selection
from layers.tables import Tables

ROW: Final = 64
"""Height of a row in pixels."""

_TITLE: Final = 0.34
"""Share of a row's height that its title takes."""


@dataclass(frozen=True)
class Ink:
    """Colours of a chart."""

    text: str
    quiet: str
    rule: str
    bar: str
    band: str


INKS: Final[Mapping[str, Ink]] = {
    "light": Ink(text="#22211f", quiet="#6d685e", rule="#d9d4c7", bar="#4a4740", band="#8a3324"),
    "dark": Ink(text="#ece8df", quiet="#a39d90", rule="#3d3a35", bar="#bdb6a7", band="#e08a6d"),
}


def chart(rows: pd.DataFrame, selection: Selection, tables: Tables, t: Translator, ink: Ink) -> alt.LayerChart:
    """Draw the headline series of :func:`layers.app.series.over_time`, one above the other, ceasefires as bands.

    One view holds all rows, each on a scale of its own, so that it fills whatever width there is.
    """
    first, last = pd.Timestamp(selection.start), pd.Timestamp(selection.end) + pd.offsets.MonthEnd(1)
    spans = _lanes(ceasefires(selection, tables), first, last)
    shown = [each for each in (name(*pair) for pair in HEADLINES) if each in set(rows["row"])]
    top = 1 if len(spans) else 0
    height = top + len(shown)
    by_month = step(selection) == "month"
    axis = alt.Axis(
        title=None,
        # numbers of months are the same in every language
        format="%m/%y" if by_month else "%Y",
        grid=True,
        gridOpacity=0.5,
        labelSeparation=6,
        labelOverlap=True,
        tickCount={"interval": "month" if by_month else "year", "step": 1},
    )
    time = alt.X("from:T", scale=alt.Scale(domain=[_day(first), _day(last)]), axis=axis)
    level = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    layers: list[alt.Chart] = []
    if len(spans):
        layers += _calendar(spans, height, time, level, t, ink)
    layers += _rows(rows, shown, top, time, level, t, ink)
    drawn: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=ROW * height, width="container", padding={"left": 0, "right": 6, "top": 2, "bottom": 0})
        .configure(background="transparent", font="Source Sans, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelColor=ink.quiet, gridColor=ink.rule, domainColor=ink.rule, tickColor=ink.rule)
    )
    return drawn


def _lanes(spans: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Ceasefires cut at the period, each in the lane of its group."""
    if spans.empty:
        return spans
    groups = {name: lane for lane, name in enumerate(spans.sort_values("start")["group"].unique())}
    return spans.assign(
        lane=spans["group"].map(groups) / len(groups),
        first=[max(day, first) for day in spans["start"]],
        last=[min(day, last) + pd.Timedelta(days=1) for day in spans["end"]],
        thickness=1 / len(groups),
    )


def _calendar(
    spans: pd.DataFrame, height: int, time: alt.X, level: alt.Y, t: Translator, ink: Ink
) -> list[alt.Chart]:
    room, gap = 1 - _TITLE, 0.25
    data = pd.DataFrame(
        {
            "from": spans["first"].map(_day),
            "to": spans["last"].map(_day),
            "y": _TITLE + room * spans["lane"],
            "y2": _TITLE + room * (spans["lane"] + spans["thickness"] * (1 - gap)),
            "group": spans[f"group_{t.lang}"],
            "when": [f"{t.date(a)} – {t.date(b)}" for a, b in zip(spans["start"], spans["end"], strict=True)],
            "ended": spans[f"ended_how_{t.lang}"],
            "scope": spans[f"scope_{t.lang}"],
        }
    )
    tips = [
        alt.Tooltip("group:N", title=t("Group")),
        alt.Tooltip("when:N", title=t("In force")),
        alt.Tooltip("scope:N", title=t("Where")),
        alt.Tooltip("ended:N", title=t("How it ended")),
    ]
    shade = pd.DataFrame({"from": data["from"], "to": data["to"], "y": 1.0, "y2": float(height)}).drop_duplicates()
    return [
        alt.Chart(shade)
        .mark_rect(color=ink.band, opacity=0.09, tooltip=None)
        .encode(time, level, x2="to:T", y2="y2:Q"),
        alt.Chart(data)
        .mark_rect(color=ink.band, opacity=0.8, cornerRadius=1)
        .encode(time, level, x2="to:T", y2="y2:Q", tooltip=tips),
        _titles([t("Ceasefires with the government")], level, ink),
    ]


def _rows(
    rows: pd.DataFrame, shown: list[str], top: int, time: alt.X, level: alt.Y, t: Translator, ink: Ink
) -> list[alt.Chart]:
    data = rows[rows["row"].isin(shown)].copy()
    peak = data[["value", "high"]].max(axis=1).groupby(data["row"]).transform("max").clip(lower=1e-9)
    floor = data["row"].map({each: top + place + 1 for place, each in enumerate(shown)}).astype(float)
    for column in ("value", "low", "high"):
        data[f"{column}_y"] = floor - (1 - _TITLE) * data[column] / peak
    air = data["when"].str.len().map({4: 18, 7: 2})
    bars = pd.DataFrame(
        {
            "from": [_shifted(day, gap) for day, gap in zip(data["from"], air, strict=True)],
            "to": [_shifted(day, -gap) for day, gap in zip(data["to"], air, strict=True)],
            "middle": [_middle(*ends) for ends in zip(data["from"], data["to"], strict=True)],
            "y": data["value_y"],
            "floor": floor,
            "low": data["low_y"],
            "high": data["high_y"],
            "partial": data["partial"],
            "when": [_when(when, t) for when in data["when"]],
            "title": data["title"],
            "told": [_told(row, t) for row in data.to_dict("records")],
            "label": [t.significant(value) for value in data["value"]],
        }
    )
    tips = [
        alt.Tooltip("title:N", title=t("What")),
        alt.Tooltip("when:N", title=t("When")),
        alt.Tooltip("told:N", title=t("How much")),
    ]
    ranged = bars[data["low"] < data["high"]]
    tallest = bars.loc[data.groupby("row")["value"].idxmax()]
    heads = [
        f"{title}, {unit}" for title, unit in data.groupby("row")[["title", "unit"]].first().loc[shown].to_numpy()
    ]
    middle, low = time.copy(), level.copy()
    middle["shorthand"], low["shorthand"] = "middle:T", "low:Q"
    return [
        # a base line only where there is data: measured nothing has one, no data has none
        alt.Chart(bars.assign(y=floor, base=floor + 0.02))
        .mark_rect(color=ink.text)
        .encode(time, level, x2="to:T", y2="base:Q", tooltip=tips),
        alt.Chart(bars)
        .mark_rect(color=ink.bar)
        .encode(
            time,
            level,
            x2="to:T",
            y2="floor:Q",
            opacity=alt.condition("datum.partial", alt.value(0.4), alt.value(0.85)),
            tooltip=tips,
        ),
        alt.Chart(ranged).mark_rule(color=ink.text).encode(middle, low, y2="high:Q"),
        alt.Chart(tallest)
        .mark_text(color=ink.quiet, fontSize=10.5, baseline="bottom", dy=-2)
        .encode(middle, level, text="label:N"),
        _titles(heads, level, ink, top),
    ]


def _titles(heads: list[str], level: alt.Y, ink: Ink, top: int = 0) -> alt.Chart:
    data = pd.DataFrame({"y": [top + place + 0.04 for place in range(len(heads))], "text": heads})
    titles: alt.Chart = (
        alt.Chart(data)
        .mark_text(align="left", baseline="top", fontSize=12, fontWeight=600, color=ink.text)
        .encode(level, x=alt.value(0), text="text:N")
    )
    return titles


def _told(row: Mapping[Any, Any], t: Translator) -> str:
    text = f"{t.significant(row['value'])} {row['unit']}"
    if row["low"] < row["high"]:
        text += " " + t("(low {low}, high {high})", low=t.number(row["low"]), high=t.number(row["high"]))
    return f"{text}; {t('covered in part')}" if row["partial"] else text


def _day(moment: pd.Timestamp) -> str:
    return moment.date().isoformat()


def _shifted(day: str, days: int) -> str:
    return _day(pd.Timestamp(day) + pd.Timedelta(days=days))


def _middle(first: str, last: str) -> str:
    return _day(pd.Timestamp(first) + (pd.Timestamp(last) - pd.Timestamp(first)) / 2)


def _when(when: str, t: Translator) -> str:
    return when if len(when) == 4 else t.period(when, when)
