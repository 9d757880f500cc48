"""The data of a selection as files that other programs read: GeoPackage, GeoJSON, CSV, GeoParquet, XLSX.

Each carries its metadata (a Frictionless data package, inside wherever the format has a place for it), tells what its
coded columns mean, and is the same to the byte for the same data and selection. A GeoPackage and a workbook hold
every table; the other formats one table a file, or all of them in a ``.zip``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from geo.schema import GeoDataError
from layers.extract.formats import descriptor, to_csv, to_geojson, to_parquet, to_xlsx, zipped
from layers.extract.geopackage import to_gpkg
from layers.extract.part import Part
from layers.extract.parts import MUNICIPAL, Extract, collect
from layers.selection import Selection
from layers.tables import Tables

_WHOLE: Final[Mapping[str, Callable[[Extract], bytes]]] = {"gpkg": to_gpkg, "xlsx": to_xlsx}
_SINGLE: Final[Mapping[str, Callable[[Part, Extract], bytes]]] = {
    "csv": to_csv,
    "geojson": to_geojson,
    "parquet": to_parquet,
}
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "csv.zip": "application/zip",
    "geojson.zip": "application/zip",
    "parquet.zip": "application/zip",
}
"""Endings an extract can have, with what a browser calls them."""

__all__ = ["MEDIA_TYPES", "Extract", "Part", "collect", "extract"]


def extract(selection: Selection, tables: Tables, name: str, table: str = MUNICIPAL) -> dict[str, bytes]:
    """Write the data of a selection in the format that a file name asks for.

    Parameters
    ----------
    name
        File name; its ending is one of :data:`MEDIA_TYPES`.
    table
        Which table, for a format that holds one: ``municipalities``, ``events``, ``incidents``, or a layer's id.

    Returns
    -------
    dict
        Content by file name: the file, and beside a CSV its ``.datapackage.json``.

    Raises
    ------
    GeoDataError
        An unknown ending or table, or a place that is not in this edition of the boundaries.

    Examples
    --------
    >>> from layers.tables import Tables
    >>> files = extract(Selection(region="catatumbo"), Tables.read(), "catatumbo.gpkg")  # doctest: +SKIP
    """
    ending = _ending(name)
    gathered = collect(selection, tables)
    if ending in _WHOLE:
        return {name: _WHOLE[ending](gathered)}
    suffix, archived = ending.removesuffix(".zip"), ending.endswith(".zip")
    if archived:
        return {name: zipped(_package(gathered, suffix))}
    part = next((part for part in gathered.parts if part.name == table), None)
    if part is None:
        listed = ", ".join(part.name for part in gathered.parts)
        raise GeoDataError("no such table in this selection", column="table", value=table, remedy=f"one of {listed}")
    files = {name: _SINGLE[suffix](part, gathered)}
    if suffix == "csv":
        files[name.removesuffix(".csv") + ".datapackage.json"] = _descriptor(gathered, (part,), suffix, {table: name})
    return files


def _package(gathered: Extract, suffix: str) -> dict[str, bytes]:
    paths = {part.name: f"{part.name}.{suffix}" for part in gathered.parts}
    files = {paths[part.name]: _SINGLE[suffix](part, gathered) for part in gathered.parts}
    return {"datapackage.json": _descriptor(gathered, gathered.parts, suffix, paths), **files}


def _descriptor(gathered: Extract, parts: tuple[Part, ...], suffix: str, paths: Mapping[str, str]) -> bytes:
    said = descriptor(gathered, parts, suffix, paths)
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _ending(name: str) -> str:
    found = max((ending for ending in MEDIA_TYPES if name.lower().endswith(f".{ending}")), key=len, default=None)
    if found is None:
        raise GeoDataError(
            "no such format", value=name, remedy=f"end the name with one of .{', .'.join(MEDIA_TYPES)}"
        )
    return found
