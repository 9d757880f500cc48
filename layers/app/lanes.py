"""Lanes above a chart: when ceasefires were in force and when dialogues took place, one line per group.

A ceasefire is a filled bar that shades everything below it; a dialogue is an outline and shades nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd

from layers.text.i18n import Translator

Spec = dict[str, Any]

TITLE: Final = 0.25
"""Height of a row's title, as a share of the row."""

BOTTOM_MARGIN: Final = 0.1
"""Empty space below the bars, as a share of the row."""

LANE: Final = 0.2
"""Height of a lane, as a share of a row."""

_LABEL_WIDTH: Final = 0.2
"""Width that a group's name needs beside its bars, as a share of the period."""


@dataclass(frozen=True)
class Theme:
    """Colours of a chart."""

    text: str
    quiet: str
    rule: str
    bar: str
    band: str
    paper: str


@dataclass(frozen=True)
class Lanes:
    """Ceasefires or dialogues, with a line for each group.

    Attributes
    ----------
    title
        Heading above the lanes, translated.
    rows
        Table of :func:`layers.analysis.series.ceasefires` or ``dialogues``.
    shaded
        Whether the bars are filled and shade what is below them.
    """

    title: str
    rows: pd.DataFrame
    shaded: bool

    @property
    def height(self) -> float:
        """Height of all lanes with their heading, as a share of a row."""
        return TITLE + LANE * self.rows["group"].nunique() + BOTTOM_MARGIN if len(self.rows) else 0.0

    def draw(
        self,
        period: tuple[pd.Timestamp, pd.Timestamp],
        extent: tuple[float, float],
        position: Spec,
        t: Translator,
        theme: Theme,
    ) -> list[Spec]:
        """Build the layers, clipped to the period, from ``extent[0]`` down; shades end at ``extent[1]``."""
        if self.rows.empty:
            return []
        groups = {name: lane for lane, name in enumerate(self.rows.sort_values("start")["group"].unique())}
        spans = self.rows.assign(
            lane=self.rows["group"].map(groups),
            first=[max(day, period[0]) for day in self.rows["start"]],
            last=[min(day, period[1]) + pd.Timedelta(days=1) for day in self.rows["until"]],
        )
        bars = [_bar(span, extent[0], t) for span in spans.to_dict("records")]
        shades = [
            {"from": begin, "to": end, "y": round(extent[0] + self.height, 4), "y2": extent[1]}
            for begin, end in dict.fromkeys((bar["from"], bar["to"]) for bar in bars)
        ]
        names = [_group_label(lane, period, extent[0], t) for _, lane in spans.groupby("lane")]
        fields = {"group": t("Group"), "when": t("When"), "scope": t("Where"), "ended": t("How it ended")}
        rect = {**position, "x2": {"field": "to"}, "y2": {"field": "y2"}}
        outline = {"fillOpacity": 0, "stroke": theme.band, "strokeWidth": 1, "strokeDash": [3, 2]}
        bar_style = {"color": theme.band, "opacity": 0.8} if self.shaded else outline
        shade = {"type": "rect", "color": theme.band, "opacity": 0.09, "tooltip": None}
        return [
            *([layer(shades, shade, rect)] if self.shaded else []),
            layer(bars, {"type": "rect", "cornerRadius": 1} | bar_style, rect | tooltip(fields)),
            *(
                layer(
                    [name for name in names if name["side"] == side],
                    {"type": "text", "fontSize": 10.5, "baseline": "middle"} | look,
                    {**position, "x": position["x"] | {"field": "at"}, "text": {"field": "name"}},
                )
                for side, look in (
                    ("left", {"align": "right", "dx": -4, "color": theme.quiet}),
                    ("right", {"align": "left", "dx": 4, "color": theme.quiet}),
                    ("inside", {"align": "left", "dx": 4, "color": theme.paper if self.shaded else theme.text}),
                )
                if any(name["side"] == side for name in names)
            ),
            titles([self.title], position, theme, extent[0]),
        ]


def _bar(span: Mapping[Any, Any], top: float, t: Translator) -> Spec:
    ended = span[f"ended_how_{t.lang}"]
    return {
        "from": day(span["first"]),
        "to": day(span["last"]),
        "y": round(top + TITLE + LANE * (span["lane"] + 0.2), 4),
        "y2": round(top + TITLE + LANE * (span["lane"] + 0.85), 4),
        "group": span[f"group_{t.lang}"],
        "when": f"{t.date(span['start'])} – {t.date(span['until'])}",
        "ended": ended if isinstance(ended, str) else t("open on the last day reported"),
        "scope": span[f"scope_{t.lang}"],
    }


def _group_label(lane: pd.DataFrame, period: tuple[pd.Timestamp, pd.Timestamp], top: float, t: Translator) -> Spec:
    """Place a group's name where its lane has most room: before its bars, after them, or else inside."""
    begin, end = lane["first"].min(), lane["last"].max()
    before, after = ((begin - period[0]) / (period[1] - period[0]), (period[1] - end) / (period[1] - period[0]))
    side = "inside" if max(before, after) < _LABEL_WIDTH else "left" if before >= after else "right"
    name = str(lane[f"group_{t.lang}"].iloc[0])
    short = re.search(r"\(([^()]+)\)$", name)
    return {
        "side": side,
        "at": day(end if side == "right" else begin),
        "y": round(top + TITLE + LANE * (float(lane["lane"].iloc[0]) + 0.53), 4),
        "name": short[1] if short else name,
    }


def titles(texts: list[str], position: Spec, theme: Theme, top: float = 0.0) -> Spec:
    """Build a layer of titles, one per row, from ``top`` down."""
    data = [{"y": round(top + number + 0.03, 4), "text": text} for number, text in enumerate(texts)]
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "top",
        "fontSize": 12,
        "fontWeight": 600,
        "color": theme.text,
    }
    return layer(data, mark, {"x": {"value": 0}, "y": position["y"], "text": {"field": "text"}})


def tooltip(fields: Mapping[str, str]) -> Spec:
    """Encode a tooltip of fields with their titles."""
    return {"tooltip": [{"field": field, "title": title} for field, title in fields.items()]}


def layer(data: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    """Build a layer of Vega-Lite."""
    return {"data": {"values": data}, "mark": mark, "encoding": encoding}


def day(moment: datetime) -> str:
    """Format a day as Vega-Lite reads it."""
    return moment.date().isoformat()
