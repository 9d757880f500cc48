"""One table of an extract, with descriptions of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.schema import Schema
from geo.source import Source
from layers.extract.describe import Column, columns
from layers.text.i18n import Translator


@dataclass(frozen=True)
class Style:
    """How a part looks on the map.

    Attributes
    ----------
    qml
        Style of QGIS.
    colors
        Colour (``#rrggbb``) by value of ``column``, as text; of all other values under the empty text.
    column
        The column whose values have colours.
    filled
        Areas are filled; otherwise they have an outline.
    """

    qml: str
    colors: Mapping[str, str]
    column: str | None = None
    filled: bool = True


@dataclass(frozen=True)
class Part:
    """One table of an extract.

    Attributes
    ----------
    name, title
        Its name in files, in English; its heading in the language of the extract.
    table
        With or without a geometry column (EPSG:4326).
    columns
        Descriptions of its columns, in order.
    style
        How it looks; None without shapes.
    tall
        Too many rows for a workbook, which has the same numbers in another part.
    sources
        Ids of the sources of a table without a column ``source``.
    """

    name: str
    title: str
    table: pd.DataFrame
    columns: tuple[Column, ...]
    style: Style | None = None
    tall: bool = False
    sources: tuple[str, ...] = ()


def part_of(
    name: str,
    title: str,
    table: pd.DataFrame,
    schema: Schema | None,
    sources: Mapping[str, Source],
    t: Translator,
    style: Style | None = None,
) -> Part:
    """Describe a table by its schema, and its sources by their titles."""
    return Part(name, title, table, columns(table, schema, sources, t), style)
