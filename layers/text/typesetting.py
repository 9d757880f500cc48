"""Text set in lines of a given width, in millimetres and points.

Widths come from the metrics of the font, so that a text wraps at the same word in every format and on every machine.
Fonts are those that matplotlib includes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

MM: Final = 25.4
"""Millimetres in an inch."""

POINT: Final = 72 / MM
"""Points in a millimetre."""

_LEADING: Final = 1.32
_HINTING: Final = 1.01  # rounding to pixels may widen a line


@dataclass(frozen=True)
class Face:
    """A font: family, weight and style."""

    family: str = "DejaVu Sans"
    weight: str = "normal"
    style: Literal["normal", "italic"] = "normal"

    @property
    def font(self) -> FontProperties:
        """The font as an object of matplotlib."""
        from matplotlib.font_manager import FontProperties

        return FontProperties(family=self.family, weight=self.weight, style=self.style)


PLAIN: Final = Face()
BOLD: Final = Face(weight="bold")
ITALIC: Final = Face(style="italic")
HEAD: Final = Face("DejaVu Serif", "bold")


def width_of(text: str, size: float, face: Face = PLAIN) -> float:
    """Measure a line of text in millimetres at ``size`` points."""
    return _units_of(text, face) / 64 * size / 100 / POINT * _HINTING


@cache
def _units_of(text: str, face: Face) -> float:
    """Width of a line in 64ths of a point at 100 points."""
    from matplotlib.font_manager import findfont, get_font  # slow, and a map comes without

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


def leading(size: float) -> float:
    """Line spacing in millimetres at ``size`` points."""
    return size / POINT * _LEADING


def height_of(text: str, width: float, size: float, face: Face = PLAIN) -> float:
    """Measure the height of a wrapped paragraph in millimetres."""
    return len(wrap(text, width, size, face)) * leading(size)
