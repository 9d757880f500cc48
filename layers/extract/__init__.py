"""The data of a selection as files for other programs: GeoPackage, GeoJSON, CSV, GeoParquet, XLSX, KML.

Each has metadata (a Frictionless data package, embedded if the format allows it) that describes its columns and
codes, and is byte-identical for the same data and selection. A GeoPackage and a workbook hold every table, KML those
with shapes; the other formats hold one table per file, or all of them in a ``.zip``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from geo.schema import GeoDataError
from layers.analysis.matrix import Chosen
from layers.extract.formats import descriptor, to_csv, to_geojson, to_parquet, zipped
from layers.extract.geopackage import to_gpkg
from layers.extract.kml import to_kml, to_kmz
from layers.extract.matrix import MATRIX
from layers.extract.part import Part, part_of
from layers.extract.parts import MUNICIPAL, Extract, collect, collect_matrix, collect_profile
from layers.extract.profile import PROFILE
from layers.extract.workbook import to_xlsx
from layers.selection import Selection
from layers.tables import Tables

_ALL_TABLES: Final[Mapping[str, Callable[[Extract], bytes]]] = {
    "gpkg": to_gpkg,
    "xlsx": to_xlsx,
    "kml": to_kml,
    "kmz": to_kmz,
}
_ONE_TABLE: Final[Mapping[str, Callable[[Part, Extract], bytes]]] = {
    "csv": to_csv,
    "geojson": to_geojson,
    "parquet": to_parquet,
}
_SHAPES_ONLY: Final = ("kml", "kmz")
_WITHOUT_SHAPES: Final = (MATRIX, PROFILE)
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "kml": "application/vnd.google-earth.kml+xml",
    "kmz": "application/vnd.google-earth.kmz",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "csv.zip": "application/zip",
    "geojson.zip": "application/zip",
    "parquet.zip": "application/zip",
}
"""Media types by file extension of an extract."""

__all__ = ["MEDIA_TYPES", "Chosen", "Extract", "Part", "collect", "extract", "part_of", "write"]


def extract(
    selection: Selection, tables: Tables, name: str, table: str = MUNICIPAL, chosen: Chosen | None = None
) -> dict[str, bytes]:
    """Render the data of a selection in the format of a file name.

    Parameters
    ----------
    name
        File name; its extension is one of :data:`MEDIA_TYPES`.
    table
        The table, for a format that holds one: ``municipalities``, ``matrix``, ``profile``, ``events``,
        ``incidents``, or the id of a layer. ``matrix`` and ``profile`` are written alone in the other formats too.
    chosen
        What ``matrix`` shows: measures, their forms, the order of the rows.

    Returns
    -------
    dict
        Content by file name: the file and, for a CSV, its ``.datapackage.json``.

    Raises
    ------
    GeoDataError
        An unknown extension or table, one without shapes as KML, a profile without a municipality, or a place that is
        not in this edition of the boundaries.

    Examples
    --------
    >>> from layers.tables import Tables
    >>> files = extract(Selection(region="catatumbo"), Tables.read(), "catatumbo.gpkg")  # doctest: +SKIP
    """
    extension = _extension(name)  # before the work that it takes to gather
    if table in _WITHOUT_SHAPES and extension in _SHAPES_ONLY:
        remedy = "end the name with .xlsx or .csv"
        raise GeoDataError("a table without shapes cannot be written as KML", value=name, remedy=remedy)
    if table == MATRIX:
        return write(collect_matrix(selection, tables, chosen or Chosen.usual(selection)), name, table)
    if table == PROFILE:
        return write(collect_profile(selection, tables), name, table)
    return write(collect(selection, tables, chosen), name, table)


def write(gathered: Extract, name: str, table: str) -> dict[str, bytes]:
    """Render tables that were gathered, as :func:`extract` does.

    Raises
    ------
    GeoDataError
        An unknown extension or table.
    """
    extension = _extension(name)
    if extension in _ALL_TABLES:
        return {name: _ALL_TABLES[extension](gathered)}
    suffix, is_archive = extension.removesuffix(".zip"), extension.endswith(".zip")
    if is_archive:
        return {name: zipped(_package(gathered, suffix))}
    part = next((part for part in gathered.parts if part.name == table), None)
    if part is None:
        listed = ", ".join(part.name for part in gathered.parts)
        raise GeoDataError("no such table in this selection", column="table", value=table, remedy=f"one of {listed}")
    files = {name: _ONE_TABLE[suffix](part, gathered)}
    if suffix == "csv":
        files[name.removesuffix(".csv") + ".datapackage.json"] = _descriptor(gathered, (part,), suffix, {table: name})
    return files


def _package(gathered: Extract, suffix: str) -> dict[str, bytes]:
    paths = {part.name: f"{part.name}.{suffix}" for part in gathered.parts}
    files = {paths[part.name]: _ONE_TABLE[suffix](part, gathered) for part in gathered.parts}
    return {"datapackage.json": _descriptor(gathered, gathered.parts, suffix, paths), **files}


def _descriptor(gathered: Extract, parts: tuple[Part, ...], suffix: str, paths: Mapping[str, str]) -> bytes:
    package = descriptor(gathered, parts, suffix, paths)
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _extension(name: str) -> str:
    found = max((each for each in MEDIA_TYPES if name.lower().endswith(f".{each}")), key=len, default=None)
    if found is None:
        raise GeoDataError(
            "no such format", value=name, remedy=f"end the name with one of .{', .'.join(MEDIA_TYPES)}"
        )
    return found
