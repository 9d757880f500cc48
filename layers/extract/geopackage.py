"""An extract as a GeoPackage: layers, descriptions of columns and codes, metadata, and styles for QGIS.

GDAL writes the layers. This module fills the tables of the standard for descriptions and metadata
(``gpkg_data_columns``, ``gpkg_metadata``) and the ``layer_styles`` of QGIS.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pyogrio

from layers.extract.formats import descriptor
from layers.extract.part import Part
from layers.extract.parts import Extract

_VERSION: Final = "1.2"
"""Version of the standard: the newest that older releases of QGIS read without a warning."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
  min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT
  'dataset', md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT
  '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT,
  row_id_value INTEGER, timestamp DATETIME NOT NULL, md_file_id INTEGER NOT NULL, md_parent_id INTEGER);
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME);
"""
_EXTENSIONS: Final = (
    ("gpkg_data_columns", "gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema"),
    ("gpkg_data_column_constraints", "gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema"),
    ("gpkg_metadata", "gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata"),
    ("gpkg_metadata_reference", "gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata"),
)
_STANDARD: Final = "https://specs.frictionlessdata.io/data-package/"


def to_gpkg(about: Extract) -> bytes:
    """Write every part as a layer, or as a table without geometries."""
    stamp = f"{about.retrieved or '1980-01-01'}T00:00:00.000Z"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.gpkg"
        with _settings(stamp):
            for part in about.parts:
                _write(part, path)
        with closing(sqlite3.connect(path)) as base, base:
            _describe(base, about, stamp)
        with closing(sqlite3.connect(path)) as base:
            base.execute("VACUUM")
        return path.read_bytes()


def _write(part: Part, path: Path) -> None:
    spatial = isinstance(part.table, gpd.GeoDataFrame)
    options: dict[str, Any] = {"IDENTIFIER": part.name, "DESCRIPTION": part.title}
    if spatial:
        kinds = {str(kind).removeprefix("Multi") for kind in part.table.geom_type.dropna()}
        single = set(part.table.geom_type.dropna()) <= {"Point"}
        kind = "Point" if single else f"Multi{kinds.pop()}" if len(kinds) == 1 else "Unknown"
        options |= {"GEOMETRY_NAME": "geom"}
        shape: dict[str, Any] = {"geometry_type": kind, "promote_to_multi": kind.startswith("Multi")}
    else:
        shape = {}
    pyogrio.write_dataframe(
        part.table,
        path,
        layer=part.name,
        driver="GPKG",
        append=path.exists(),
        layer_options=options,
        dataset_options={} if path.exists() else {"VERSION": _VERSION},
        **shape,
    )


def _describe(base: sqlite3.Connection, about: Extract, stamp: str) -> None:
    base.executescript(_TABLES)
    base.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, 'read-write')",
        [(table, name, where) for table, name, where in _EXTENSIONS],
    )
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES "
        "('layer_styles', 'attributes', 'layer_styles', '', ?)",
        [stamp],
    )
    for part in about.parts:
        for column in part.columns:
            name = f"{part.name}_{column.name}" if column.codes else None
            stored = "geom" if column.kind == "geometry" else column.name
            base.execute(
                "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
                [part.name, stored, stored, None, column.meaning, name],
            )
            base.executemany(
                "INSERT INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
                [(name, str(code), label) for code, label in column.codes.items()],
            )
        if part.style and isinstance(part.table, gpd.GeoDataFrame):
            base.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                "styleName, styleQML, useAsDefault, description, owner, update_time) "
                "VALUES ('', '', ?, 'geom', 'Terrapaz', ?, 1, ?, '', ?)",
                [part.name, part.style.qml, part.title, stamp],
            )
    packed = json.dumps(descriptor(about, about.parts, "gpkg"), ensure_ascii=False)
    base.execute("INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?, 'application/json', ?)", [_STANDARD, packed])
    base.execute("INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, 1, NULL)", [stamp])


@contextmanager
def _settings(stamp: str) -> Iterator[None]:
    """Set a fixed time in place of the current one, and do not wait for a disk sync of a temporary file."""
    wanted = {"OGR_CURRENT_DATE": stamp, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    before = {name: pyogrio.get_gdal_config_option(name) for name in wanted}
    pyogrio.set_gdal_config_options(wanted)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
