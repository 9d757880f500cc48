"""Import a file: choose its reader, read it, and store the accepted rows."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from geo.fetch import sha256
from geo.imported import store
from geo.importers import FORMATS
from geo.importers.reading import Reading, Request
from geo.readers.names import fold
from geo.schema import GeoDataError, one_of
from geo.source import RAW

READERS: Final[Mapping[str, Callable[[Request], Reading]]] = {
    form: importlib.import_module(f"geo.importers.{form}").read for form in FORMATS
}
"""Reader by format."""


def import_file(form: str, request: Request, raw: Path = RAW) -> tuple[Reading, Path]:
    """Import a file into ``raw``, replacing an earlier one of that name.

    Parameters
    ----------
    form
        One of :data:`READERS`.

    Returns
    -------
    tuple
        The reading, and the folder in which it is stored.

    Raises
    ------
    GeoDataError
        If the format is unknown, or the file cannot be used. Nothing is written.
    """
    if form not in READERS:
        raise GeoDataError("no such format", value=form, remedy=one_of(form, READERS))
    request = replace(request, name=name_of(request.name or default_name(form, request.path)))
    reading = READERS[form](request)
    accepted, rows = reading.accepted, len(reading.report)
    lineage = (
        f"Imported on {request.today.isoformat()} from {request.path.name} (sha256 {sha256(request.path)[:16]}…):"
        f" {accepted:,} of {rows:,} rows accepted."
    )
    caveats = (*reading.source.caveats, lineage)
    source = replace(reading.source, caveats=caveats, retrieved=request.today.isoformat())
    return reading, store(source, reading.table, reading.report, raw, reading.searched)


def default_name(form: str, path: Path) -> str:
    """Default name of a source: the format for UCDP and ACLED, otherwise the file's name."""
    return form if form in ("ucdp", "acled") else path.stem


def name_of(text: str) -> str:
    """Convert any text to a name for a folder and a source.

    Examples
    --------
    >>> name_of("Masacres Indepaz (2023)"), name_of("mi_archivo.v2")
    ('masacres-indepaz', 'mi-archivo-v2')
    """
    name = fold(text).replace(" ", "-")
    if not name:
        raise GeoDataError("no name", value=text, remedy="--name with letters or digits")
    return name
