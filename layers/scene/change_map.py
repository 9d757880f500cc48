"""The change of a measure between two periods as a choropleth, with zero in the middle of its classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import numpy as np
import pandas as pd

from geo.statistics.change import SMALL_BASE
from layers.catalog.forms import FORM_NAMES
from layers.catalog.model import Choropleth
from layers.scene import paired
from layers.scene.change import Change, in_words, notices, signed, signed_percent
from layers.scene.choropleth import rounded
from layers.scene.classification import classify
from layers.scene.mark_model import LegendRow
from layers.scene.model import Shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

DECREASE: Final = ("#542788", "#998ec3", "#d8daeb")
NO_CHANGE: Final = "#fffefb"
INCREASE: Final = ("#fee0b6", "#f1a340", "#b35806")
"""ColorBrewer's PuOr, from the strongest decrease to the strongest increase."""

UNSCALED: Final = "#cfcabd"
"""A change without a percentage, on a map of percentages."""

_STEPS: Final = 3
_UNSCALED_CLASS: Final = "8"
_FELL: Final = (20.0, 50.0, 100.0)
_ROSE: Final = (25.0, 100.0, np.inf)
"""Upper bounds of the classes of percentages: half as much is as far from no change as twice as much."""
_METHOD: Final = N_("Classes: natural breaks (Fisher-Jenks) of the size of the change")
_RELATIVE_METHOD: Final = N_("Classes: fixed; half as much is as far from no change as twice as much")


def shade(found: Change, second: Selection, tables: Tables, codes: Sequence[str], *, relative: bool = False) -> Shade:
    """Describe a change as a choropleth, with zero in the middle of its classes.

    Parameters
    ----------
    second
        The selection of the second period, whose language is that of the texts.
    codes
        Municipalities of the base map, in its order.
    relative
        Whether colours and values are percentages, not differences.
    """
    t = translator(second.lang)
    known = found.known
    exact = known["percent"] if relative else known["difference"]
    values = pd.Series(np.sign(exact) * rounded(exact.abs().to_numpy()), index=known.index)
    steps, legend = _relative_steps(values, known, t) if relative else _steps(values, found.layer, t)
    counts = steps.value_counts()
    for row in legend:
        row["count_text"] = t.number(int(counts.get(str(row["class"]), 0)))
    formatted = {str(code): _format_change(row, relative, t) for code, row in known.iterrows()}
    first, second_span = found.periods(t)
    title, sign = (N_("Relative change: {title}"), signed_percent) if relative else (N_("Change: {title}"), signed)
    drawn = paired.shade_of(
        (found.layer,),
        found.table.index,
        codes,
        cast("dict[str, str]", steps.to_dict()),
        formatted,
        [row for row in legend if row["class"] != _UNSCALED_CLASS or _UNSCALED_CLASS in counts],
        tables,
        t,
        {
            "title": t(title, title=t(found.layer.title)),
            "unit": "" if relative else found.unit_of_difference(tables.sources, t),
            "years": t("{second} compared with {first}", first=first, second=second_span),
            "method": t(_RELATIVE_METHOD if relative else _METHOD),
            "range": [sign(bound, t) for bound in (values.min(), values.max())] if values.notna().any() else [],
        },
    )
    unit = found.unit(tables.sources, t)
    amounts = {str(code): in_words(row, relative, t) for code, row in known.iterrows()}
    return drawn | {
        # a percentage has no unit that would name the form of the measure
        "over": t(FORM_NAMES[found.form]) if relative and found.form != "map" else "",
        "amount": {"unit": unit, "one": unit, "by": ""},
        "amounts": [amounts.get(code, "") for code in codes],
        "notices": notices(found, tables.sources, t),
    }


def _steps(values: pd.Series, layer: Choropleth, t: Translator) -> tuple[pd.Series, list[LegendRow]]:
    """Class of each difference, and the legend from the strongest increase to the strongest decrease."""
    bounds = classify(values.abs(), layer.palette, "fisher_jenks", _STEPS).breaks
    steps = np.searchsorted(bounds, values.abs().to_numpy(), side="left") + 1
    steps = (np.sign(values.to_numpy()) * np.minimum(steps, max(len(bounds), 1))).astype(int)
    edges = [0.0, *bounds]
    legend = [
        _legend_row(
            step, len(bounds), _format_range(edges[abs(step) - 1], edges[abs(step)], step, t) if step else "", t
        )
        for step in range(len(bounds), -len(bounds) - 1, -1)
    ]
    return pd.Series([_class_code(step) for step in steps], index=values.index, dtype=str), legend


def _relative_steps(values: pd.Series, known: pd.DataFrame, t: Translator) -> tuple[pd.Series, list[LegendRow]]:
    """Class of each percentage; a change without one has a class of its own, a difference of zero is no change."""
    size = values.abs().to_numpy()
    rose = np.searchsorted(_ROSE, size, side="left") + 1
    fell = np.searchsorted(_FELL, size, side="left") + 1
    steps = np.where(values.to_numpy() > 0, rose, np.where(values.to_numpy() < 0, -fell, 0))
    is_unscaled = values.isna() & (known["difference"] != 0)
    codes = np.where(is_unscaled, _UNSCALED_CLASS, [_class_code(int(step)) for step in steps])
    legend = [
        _legend_row(step, _STEPS, _format_percents(step, t) if step else "", t)
        for step in range(_STEPS, -_STEPS - 1, -1)
    ]
    unscaled: LegendRow = {
        "class": _UNSCALED_CLASS,
        "color": UNSCALED,
        "label": t("no percentage: fewer than {least} in all before", least=t.number(SMALL_BASE)),
    }
    return pd.Series(codes, index=values.index, dtype=str), [*legend, unscaled]


def _legend_row(step: int, steps: int, label: str, t: Translator) -> LegendRow:
    index = abs(step) - 1 + _STEPS - steps
    color = INCREASE[index] if step > 0 else DECREASE[::-1][index] if step < 0 else NO_CHANGE
    return {"class": _class_code(step), "color": color, "label": label or t("no change")}


def _class_code(step: int) -> str:
    """The single character by which the runtime looks up the colour of a class."""
    return str(step + _STEPS + 1)


def _format_range(lower: float, upper: float, step: int, t: Translator) -> str:
    low, high = t.significant(lower), t.significant(upper)
    span = t("up to {upper}", upper=high) if not lower else f"{low} – {high}"
    return t("rose by {span}", span=span) if step > 0 else t("fell by {span}", span=span)


def _format_percents(step: int, t: Translator) -> str:
    edges = (0.0, *(_ROSE if step > 0 else _FELL))
    lower, upper = edges[abs(step) - 1], edges[abs(step)]
    percents = "\N{NO-BREAK SPACE}%"
    if not np.isfinite(upper):
        return t("rose by {span}", span=t("more than {lower}", lower=t.number(lower) + percents))
    return _format_range(lower, upper, step, t) + percents


def _format_change(row: pd.Series, relative: bool, t: Translator) -> str:
    if not relative or row["difference"] == 0:
        return signed(row["difference"], t)
    return t("no percentage") if np.isnan(row["percent"]) else signed_percent(row["percent"], t)
