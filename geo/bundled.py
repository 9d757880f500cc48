"""Read the bundle: facts and figures of the sources, in our own schema, kept in git so that a clone is complete.

The folder ``data/raw/bundled`` holds a ``catalogue.json`` and, for each source, ``<source>.parquet``: the table that
its loader reads from the publisher's files. Some sources also have ``<source>.rejects.parquet`` (rows left out, with
the reason), ``<source>.searched.parquet`` (the area that was searched) and ``<source>.cells.parquet`` (points counted
by cell). A raster series is one GeoTIFF of bit fields. What depends on the boundaries (the boundaries themselves,
counts of points) has one entry per bundled edition: ``<source>.<edition>``. :mod:`geo.build.bundle` writes all of
these files.

Coordinates are rounded to 1e-6 degrees. The files store them as the nearest multiple of 2**-20 degrees, which
compresses better and rounds back to the same decimals.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from geo.lazy import gpd, pd, shapely
from geo.loader import Declared, Loader, rounded_shapes
from geo.schema import CRS, EVENTS, FEATURES, INDICATORS, RESERVES_REGISTER, GeoDataError
from geo.source import RESTORE, TRACKED, RawFile, Source, locate, source_fields
from geo.swap import recover

FOLDER: Final = "bundled"
CATALOGUE: Final = "catalogue.json"
MEASURED: Final = "measured_ha"
"""Column of a feature table: hectares that the publisher measured inside each feature."""
TABLE, REJECTS, SEARCHED, RASTER, CELLS = "table", "rejects", "searched", "raster", "cells"
"""The parts that a bundled source may have."""

SCHEMAS: Final = {"events": EVENTS, "features": FEATURES, "indicators": INDICATORS, "points": INDICATORS}
"""Schema of the table, by the kind of the source."""


class Bundled(Loader):
    """The loader of any source that is read from the bundle.

    Parameters
    ----------
    declared
        The source's own loader, for what the catalogue of the bundle does not state.
    entry
        The source's entry in the catalogue of the bundle.
    """

    def __init__(self, declared: Declared, entry: Mapping[str, Any]) -> None:
        self._parts = {file["part"]: file for file in entry["files"]}
        self._fields = entry.get("fields", ())
        files = tuple(RawFile(f"{FOLDER}/{file['path']}", file["sha256"], tracked=True) for file in entry["files"])
        self.source = replace(declared.source, **source_fields(entry.get("renewed", {})) | {"files": files})
        self.revises, self.reach = declared.revises, declared.reach
        self.edition = entry.get("edition")
        self.originals: tuple[Mapping[str, Any], ...] = tuple(entry["originals"])

    def load(self, raw: Path) -> Any:
        """Read the table, in the schema of the source's kind, or the rasters with their classes."""
        if RASTER in self._parts:
            from geo.zones import BitField  # imports numba, which listing the catalogue does not need

            path = self._path(RASTER, raw)
            return [
                (
                    BitField(path, field["shift"], field["bits"]),
                    {int(value): (year, variable) for value, (year, variable) in field["classes"].items()},
                )
                for field in self._fields
            ]
        return restored(read_table(self._path(TABLE, raw)), self.source).drop(columns=MEASURED, errors="ignore")

    def rejects(self, raw: Path) -> pd.DataFrame:
        """Rows that were left out when the bundle was made."""
        return pd.read_parquet(self._path(REJECTS, raw)) if REJECTS in self._parts else super().rejects(raw)

    def searched(self, raw: Path) -> shapely.Geometry | None:
        """The area that was searched, EPSG:4326."""
        return read_table(self._path(SEARCHED, raw)).geometry.iloc[0] if SEARCHED in self._parts else None

    def measured(self, raw: Path) -> pd.Series | None:
        """Hectares measured inside each feature, by ``feature_id``."""
        if TABLE not in self._parts or not self._parts[TABLE].get("measured"):
            return None
        return read_table(self._path(TABLE, raw), ["feature_id", MEASURED]).set_index("feature_id")[MEASURED]

    def cells(self, raw: Path) -> pd.DataFrame:
        """The counts by cell of points that are not in the bundle themselves."""
        if CELLS not in self._parts:
            return super().cells(raw)
        counts = read_table(self._path(CELLS, raw))
        return counts.assign(source=self.source.id)[["source", *counts.columns]]

    def _path(self, part: str, raw: Path) -> Path:
        return locate(RawFile(f"{FOLDER}/{self._parts[part]['path']}", tracked=True), raw)


def bundled(declared: Declared, edition: str | None = None) -> Bundled | None:
    """Return the loader that reads a source from the bundle, None if the source is not in it.

    Parameters
    ----------
    edition
        Id of the edition of the boundaries, for tables that depend on it.

    Raises
    ------
    GeoDataError
        If there is no bundle, or its catalogue cannot be read.
    """
    entries = read_catalogue()
    if not entries:
        raise GeoDataError("the bundled data are missing", source=f"data/raw/{FOLDER}/{CATALOGUE}", remedy=RESTORE)
    entry = entries.get(entry_name(declared.source, edition))
    return None if entry is None else Bundled(declared, entry)


def entry_name(source: Source, edition: str | None) -> str:
    """Name of a source's entry in the catalogue: its id, followed by the edition if it depends on one."""
    return f"{source.id}.{edition}" if source.kind == "points" or source.id == "dane_mgn" else source.id


def entries_of(name: str) -> list[Mapping[str, Any]]:
    """The entries of a source in the catalogue of the bundle: one, or one per edition, or none."""
    return [entry for entry in read_catalogue().values() if entry["source"] == name]


def read_catalogue(folder: Path = TRACKED / FOLDER) -> Mapping[str, Any]:
    """Read the entries of the bundle by name; empty if there is no bundle.

    Raises
    ------
    GeoDataError
        If the catalogue cannot be read.
    """
    recover(folder)
    path = folder / CATALOGUE
    return _parse(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(maxsize=2)
def _parse(path: Path, _: int) -> Mapping[str, Any]:
    """Parse a catalogue; cached until the file changes."""
    try:
        entries: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        for entry in entries.values():
            for name in ("source", "originals", "left_out"):
                entry[name]
            for file in entry["files"]:
                file["path"], file["part"], file["sha256"]
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise GeoDataError(f"cannot be read: {error!r}", source=str(path), remedy=RESTORE) from error
    return entries


def read_table(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read a file of the bundle, or some of its columns, with coordinates rounded back to six decimals."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, memory_map=True) as file:
        table: pd.DataFrame = file.read(columns).to_pandas()
    if "geometry" in table:
        shapes = rounded_shapes(shapely.from_wkb(table["geometry"].to_numpy()))
        table = gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=shapes, crs=_crs())
    return table


@cache
def _crs() -> Any:
    """EPSG:4326, parsed once: parsing the CRS of each file would take as long as reading it."""
    import pyproj

    return pyproj.CRS(CRS)


def restored(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Restore the numeric types of the schema, and the columns that follow from the source's id."""
    if source.kind == "events":
        table = table.assign(source=source.id, event_id=source.id + ":" + table["source_event_id"])
    elif source.kind != "register":
        table = table.assign(source=source.id)
    schema = RESERVES_REGISTER if source.id == RESERVES_REGISTER.name else SCHEMAS.get(source.kind)
    if schema is None:
        return table
    extra = [name for name in table.columns if name not in schema.columns]
    numbers = {
        name: table[name].astype(pd.api.types.pandas_dtype(column.dtype))
        for name, column in schema.columns.items()
        if column.dtype.lower().startswith(("int", "float")) and table[name].dtype != column.dtype
    }
    return table.assign(**numbers)[[*schema.columns, *extra]]
