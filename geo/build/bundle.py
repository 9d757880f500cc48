"""Write the bundle from the publishers' files: the table of each source in our own schema, with its provenance.

Facts and figures only: a loader takes codes, dates, coordinates, counts, areas and names of places, groups and types
from a publisher's file, and leaves out texts by others (headlines, reports, notes) and names of persons. With the
pinned versions of the libraries, the same originals give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from geo.build.boundaries import Boundaries
from geo.build.cells import count_cells
from geo.build.packing import pack
from geo.build.spatial_join import count_points, locate_points, uncounted_points
from geo.bundled import (
    CATALOGUE,
    CELLS,
    FOLDER,
    MEASURED,
    RASTER,
    REJECTS,
    SEARCHED,
    TABLE,
    entry_name,
    read_catalogue,
    read_table,
    restored,
)
from geo.catalogue import declared, discover
from geo.fetch import Progress, fetch, sha256
from geo.loader import Declared
from geo.schema import CRS, GeoDataError, one_of
from geo.source import RAW, Source
from geo.sources import dane_mgn
from geo.swap import replacing
from geo.zones import Zones

EDITIONS: Final = ("mgn2018-limits2021", "mgn2018")
"""Editions of the boundaries in the bundle."""

_GRID: Final = 2.0**20
"""Steps per degree of stored coordinates: a power of two, so that their last bits are zeros, which compress well, and
fine enough that rounding to six decimals restores the original."""
_ROUNDED: Final = "coordinates to 1e-6 degrees"
_WORDS: Final = {"ucdp_ged": "description"}
"""Columns with texts by a publisher's coders, by source: empty in the bundle."""
_TEXTS: Final = "what others wrote, and every column that the table has no place for"
_LEFT_OUT: Final[Mapping[str, str]] = {
    "events": _TEXTS,
    "features": "every column of the layer that the table has no place for",
    "indicators": "every column and row that the figures do not need",
    "points": "the single points: they are counted by municipality, cell and year, in the boundaries of the edition",
    "raster": "classes that no variable stands for (in MapBiomas' transitions 4, any other change): they read 0",
    "register": "every column that the table has no place for",
}


def bundleable(raw: Path = RAW) -> list[str]:
    """Ids of the sources that can be bundled, in alphabetical order.

    These are the declared sources except curated tables, which are in git anyway, optional sources, and sources
    whose terms are not stated.
    """
    return [name for name, loader in discover(raw).items() if isinstance(loader, Declared) and _is_bundled(loader)]


def _is_bundled(loader: Declared) -> bool:
    source = declared(loader.source.id).source
    curated = bool(source.files) and all(file.tracked for file in source.files)
    return bool(source.files) and not (curated or source.on_request)


def bundle(
    names: Collection[str] = (),
    raw: Path = RAW,
    folder: Path = RAW / FOLDER,
    progress: Progress = lambda _: None,
    refreshed: bool = False,
) -> dict[str, Any]:
    """Write the bundle's files of some sources, or of all, replacing the earlier ones.

    Parameters
    ----------
    names
        Ids of sources; if empty, all that can be bundled.
    raw
        Folder of the originals; missing ones are fetched into it (:func:`geo.fetch.fetch`).
    folder
        Folder of the bundle.
    refreshed
        Of the data that were refreshed last, in place of the pinned originals; without names, of every source that
        was refreshed. The entry has the coverage and the period that these data have.

    Returns
    -------
    dict
        The catalogue of all of the bundle, as written.

    Raises
    ------
    MissingFileError
        If originals are not found in any mirror or URL.
    GeoDataError
        If a source cannot be bundled, or its table does not survive writing and reading. Nothing is written.
    """
    known = bundleable(raw)
    if unknown := set(names) - set(known):
        raise GeoDataError("not bundled", value=sorted(unknown), remedy=one_of(min(unknown), known))
    loaders = {name: declared(name).refreshed(raw) if refreshed else declared(name) for name in names or known}
    if refreshed:
        loaders = {name: loader for name, loader in loaders.items() if _renewed(loader.source)}
    entries = {name: entry for name, entry in read_catalogue(folder).items() if entry["source"] in known}
    with replacing(folder) as fresh:
        for name, loader in loaders.items():
            progress(name)
            entries = {key: entry for key, entry in entries.items() if entry["source"] != name}
            for key, entry in _entries(loader, raw, fresh, progress):
                entries[key] = entry
        for entry in entries.values():
            for file in entry["files"]:
                if not (fresh / file["path"]).exists():
                    (fresh / file["path"]).write_bytes((folder / file["path"]).read_bytes())
        text = json.dumps(entries, ensure_ascii=False, indent=1, sort_keys=True)
        (fresh / CATALOGUE).write_text(text + "\n", "utf-8")
    return entries


def _entries(loader: Declared, raw: Path, folder: Path, progress: Progress) -> Iterator[tuple[str, dict[str, Any]]]:
    """Write the files of a source; yield its entries in the catalogue by name."""
    kind, name = loader.source.kind, loader.source.id
    fetch(loader.source, raw, progress)
    if name == dane_mgn.SOURCE.id:
        for edition in map(dane_mgn.edition, EDITIONS):
            boundaries = Boundaries(edition)
            fetch(boundaries.source, raw, progress)
            parts = {TABLE: boundaries.load(raw)}
            yield _entry(boundaries.source, edition.id, parts, raw, folder)
    elif kind == "points":
        points, rejected = loader.load(raw), loader.rejects(raw)
        for edition in map(dane_mgn.edition, EDITIONS):
            table = Boundaries(edition).load(raw)
            zones = Zones(table["municipality_code"].to_numpy(), table.geometry.to_numpy())
            located = locate_points(points, zones, loader.source)
            parts = {
                TABLE: count_points(located, loader.source),
                REJECTS: pd.concat([rejected, uncounted_points(located)]),
                CELLS: count_cells(located, loader.source).drop(columns="source"),
            }
            yield _entry(loader.source, edition.id, parts, raw, folder)
    elif kind == "raster":
        path = folder / f"{name}.tif"
        fields = pack(loader.load(raw), path)
        key, entry = _entry(loader.source, None, {}, raw, folder)
        yield key, entry | {"files": [_file(path, RASTER, None)], "fields": fields}
    else:
        table = loader.load(raw)
        if name in _WORDS:
            table = table.assign(**{_WORDS[name]: pd.Series(None, index=table.index, dtype=str)})
        if (measured := loader.measured(raw)) is not None:
            table = table.assign(**{MEASURED: measured.reindex(table["feature_id"]).to_numpy()})
        parts = {TABLE: table, REJECTS: loader.rejects(raw)}
        if (searched := loader.searched(raw)) is not None:
            parts[SEARCHED] = gpd.GeoDataFrame(geometry=[searched], crs=CRS)
        yield _entry(loader.source, None, parts, raw, folder)


def _entry(
    source: Source, edition: str | None, parts: Mapping[str, pd.DataFrame], raw: Path, folder: Path
) -> tuple[str, dict[str, Any]]:
    name = entry_name(source, edition)
    files = []
    for part, table in parts.items():
        if len(table):
            path = folder / (f"{name}.parquet" if part == TABLE else f"{name}.{part}.parquet")
            write_table(stored(table, source) if part == TABLE else table, path)
            if part == TABLE:
                _compare(restored(read_table(path), source), table, source)
            files.append(_file(path, part, len(table)) | ({"measured": True} if MEASURED in table else {}))
    spatial = any(isinstance(table, gpd.GeoDataFrame) for table in parts.values())
    entry = {
        "source": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "publisher_url": source.publisher_url,
        "licence": source.licence,
        "attribution": source.attribution,
        "period": source.period,
        "originals": [
            {
                "path": file.path,
                "url": file.url,
                "sha256": sha256(raw / file.path),
                "bytes": (raw / file.path).stat().st_size,
                "retrieved": file.retrieved or source.retrieved,
            }
            for file in source.files
            if not file.tracked
        ],
        "left_out": _LEFT_OUT[source.kind] + (f"; {_WORDS[source.id]}" if source.id in _WORDS else ""),
        "precision": _ROUNDED if spatial else "as published",
        "files": files,
    }
    renewed = {"renewed": _renewed(source)} if _renewed(source) else {}
    return name, entry | renewed | ({} if edition is None else {"edition": edition})


def _renewed(source: Source) -> dict[str, Any]:
    """What refreshed data changed in their source, but for its files; nothing if it is as declared."""
    if not any(file.origin == "refreshed" for file in source.files):
        return {}
    fields, pinned = asdict(source), asdict(declared(source.id).source)
    return {name: value for name, value in fields.items() if name != "files" and value != pinned[name]}


def _file(path: Path, part: str, rows: int | None) -> dict[str, Any]:
    return {
        "path": path.name,
        "part": part,
        "rows": rows,
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
    }


def stored(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Drop the columns that follow from the source's id (:func:`geo.bundled.restored`)."""
    same = {"source", *(["event_id"] if source.kind == "events" else [])}
    return table.drop(columns=[name for name in same if name in table])


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet (GeoParquet, if it has a geometry) without the name and version of its writer.

    Coordinates are rounded to the nearest multiple of 2**-20 degrees, by 5e-7 degrees at most.
    """
    if isinstance(table, gpd.GeoDataFrame):
        shapes = shapely.transform(table.geometry.to_numpy(), lambda xy: np.round(xy * _GRID) / _GRID)
        table = table.set_geometry(gpd.GeoSeries(shapes, table.index, crs=table.crs))
    table.to_parquet(path, index=False)
    arrow = pq.read_table(path)
    known = arrow.schema.metadata or {}
    geo = json.loads(known[b"geo"]) if b"geo" in known else None
    metadata = {} if geo is None else {"geo": json.dumps({key: geo[key] for key in geo if key != "creator"})}
    pq.write_table(arrow.replace_schema_metadata(metadata), path, compression="zstd", compression_level=19)


def _compare(read: pd.DataFrame, written: pd.DataFrame, source: Source) -> None:
    """Raise unless a table is read back as it was written."""
    changed = [name for name in written.columns if not _equal(read[name], written[name])]
    if changed:
        raise GeoDataError(
            "the bundled table differs after writing and reading",
            source=source.id,
            column=", ".join(changed),
            remedy="the old file stays; add the type of that column to geo/build/packing.py",
        )


def _equal(one: pd.Series, other: pd.Series) -> bool:
    if isinstance(one, gpd.GeoSeries):
        return bool((one.geom_equals_exact(other, 0) | (one.isna() & other.isna())).all())
    return one.equals(other)
