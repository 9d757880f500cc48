"""Descriptions of the columns and codes of an extract in one language, from the schemas of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pandas as pd
from pandas.api import types

from geo.schema import ANALYSES, ANALYSIS_DETAILS, EVENTS, FEATURES, INCIDENTS, MUNICIPALITIES, Schema
from geo.source import Source
from layers.text.i18n import N_, Translator
from layers.text.terms import DATE_PRECISIONS, EVENT_TYPE_NAMES, LOCATION_PRECISIONS, REGION_NAMES

Kind = Literal["string", "integer", "number", "boolean", "date", "geometry"]

EXTRACT_COLUMNS: Final[Mapping[str, str]] = {
    "selected": N_("Part of the selection; the others surround it and are coloured on the map"),
    "measure": N_("What is measured"),
    "year": N_("Calendar year"),
    "variable": N_("Source and variable, joined by a point; the same from release to release"),
    "value": N_("The measured value over the years; 0 is measured, empty is no data"),
    "value_low": N_("The value according to the low estimate"),
    "value_high": N_("The value according to the high estimate"),
    "unit": N_("Unit of the value"),
    "years": N_("Years that the value covers; empty if the source has none in the period"),
    "class": N_("Class of the value on the map: 0 is zero, 1 and up are coloured, empty is no data"),
    "source": N_("Id of the source"),
    "actor_ids": N_("Ids of the parties in the table of actors, separated by spaces; empty if none is known"),
    "month": N_("Month, YYYY-MM"),
    "events": N_("Events counted"),
    "fatalities_low": N_("People killed, low estimate"),
    "fatalities_best": N_("People killed, best estimate"),
    "fatalities_high": N_("People killed, high estimate"),
    "victims": N_("People whom the source counts as victims"),
    "attribution": N_("To be cited wherever the numbers are shown"),
    "lon": N_("Longitude, degrees; empty where the place is not known to within some 25 km"),
    "lat": N_("Latitude, degrees; empty where the place is not known to within some 25 km"),
    "cell_id": N_("Name of the cell: its size in km², and its position along two axes; the same in every map"),
    "size_km2": N_("Area of a whole cell, km²"),
    "area_km2": N_("Area of the cell inside the place and covered by the source, km²"),
    "amount": N_("What was counted in the cell: events, or hectares; 0 is measured, empty is no data"),
    "placed_nearly": N_("How many of them are located only to within some 25 km"),
    "rate": N_("The amount per 100 km² of area_km2; empty where less than a quarter of the cell is inside"),
    "period": N_("The parts of the period that the source covers"),
    "geometry": N_("EPSG:4326"),
}
"""Columns without a schema, or with another meaning in an extract."""

LOCATED_BY: Final[Mapping[str, str]] = {
    "code": N_("by the source's code"),
    "name": N_("by its name"),
    "point": N_("by its coordinates"),
}
CERTAINTIES: Final[Mapping[str, str]] = {
    "confirmed": N_("confirmed by the sources cited"),
    "partly": N_("confirmed except for what the note states"),
}
FEATURE_KINDS: Final[Mapping[str, str]] = {
    "alert_nominal": N_("Alert of forest loss, nominal confidence"),
    "alert_high": N_("Alert of forest loss, high confidence"),
    "alert_highest": N_("Alert of forest loss, highest confidence"),
    "capital": N_("Capital of the country"),
    "department_capital": N_("Capital of a department"),
    "municipal_seat": N_("Seat of a municipality"),
    "town": N_("Populated place"),
    "country": N_("Country"),
    "river": N_("River"),
    "mined_river": N_("River with mining"),
    "river_mining_site": N_("Mining site on a river"),
    "mining_before": N_("Mining visible in the first year of the survey"),
    "mining_new": N_("Mining first seen that year"),
    "forest_nucleus": N_("Nucleus of deforestation"),
    "national_park": N_("National park"),
    "nature_reserve": N_("Nature reserve"),
    "parkway": N_("Parkway"),
    "sanctuary": N_("Sanctuary of flora or fauna"),
    "unique_natural_area": N_("Unique natural area"),
    "private_reserve": N_("Private reserve"),
    "regional_park": N_("Regional park"),
    "peasant_reserve": N_("Peasant reserve"),
    "indigenous_reserve": N_("Indigenous reserve"),
}


@dataclass(frozen=True)
class Column:
    """Description of a column.

    Attributes
    ----------
    name, kind
        Name in the table; type as in a Table Schema.
    meaning
        In the language of the extract.
    codes
        Labels of the codes that occur in it.
    """

    name: str
    kind: Kind
    meaning: str
    codes: Mapping[str | int, str] = field(default_factory=dict)


def columns(
    table: pd.DataFrame, schema: Schema | None, sources: Mapping[str, Source], t: Translator
) -> tuple[Column, ...]:
    """Describe every column of a table; source ids are labelled with their titles.

    Raises
    ------
    KeyError
        A column that neither ``schema`` nor :data:`EXTRACT_COLUMNS` describes.
    """
    meanings = {name: column.description for name, column in schema.columns.items()} if schema else {}
    meanings = {**EXTRACT_COLUMNS, **meanings} | (
        {"geometry": EXTRACT_COLUMNS["geometry"]} if schema is not MUNICIPALITIES else {}
    )
    return tuple(
        Column(str(name), kind(table[name]), t(meanings[str(name)]), _codes(str(name), table[name], sources, t))
        for name in table.columns
    )


def kind(values: pd.Series) -> Kind:
    """The Table Schema type of a column."""
    rules: tuple[tuple[Kind, Any], ...] = (
        ("geometry", lambda v: str(v.dtype) == "geometry"),
        ("boolean", types.is_bool_dtype),
        ("integer", types.is_integer_dtype),
        ("number", types.is_float_dtype),
        ("date", types.is_datetime64_any_dtype),
    )
    return next((name for name, matches in rules if matches(values)), "string")


def texts() -> list[str]:
    """Every text of this module and of the schemas it uses that is translated when it is shown."""
    schemas = (MUNICIPALITIES, EVENTS, INCIDENTS, FEATURES, ANALYSES, ANALYSIS_DETAILS)
    described = [column.description for schema in schemas for column in schema.columns.values()]
    labels: list[Mapping[Any, str]] = [EXTRACT_COLUMNS, LOCATED_BY, CERTAINTIES, FEATURE_KINDS]
    return [*described, *(text for each in labels for text in each.values())]


def _codes(name: str, values: pd.Series, sources: Mapping[str, Source], t: Translator) -> dict[str | int, str]:
    labels: dict[str, Mapping[Any, str]] = {
        "event_type": EVENT_TYPE_NAMES,
        "location_precision": LOCATION_PRECISIONS,
        "date_precision": DATE_PRECISIONS,
        "located_by": LOCATED_BY,
        "certainty": CERTAINTIES,
        "kind": FEATURE_KINDS,
        "region": REGION_NAMES,
    }
    if name == "source":
        labels[name] = {source.id: source.title for source in sources.values()}
    if name not in labels:
        return {}
    return {key: t(labels[name].get(key, str(key))) for key in _occurring(values, labels[name])}


def _occurring(values: pd.Series, labels: Mapping[Any, str]) -> Iterable[str | int]:
    found = set(values.dropna().unique().tolist())
    order = {int(key) if isinstance(key, int) else key: None for key in labels}
    return [key for key in order if key in found] + sorted(found - set(order))
