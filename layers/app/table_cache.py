"""Cache of the tables, shared by all sessions and read again after a new build."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from inspect import getsource
from pathlib import Path
from threading import Lock
from typing import Any, Final

import pandas as pd
import shapely

from geo.schema import GeoDataError
from geo.source import MANIFEST, PROCESSED
from geo.swap import recover, replace_file
from layers.caching import weak_lru_cache
from layers.scene import basemap, encoding
from layers.scene.basemap import Basemap, for_country
from layers.tables import Tables

_ATTEMPTS = 3


BY_VERSION: Final[dict[str | type[Any], Callable[[Any], Any]]] = {Tables: lambda tables: tables.version}
"""``hash_funcs`` of every cached function that takes tables: they are identified by their data version."""


class TableCache:
    """Holds the tables of the newest build that can be read.

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
        """Modification time of the manifest in nanoseconds; None if the folder has no build."""
        recover(self.folder)
        try:
            return (self.folder / MANIFEST).stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def get(self, prepare: Callable[[Tables], object] | None = None) -> Tables | None:
        """Return the tables of the newest build that can be read; None before the first build.

        Parameters
        ----------
        prepare
            What is computed of tables that are read now: once, before any session that waits for them goes on. By
            default the base map of the country.

        Raises
        ------
        GeoDataError
            The build cannot be read, and no earlier one was read.
        """
        stamp = self.stamp
        if stamp is None or stamp == self._stamp:
            return self._tables
        with self._lock:
            return self._read(prepare or self.base_map)

    def base_map(self, tables: Tables) -> Basemap:
        """Return the base map of the country, which is kept beside the build for the next server."""
        return _country_map(tables, self.folder.parent / "cache" / "base-map.json")

    def _read(self, prepare: Callable[[Tables], object]) -> Tables | None:
        for _ in range(_ATTEMPTS):
            stamp = self.stamp
            if stamp is None or stamp == self._stamp:
                return self._tables
            try:
                tables = Tables.read(self.folder).read_all()
                prepare(tables)
            except (GeoDataError, OSError, KeyError, ValueError) as error:
                problem = error
            else:
                if stamp == self.stamp:  # else a new build replaced it while reading, and the tables may be mixed
                    self._stamp, self._tables = stamp, tables
                    _freeze_garbage_collector()
                    return tables
        if self._tables is None and self.stamp is not None:
            raise GeoDataError(
                f"the tables cannot be read ({problem})", source=self.folder.name, remedy="run terrapaz build --force"
            )
        return self._tables


@weak_lru_cache(1)
def _country_map(tables: Tables, path: Path) -> Basemap:
    """The base map of the country, from a file if what it is made of is the same: it takes longer than all tables."""
    if not tables.has_boundaries:
        return for_country(tables)
    recipe = _recipe(tables)
    with suppress(OSError, ValueError, KeyError, TypeError):  # none is kept, or what is kept is damaged
        kept = json.loads(path.read_bytes())
        if kept["recipe"] == recipe:
            return Basemap(tuple(kept["codes"]), kept["data"])
    base = for_country(tables)
    with suppress(OSError, GeoDataError):  # without the file, the next server is only slower
        path.parent.mkdir(exist_ok=True)
        replace_file(path, json.dumps({"recipe": recipe, "codes": base.codes, "data": base.data}).encode())
    return base


def _recipe(tables: Tables) -> str:
    """Checksum of all that the base map is made of: code, libraries, outlines and names."""
    digest = sha256("".join(map(version, ("shapely", "topojson"))).encode())
    for module in (basemap, encoding):
        digest.update(getsource(module).encode())
    for table in (tables.municipalities, tables.features.get("context")):
        if table is not None:
            digest.update(b"".join(filter(None, shapely.to_wkb(table.geometry.to_numpy()))))
            digest.update(pd.DataFrame(table.drop(columns="geometry")).to_csv().encode())
    return digest.hexdigest()


def _freeze_garbage_collector() -> None:
    """Exempt long-lived objects from garbage collection: Streamlit runs a full collection after every change."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@lru_cache(maxsize=1)
def exempt_modules(loaded: int) -> None:
    """Exempt what was loaded since from garbage collection: pages import their modules when they are first opened.

    Parameters
    ----------
    loaded
        Number of modules; nothing is done while it is the same.
    """
    _freeze_garbage_collector()


def shared_cache() -> TableCache:
    """Return the cache that all sessions of this server share."""
    return _cache_of(PROCESSED)


@cache
def _cache_of(folder: Path) -> TableCache:
    return TableCache(folder)
