"""Describe the tables of ``data/processed`` as a Frictionless data package.

Columns, types, units and rules come from the schemas that the tables were checked against, terms from the sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from geo import __version__, schema
from geo.analyses.standard import sources_used
from geo.lazy import gpd, pd
from geo.schema import FEATURES, Schema
from geo.schema.columns import Column
from geo.source import Source

SCHEMAS: Final[Mapping[str, Schema]] = {
    table.name: table
    for table in (
        schema.ACTORS,
        schema.ANALYSES,
        schema.ANALYSIS_DETAILS,
        schema.CEASEFIRES,
        schema.CELLS,
        schema.COVERAGE,
        schema.DIALOGUES,
        schema.EVENTS,
        schema.INCIDENTS,
        schema.INDICATORS,
        schema.LINEAGE,
        schema.MUNICIPALITIES,
        schema.REJECTS,
        schema.RELEASE_CHANGES,
        schema.REPORTED_FIGURES,
        schema.RESERVES_REGISTER,
    )
}
"""Schema by table. All other tables are feature tables, except the panel."""

_OF_MUNICIPALITIES: Final = ("dane_divipola", "dane_mgn", "natural_earth", "pdet", "regions")
_LICENCES: Final = {
    "CC BY 4.0": "CC-BY-4.0",
    "CC BY-SA 4.0": "CC-BY-SA-4.0",
    "ODbL 1.0": "ODbL-1.0",
    "public domain": "other-pd",
}
_TYPES: Final = (
    ("str", "string"),
    ("datetime", "datetime"),
    ("bool", "boolean"),
    ("int", "integer"),
    ("float", "number"),
    ("geom", "any"),
)
_BOUNDS: Final = {
    "name": "bbox",
    "type": "object",
    "description": "Bounds of the geometry (xmin, ymin, xmax, ymax), for readers that filter by place",
    "unit": "degrees",
}
"""The bounding-box column that GeoParquet's ``covering`` describes."""
_RULES: Final = {
    "isin": {"allowed_values": "enum"},
    "str_matches": {"pattern": "pattern"},
    "in_range": {"min_value": "minimum", "max_value": "maximum"},
    "greater_than_or_equal_to": {"min_value": "minimum"},
    "greater_than": {"min_value": "exclusiveMinimum"},
}


def describe(
    tables: Mapping[str, pd.DataFrame],
    outputs: Mapping[str, Mapping[str, Any]],
    sources: Mapping[str, Source],
    data_version: str,
) -> dict[str, Any]:
    """Describe a build.

    Parameters
    ----------
    tables
        By name.
    outputs
        ``bytes``, ``sha256`` and ``rows`` of each table's file, by file name.
    sources
        The sources that the build read, by id.

    Returns
    -------
    dict
        A data package, version 2: one resource per table, identical for identical builds.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "terrapaz",
        "title": "Armed conflict, deforestation and illegal mining in Colombia, municipality by municipality",
        "version": f"{__version__}+{data_version}",
        "licenses": [{"name": "other-open", "title": "Mixed: each resource states the terms of its sources"}],
        "sources": [_credit(source) for _, source in sorted(sources.items())],
        "resources": [
            _resource(name, table, outputs[f"{name}.parquet"], sources) for name, table in sorted(tables.items())
        ],
    }


def _resource(
    name: str, table: pd.DataFrame, output: Mapping[str, Any], sources: Mapping[str, Source]
) -> dict[str, Any]:
    columns = SCHEMAS.get(name, FEATURES if name != "panel" else None)
    has_shapes = isinstance(table, gpd.GeoDataFrame)
    used = [sources[source] for source in _sources_of(name, table, sources)]
    licences = {source.licence: _licence(source.licence) for source in used}
    return {
        "name": name.replace("_", "-"),
        "type": "table",
        "path": f"{name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": output["bytes"],
        "hash": f"sha256:{output['sha256']}",
        "rows": output["rows"],
        "schema": _panel(table, sources) if columns is None else _schema(columns, covering=has_shapes),
        "sources": [_credit(source) for source in used],
        "licenses": list(licences.values()),
    }


def _sources_of(name: str, table: pd.DataFrame, sources: Mapping[str, Source]) -> list[str]:
    ids: Iterable[str] = (name,)
    if name == "municipalities":
        ids = _OF_MUNICIPALITIES
    elif name == "panel":
        ids = (column.partition(":")[2] for column in table.columns)
    elif name in ("analyses", "analysis_details"):
        ids = sources_used()
    elif "source" in table.columns:
        ids = table["source"].unique()
    return sorted(set(ids) & sources.keys())


def _credit(source: Source) -> dict[str, Any]:
    return {
        "title": f"{source.title}: {source.publisher}",
        "path": source.publisher_url,
        "id": source.id,
        "attribution": source.attribution,
        "licence": source.licence,
        "period": source.period,
        "caveats": list(source.caveats),
    }


def _licence(text: str) -> dict[str, str]:
    """The licence by its Open Definition id if it is one of :data:`_LICENCES`, always with the publisher's words."""
    return {"name": next((name for start, name in _LICENCES.items() if text == start), "notspecified"), "title": text}


def _schema(columns: Schema, *, covering: bool) -> dict[str, Any]:
    fields = [_field(name, column) for name, column in columns.columns.items()] + [_BOUNDS] * covering
    key = columns.unique or [name for name, column in columns.columns.items() if column.unique][:1]
    return {"fields": fields} | ({"primaryKey": list(key)} if key else {})


def _field(name: str, column: Column) -> dict[str, Any]:
    dtype = column.dtype.lower()
    constraints: dict[str, Any] = {"required": True} if not column.nullable else {}
    if column.unique:
        constraints["unique"] = True
    if column.rule:
        for argument, constraint in _RULES[column.rule.name].items():
            value = column.rule.arguments[argument]
            constraints[constraint] = list(value) if constraint == "enum" else value
    field = {
        "name": name,
        "type": next(kind for start, kind in _TYPES if dtype.startswith(start)),
        "description": column.description,
        **({"unit": column.unit} if column.unit else {}),
    }
    return field | ({"constraints": constraints} if constraints else {})


def _panel(table: pd.DataFrame, sources: Mapping[str, Source]) -> dict[str, Any]:
    """The fields of the wide table: one column per indicator, named ``variable:source``."""
    fields = [_field(name, schema.INDICATORS.columns[name]) for name in ("municipality_code", "year")]
    for column in table.columns[2:]:
        variable, _, source = str(column).partition(":")
        known = {v.id: (v.title, v.unit) for v in sources[source].variables} if source in sources else {}
        counted = "events" if variable.startswith("events") else "people"
        title, unit = known.get(variable, (variable.replace("_", " ").capitalize(), counted))
        description = f"{title}; empty is no data" + (f"; {sources[source].title}" if source in sources else "")
        fields.append({"name": str(column), "type": "number", "description": description, "unit": unit})
    return {"fields": fields, "primaryKey": ["municipality_code", "year"]}
