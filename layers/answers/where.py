"""The map of an answer: municipalities that stand out, all others grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from layers.analysis.joint import Result
from layers.analysis.requests import selection_of, years_text
from layers.answers import words
from layers.answers.frame import Box, Frame
from layers.figure.panel import Panel
from layers.scene import basemap, compose, paired
from layers.scene.mark_model import OUTSIDE, LegendRow
from layers.scene.model import Shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator

COLORS: Final = {
    "municipality": "#8a3324",
    "class_high_high": "#b35806",
    "class_high_low": "#fdb863",
    "class_low_high": "#b2abd2",
    "class_low_low": "#542788",
}
GREY: Final = "#e4e1d9"
_REST: Final = N_("The other municipalities")
_UNTOLD: Final = N_("Cannot be distinguished from chance, or no data")
_NARROWEST, _WIDEST = 60.0, 118.0


def marked(result: Result) -> dict[str, str]:
    """Series by code of the municipalities that a map marks; of local statistics only those that survive."""
    rows = result.details[result.details["series"].isin(list(COLORS))]
    rows = rows[~((rows["series"] == "municipality") & rows["p_adjusted"].notna())]
    return dict(zip(rows["key"], rows["series"], strict=True))


def has_map(result: Result) -> bool:
    """Whether an answer is about municipalities that a map can mark, be it that none stands out."""
    return bool(result.details["series"].isin(list(COLORS)).any())


def size(frame: Frame, width: float) -> tuple[float, float]:
    """Width and height of the map."""
    wide = min(max(width, _NARROWEST), _WIDEST)
    return wide, wide * (1.16 if frame.result.request.place.id == "country" else 0.8)


def height(frame: Frame, width: float) -> float:
    """Height of the map with its legend."""
    return size(frame, width)[1] + (len(_present(frame.result)) + 1) * (frame.line + 0.6) + 2


def draw(frame: Frame, box: Box) -> None:
    """Draw the map, and below it the classes with their number of municipalities."""
    left, top, width, _ = box
    wide, high = size(frame, width)
    selection = _selection(frame)
    base = basemap.for_selection(frame.tables, selection)
    shade = _shade(frame.result, selection, frame.tables, base.codes, frame.t)
    scene = paired.with_shade(shade, compose.scene(selection, frame.tables, base))
    Panel(frame.sheet, (left, top, wide, high), selection, frame.tables, base, scene).draw()
    top += high + 1.5
    for row in shade["classes"]:
        frame.sheet.swatch(left, top + 0.5, 3.4, 2.2, facecolor=row["color"], edgecolor="#a9a397", linewidth=0.3)
        frame.write(left + 4.6, top, f"{row['label']} ({row['count_text']})")
        top += frame.line + 0.6


def _selection(frame: Frame) -> Selection:
    found = selection_of(frame.result.request.place.id, frame.t.lang)
    return Selection(
        lang=frame.t.lang,
        region=found.region,
        department_code=found.department_code,
        municipality_code=found.municipality_code,
        choropleth=None,
        layers=(),
    )


def _present(result: Result) -> list[str]:
    found = set(marked(result).values())
    of_classes = result.details["series"].str.startswith("class_").any() or "municipality" not in found
    return [name for name in COLORS if name in found or (of_classes and name != "municipality")]


def _shade(result: Result, selection: Selection, tables: Tables, codes: Sequence[str], t: Translator) -> Shade:
    shown = set(tables.shown_codes(selection).tolist())
    series = {code: name for code, name in marked(result).items() if code in shown}
    present = _present(result)
    number = {name: str(at) for at, name in enumerate(present, start=1)}
    counts = pd.Series(series, dtype=str).value_counts()
    legend: list[LegendRow] = [
        {
            "class": at,
            "color": COLORS[name],
            "label": words.name(words.CLASSES, name, t),
            "count_text": t.number(int(counts.get(name, 0))),
        }
        for at, name in enumerate(present, start=1)
    ]
    rest, others = len(shown) - len(series), _REST if "municipality" in present else _UNTOLD
    legend.append({"class": 0, "color": GREY, "label": t(others), "count_text": t.number(rest)})
    classes = {code: number[series[code]] if code in series else "0" for code in shown}
    title = result.question.title.in_language(t.lang)
    return {
        "id": result.request.question,
        "title": title,
        "group": "",
        "unit": "",
        "years": years_text(result.request),
        "over": "",
        "note": "",
        "method": "",
        "n": len(series),
        "classes": legend,
        "nodata": {"label": "", "n": 0, "count_text": "0"},
        "class_codes": "".join(classes.get(code, OUTSIDE) for code in codes),
        "values": [""] * len(codes),
        "amount": None,
        "amounts": [],
        "range": [],
        "top": [],
        "notices": [],
        "origin": [],
        "heading": title,
    }
