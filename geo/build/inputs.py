"""Find the inputs of a build: the data at hand of each source, the edition of the boundaries, and their checksums.

Every source is read from the first of these that exists: data that the user imported or refreshed; the publishers'
files in ``data/raw``; the bundle. Nothing here uses the network.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo import __version__
from geo.build.boundaries import Boundaries
from geo.bundled import Bundled, bundled
from geo.catalogue import discover
from geo.fetch import MissingFileError, find, sha256
from geo.loader import Declared, Loader
from geo.schema import GeoDataError, one_of
from geo.source import RAW, Source, locate
from geo.sources import dane_mgn

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Inputs:
    """The inputs of a build.

    Attributes
    ----------
    raw
        The folder of raw files.
    loaders
        Loaders of the sources whose data are at hand, by id.
    missing
        The sources whose data are not at hand, with the reason.
    catalogue
        Every declared or imported source by id, whether its data are at hand or not.
    boundaries
        The boundaries, None if there are none.
    remarks
        Files in ``raw`` that were ignored because they are not the pinned ones, as the bundle is read instead;
        overlaps of the boundaries.
    """

    raw: Path
    loaders: Mapping[str, Loader]
    missing: Mapping[str, str]
    catalogue: Mapping[str, Source]
    boundaries: Boundaries | None
    remarks: tuple[str, ...] = ()

    @property
    def sources(self) -> dict[str, Source]:
        """The sources at hand, by id, with the files that are read."""
        return {name: loader.source for name, loader in self.loaders.items()}


def gather(
    raw: Path, boundaries: str | None, extra: frozenset[str], fields: Mapping[str, str] | None = None
) -> Inputs:
    """Find the data of every source of a build.

    Parameters
    ----------
    raw, boundaries, extra, fields
        As in :func:`geo.build.pipeline.build`.

    Raises
    ------
    GeoDataError
        If a name in ``extra`` is not a source, or the edition is unknown or not at hand.
    """
    if raw != RAW and not raw.is_dir():
        raise GeoDataError(
            "the folder of raw files does not exist", column="--raw", value=str(raw), remedy="create it"
        )
    every = discover(raw)
    if unknown := extra - every.keys():
        raise GeoDataError(
            "no such source", column="--with", value=sorted(unknown), remedy=one_of(min(unknown), every)
        )
    municipal = Boundaries(dane_mgn.edition(boundaries or dane_mgn.DEFAULT.id, fields))
    loaders: dict[str, Loader] = {}
    missing: dict[str, str] = {}
    remarks = municipal.remarks
    for name, known in every.items():
        loader = municipal if name == dane_mgn.SOURCE.id else known
        try:
            loaders[name] = choose_loader(loader, raw, municipal.release, remarks)
        except MissingFileError as error:
            source = loader.source
            if name in extra or not source.on_request:
                missing[name] = str(error)
            elif others := sorted((raw / name).glob("*.*")):
                remarks.append(f"{error} Left out: {name}/{others[0].name} is there, which is not read.")
    if boundaries and dane_mgn.SOURCE.id in missing:
        raise GeoDataError(
            "the files of this edition of the boundaries are missing",
            column="--boundaries",
            value=boundaries,
            remedy=f"terrapaz fetch --boundaries {boundaries}",
        )
    sources = {name: loader.source for name, loader in every.items()}
    found = None if dane_mgn.SOURCE.id in missing else municipal
    return Inputs(raw, loaders, missing, sources, found, tuple(remarks))


def choose_loader(loader: Loader, raw: Path, edition: dane_mgn.Edition, remarks: list[str]) -> Loader:
    """Choose where a source is read from: its files in ``raw``, else the bundle.

    Files in ``raw`` that are ignored because their checksum is not the pinned one are added to ``remarks``.

    Raises
    ------
    MissingFileError
        If neither is there, or if imported or refreshed files are damaged: the bundle does not replace those.
    """
    source = loader.source
    own = any(file.origin in ("imported", "refreshed") for file in source.files)
    if not source.files:
        raise MissingFileError(
            "was never fetched from its publisher", source=source.id, remedy=f"terrapaz refresh {source.id}"
        )
    try:
        find(source, raw)
    except MissingFileError as error:
        fallback = bundled(loader, edition.id) if isinstance(loader, Declared) and not own else None
        if fallback is None:
            raise
        require_files(fallback, raw)
        if error.column is not None:
            remarks.append(f"{error} Until then the bundle is read.")
        return fallback
    return loader


def require_files(loader: Bundled, raw: Path) -> None:
    """Raise if a file of the bundle is missing or changed: otherwise the source would seem to have no data.

    Raises
    ------
    GeoDataError
        Names the file and the remedy.
    """
    try:
        find(loader.source, raw)
    except MissingFileError as error:
        raise GeoDataError(str(error).rstrip("."), source="data/raw") from error


def facts(inputs: Inputs) -> dict[str, Any]:
    """Return what identifies a build: boundaries, code, checksums of the inputs, and the resulting data version."""
    files = [
        {
            "source": source.id,
            "path": file.path,
            "tracked": file.tracked,
            "origin": file.origin,
            "sha256": file.sha256 or sha256(locate(file, inputs.raw)),
            "bytes": locate(file, inputs.raw).stat().st_size,
            "url": file.url or source.publisher_url,
            "publisher": source.publisher,
            "licence": source.licence,
            "attribution": source.attribution,
            "period": source.period,
            "redistributable": source.redistributable,
            "retrieved": file.retrieved or source.retrieved,
            **({"originals": list(loader.originals)} if isinstance(loader, Bundled) else {}),
        }
        for loader in inputs.loaders.values()
        for source in [loader.source]
        for file in source.files
    ]
    found: dict[str, Any] = {
        "boundaries": None if inputs.boundaries is None else inputs.boundaries.facts,
        "code": {"version": __version__, "sha256": _code_hash()},
        "inputs": files,
        "missing": inputs.missing,
        "remarks": list(inputs.remarks),
    }
    identity = [found["boundaries"], found["code"], sorted((entry["path"], entry["sha256"]) for entry in files)]
    found["data_version"] = hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:10]
    return found


def _code_hash() -> str:
    digest = hashlib.sha256()
    code = Path(__file__).resolve().parents[2]
    for path in sorted((code / "geo").rglob("*.py")):
        digest.update(path.relative_to(code).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
