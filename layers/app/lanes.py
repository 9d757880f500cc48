"""Lanes of a chart: when ceasefires were in force and when a table of dialogue stood, a line a group.

A ceasefire is a full bar that shades all below it; a dialogue, which is no ceasefire, is an outline without a shade.
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
"""Share of a row's height that its title takes."""

FOOT: Final = 0.1
"""Share of a row's height that stays free below its bars."""

LANE: Final = 0.2
"""Height of a lane of the calendar, as a share of a row's."""

_ROOM: Final = 0.2
"""Share of the period that a group's name needs beside its ceasefires."""


@dataclass(frozen=True)
class Ink:
    """Colours of a chart."""

    text: str
    quiet: str
    rule: str
    bar: str
    band: str
    paper: str


@dataclass(frozen=True)
class Lanes:
    """Spans of one kind, each group's on a line of its own.

    Attributes
    ----------
    title
        Above them, translated.
    rows
        Of :func:`layers.analysis.series.ceasefires` or ``dialogues``: ``group``, ``start``, ``until`` and texts.
    shaded
        Whether they shade what is below: ceasefires do, dialogues do not.
    """

    title: str
    rows: pd.DataFrame
    shaded: bool

    @property
    def height(self) -> float:
        """Of all lanes with their title, as a share of a row's."""
        return TITLE + LANE * self.rows["group"].nunique() + FOOT if len(self.rows) else 0.0

    def draw(
        self,
        period: tuple[pd.Timestamp, pd.Timestamp],
        reach: tuple[float, float],
        place: Spec,
        t: Translator,
        ink: Ink,
    ) -> list[Spec]:
        """Draw them from ``reach[0]`` down, their shades to ``reach[1]``; what lasts longer is cut at the period."""
        if self.rows.empty:
            return []
        order = {name: lane for lane, name in enumerate(self.rows.sort_values("start")["group"].unique())}
        spans = self.rows.assign(
            lane=self.rows["group"].map(order),
            first=[max(day, period[0]) for day in self.rows["start"]],
            last=[min(day, period[1]) + pd.Timedelta(days=1) for day in self.rows["until"]],
        )
        bars = [_bar(span, reach[0], t) for span in spans.to_dict("records")]
        begins = reach[0] + self.height
        shades = [
            {"from": begin, "to": end, "y": round(begins, 4), "y2": reach[1]}
            for begin, end in dict.fromkeys((bar["from"], bar["to"]) for bar in bars)
        ]
        names = [_named(lane, period, reach[0], t) for _, lane in spans.groupby("lane")]
        tips_of = {"group": t("Group"), "when": t("When"), "scope": t("Where"), "ended": t("How it ended")}
        box = {**place, "x2": {"field": "to"}, "y2": {"field": "y2"}}
        outline = {"fillOpacity": 0, "stroke": ink.band, "strokeWidth": 1, "strokeDash": [3, 2]}
        look = {"color": ink.band, "opacity": 0.8} if self.shaded else outline
        inside = ink.paper if self.shaded else ink.text
        return [
            *(
                [layer(shades, {"type": "rect", "color": ink.band, "opacity": 0.09, "tooltip": None}, box)]
                * self.shaded
            ),
            layer(bars, {"type": "rect", "cornerRadius": 1} | look, box | tips(tips_of)),
            *(
                layer(
                    [name for name in names if name["side"] == side],
                    {"type": "text", "fontSize": 10.5, "baseline": "middle"} | look_of,
                    {**place, "x": place["x"] | {"field": "at"}, "text": {"field": "name"}},
                )
                for side, look_of in (
                    ("left", {"align": "right", "dx": -4, "color": ink.quiet}),
                    ("right", {"align": "left", "dx": 4, "color": ink.quiet}),
                    ("inside", {"align": "left", "dx": 4, "color": inside}),
                )
                if any(name["side"] == side for name in names)
            ),
            titles([self.title], place, ink, reach[0]),
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


def _named(lane: pd.DataFrame, period: tuple[pd.Timestamp, pd.Timestamp], top: float, t: Translator) -> Spec:
    """A group's name where its lane has most room: before its spans, after them or, without room, inside."""
    begin, end = lane["first"].min(), lane["last"].max()
    before, after = ((begin - period[0]) / (period[1] - period[0]), (period[1] - end) / (period[1] - period[0]))
    side = "inside" if max(before, after) < _ROOM else "left" if before >= after else "right"
    name = str(lane[f"group_{t.lang}"].iloc[0])
    short = re.search(r"\(([^()]+)\)$", name)
    return {
        "side": side,
        "at": day(end if side == "right" else begin),
        "y": round(top + TITLE + LANE * (float(lane["lane"].iloc[0]) + 0.53), 4),
        "name": short[1] if short else name,
    }


def titles(heads: list[str], place: Spec, ink: Ink, top: float = 0.0) -> Spec:
    """Headings, one a row, from ``top`` down."""
    data = [{"y": round(top + number + 0.03, 4), "text": head} for number, head in enumerate(heads)]
    mark = {"type": "text", "align": "left", "baseline": "top", "fontSize": 12, "fontWeight": 600, "color": ink.text}
    return layer(data, mark, {"x": {"value": 0}, "y": place["y"], "text": {"field": "text"}})


def tips(fields: Mapping[str, str]) -> Spec:
    """What shows under the pointer: fields with their titles."""
    return {"tooltip": [{"field": field, "title": title} for field, title in fields.items()]}


def layer(data: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    """A layer of Vega-Lite."""
    return {"data": {"values": data}, "mark": mark, "encoding": encoding}


def day(moment: datetime) -> str:
    """A day as Vega-Lite reads it."""
    return moment.date().isoformat()
