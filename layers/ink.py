"""Colours of text, rules and paper in everything that is drawn: charts, print maps, pictures of answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Ink:
    """Colours of a drawing."""

    text: str
    quiet: str
    rule: str
    accent: str
    band: str
    bar: str


LIGHT: Final = Ink("#22211f", "#6b675f", "#c9c4b8", "#8a3324", "#ddd5c6", "#b9b2a3")
DARK: Final = Ink("#ece8df", "#a39d90", "#4a463f", "#e08a6d", "#3d3a35", "#6f6a60")


PAPER_COLOR: Final = "#fbfaf7"
"""What :data:`LIGHT` is drawn on."""


def ink_of(theme: str) -> Ink:
    """The colours of a theme, ``light`` or ``dark``."""
    return DARK if theme == "dark" else LIGHT
