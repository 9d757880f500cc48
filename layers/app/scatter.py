"""Scatter plot of two measures, one dot per municipality."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from layers.app.charts import THEMES, config
from layers.app.lanes import Spec
from layers.catalog.model import Choropleth
from layers.text.i18n import Translator

_MAX_LABELS, _MIN_GAP_X, _MIN_GAP_Y = 6, 0.25, 0.07
"""Number of labelled dots, and the least distance of labels as shares of the width and the height."""


def scatter(
    pair: pd.DataFrame,
    bounds: tuple[tuple[float, float], tuple[float, float]],
    layers: tuple[Choropleth, Choropleth],
    t: Translator,
    theme_name: str,
) -> Spec:
    """Build the chart of the values of :func:`layers.scene.comparison.bivariate`, in its colours.

    Dashed lines separate the thirds. Axes are linear near zero and logarithmic further out (symlog), since most
    measures have few high values.
    """
    theme = THEMES[theme_name]
    dots = [
        {"name": name, "a": a, "b": b, "color": color, "values": f"{t.significant(a)} · {t.significant(b)}"}
        for name, a, b, color in pair[["name", "a", "b", "color"]].itertuples(index=False, name=None)
    ]
    labelled = [dot for dot in dots if dot["name"] in set(_labelled(pair))]
    axes = [_axis(pair[name], layer, t) for name, layer in zip("ab", layers, strict=True)]
    rules = [{"at": at} for at in bounds[0]], [{"at": at} for at in bounds[1]]
    rule = {"type": "rule", "color": theme.quiet, "strokeDash": [2, 3], "tooltip": None}
    return {
        "layer": [
            {"data": {"values": rules[0]}, "mark": rule, "encoding": {"x": axes[0] | {"field": "at"}}},
            {"data": {"values": rules[1]}, "mark": rule, "encoding": {"y": axes[1] | {"field": "at"}}},
            {
                "data": {"values": dots},
                "mark": {"type": "circle", "size": 42, "opacity": 0.9, "stroke": theme.quiet, "strokeWidth": 0.4},
                "encoding": {
                    "x": axes[0] | {"field": "a"},
                    "y": axes[1] | {"field": "b"},
                    "color": {"field": "color", "type": "nominal", "scale": None},
                    "tooltip": [
                        {"field": "name", "title": t("Municipality")},
                        {"field": "values", "title": t("Values")},
                    ],
                },
            },
            {
                "data": {"values": labelled},
                "mark": {
                    "type": "text",
                    "fontSize": 10.5,
                    "dy": -9,
                    "color": theme.text,
                    "tooltip": None,
                    "clip": False,
                },
                "encoding": {
                    "x": axes[0] | {"field": "a"},
                    "y": axes[1] | {"field": "b"},
                    "text": {"field": "name"},
                },
            },
        ],
        "width": "container",
        "height": 430,
        "background": "transparent",
        "config": config(theme),
    }


def _labelled(pair: pd.DataFrame) -> list[str]:
    """Names of the dots to label: the highest of each measure and of both, none too close to another."""
    ranks = pair[["a", "b"]].rank(pct=True)
    order = [pair["a"].idxmax(), pair["b"].idxmax(), *ranks.min(axis=1).sort_values(ascending=False).index[:12]]
    spread = np.log1p(pair[["a", "b"]] / pair[["a", "b"]].median().clip(lower=1e-9))
    places = spread / spread.max().clip(lower=1e-9)
    kept: list[str] = []
    for code in dict.fromkeys(order):
        gaps = (places.loc[kept] - places.loc[code]).abs() if kept else None
        if gaps is None or ((gaps["a"] > _MIN_GAP_X) | (gaps["b"] > _MIN_GAP_Y)).all():
            kept.append(code)
    return list(pair.loc[kept[:_MAX_LABELS], "name"])


def _axis(values: pd.Series, layer: Choropleth, t: Translator) -> dict[str, Any]:
    positive = values[values > 0]
    constant = float(positive.median()) if len(positive) else 1.0
    # Vega formats the numbers of axes in English
    label = (
        "replace(replace(replace(datum.label, /,/g, '_'), '.', ','), /_/g, '.')" if t.lang == "es" else "datum.label"
    )
    return {
        "type": "quantitative",
        "scale": {"type": "symlog", "constant": constant, "nice": False, "zero": True, "padding": 6},
        "axis": {"title": f"{t(layer.title)}, {t(layer.measure.unit)}", "tickCount": 6, "labelExpr": label},
    }
