"""Shades of two sides in one map: what the change between two periods and two measures at once have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import pandas as pd

from layers.catalog.model import GROUPS, Choropleth
from layers.scene.lineage import origin
from layers.scene.mark_model import NODATA, OUTSIDE, LegendRow
from layers.scene.model import Scene, Shade
from layers.tables import Tables
from layers.text.i18n import Translator


class Text(TypedDict):
    """The texts of a shade that differ from one kind to the other."""

    title: str
    unit: str
    years: str
    method: str
    range: list[str]


def shade_of(
    layers: Sequence[Choropleth],
    shown: pd.Index,
    codes: Sequence[str],
    class_codes: Mapping[str, str],
    formatted: Mapping[str, str],
    legend: list[LegendRow],
    tables: Tables,
    t: Translator,
    text: Text,
) -> Shade:
    """A shade of two sides, which the runtime draws like any other.

    Parameters
    ----------
    shown, codes
        Municipalities that have a colour or no data, and those of the base map in its order.
    class_codes, formatted
        Class and formatted value of the municipalities that have both sides.
    """
    missing = len(shown) - len(formatted)
    known = {code: class_codes.get(code, NODATA) for code in shown}
    return {
        "id": layers[0].id,
        "group": t(GROUPS[layers[0].group]),
        "over": "",
        "note": " ".join(account(layers, t)),
        "n": len(formatted),
        "classes": legend,
        "nodata": {"label": t("No data in one of the two"), "n": missing, "count_text": t.number(missing)},
        "class_codes": "".join(known.get(code, OUTSIDE) for code in codes),
        "values": [formatted.get(code, "") for code in codes],
        "amount": None,
        "amounts": [],
        "top": [],
        "notices": [],
        "origin": list(dict.fromkeys(line for layer in layers for line in origin(layer, tables, t))),
        "heading": text["title"],
        **text,
    }


def with_shade(shade: Shade, *scenes: Scene) -> Scene:
    """The first of the scenes with another choropleth, with its notices and the notices and credits of all scenes."""
    credits = {credit["id"]: credit for scene in scenes for credit in scene["credits"]}
    own = [text for scene in scenes for each in scene["choropleths"] for text in each["notices"]]
    notices = dict.fromkeys([*shade["notices"], *own, *(text for scene in scenes for text in scene["notices"])])
    return scenes[0] | {
        "choropleths": [shade | {"notices": []}],
        "choropleth": shade["id"],
        "title": shade["title"],
        "credits": list(credits.values()),
        "notices": list(notices),
        "synced": False,
    }


def account(layers: Sequence[Choropleth], t: Translator) -> list[str]:
    """The note of each measure; for one with low and high estimates, a reference to its own map."""
    return [
        t("{title}: best estimate; its own map shows the low and high estimates.", title=t(layer.title))
        if layer.band
        else t(layer.note)
        for layer in layers
        if layer.band or layer.note
    ]
