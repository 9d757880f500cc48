"""What a dossier is made of: sections of sentences, tables and charts, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

Cell = str | Markup
Entry = tuple[str, str, Sequence[Cell]]


@dataclass(frozen=True)
class Prose:
    """Sentences that make a paragraph; none makes no paragraph."""

    sentences: Sequence[Markup]
    kind: str = "prose"


@dataclass(frozen=True)
class Table:
    """A small table.

    Attributes
    ----------
    head, rows
        Cells; columns from the ``words``-th on hold numbers and are set to the right.
    """

    caption: str
    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    words: int = 1
    note: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class Picture:
    """A chart or map as SVG, told in words for those who cannot see it."""

    svg: bytes
    alt: str
    caption: str = ""
    wide: bool = True
    kind: str = "picture"


@dataclass(frozen=True)
class Pair:
    """Two blocks side by side."""

    left: Block
    right: Block
    kind: str = "pair"


@dataclass(frozen=True)
class Notes:
    """Small print under headings of its own: a name, its terms, and sentences."""

    entries: Sequence[Entry]
    kind: str = "notes"


Block = Prose | Table | Picture | Pair | Notes


@dataclass(frozen=True)
class Section:
    """A part of a dossier under one heading."""

    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)
