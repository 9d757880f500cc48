"""The ground of every picture of an answer: its colours, its sizes, its axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from layers.analysis.joint import Result
from layers.answers import words
from layers.figure.sheet import Sheet
from layers.ink import Ink
from layers.tables import Tables
from layers.text.i18n import DASH, Translator
from layers.text.typesetting import leading, wrap

Box = tuple[float, float, float, float]
"""Left, top, width and height on a sheet in millimetres."""


@dataclass(frozen=True, eq=False)
class Frame:
    """What every drawing needs.

    Attributes
    ----------
    size
        Font size in points.
    """

    sheet: Sheet
    result: Result
    tables: Tables
    t: Translator
    ink: Ink
    size: float

    @property
    def line(self) -> float:
        """Height of a line of text in millimetres."""
        return leading(self.size)

    def write(self, left: float, top: float, text: str, *, quiet: bool = False) -> None:
        """Write one line."""
        self.sheet.line(left, top, text, self.size, color=self.ink.quiet if quiet else self.ink.text)

    def wrapped(self, left: float, top: float, width: float, text: str, *, quiet: bool = False) -> float:
        """Write a paragraph; return the top of the next line."""
        color = self.ink.quiet if quiet else self.ink.text
        return self.sheet.paragraph(left, top, width, text, self.size, color=color)

    def lines(self, text: str, width: float) -> int:
        """Number of lines that a paragraph takes."""
        return len(wrap(text, width, self.size))

    def axes(self, box: Box, x_label: str = "", y_label: str = "") -> Any:
        """Create axes in a box, with room for their numbers, and with labels inside the box."""
        left, top, width, height = box
        low = self.line * (2.3 if x_label else 1.3)
        high = self.line * 1.2 if y_label else 1.0
        side = 9.5
        axes = self.sheet.axes(left + side, top + high, width - side - 2, height - high - low)
        axes.set_facecolor("none")
        for name, spine in axes.spines.items():
            spine.set(color=self.ink.rule, linewidth=0.6, visible=name in ("bottom", "left"))
        axes.tick_params(length=0, labelsize=self.size * 0.92, colors=self.ink.quiet, pad=2)
        axes.xaxis.set_major_locator(MaxNLocator(max(3, int(width // 16)), steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: self.number(value)))
        if y_label:
            self.write(left, top, y_label, quiet=True)
        if x_label:
            axes.set_xlabel(x_label, fontsize=self.size, color=self.ink.quiet, labelpad=2)
        return axes

    def number(self, value: float, unit: object = None) -> str:
        """Write a number."""
        return words.value(float(f"{value:.6g}"), unit, self.t)

    def interval(self, row: Any) -> str:
        """Write a number with its interval."""
        value, low, high = (words.value(row[name], row["unit"], self.t) for name in ("estimate", "low", "high"))
        if DASH in (low, high):
            return value
        return self.t("{value} ({low} to {high})", value=value, low=low, high=high)


def span(values: Sequence[float], around: float | None = None, margin: float = 0.05) -> tuple[float, float]:
    """Limits of an axis that shows all values, and ``around`` if given."""
    known = np.array([*values, *([] if around is None else [around])], dtype=float)
    known = known[np.isfinite(known)]
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    room = (high - low) * margin or abs(high) * margin or 1.0
    return low - room, high + room


def nothing(unit: object) -> float | None:
    """The value where nothing differs: 1 for a ratio, 0 for a difference; a date and a rank have none."""
    if unit in (words.YEAR, words.MONTH, "rank"):
        return None
    ratios = ("after to before", "observed per expected")
    return 1.0 if isinstance(unit, str) and ("ratio" in unit or unit in ratios) else 0.0
