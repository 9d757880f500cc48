"""The Parquet tables of a build's folder, each read on first access."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.schema import (
    ACTORS,
    ANALYSES,
    ANALYSIS_DETAILS,
    DIALOGUES,
    EVENTS,
    INDICATORS,
    LINEAGE,
    REPORTED_FIGURES,
    empty,
)

_EMPTY_TABLES: Final[Mapping[str, Callable[[], pd.DataFrame]]] = {
    "events": lambda: empty(EVENTS),
    "indicators": lambda: empty(INDICATORS),
    "incidents": pd.DataFrame,
    "ceasefires": pd.DataFrame,
    "dialogues": lambda: empty(DIALOGUES),
    "actors": lambda: empty(ACTORS),
    "analyses": lambda: empty(ANALYSES),
    "analysis_details": lambda: empty(ANALYSIS_DETAILS),
    "lineage": lambda: empty(LINEAGE),
    "reported_figures": lambda: empty(REPORTED_FIGURES),
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
    def open(cls, folder: Path) -> StoredTables:
        """Every table of a folder."""
        return cls({path.stem: pa.memory_map(str(path)) for path in sorted(folder.glob("*.parquet"))})

    def with_columns(self, columns: Collection[str]) -> StoredTables:
        """The tables that have all of these columns."""
        return StoredTables({name: file for name, file in self._files.items() if set(columns) <= _columns(file)})

    def table(self, name: str) -> pd.DataFrame:
        """A table, or an empty one if the build lacks it."""
        return _EMPTY_TABLES[name]() if name in _EMPTY_TABLES and name not in self else self[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        with self._lock:
            if name not in self._tables:
                file = self._files[name]
                self._tables[name] = gpd.read_parquet(file) if "geometry" in _columns(file) else pd.read_parquet(file)
            return self._tables[name]

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _columns(file: pa.NativeFile) -> set[str]:
    return set(pq.read_schema(file).names)
