"""The polygons of an uploaded GeoPackage, read with an SQLite database in memory that may do nothing else."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from time import monotonic
from typing import Any, Final

from geo.readers.outlines import is_too_deep

_SYSTEM: Final = (
    "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
)


def read_layers(data: bytes, most: int, seconds: float) -> Iterator[tuple[str | int | None, Iterator[bytes]]]:
    """Read ordinary columns of ordinary tables.

    Parameters
    ----------
    most
        Bytes that a value may have.
    seconds
        Time limit.

    Yields
    ------
    tuple
        By layer: its CRS as WKT or EPSG code, None if not stated; and its geometries as well-known binary.

    Raises
    ------
    ValueError, sqlite3.Error
        It is no GeoPackage, is damaged, or has collections nested too deep.
    """
    if not data.startswith(b"SQLite format 3\0"):
        raise ValueError("no SQLite database")
    until = monotonic() + seconds
    with closing(sqlite3.connect(":memory:")) as base:
        # QGIS marks its files as having a write-ahead log beside them (bytes 18 and 19); there is none in memory
        base.deserialize(data[:18] + b"\1\1" + data[20:])
        base.execute("PRAGMA trusted_schema = OFF")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, most)
        base.set_progress_handler(lambda: monotonic() > until, 10_000)
        base.set_authorizer(_authorizer)
        rows = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        ordinary = {name for name, sql in rows if not re.match(r"\s*CREATE\s+VIRTUAL", sql or "", re.IGNORECASE)}
        if not {"gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= ordinary:
            raise ValueError("no GeoPackage")
        layers = base.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns").fetchall()
        for table, column, system in layers:
            if table in ordinary:
                row = base.execute(_SYSTEM, (system,)).fetchone() if system > 0 else None
                definition = (row[1] if str(row[0]).upper() == "EPSG" else row[2]) if row else None
                names = (str(name).replace('"', '""') for name in (column, table))
                yield definition, _shapes(base.execute('SELECT "{}" FROM "{}"'.format(*names)))  # noqa: S608, quoted


def _authorizer(action: int, *_: object) -> int:
    """SQLite authorizer: columns may be read; functions, recursion and ATTACH are denied."""
    is_allowed = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY


def _shapes(rows: Iterator[tuple[Any]]) -> Iterator[bytes]:
    """Well-known binary after the header of GeoPackage."""
    for (blob,) in rows:
        if not blob:
            continue
        if blob[:2] != b"GP":
            raise ValueError("no geometry of GeoPackage")
        envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
        wkb = bytes(blob[8 + envelope :])
        if is_too_deep(wkb):
            raise ValueError("collections nested too deep")
        yield wkb
