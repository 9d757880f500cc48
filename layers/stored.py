"""The Parquet tables of a build's folder, each read on first access."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.schema import (
    ACTORS,
    ANALYSES,
    ANALYSIS_DETAILS,
    CEASEFIRES,
    CELLS,
    CRS,
    DIALOGUES,
    EVENTS,
    INCIDENTS,
    INDICATORS,
    LINEAGE,
    REPORTED_CHANGES,
    REPORTED_FIGURES,
    GeoDataError,
    empty,
    parse_manifest,
)
from geo.swap import recover

_REMEDY: Final = "run terrapaz build --force"
_ATTEMPTS: Final = 5

_EMPTY_TABLES: Final[Mapping[str, Callable[[], pd.DataFrame]]] = {
    "cells": lambda: empty(CELLS),
    "events": lambda: empty(EVENTS),
    "indicators": lambda: empty(INDICATORS),
    "incidents": lambda: empty(INCIDENTS),
    "ceasefires": lambda: empty(CEASEFIRES),
    "dialogues": lambda: empty(DIALOGUES),
    "actors": lambda: empty(ACTORS),
    "analyses": lambda: empty(ANALYSES),
    "analysis_details": lambda: empty(ANALYSIS_DETAILS),
    "lineage": lambda: empty(LINEAGE),
    "reported_figures": lambda: empty(REPORTED_FIGURES),
    "changes": lambda: empty(REPORTED_CHANGES),
}
"""Substitutes for tables that a build may lack."""


class StoredTables(Mapping[str, pd.DataFrame]):
    """Tables by name.

    All files are opened at once: a later build that replaces them is never mixed with this one.

    Parameters
    ----------
    files
        Parquet or GeoParquet, by the name of the table.
    """

    def __init__(self, files: Mapping[str, pa.NativeFile]) -> None:
        self._files = files
        self._tables: dict[str, pd.DataFrame] = {}
        self._lock = Lock()

    @classmethod
    def of_build(cls, path: Path) -> tuple[StoredTables, dict[str, Any]]:
        """The tables of a build with its manifest, all of one build even if another replaces it meanwhile.

        Parameters
        ----------
        path
            The manifest, in the folder of the tables.

        Raises
        ------
        GeoDataError
            The folder holds no build, or a manifest or table that cannot be read.
        """
        folder = path.parent
        for _ in range(_ATTEMPTS):
            recover(folder)
            if not path.is_file():
                raise GeoDataError("nothing is built here", source=str(folder), remedy="run terrapaz build")
            try:
                text = path.read_bytes()
                tables = cls({each.stem: pa.memory_map(str(each)) for each in sorted(folder.glob("*.parquet"))})
                if path.read_bytes() == text:
                    break
            except FileNotFoundError:
                continue
            except (OSError, ValueError) as error:
                raise GeoDataError(f"cannot be read ({error})", source=str(folder), remedy=_REMEDY) from error
        else:
            raise GeoDataError(
                "is replaced all the time", source=str(folder), remedy="wait until the builds are done"
            )
        manifest = parse_manifest(text, str(path))
        lost = [name for name in manifest["outputs"] if name.endswith(".parquet") and Path(name).stem not in tables]
        if lost:
            raise GeoDataError("a table is missing", source=str(folder), value=lost[0], remedy=_REMEDY)
        return tables, manifest

    def with_columns(self, columns: Collection[str]) -> StoredTables:
        """The tables that have all of these columns."""
        return StoredTables(
            {name: file for name, file in self._files.items() if set(columns) <= _columns(name, file)}
        )

    def table(self, name: str) -> pd.DataFrame:
        """A table, or an empty one if the build lacks it."""
        return _EMPTY_TABLES[name]() if name in _EMPTY_TABLES and name not in self else self[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        with self._lock:
            if name not in self._tables:
                file = self._files[name]
                with _readable(name):
                    self._tables[name] = _read(file)
            return self._tables[name]

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _read(file: pa.NativeFile) -> pd.DataFrame:
    """A table, with geometries if it has any; geopandas' reader parses their CRS anew for each table, in 30 ms."""
    schema = pq.read_schema(file)
    columns = [name for name in schema.names if name != "bbox"]  # which is for other readers
    table: pd.DataFrame = pd.read_parquet(file, columns=columns)
    if "geometry" not in columns:
        return table
    stated = json.loads(schema.metadata[b"geo"])["columns"]["geometry"]["crs"]["id"]
    crs = "{authority}:{code}".format_map(stated)
    if crs != CRS:
        raise ValueError(f"its CRS is {crs}, not {CRS}")
    drawn: pd.DataFrame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries.from_wkb(table["geometry"], crs=CRS))
    return drawn


def _columns(name: str, file: pa.NativeFile) -> set[str]:
    with _readable(name):
        return set(pq.read_schema(file).names)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Raise an error of Parquet as one that names the table."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise GeoDataError(f"cannot be read ({error})", source=f"{name}.parquet", remedy=_REMEDY) from error
