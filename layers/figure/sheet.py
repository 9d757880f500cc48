"""A sheet of paper with coordinates in millimetres, and text wrapped to the width of a column.

Widths come from the metrics of the font, so that a text wraps at the same word in every format and on every machine.
Fonts are those that matplotlib includes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import RLock
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

PaperName = Literal["a4-landscape", "a4-portrait", "slide"]

NODATA_COLOR: Final = "#e4e1d9"
HATCH: Final = "////"
"""Fill of no data, and its hatching in matplotlib's letters."""

PAPER_COLOR: Final = "#fbfaf7"
INK: Final = "#22211f"
SOFT: Final = "#6b675f"
RULE: Final = "#c9c4b8"
ACCENT: Final = "#8a3324"

_MM: Final = 25.4
_POINT: Final = 72 / _MM  # points in a millimetre
_LEADING: Final = 1.32
_HINTING: Final = 1.01  # rounding to pixels may widen a line


@dataclass(frozen=True)
class Paper:
    """A paper format.

    Attributes
    ----------
    name
        Common name.
    width, height, margin
        Millimetres.
    body
        Font size of running text in points; other sizes are multiples of it.
    side
        Width in millimetres of the column beside the map; None for a legend below the map.
    """

    name: str
    width: float
    height: float
    margin: float
    body: float
    side: float | None = None


PAPERS: Final[dict[PaperName, Paper]] = {
    "a4-landscape": Paper("A4", 297, 210, 11, 7.2, side=64),
    "a4-portrait": Paper("A4", 210, 297, 12, 7.2),
    "slide": Paper("16:9", 338.667, 190.5, 11, 9.0, side=80),
}
"""A4 in both orientations, and a slide of 16:9 (13 1/3 by 7 1/2 inches)."""


@dataclass(frozen=True)
class Face:
    """A font: family, weight and style."""

    family: str = "DejaVu Sans"
    weight: str = "normal"
    style: Literal["normal", "italic"] = "normal"

    @property
    def font(self) -> FontProperties:
        """The font as an object of matplotlib."""
        return FontProperties(family=self.family, weight=self.weight, style=self.style)


PLAIN: Final = Face()
BOLD: Final = Face(weight="bold")
ITALIC: Final = Face(style="italic")
HEAD: Final = Face("DejaVu Serif", "bold")


def width_of(text: str, size: float, face: Face = PLAIN) -> float:
    """Measure a line of text in millimetres at ``size`` points."""
    return _units_of(text, face) / 64 * size / 100 / _POINT * _HINTING


@cache
def _units_of(text: str, face: Face) -> float:
    """Width of a line in 64ths of a point at 100 points."""
    font = get_font(findfont(face.font))
    font.set_size(100, 72)
    font.set_text(text, 0.0)
    width, _ = font.get_width_height()
    return float(width)


def wrap(text: str, width: float, size: float, face: Face = PLAIN) -> list[str]:
    """Wrap a text into lines no wider than ``width`` millimetres; a longer word is split.

    Examples
    --------
    >>> wrap("one two three", 12, 8)
    ['one two', 'three']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, face) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for char in word:
            if lines[-1] and width_of(lines[-1] + char, size, face) > width:
                lines.append("")
            lines[-1] += char
    return lines


def clamp(text: str, width: float, size: float, face: Face = PLAIN, *, lines: int) -> str:
    """Cut a text that wraps into more than ``lines`` lines, with an ellipsis.

    Examples
    --------
    >>> clamp("one two three four", 12, 8, lines=1)
    'one t…'
    """
    wrapped = wrap(text, width, size, face)
    if len(wrapped) <= lines:
        return text
    kept = " ".join(wrapped[:lines])
    while len(wrap(f"{kept}…", width, size, face)) > lines:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


_DRAWING: Final = RLock()


@contextmanager
def house_style() -> Iterator[None]:
    """Set matplotlib's defaults, whatever the user's settings, and options for reproducible bytes.

    One drawing at a time: these settings are those of the whole process.
    """
    with _DRAWING, mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "svg.hashsalt": "terrapaz",
                "pdf.fonttype": 42,
                "font.family": "DejaVu Sans",
                "axes.facecolor": "none",
                "hatch.linewidth": 0.35,
                "hatch.color": "#a9a397",
                "text.hinting": "no_hinting",
            }
        )
        yield


class Sheet:
    """A figure with coordinates in millimetres from its upper left corner."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.figure = Figure(figsize=(paper.width / _MM, paper.height / _MM), facecolor=PAPER_COLOR)

    def axes(self, left: float, top: float, width: float, height: float) -> Any:
        """Create axes without ticks."""
        page = self.paper
        box = (left / page.width, 1 - (top + height) / page.height, width / page.width, height / page.height)
        axes = self.figure.add_axes(box)
        axes.set_xticks([])
        axes.set_yticks([])
        return axes

    def line(self, left: float, top: float, text: str, size: float, face: Face = PLAIN, **style: Any) -> None:
        """Write one line with its top at ``top``; dollar signs and backslashes are not parsed as formulae."""
        page = self.paper
        self.figure.text(
            left / page.width,
            1 - (top + size / _POINT * 0.95) / page.height,
            text,
            fontsize=size,
            fontproperties=face.font.copy(),
            parse_math=False,
            **({"color": INK, "va": "baseline"} | style),
        ).set_fontsize(size)

    def paragraph(
        self, left: float, top: float, width: float, text: str, size: float, face: Face = PLAIN, **style: Any
    ) -> float:
        """Write a wrapped paragraph; return the top of the next one."""
        for line in wrap(text, width, size, face):
            self.line(left, top, line, size, face, **style)
            top += leading(size)
        return top

    def rule(self, left: float, top: float, width: float, color: str = RULE, points: float = 0.5) -> None:
        """Draw a horizontal rule."""
        page = self.paper
        y = 1 - top / page.height
        ends = [left / page.width, (left + width) / page.width]
        self.figure.add_artist(Line2D(ends, [y, y], color=color, linewidth=points))

    def swatch(self, left: float, top: float, width: float, height: float, **style: Any) -> None:
        """Draw a filled rectangle."""
        page = self.paper
        corner = (left / page.width, 1 - (top + height) / page.height)
        self.figure.add_artist(
            Rectangle(corner, width / page.width, height / page.height, transform=self.figure.transFigure, **style)
        )


def leading(size: float) -> float:
    """Line spacing in millimetres at ``size`` points."""
    return size / _POINT * _LEADING


def height_of(text: str, width: float, size: float, face: Face = PLAIN) -> float:
    """Measure the height of a wrapped paragraph in millimetres."""
    return len(wrap(text, width, size, face)) * leading(size)
