"""The keys in the legend of a print map to its colours: those of municipalities, or of hexagons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from layers.figure import hexagons
from layers.figure.sheet import HATCH, NODATA_COLOR
from layers.scene.hexagons import seen
from layers.scene.mark_model import NODATA, PARTIAL, Mark
from layers.scene.model import Scene, Shade
from layers.text.i18n import Translator


@dataclass(frozen=True)
class Key:
    """One scale of colours.

    Attributes
    ----------
    title, unit
        Its headings.
    rows
        Label, formatted count and style of each class.
    counted
        What the counts are of.
    notes
        Method and note, which a brief legend leaves out.
    """

    title: str
    unit: str
    rows: list[tuple[str, str, dict[str, Any]]]
    counted: str
    notes: tuple[str, ...]


def keys_of(scene: Scene, t: Translator) -> list[Key]:
    """The scales of colours on a map."""
    return [_shade_key(part, t) for part in scene["choropleths"][:1]] + [
        _hexagon_key(mark, scene, t) for mark in seen(scene["overlays"])
    ]


def _shade_key(shade: Shade, t: Translator) -> Key:
    edge = {"edgecolor": "#8d877a", "linewidth": 0.4}
    rows: list[tuple[str, str, dict[str, Any]]] = [
        (row["label"], row["count_text"], {"facecolor": row["color"]} | edge) for row in shade["classes"]
    ]
    if shade["nodata"]["n"]:
        style = {"facecolor": NODATA_COLOR, "hatch": HATCH} | edge
        rows.append((shade["nodata"]["label"], shade["nodata"]["count_text"], style))
    counted = t.plural(
        "Right: number of municipalities; {n} has data.",
        "Right: number of municipalities; {n} have data.",
        shade["n"],
    )
    return Key(shade["title"], shade["unit"], rows, counted, (shade["method"], shade["note"]))


def _hexagon_key(mark: Mark, scene: Scene, t: Translator) -> Key:
    grid = mark["grid"]
    rows: list[tuple[str, str, dict[str, Any]]] = [
        (row["label"], row["count_text"], hexagons.style_of(str(row["class"]), mark)) for row in grid["classes"]
    ]
    rows += [
        (row["label"], row["count_text"], hexagons.style_of(code, mark))
        for code, row in ((PARTIAL, grid["partial"]), (NODATA, grid["nodata"]))
        if row["n"]
    ]
    unit = " · ".join(filter(None, (grid["unit"], grid["years"], grid["cells"])))
    inner = (grid["words"]["inner"],) if hexagons.is_inner(mark, scene) else ()
    counted = t("Right: number of cells; n = {n}.", n=grid["n"] or mark["count_text"])
    return Key(mark["title"], unit, rows, counted, (*inner, grid["method"], mark["note"]))
