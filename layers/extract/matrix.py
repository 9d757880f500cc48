"""Municipalities by measures as a table: a column for each measure and form, and the years of each measure."""

from __future__ import annotations

from typing import Final

import pandas as pd

from geo.schema import MUNICIPALITIES
from layers.analysis.matrix import Column as Measured
from layers.analysis.matrix import Matrix
from layers.catalog.forms import FORM_NAMES
from layers.extract.describe import EXTRACT_COLUMNS, Column, columns
from layers.extract.part import Part
from layers.scene.choropleth import over_years
from layers.tables import Tables
from layers.text.i18n import N_, Translator

MATRIX: Final = "matrix"

_BOUNDS: Final = {"best": "", "low": N_("low estimate"), "high": N_("high estimate")}


def part(found: Matrix, tables: Tables, t: Translator) -> Part:
    """The table of a matrix: columns ``<measure>.<form>`` and ``<measure>.years``; an empty cell is no data."""
    table = found.places.reset_index()[["municipality_code", "municipality", "department"]]
    described = list(columns(table, MUNICIPALITIES, tables.sources, t))
    values: dict[str, pd.Series | str] = {}
    of_years = EXTRACT_COLUMNS["years"]
    for at, column in enumerate(found.columns):
        for bound in column.estimates:
            name = column.id if bound == "best" else f"{column.id}.{bound}"
            values[name] = column.estimates[bound].loc[found.places.index].reset_index(drop=True)
            described.append(Column(name, "number", _meaning(column, _BOUNDS[str(bound)], tables, t)))
        if found.columns[at + 1 : at + 2] and found.columns[at + 1].layer is column.layer:
            continue
        values[f"{column.layer.id}.years"] = " ".join(map(str, column.years))
        described.append(Column(f"{column.layer.id}.years", "string", t(of_years)))
    return Part(
        MATRIX, t("Municipalities by measures"), table.assign(**values), tuple(described), sources=found.sources
    )


def _meaning(column: Measured, bound: str, tables: Tables, t: Translator) -> str:
    """Measure, form and estimate; unit, years, how they are combined; source."""
    source = tables.sources.get(column.layer.measure.source)
    what = (t(column.layer.title), t(FORM_NAMES[column.form]), bound and t(bound))
    years = (t.years(list(column.years)), over_years(column.shown, column.years, t))
    scope = f"{column.unit(tables.sources, t)}; {', '.join(filter(None, years))}"
    return f"{': '.join(filter(None, what))} ({scope}). {t(source.title) if source else ''}".rstrip()
