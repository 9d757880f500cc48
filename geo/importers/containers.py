"""Take the one data file out of an archive: zipped tables and layers, a shapefile with its parts, KMZ."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from geo.schema import GeoDataError

LAYERS: Final = frozenset({".geojson", ".gpkg", ".shp", ".kml", ".fgb", ".parquet"})
SHEETS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
TEXTS: Final = frozenset({".csv", ".tsv", ".json"})

MAX_UNPACKED: Final = 1_000_000_000
MAX_RATIO: Final = 250
"""Bytes that an archive may unpack to, and times its own size: tables and layers have 30 at most."""

_SMALL: Final = 20_000_000
"""Bytes that any archive may unpack to."""

_READABLE: Final = LAYERS | SHEETS | TEXTS | {".kmz"}


@contextmanager
def unpacked(path: Path, _depth: int = 0) -> Iterator[Path]:
    """Path of the data file itself: ``path``, or the only file in the archive that can be read, for this context.

    Raises
    ------
    GeoDataError
        If the archive is damaged or encrypted, contains no file that can be read, or several, or archives in
        archives, or unpacks to too much.
    """
    if not zipfile.is_zipfile(path):
        yield path
        return
    _refuse_bomb(path)
    # A workbook is a zip file as well.
    if path.suffix.lower() in LAYERS | SHEETS:
        yield path
        return
    if _depth > 1:
        raise GeoDataError("has archives in archives", source=str(path), remedy="unpack it and import the file in it")
    with TemporaryDirectory(prefix="terrapaz-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                member = _only(archive, path)
                # The parts of a shapefile lie beside it, under its name.
                for name in archive.namelist():
                    if PurePosixPath(name).with_suffix("") == member.with_suffix(""):
                        archive.extract(name, folder)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise GeoDataError(
                f"cannot be unpacked: {error}", source=str(path), remedy="unpack it and import the file in it"
            ) from error
        with unpacked(Path(folder, member), _depth + 1) as inner:
            yield inner


def _refuse_bomb(path: Path) -> None:
    """Raise if an archive or a workbook unpacks to more than tables and layers do."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        return  # what is wrong with it is found by its reader
    if size > MAX_UNPACKED or size > max(_SMALL, MAX_RATIO * path.stat().st_size):
        raise GeoDataError(
            "unpacks to more than is read",
            source=str(path),
            value=f"{size:,} bytes",
            remedy=f"unpack it and import the file in it, in parts of at most {MAX_UNPACKED:,} bytes",
        )


def _only(archive: zipfile.ZipFile, path: Path) -> PurePosixPath:
    names = [PurePosixPath(name) for name in archive.namelist() if not name.endswith("/")]
    # macOS adds a hidden companion to each file.
    names = [name for name in names if not any(part.startswith((".", "__MACOSX")) for part in name.parts)]
    readable = sorted(name for name in names if name.suffix.lower() in _READABLE)
    if path.suffix.lower() == ".kmz":
        readable = [name for name in readable if name.suffix.lower() == ".kml"]
    if len(readable) == 1:
        return readable[0]
    raise GeoDataError(
        "the archive contains several files that can be read"
        if readable
        else "the archive contains no table or layer",
        source=str(path),
        value=", ".join(map(str, readable or names)) or None,
        remedy="unpack it and import one file at a time"
        if readable
        else f"put one file into it that ends in {', '.join(sorted(_READABLE))}",
    )
