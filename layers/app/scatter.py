"""Two measures against each other, a dot a municipality."""

from __future__ import annotations

from typing import Any

import pandas as pd

from layers.app.charts import INKS, Spec
from layers.i18n import Translator
from layers.layer import Choropleth


def scatter(
    pair: pd.DataFrame,
    bounds: tuple[tuple[float, float], tuple[float, float]],
    layers: tuple[Choropleth, Choropleth],
    t: Translator,
    theme: str,
) -> Spec:
    """Draw the values of :func:`layers.app.contrast.bivariate` with its colours, and where its thirds part.

    Axes are linear near zero and logarithmic beyond (symlog), since most measures have few high values.
    """
    ink = INKS[theme]
    dots = [
        {"name": name, "a": a, "b": b, "color": color, "told": f"{t.significant(a)} · {t.significant(b)}"}
        for name, a, b, color in pair[["name", "a", "b", "color"]].itertuples(index=False, name=None)
    ]
    axes = [_axis(pair[name], layer, t) for name, layer in zip("ab", layers, strict=True)]
    rules = [{"at": at} for at in bounds[0]], [{"at": at} for at in bounds[1]]
    rule = {"type": "rule", "color": ink.quiet, "strokeDash": [2, 3], "tooltip": None}
    return {
        "layer": [
            {"data": {"values": rules[0]}, "mark": rule, "encoding": {"x": axes[0] | {"field": "at"}}},
            {"data": {"values": rules[1]}, "mark": rule, "encoding": {"y": axes[1] | {"field": "at"}}},
            {
                "data": {"values": dots},
                "mark": {"type": "circle", "size": 42, "opacity": 0.9, "stroke": ink.quiet, "strokeWidth": 0.4},
                "encoding": {
                    "x": axes[0] | {"field": "a"},
                    "y": axes[1] | {"field": "b"},
                    "color": {"field": "color", "type": "nominal", "scale": None},
                    "tooltip": [
                        {"field": "name", "title": t("Municipality")},
                        {"field": "told", "title": t("Values")},
                    ],
                },
            },
        ],
        "width": "container",
        "height": 430,
        "background": "transparent",
        "config": {
            "font": "Source Sans, sans-serif",
            "view": {"stroke": None},
            "axis": {
                "labelColor": ink.quiet,
                "titleColor": ink.text,
                "titleFontWeight": 600,
                "gridColor": ink.rule,
                "gridOpacity": 0.5,
                "domainColor": ink.rule,
                "tickColor": ink.rule,
            },
        },
    }


def _axis(values: pd.Series, layer: Choropleth, t: Translator) -> dict[str, Any]:
    above = values[values > 0]
    constant = float(above.median()) if len(above) else 1.0
    # numbers of axes in the reader's language: Vega writes them in English
    label = (
        "replace(replace(replace(datum.label, /,/g, '_'), '.', ','), /_/g, '.')" if t.lang == "es" else "datum.label"
    )
    return {
        "type": "quantitative",
        "scale": {"type": "symlog", "constant": constant, "nice": False, "zero": True},
        "axis": {"title": f"{t(layer.title)}, {t(layer.measure.unit)}", "tickCount": 6, "labelExpr": label},
    }
