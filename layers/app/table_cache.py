"""The tables that every session shares, read again when a build replaced them."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from geo.schema import GeoDataError
from geo.source import MANIFEST, PROCESSED
from layers.scene.basemap import country
from layers.tables import Tables

_ATTEMPTS = 3


BY_VERSION: Final[dict[str | type[Any], Callable[[Any], Any]]] = {Tables: lambda tables: tables.version}
"""How Streamlit's caches know tables: ``hash_funcs`` of every cached function that takes some."""


class Shelf:
    """Holds the tables of a build until another one takes its place.

    Parameters
    ----------
    folder
        Folder of the build, ``data/processed``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._stamp: int | None = None
        self._tables: Tables | None = None

    @property
    def stamp(self) -> int | None:
        """When the build in the folder was written, None where there is none."""
        try:
            return (self.folder / MANIFEST).stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def get(self) -> Tables | None:
        """The tables of the newest build that can be read, None before the first.

        Raises
        ------
        GeoDataError
            There is a build that cannot be read, and none before it that could.
        """
        stamp = self.stamp
        if stamp is None or stamp == self._stamp:
            return self._tables
        with self._lock:
            return self._read()

    def _read(self) -> Tables | None:
        for _ in range(_ATTEMPTS):
            stamp = self.stamp
            if stamp is None or stamp == self._stamp:
                return self._tables
            try:
                tables = Tables.read(self.folder).whole()
                country(tables)  # what every map stands on: drawn once, however many wait for it
            except (GeoDataError, OSError, KeyError, ValueError) as error:
                problem = error
            else:
                if stamp == self.stamp:  # a swap half-way through would mix two builds
                    self._stamp, self._tables = stamp, tables
                    _settle()
                    return tables
        if self._tables is None and self.stamp is not None:
            raise GeoDataError(
                f"the tables cannot be read ({problem})", source=self.folder.name, remedy="run terrapaz build --force"
            )
        return self._tables


def _settle() -> None:
    """Spare the collector what lives as long as the server: Streamlit runs it, whole, after every change."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def shelf() -> Shelf:
    """The one shelf of this server."""
    return _of(PROCESSED)


@cache
def _of(folder: Path) -> Shelf:
    return Shelf(folder)
