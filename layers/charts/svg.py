"""Elements of SVG, and the width of their text.

Text stays text. Its families are narrower than DejaVu, by whose metrics it is measured, so that it fits wherever it
is shown; a PNG is drawn with DejaVu itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from geo.escaping import for_xml
from layers.text.typesetting import BOLD, PLAIN, Face, width_of, wrap

SANS: Final = "'Source Sans', 'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
SERIF: Final = "'Source Serif', 'Source Serif 4', Georgia, 'DejaVu Serif', serif"
"""Families; a name with a number is no family unless it is quoted."""

_PIXELS: Final = 72 / 25.4
"""Pixels in a millimetre for a font whose size in pixels is measured as if in points."""

Length = float | str
"""A length in pixels, or a share of the width as ``"12.5%"``."""


@dataclass(frozen=True)
class Drawing:
    """A drawing without its page: zero is the left edge of the plot, with :data:`LEFT` beside it for labels.

    Attributes
    ----------
    parts
        Elements of SVG; their text is escaped.
    height
        Pixels.
    """

    parts: str
    height: float


LEFT: Final = 40.0
RIGHT: Final = 10.0
"""Pixels beside a plot, for the numbers of its axis and for the half of a label."""


def rect(x: Length, y: float, width: Length, height: float, look: str) -> str:
    """A rectangle."""
    return f'<rect x="{_length(x)}" y="{y:g}" width="{_length(width)}" height="{height:g}" {look}/>'


def line(x1: Length, y1: float, x2: Length, y2: float, look: str) -> str:
    """A straight line."""
    return f'<line x1="{_length(x1)}" y1="{y1:g}" x2="{_length(x2)}" y2="{y2:g}" {look}/>'


def circle(x: Length, y: float, radius: float, look: str) -> str:
    """A circle."""
    return f'<circle cx="{_length(x)}" cy="{y:g}" r="{radius:g}" {look}/>'


def text(x: Length, y: float, content: str, look: str, color: str) -> str:
    """A line of text, with its base line at ``y``."""
    return f'<text x="{_length(x)}" y="{y:g}" {look} fill="{color}">{clean(content)}</text>'


def saying(drawn: str, says: str, y: float) -> str:
    """A group that says its value at the right edge to a reader who points at it; the page's style sheet hides it."""
    return f'<g class="tp-hit">{drawn}<text class="tp-says" x="100%" y="{y:g}">{clean(says)}</text></g>'


def clean(content: str) -> str:
    """Text as XML can hold it, escaped."""
    return escape(for_xml(content))


def measure(content: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in pixels."""
    return width_of(content, size, BOLD if bold else PLAIN) * _PIXELS


def fitting(
    x: Length, y: float, content: str, size: float, room: float, look: str, color: str, *, whole_page: bool
) -> str:
    """A line of text that is set smaller where ``room`` is too narrow, down to three quarters of its size.

    Parameters
    ----------
    room
        Pixels; in a drawing as wide as the ``whole_page``, those on a phone, where alone it is set smaller.
    """
    needed = measure(content, size, bold="font-weight" in look)
    narrow = size if needed <= room else round(max(size * room / needed, 0.75 * size), 1)
    if narrow == size or not whole_page:
        return text(x, y, content, f'font-size="{narrow:g}" {look}', color)
    return "".join(
        text(x, y, content, f'class="{name}" font-size="{own:g}" {look}', color)
        for name, own in (("tp-wide-only", size), ("tp-narrow-only", narrow))
    )


def wrapped(content: str, room: float, size: float, face: Face = PLAIN) -> list[str]:
    """Lines of a text no wider than ``room`` pixels."""
    return wrap(content, room / _PIXELS, size, face)


def document(drawing: Drawing, width: float, ink: str) -> str:
    """A drawing as a document of its own, without a background."""
    size = f'viewBox="{-LEFT:g} 0 {width:g} {drawing.height:g}" width="{width:g}" height="{drawing.height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{SANS}" font-size="11.5" fill="{ink}">'
        f"{drawing.parts}</svg>"
    )


def _length(length: Length) -> str:
    return length if isinstance(length, str) else f"{round(length, 2):g}"
