"""Figures by municipality and year: all variables in rows and in columns, and the measure of the map year by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from geo.schema import MUNICIPALITIES
from geo.source import Source
from layers.catalog.model import Choropleth
from layers.extract.describe import EXTRACT_COLUMNS, Column, columns
from layers.extract.part import Part
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator
from layers.text.terms import EVENT_TYPE_NAMES

WIDE: Final = "years"
LONG: Final = "years_long"
OF_MEASURE: Final = "measure_by_year"

_PLACE: Final = ("municipality_code", "municipality", "department")


def by_year(selection: Selection, tables: Tables, active: Choropleth | None, t: Translator) -> list[Part]:
    """The variables of every redistributable source, and the selected measure, year by year.

    A variable's name is ``source.variable`` and stays the same from build to build. What a source does not cover has
    no row and no value; 0 is measured. Sources that may not be redistributed are left out: their counts have a table
    of their own.
    """
    places = tables.municipalities.set_index("municipality_code").loc[tables.selected_codes(selection)]
    places = pd.DataFrame(places[list(_PLACE[1:])])
    parts = [] if active is None else [_of_measure(active, selection, tables, places, t)]
    rows = tables.indicators
    allowed = [name for name in tables.sources if not tables.is_restricted(name)]
    rows = rows[
        rows["source"].isin(allowed)
        & rows["year"].isin(selection.years)
        & rows["municipality_code"].isin(places.index)
    ].sort_values(["municipality_code", "year", "source", "variable"], ignore_index=True)
    if rows.empty:
        return parts
    named = rows.assign(variable=rows["source"].astype("str") + "." + rows["variable"].astype("str"))
    return [*parts, _wide(named, places, tables, t), _long(named, places, tables, t)]


def _long(rows: pd.DataFrame, places: pd.DataFrame, tables: Tables, t: Translator) -> Part:
    table = rows.join(places, on="municipality_code")[[*_PLACE, "year", "variable", "value", "unit", "source"]]
    described = columns(table, MUNICIPALITIES, tables.sources, t)
    codes = {name: meaning(name, tables.sources, t) for name in sorted(table["variable"].unique())}
    described = tuple(Column(c.name, c.kind, c.meaning, codes) if c.name == "variable" else c for c in described)
    return Part(LONG, t("Every variable by municipality and year, in rows"), table, described, tall=True)


def _wide(rows: pd.DataFrame, places: pd.DataFrame, tables: Tables, t: Translator) -> Part:
    table = rows.pivot(index=["municipality_code", "year"], columns="variable", values="value").reset_index()
    table.columns.name = None
    names = [name for name in table.columns if name not in ("municipality_code", "year")]
    table = table.join(places, on="municipality_code")[[*_PLACE, "year", *names]]
    fixed = columns(table[[*_PLACE, "year"]], MUNICIPALITIES, tables.sources, t)
    units = rows.drop_duplicates("variable").set_index("variable")["unit"]
    measured = [Column(name, "number", f"{meaning(name, tables.sources, t)} ({t(units[name])})") for name in names]
    return Part(WIDE, t("Every variable by municipality and year, in columns"), table, (*fixed, *measured))


def _of_measure(layer: Choropleth, selection: Selection, tables: Tables, places: pd.DataFrame, t: Translator) -> Part:
    found = tables.yearly(layer.measure, selection.years).reindex(places.index)
    found = found.dropna(axis="columns", how="all")
    unit, title = t(layer.measure.unit), t(layer.title)
    found.columns = [str(year) for year in found.columns]
    described = [Column(year, "number", f"{title}, {year} ({unit})") for year in found.columns]
    table = places.join(found).reset_index()
    return Part(
        OF_MEASURE,
        t("{measure} by year", measure=title),
        table,
        (*columns(table[list(_PLACE)], MUNICIPALITIES, tables.sources, t), *described),
    )


def meaning(name: str, sources: Mapping[str, Source], t: Translator) -> str:
    """What a variable measures and who states it."""
    source_id, variable = name.split(".", 1)
    source = sources[source_id]
    stated = next((each.title for each in source.variables if each.id == variable), None)
    kind = variable.removeprefix("events_")
    if stated is None and kind in EVENT_TYPE_NAMES:
        title = f"{t(EXTRACT_COLUMNS['events'])}: {t(EVENT_TYPE_NAMES[kind])}"
    else:
        title = t(stated or EXTRACT_COLUMNS[variable])
    return f"{title}. {t(source.title)}"
