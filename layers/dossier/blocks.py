"""Blocks of a dossier: sections of paragraphs, tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

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
    """A chart or map as SVG, with a text alternative."""

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
    """Notes in small print: for each a heading, terms, and sentences."""

    entries: Sequence[Entry]
    kind: str = "notes"


Block = Prose | Table | Picture | Pair | Notes


@dataclass(frozen=True)
class Section:
    """A part of a dossier under one heading."""

    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)
