"""Take the one data file out of an archive: zipped tables and layers, a shapefile with its parts, KMZ."""

from __future__ import annotations

import re
import zipfile
import zlib
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

MAX_CELLS: Final = 30_000_000
"""Cells of a sheet from its first to its last: the reader keeps those between them too, however few are filled."""

_SMALL: Final = 20_000_000
"""Bytes that any archive may unpack to."""

_CELL: Final = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")

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
            cells = 0
            if size <= MAX_UNPACKED:
                sheets = (name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
                cells = max((_extent(archive, name) for name in sheets), default=0)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError):
        return  # what is wrong with it is found by its reader
    if size > MAX_UNPACKED or size > max(_SMALL, MAX_RATIO * path.stat().st_size):
        raise GeoDataError(
            "unpacks to more than is read",
            source=str(path),
            value=f"{size:,} bytes",
            remedy=f"unpack it and import the file in it, in parts of at most {MAX_UNPACKED:,} bytes",
        )
    if cells > MAX_CELLS:
        raise GeoDataError(
            "has a sheet of more cells than are read",
            source=str(path),
            value=f"{cells:,} cells",
            remedy="remove what stands far from the table, or save the sheet as CSV",
        )


def _extent(archive: zipfile.ZipFile, sheet: str) -> int:
    """Rows times columns of a sheet, from the first to the last cell."""
    columns, rows, rest = 0, 0, b""
    with archive.open(sheet) as stream:
        while block := stream.read(1 << 20):
            text = rest + block
            found = _CELL.findall(text)
            columns = max(columns, *(_column(letters) for letters in {letters for letters, _ in found}), 0)
            rows = max(rows, *(int(number) for _, number in found), 0)
            rest = text[-20:]
    return columns * rows


def _column(letters: bytes) -> int:
    """Number of a column from its letters: A is 1, AA is 27."""
    return sum((letter - 64) * 26**place for place, letter in enumerate(reversed(letters)))


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
