"""Blocks of a dossier: sections of paragraphs, tables and pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from markupsafe import Markup

Format = Literal["svg", "png"]
DPI: Final = 220
"""Dots per inch of a PNG."""

Cell = str | Markup
Entry = tuple[str, str, Sequence[Cell]]


@dataclass(frozen=True)
class Prose:
    """A paragraph; without sentences it is left out."""

    sentences: Sequence[Markup]
    kind: str = "prose"


@dataclass(frozen=True)
class Table:
    """A small table.

    Attributes
    ----------
    head, rows
        Cells. The first ``words`` columns are text; the others are numbers, aligned right.
    """

    caption: str
    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    words: int = 1
    note: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class Picture:
    """A chart or map with a text alternative.

    Attributes
    ----------
    draw
        Draws it as SVG for a page, or as PNG of :data:`DPI` for a document that an office edits.
    wide
        As wide as the page, else half of it.
    """

    draw: Callable[[Format], bytes]
    alt: str
    caption: str = ""
    wide: bool = True
    kind: str = "picture"

    @cached_property
    def svg(self) -> bytes:
        """The picture for a page."""
        return self.draw("svg")


@dataclass(frozen=True)
class Pair:
    """Two blocks side by side."""

    left: Block
    right: Block
    kind: str = "pair"


@dataclass(frozen=True)
class Notes:
    """Notes in small print: for each a heading, terms, and sentences."""

    entries: Sequence[Entry]
    kind: str = "notes"


Block = Prose | Table | Picture | Pair | Notes


@dataclass(frozen=True)
class Section:
    """A part of a dossier under one heading."""

    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)
