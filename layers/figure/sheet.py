"""A sheet of paper with coordinates in millimetres, drawn by matplotlib."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from layers.ink import LIGHT, PAPER_COLOR
from layers.text.typesetting import MM, PLAIN, POINT, Face, leading, wrap

PaperName = Literal["a4-landscape", "a4-portrait", "slide"]

NODATA_COLOR: Final = "#e4e1d9"
HATCH: Final = "////"
"""Fill of no data, and its hatching in matplotlib's letters."""

INK: Final = LIGHT.text
SOFT: Final = LIGHT.quiet
RULE: Final = LIGHT.rule
ACCENT: Final = LIGHT.accent


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
        self.figure = Figure(figsize=(paper.width / MM, paper.height / MM), facecolor=PAPER_COLOR)

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
            1 - (top + size / POINT * 0.95) / page.height,
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
