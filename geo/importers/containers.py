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

_READABLE: Final = LAYERS | SHEETS | TEXTS | {".kmz"}


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Path of the data file itself: ``path``, or the only file in the archive that can be read, for this context.

    Raises
    ------
    GeoDataError
        If the archive is damaged or encrypted, or contains no file that can be read, or several.
    """
    # A workbook is a zip file as well.
    if path.suffix.lower() in LAYERS | SHEETS or not zipfile.is_zipfile(path):
        yield path
        return
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
        with unpacked(Path(folder, member)) as inner:
            yield inner


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
