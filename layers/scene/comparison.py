"""Two periods or two measures in one map: the change from one to the other, or both at once.

Both are shades (:func:`layers.scene.choropleth.shade`) that the runtime draws like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypedDict

import numpy as np
import pandas as pd

from geo.statistics.indicators import Measure
from geo.statistics.summary import change, terciles
from layers.catalog.model import GROUPS, Choropleth
from layers.scene.choropleth import origin
from layers.scene.classification import classify
from layers.scene.model import NODATA, OUTSIDE, LegendRow, Scene, Shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

FELL: Final = ("#542788", "#998ec3", "#d8daeb")
SAME: Final = "#fffefb"
ROSE: Final = ("#fee0b6", "#f1a340", "#b35806")
"""ColorBrewer's PuOr, strongest fall to strongest rise."""

BOTH: Final = (
    ("#e8e8e8", "#b5c0da", "#6c83b5"),
    ("#dfc3a5", "#ad9ea5", "#567994"),
    ("#c8873e", "#985b4e", "#2a2f52"),
)
"""Colours of two measures at once: rows by the thirds of the first, columns by those of the second."""

THIRDS: Final = (N_("lowest"), N_("middle"), N_("highest"))


class _Text(TypedDict):
    title: str
    unit: str
    years: str
    method: str
    range: list[str]


def comparable(measure: Measure) -> Measure:
    """A measure by which periods of unequal length can be compared: sums over years become yearly means."""
    pooled = measure.per not in (None, "area") and not measure.static
    summed = measure.over_years == "sum" and not measure.annual and not pooled
    return replace(measure, annual=True) if summed else measure


def unit(layer: Choropleth, t: Translator) -> str:
    """Unit of :func:`comparable`."""
    told = t(layer.measure.unit)
    return t("{unit} a year", unit=told) if comparable(layer.measure) != layer.measure else told


def difference(layer: Choropleth, first: Selection, second: Selection, tables: Tables, codes: Sequence[str]) -> Shade:
    """Colour by how much a measure rose or fell from the first period to the second."""
    t = translator(second.lang)
    shown = tables.shown_codes(second)
    before, after = (tables.values(comparable(layer.measure), each.years) for each in (first, second))
    both = bool(before.attrs["years"] and after.attrs["years"])
    values = change(before, after).reindex(shown) if both else pd.Series(np.nan, index=shown)
    bounds = classify(values.abs(), layer.palette, "fisher_jenks", 3).breaks
    steps = np.searchsorted(bounds, values.abs().to_numpy(), side="left") + 1
    signed = pd.Series(np.sign(values.fillna(0)) * np.minimum(steps, max(len(bounds), 1)), index=shown).astype(int)
    colors = {0: SAME}
    for step in range(1, len(bounds) + 1):
        place = step - 1 + 3 - len(bounds)
        colors |= {step: ROSE[place], -step: FELL[::-1][place]}
    known = values.dropna()
    edges = [0.0, *bounds]
    legend: list[LegendRow] = [
        {
            "class": _letter(step),
            "color": colors[step],
            "label": _range(edges[abs(step) - 1], edges[abs(step)], step, t) if step else t("no change"),
            "count_text": t.number(int((signed[known.index] == step).sum())),
        }
        for step in sorted(colors, reverse=True)
    ]
    letters = {code: _letter(signed[code]) if code in known.index else NODATA for code in shown}
    told = {code: _signed(value, t) for code, value in known.items()}
    spans = [t.years(each.attrs["years"]) or "–" for each in (before, after)]
    return _shade(
        (layer,),
        shown,
        codes,
        letters,
        told,
        legend,
        tables,
        t,
        {
            "title": t("Change: {title}", title=t(layer.title)),
            "unit": unit(layer, t),
            "years": t("{second} against {first}", first=spans[0], second=spans[1]),
            "method": t("Classes: natural breaks (Fisher-Jenks) of the size of the change"),
            "range": [_signed(known.min(), t), _signed(known.max(), t)] if len(known) else [],
        },
    )


def bivariate(
    layers: tuple[Choropleth, Choropleth], selection: Selection, tables: Tables, codes: Sequence[str]
) -> tuple[Shade, pd.DataFrame, tuple[tuple[float, float], tuple[float, float]]]:
    """Colour by two measures at once, each in thirds.

    Returns
    -------
    tuple
        The shade; the values ``a`` and ``b`` of the municipalities that have both, with ``color`` and ``name``; the
        bounds of the thirds of either measure.
    """
    t = translator(selection.lang)
    shown = tables.shown_codes(selection)
    results = [tables.values(layer.measure, selection.years) for layer in layers]
    whole = all(result.attrs["years"] for result in results)
    pair = pd.DataFrame({name: result["value"].reindex(shown) for name, result in zip("ab", results, strict=True)})
    pair = pair.dropna() if whole else pair[:0]
    bounds = (terciles(pair["a"]), terciles(pair["b"]))
    place = {
        name: np.where(pair[name] > 0, np.searchsorted(cut, pair[name].to_numpy(), side="right"), 0)
        for name, cut in zip("ab", bounds, strict=True)
    }
    pair["color"] = [BOTH[a][b] for a, b in zip(place["a"], place["b"], strict=True)]
    pair["name"] = tables.municipalities.set_index("municipality_code")["municipality"].reindex(pair.index)
    kinds = dict(zip(pair.index, (place["a"] * 3 + place["b"] + 1).astype(str), strict=True))
    counts = pd.Series(kinds, dtype=str).value_counts()
    legend: list[LegendRow] = [
        {
            "class": int(letter),
            "color": BOTH[a][b],
            "label": f"{t(THIRDS[a])} · {t(THIRDS[b])}",
            "count_text": t.number(int(counts.get(letter, 0))),
        }
        for a in range(3)
        for b in range(3)
        for letter in [str(a * 3 + b + 1)]
    ]
    units = [t(layer.measure.unit) for layer in layers]
    told = {
        code: f"{t.significant(a)} {units[0]} · {t.significant(b)} {units[1]}"
        for code, a, b in pair[["a", "b"]].itertuples(name=None)
    }
    titles = [t(layer.title) for layer in layers]
    shade = _shade(
        layers,
        shown,
        codes,
        {code: kinds.get(code, NODATA) for code in shown},
        told,
        legend,
        tables,
        t,
        {
            "title": f"{titles[0]} × {titles[1]}",
            "unit": "",
            "years": " · ".join(t.years(result.attrs["years"]) or "–" for result in results),
            "method": t(
                "Thirds of the values above zero; first word: {first}, second: {second}",
                first=titles[0],
                second=titles[1],
            ),
            "range": [],
        },
    )
    return shade, pair, bounds


def on(shade: Shade, *sides: Scene) -> Scene:
    """A scene with one shade in place of those of its sides, and with what each of them says and credits."""
    credits = {credit["id"]: credit for side in sides for credit in side["credits"]}
    notices = dict.fromkeys(notice for side in sides for notice in side["notices"])
    return sides[0] | {
        "choropleths": [shade],
        "choropleth": shade["id"],
        "title": shade["title"],
        "credits": list(credits.values()),
        "notices": list(notices),
        "synced": False,
    }


def _shade(
    layers: tuple[Choropleth, ...],
    shown: pd.Index,
    codes: Sequence[str],
    letters: dict[str, str],
    told: dict[Any, str],
    legend: list[LegendRow],
    tables: Tables,
    t: Translator,
    text: _Text,
) -> Shade:
    bare = len(shown) - len(told)
    return {
        "id": layers[0].id,
        "group": t(GROUPS[layers[0].group]),
        "over": "",
        "note": " ".join(filter(None, (_note(layer, t) for layer in layers))),
        "n": len(told),
        "classes": legend,
        "nodata": {"label": t("No data in one of the two"), "n": bare, "count_text": t.number(bare)},
        "class_codes": "".join(letters.get(code, OUTSIDE) for code in codes),
        "values": [told.get(code, "") for code in codes],
        "top": [],
        "notices": [],
        "origin": list(dict.fromkeys(line for layer in layers for line in origin(layer, tables, t))),
        "heading": text["title"],
        **text,
    }


def _note(layer: Choropleth, t: Translator) -> str:
    """What a measure's note says; of estimates with bounds, that these are left to the measure's own map."""
    if layer.band:
        return t("{title}: best estimate; its own map has the low and the high one.", title=t(layer.title))
    return t(layer.note) if layer.note else ""


def _letter(step: int) -> str:
    """One character a class: the runtime looks colours up by it."""
    return str(step + 4)


def _range(lower: float, upper: float, step: int, t: Translator) -> str:
    low, high = t.significant(lower), t.significant(upper)
    span = t("up to {upper}", upper=high) if not lower else f"{low} – {high}"
    return t("rose by {span}", span=span) if step > 0 else t("fell by {span}", span=span)


def _signed(value: float, t: Translator) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{t.significant(abs(value))}"
