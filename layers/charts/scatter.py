"""Two measures as a scatter plot, one dot a municipality, in the colours of the map of both.

Axes are linear near zero and logarithmic further out, since most measures have few high values.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from layers.catalog import choropleth
from layers.charts.axis import PHONE
from layers.charts.model import Chart
from layers.charts.svg import LEFT, RIGHT, Drawing, Length, circle, fitting, line, saying, text
from layers.ink import Ink, ink_of
from layers.scene import bivariate, notes, paired
from layers.scene.bivariate import Bounds
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator, translator
from layers.text.terms import alphabetical

_TOP: Final = 40.0
_PLOT: Final = 400.0
_BOTTOM: Final = 36.0
_MAX_LABELS, _MIN_GAP_X, _MIN_GAP_Y = 6, 0.25, 0.07
"""Number of labelled dots, and the least distance of labels as shares of the width and the height."""


@dataclass(frozen=True)
class _Scale:
    """A scale from zero to the highest value, linear up to ``knee`` and logarithmic further out."""

    highest: float
    knee: float

    @classmethod
    def of(cls, values: pd.Series) -> _Scale:
        positive = values[values > 0]
        return cls(float(values.max() or 1.0), float(positive.median()) if len(positive) else 1.0)

    def share(self, value: float) -> float:
        """Share of the length of the axis below a value."""
        return math.log1p(value / self.knee) / math.log1p(self.highest / self.knee)

    def ticks(self, apart: float) -> list[float]:
        """Zero, and multiples of powers of ten by 1, 2 and 5, no two closer than a share of the axis."""
        powers = range(math.floor(math.log10(self.highest)) - 4, math.ceil(math.log10(self.highest)) + 1)
        steps = [step * 10.0**power for power in powers for step in (1, 2, 5)]
        kept = [0.0]
        for step in steps:
            if step <= self.highest and self.share(step) - self.share(kept[-1]) >= apart:
                kept.append(step)
        return kept


def two_measures(selection: Selection, second: str, tables: Tables, theme: str) -> Chart | None:
    """The measure of a selection and a second one over the same period; None if no municipality has both."""
    t = translator(selection.lang)
    layers = (choropleth(str(selection.choropleth)), choropleth(second))
    found = bivariate.pair(layers, selection, tables)
    pair, bounds = found.table, found.bounds
    if pair.empty:
        return None
    ink = ink_of(theme)
    second_title = t(layers[1].title)
    heads = [f"{t(layer.title)}, {t(layer.measure.unit)}" for layer in layers]
    rows = pair.sort_values("name", key=lambda names: names.map(alphabetical), kind="stable")
    values = {t("Municipality"): rows["name"], t("Code"): rows.index, heads[0]: rows["a"], heads[1]: rows["b"]}
    return Chart(
        kind="two_measures",
        selection=selection,
        tables=tables,
        title=f"{t(layers[0].title)} × {second_title[:1].lower()}{second_title[1:]}",
        place=notes.place_name(selection, tables),
        period=t.years(list(found.years)),
        note=t(
            "Each dot is a municipality that has both; the lines separate the thirds. The scales are linear near zero"
            " and logarithmic further out. High values of both do not show that the two are related."
        ),
        alt=t("Scatter plot of the two measures"),
        caveats=[*bivariate.notices(found, t), *paired.account(layers, t)],
        sources=list(dict.fromkeys(source for layer in layers for source in layer.sources)),
        tabulate=lambda: pd.DataFrame(values).reset_index(drop=True),
        draw=lambda width: draw(pair, bounds, heads, t, ink, width),
    )


def draw(
    pair: pd.DataFrame, bounds: Bounds, heads: Sequence[str], t: Translator, ink: Ink, width: float | None = None
) -> Drawing:
    """Draw the values ``a`` (to the right) and ``b`` (upwards) of :func:`layers.scene.bivariate.pair`."""
    plot = _Plot(_Scale.of(pair["a"]), _Scale.of(pair["b"]), width, t, ink)
    parts = [
        *plot.axes(heads),
        *plot.thirds(bounds),
        *(plot.dot(row) for row in pair[["name", "a", "b", "color"]].itertuples(index=False, name=None)),
        *(plot.label(row) for row in pair.loc[labelled(pair), ["name", "a", "b"]].itertuples(index=False, name=None)),
    ]
    return Drawing("".join(parts), _TOP + _PLOT + _BOTTOM)


@dataclass(frozen=True)
class _Plot:
    across: _Scale
    up: _Scale
    width: float | None
    t: Translator
    ink: Ink

    def at(self, share: float) -> Length:
        """A share of the width, which leaves room for half a dot on either side."""
        inner = 0.02 + 0.96 * share
        return f"{100 * inner:.4g}%" if self.width is None else round(self.plot * inner, 1)

    @property
    def plot(self) -> float:
        """Width in pixels, at least."""
        return PHONE if self.width is None else self.width - LEFT - RIGHT

    def y(self, value: float) -> float:
        """Position of a value of the second measure."""
        return round(_TOP + _PLOT * (0.98 - 0.96 * self.up.share(value)), 1)

    def axes(self, heads: Sequence[str]) -> Iterator[str]:
        """Ticks with their numbers, and the titles: of the second measure on top, of the first below."""
        ink, end = self.ink, "100%" if self.width is None else self.plot
        rule = f'stroke="{ink.rule}" stroke-opacity=".7"'
        quiet = 'font-size="10.5"'
        for tick in self.across.ticks(0.14):
            x = self.at(self.across.share(tick))
            yield line(x, _TOP, x, _TOP + _PLOT, rule)
            yield text(x, _TOP + _PLOT + 14, self.t.significant(tick), f'{quiet} text-anchor="middle"', ink.quiet)
        for tick in self.up.ticks(0.09):
            yield line(0, self.y(tick), end, self.y(tick), rule)
            yield text(-5, self.y(tick) + 3.5, self.t.significant(tick), f'{quiet} text-anchor="end"', ink.quiet)
        for head, x, y, anchor in (
            (f"↑ {heads[1]}", -LEFT, 12.0, "start"),
            (f"{heads[0]} →", end, _TOP + _PLOT + 31, "end"),
        ):
            look = f'font-weight="600" text-anchor="{anchor}"'
            yield fitting(x, y, head, 12, self.plot + LEFT, look, ink.text, whole_page=self.width is None)

    def thirds(self, bounds: Bounds) -> Iterator[str]:
        """Dashed lines between the thirds of each measure."""
        look, end = f'stroke="{self.ink.quiet}" stroke-dasharray="3 3"', "100%" if self.width is None else self.plot
        for value in bounds[0]:
            x = self.at(self.across.share(value))
            yield line(x, _TOP, x, _TOP + _PLOT, look)
        for value in bounds[1]:
            yield line(0, self.y(value), end, self.y(value), look)

    def dot(self, row: tuple[str, float, float, str]) -> str:
        """A municipality; as wide as the page, one that says its values to a reader who points at it."""
        name, a, b, color = row
        look = f'fill="{color}" stroke="{self.ink.quiet}" stroke-width=".7"'
        drawn = circle(self.at(self.across.share(a)), self.y(b), 3.8, look)
        if self.width is not None:
            return drawn
        says = f"{name}: {self.t.significant(b)} ↑ · {self.t.significant(a)} →"
        return saying(drawn, says, _TOP - 9)

    def label(self, row: tuple[str, float, float]) -> str:
        """The name of a municipality, above its dot and within the plot."""
        name, a, b = row
        share = self.across.share(a)
        anchor = "end" if share > 0.85 else "start" if share < 0.15 else "middle"
        look = f'font-size="10.5" text-anchor="{anchor}"'
        return text(self.at(share), self.y(b) - 7, name, look, self.ink.text)


def labelled(pair: pd.DataFrame) -> list[str]:
    """Codes of the dots to label: the highest of each measure and of both, none too close to another."""
    ranks = pair[["a", "b"]].rank(pct=True)
    order = [pair["a"].idxmax(), pair["b"].idxmax(), *ranks.min(axis=1).sort_values(ascending=False).index[:12]]
    spread = np.log1p(pair[["a", "b"]] / pair[["a", "b"]].median().clip(lower=1e-9))
    places = spread / spread.max().clip(lower=1e-9)
    kept: list[str] = []
    for code in dict.fromkeys(order):
        gaps = (places.loc[kept] - places.loc[code]).abs() if kept else None
        if gaps is None or ((gaps["a"] > _MIN_GAP_X) | (gaps["b"] > _MIN_GAP_Y)).all():
            kept.append(code)
    return kept[:_MAX_LABELS]
