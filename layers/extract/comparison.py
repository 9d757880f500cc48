"""A comparison as a table: both sides, the change, its percentage, and the years of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.schema import MUNICIPALITIES
from layers.extract import write
from layers.extract.describe import EXTRACT_COLUMNS, Column, columns
from layers.extract.part import Part
from layers.extract.parts import packaged
from layers.scene import basemap, compared
from layers.scene.compared import Drawn
from layers.scene.comparison import Comparison
from layers.tables import Tables
from layers.text.i18n import N_

COMPARISON: Final = "comparison"

_BOUNDS: Final = {"low": N_("low estimate"), "high": N_("high estimate")}


def extract(comparison: Comparison, tables: Tables, name: str) -> dict[str, bytes]:
    """Render the numbers of a comparison in the format of a file name, as :func:`layers.extract.extract` does.

    Raises
    ------
    GeoDataError
        An unknown extension, or a place that is not in this edition of the boundaries.
    """
    drawn = compared.draw(comparison, tables, basemap.for_selection(tables, comparison.first))
    selection = replace(comparison.span, choropleth=None)
    parts = (part(drawn, tables),)
    gathered = packaged(drawn.name, selection, tables, drawn.notices, parts, drawn.years)
    return write(gathered, name, COMPARISON)


def part(drawn: Drawn, tables: Tables) -> Part:
    """The table of a comparison, a row for each municipality; an empty cell is no data or no percentage."""
    t, table = drawn.t, compared.numbers(drawn, tables)
    table = table.rename_axis("municipality_code").reset_index()
    places = table[["municipality_code", "municipality", "department"]]
    described = list(columns(places, MUNICIPALITIES, tables.sources, t))
    titles = compared.headings(drawn, tables)
    # the headings of one measure are its periods, those of two are their titles
    subject = t(drawn.comparison.layers[0].title) if drawn.comparison.is_of_one_measure else ""
    for name in table.columns[3:]:
        side, _, bound = str(name).partition("_")
        if name == "is_uncertain":
            meaning = t("Whether the low and high estimates of the two periods overlap although the best ones differ")
            described.append(Column(name, "boolean", meaning))
        else:
            texts = (subject, *titles[side], t(_BOUNDS[bound]) if bound else "")
            described.append(Column(str(name), "number", ", ".join(filter(None, texts))))
    of_years = EXTRACT_COLUMNS["years"]
    for side, years in zip(("first", "second"), drawn.covered, strict=True):
        table[f"{side}_years"] = " ".join(map(str, years))
        described.append(Column(f"{side}_years", "string", t(of_years)))
    return Part(COMPARISON, t("The comparison as a table"), table, tuple(described), sources=tuple(drawn.sources))
