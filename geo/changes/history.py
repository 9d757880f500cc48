"""The history of a folder of tables: its previous build, and the changes that were reported.

A build replaces its folder as a whole but preserves these (:mod:`geo.build.pipeline`). Files of a build are replaced
and never written to, so that two folders can share them as hard links.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.catalogue import declared, declared_sources, read_sources
from geo.changes.compare import Build
from geo.schema import EVENTS, INDICATORS, REPORTED_CHANGES, GeoDataError, check, empty, parse_manifest
from geo.source import MANIFEST, PROCESSED, SOURCES
from geo.swap import recover, replace_file, replacing

PREVIOUS: Final = "previous"
"""Folder of the previous build, in the folder of the tables: the baseline of the next comparison."""

REPORTED: Final = "changes.parquet"
"""The reported changes, edition by edition: :data:`geo.schema.REPORTED_CHANGES`."""

PRESERVED: Final = ("README.md", PREVIOUS, REPORTED)
"""Names in the folder of the tables that a build copies from the folder that it replaces."""

_TABLES: Final = ("municipalities", "events", "indicators")
_EDITIONS: Final = 60
"""Editions in the table of reported changes, at most: more than a year of weekly ones."""


def version(folder: Path) -> str | None:
    """The data version of the build in a folder; None if there is none."""
    recover(folder)
    path = folder / MANIFEST
    return str(parse_manifest(path.read_bytes(), str(path))["data_version"]) if path.is_file() else None


def read(folder: Path = PROCESSED) -> Build:
    """Read what is compared of the build in a folder.

    Raises
    ------
    GeoDataError
        There is no build, or a table of it cannot be read.
    """
    if version(folder) is None:
        raise GeoDataError("nothing is built here", source=str(folder), remedy="run terrapaz build")
    manifest = parse_manifest((folder / MANIFEST).read_bytes(), str(folder / MANIFEST))
    held = {entry["source"] for entry in manifest["inputs"]}
    paths = {name: folder / f"{name}.parquet" for name in _TABLES}
    try:
        return Build(
            manifest["data_version"],
            (manifest["boundaries"] or {}).get("id", ""),
            {name: source for name, source in read_sources(folder / SOURCES).items() if name in held},
            pd.read_parquet(paths["municipalities"], columns=["municipality_code", "department_code", "region"]),
            gpd.read_parquet(paths["events"]) if paths["events"].is_file() else empty(EVENTS),
            pd.read_parquet(paths["indicators"]) if paths["indicators"].is_file() else empty(INDICATORS),
        )
    except (OSError, ValueError) as error:
        if isinstance(error, GeoDataError):
            raise
        raise GeoDataError(
            f"cannot be read ({error})", source=str(folder), remedy="run terrapaz build --force"
        ) from error


def store_previous(folder: Path, previous: Path) -> None:
    """Store the build in ``folder`` as the previous build, in place of the one stored before."""
    with replacing(previous) as fresh:
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.name not in PRESERVED and not path.name.startswith("."):
                link_or_copy(path, fresh / path.name)


def link_or_copy(path: Path, target: Path) -> None:
    """Put a file or folder in a second place: as hard links, or as copies where the file system has none."""
    if path.is_dir():
        shutil.copytree(path, target, copy_function=_link_or_copy_file)
    else:
        _link_or_copy_file(path, target)


def _link_or_copy_file(path: str | Path, target: str | Path) -> None:
    try:
        os.link(path, target)
    except OSError:
        shutil.copy2(path, target)


def reported(folder: Path = PROCESSED) -> pd.DataFrame:
    """The changes reported of the builds in a folder, :data:`geo.schema.REPORTED_CHANGES`, newest edition first."""
    path = folder / REPORTED
    if not path.is_file():
        return empty(REPORTED_CHANGES)
    try:
        return check(pd.read_parquet(path), REPORTED_CHANGES, path.name)
    except (OSError, ValueError) as error:
        raise GeoDataError(
            f"cannot be read ({error})",
            source=str(path),
            remedy="remove it; it is written again with the next changes",
        ) from error


def record(changes: pd.DataFrame, folder: Path = PROCESSED, feeds: str = "") -> None:
    """Add an edition to the reported changes; to repeat it changes nothing.

    Parameters
    ----------
    changes
        :data:`geo.schema.REPORTED_CHANGES` of one edition.
    feeds
        Address of the folder of feeds; the table has it as ``attrs["feeds"]``.
    """
    known = reported(folder)
    others = known[~known["data_version"].isin(changes["data_version"])]
    newest = others["data_version"].drop_duplicates().head(_EDITIONS - 1)
    earlier = others[others["data_version"].isin(newest)]
    table = pd.concat([changes, earlier], ignore_index=True) if len(earlier) else changes
    table.attrs["feeds"] = feeds
    replace_file(folder / REPORTED, table.to_parquet(index=False, compression="zstd"))


def succession() -> tuple[dict[str, str], frozenset[str]]:
    """Which source's events replace those of another, by the id of the latter, and which sources are preliminary."""
    loaders = {name: declared(name) for name in declared_sources()}
    finals = {
        name: final
        for name, loader in loaders.items()
        if (final := loader.superseded_by or loader.revises) is not None
    }
    return finals, frozenset(name for name, loader in loaders.items() if loader.superseded_by)
