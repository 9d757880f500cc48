"""Two periods or two measures in one map: the change between the periods, or a bivariate choropleth.

Both are shades (:func:`layers.scene.choropleth.shade`), which the runtime draws like any other.
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
from layers.scene.mark_model import NODATA, OUTSIDE, LegendRow
from layers.scene.model import Scene, Shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

DECREASE: Final = ("#542788", "#998ec3", "#d8daeb")
NO_CHANGE: Final = "#fffefb"
INCREASE: Final = ("#fee0b6", "#f1a340", "#b35806")
"""ColorBrewer's PuOr, from the strongest decrease to the strongest increase."""

BIVARIATE: Final = (
    ("#e8e8e8", "#b5c0da", "#6c83b5"),
    ("#dfc3a5", "#ad9ea5", "#567994"),
    ("#c8873e", "#985b4e", "#2a2f52"),
)
"""Colours of a bivariate choropleth: rows by terciles of the first measure, columns by those of the second."""

TERCILES: Final = (N_("lowest"), N_("middle"), N_("highest"))


class _Text(TypedDict):
    title: str
    unit: str
    years: str
    method: str
    range: list[str]


def comparable(measure: Measure) -> Measure:
    """A measure that is comparable between periods of different length: sums over years become yearly means."""
    pooled = measure.per not in (None, "area") and not measure.static
    summed = measure.over_years == "sum" and not measure.annual and not pooled
    return replace(measure, annual=True) if summed else measure


def unit(layer: Choropleth, t: Translator) -> str:
    """Unit of :func:`comparable`."""
    name = t(layer.measure.unit)
    return t("{unit} a year", unit=name) if comparable(layer.measure) != layer.measure else name


def difference(layer: Choropleth, first: Selection, second: Selection, tables: Tables, codes: Sequence[str]) -> Shade:
    """Describe the change of a measure from the first period to the second as a choropleth."""
    t = translator(second.lang)
    shown = tables.shown_codes(second)
    before, after = (tables.values(comparable(layer.measure), period.years) for period in (first, second))
    both = bool(before.attrs["years"] and after.attrs["years"])
    values = change(before, after).reindex(shown) if both else pd.Series(np.nan, index=shown)
    bounds = classify(values.abs(), layer.palette, "fisher_jenks", 3).breaks
    steps = np.searchsorted(bounds, values.abs().to_numpy(), side="left") + 1
    signed = pd.Series(np.sign(values.fillna(0)) * np.minimum(steps, max(len(bounds), 1)), index=shown).astype(int)
    colors = {0: NO_CHANGE}
    for step in range(1, len(bounds) + 1):
        index = step - 1 + 3 - len(bounds)
        colors |= {step: INCREASE[index], -step: DECREASE[::-1][index]}
    known = values.dropna()
    edges = [0.0, *bounds]
    legend: list[LegendRow] = [
        {
            "class": _class_code(step),
            "color": colors[step],
            "label": _format_range(edges[abs(step) - 1], edges[abs(step)], step, t) if step else t("no change"),
            "count_text": t.number(int((signed[known.index] == step).sum())),
        }
        for step in sorted(colors, reverse=True)
    ]
    class_codes = {code: _class_code(signed[code]) if code in known.index else NODATA for code in shown}
    formatted = {code: _format_signed(value, t) for code, value in known.items()}
    spans = [_covered(values, period, t) for values, period in ((before, first), (after, second))]
    return _shade(
        (layer,),
        shown,
        codes,
        class_codes,
        formatted,
        legend,
        tables,
        t,
        {
            "title": t("Change: {title}", title=t(layer.title)),
            "unit": unit(layer, t),
            "years": t("{second} compared with {first}", first=spans[0], second=spans[1]),
            "method": t("Classes: natural breaks (Fisher-Jenks) of the size of the change"),
            "range": [_format_signed(known.min(), t), _format_signed(known.max(), t)] if len(known) else [],
        },
    )


def bivariate(
    layers: tuple[Choropleth, Choropleth], selection: Selection, tables: Tables, codes: Sequence[str]
) -> tuple[Shade, pd.DataFrame, tuple[tuple[float, float], tuple[float, float]]]:
    """Describe two measures as a bivariate choropleth, each in terciles.

    Returns
    -------
    tuple
        The shade; the values ``a`` and ``b`` of the municipalities that have both, with ``color`` and ``name``; the
        bounds of the terciles of each measure.
    """
    t = translator(selection.lang)
    shown = tables.shown_codes(selection)
    results = [tables.values(layer.measure, selection.years) for layer in layers]
    have_years = all(result.attrs["years"] for result in results)
    pair = pd.DataFrame({name: result["value"].reindex(shown) for name, result in zip("ab", results, strict=True)})
    pair = pair.dropna() if have_years else pair[:0]
    bounds = (terciles(pair["a"]), terciles(pair["b"]))
    tercile = {
        name: np.where(pair[name] > 0, np.searchsorted(cut, pair[name].to_numpy(), side="right"), 0)
        for name, cut in zip("ab", bounds, strict=True)
    }
    pair["color"] = [BIVARIATE[a][b] for a, b in zip(tercile["a"], tercile["b"], strict=True)]
    pair["name"] = tables.municipalities.set_index("municipality_code")["municipality"].reindex(pair.index)
    class_codes = dict(zip(pair.index, (tercile["a"] * 3 + tercile["b"] + 1).astype(str), strict=True))
    counts = pd.Series(class_codes, dtype=str).value_counts()
    legend: list[LegendRow] = [
        {
            "class": int(class_code),
            "color": BIVARIATE[a][b],
            "label": f"{t(TERCILES[a])} · {t(TERCILES[b])}",
            "count_text": t.number(int(counts.get(class_code, 0))),
        }
        for a in range(3)
        for b in range(3)
        for class_code in [str(a * 3 + b + 1)]
    ]
    units = [t(layer.measure.unit) for layer in layers]
    formatted = {
        code: f"{t.significant(a)} {units[0]} · {t.significant(b)} {units[1]}"
        for code, a, b in pair[["a", "b"]].itertuples(name=None)
    }
    titles = [t(layer.title) for layer in layers]
    periods = [t.years(result.attrs["years"]) for result in results]
    shade = _shade(
        layers,
        shown,
        codes,
        {code: class_codes.get(code, NODATA) for code in shown},
        formatted,
        legend,
        tables,
        t,
        {
            "title": f"{titles[0]} × {titles[1]}",
            "unit": "",
            "years": " · ".join(_covered(result, selection, t) for result in results),
            "method": t(
                "Thirds of the values above zero; first word: {first}, second: {second}",
                first=titles[0],
                second=titles[1],
            ),
            "range": [],
        },
    )
    if all(periods) and periods[0] != periods[1]:
        different = t(
            "The two measures are of different years: {first} and {second}.", first=periods[0], second=periods[1]
        )
        shade = shade | {"notices": [different]}
    return shade, pair, bounds


def with_shade(shade: Shade, *scenes: Scene) -> Scene:
    """The first of the scenes with another choropleth, with its notices and the notices and credits of all scenes."""
    credits = {credit["id"]: credit for scene in scenes for credit in scene["credits"]}
    notices = dict.fromkeys([*shade["notices"], *(notice for scene in scenes for notice in scene["notices"])])
    return scenes[0] | {
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
    class_codes: dict[str, str],
    formatted: dict[Any, str],
    legend: list[LegendRow],
    tables: Tables,
    t: Translator,
    text: _Text,
) -> Shade:
    missing = len(shown) - len(formatted)
    return {
        "id": layers[0].id,
        "group": t(GROUPS[layers[0].group]),
        "over": "",
        "note": " ".join(filter(None, (_note(layer, t) for layer in layers))),
        "n": len(formatted),
        "classes": legend,
        "nodata": {"label": t("No data in one of the two"), "n": missing, "count_text": t.number(missing)},
        "class_codes": "".join(class_codes.get(code, OUTSIDE) for code in codes),
        "values": [formatted.get(code, "") for code in codes],
        "amount": None,
        "amounts": [],
        "top": [],
        "notices": [],
        "origin": list(dict.fromkeys(line for layer in layers for line in origin(layer, tables, t))),
        "heading": text["title"],
        **text,
    }


def _covered(values: pd.DataFrame, period: Selection, t: Translator) -> str:
    """The years that values are of; those of a period without any, with a word about it."""
    return t.years(values.attrs["years"]) or t("{years} (no data)", years=t.years(list(period.years)))


def _note(layer: Choropleth, t: Translator) -> str:
    """The note of a measure; for one with low and high estimates, a reference to its own map."""
    if layer.band:
        return t("{title}: best estimate; its own map shows the low and high estimates.", title=t(layer.title))
    return t(layer.note) if layer.note else ""


def _class_code(step: int) -> str:
    """The single character by which the runtime looks up the colour of a class."""
    return str(step + 4)


def _format_range(lower: float, upper: float, step: int, t: Translator) -> str:
    low, high = t.significant(lower), t.significant(upper)
    span = t("up to {upper}", upper=high) if not lower else f"{low} – {high}"
    return t("rose by {span}", span=span) if step > 0 else t("fell by {span}", span=span)


def _format_signed(value: float, t: Translator) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{t.significant(abs(value))}"
