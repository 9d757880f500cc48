"""What a build works with: the sources that are there, the edition of the boundaries, and what identifies them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geo import __version__
from geo.catalogue import catalogue
from geo.fetch import MissingFileError, fetch, sha256
from geo.refresh import obtain
from geo.schema import GeoDataError
from geo.source import ROOT, Source, locate
from geo.sources import dane_mgn

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Inputs:
    """What a build has to work with.

    Attributes
    ----------
    raw
        The folder of raw files.
    sources
        The sources whose files are all there, by id.
    missing
        The sources that could not be had, with the reason.
    edition
        The boundaries' edition, None where there are no boundaries.
    """

    raw: Path
    sources: Mapping[str, Source]
    missing: Mapping[str, str]
    edition: dane_mgn.Edition | None


def gather(raw: Path, boundaries: str | None, extra: frozenset[str], progress: Progress) -> Inputs:
    """Fetch what is missing, and say what is there.

    Parameters
    ----------
    raw, boundaries, extra, progress
        As in :func:`geo.pipeline.build`.

    Raises
    ------
    GeoDataError
        A name in ``extra`` that is no source, or an edition that is not known.
    """
    every = catalogue(raw)
    if unknown := extra - every.keys():
        raise GeoDataError(
            "no such source", column="--with", value=sorted(unknown), remedy=f"one of {', '.join(every)}"
        )
    sources = {name: source for name, source in every.items() if _wanted(source, extra)}
    missing: dict[str, str] = {}
    edition, sources["dane_mgn"] = _edition(raw, boundaries, progress)
    had = {}
    for name, source in sources.items():
        try:
            had[name] = obtain(source, raw, progress, stream=True)
        except MissingFileError as error:
            missing[name] = str(error)
    return Inputs(raw, had, missing, edition if "dane_mgn" in had else None)


def facts(inputs: Inputs) -> dict[str, Any]:
    """What identifies a build: boundaries, code, every input with its checksum, and the data version they make."""
    files = [
        {
            "source": source.id,
            "path": file.path,
            "tracked": file.tracked,
            "origin": file.origin,
            "sha256": sha256(path) if path.is_file() else None,
            "bytes": path.stat().st_size if path.is_file() else None,
            "url": file.url or source.publisher_url,
            "publisher": source.publisher,
            "licence": source.licence,
            "attribution": source.attribution,
            "period": source.period,
            "redistributable": source.redistributable,
            "retrieved": _day(path),
        }
        for source in inputs.sources.values()
        for file in source.files
        for path in [locate(file, inputs.raw)]
    ]
    found: dict[str, Any] = {
        "boundaries": None if inputs.edition is None else {"id": inputs.edition.id, "title": inputs.edition.title},
        "code": {"version": __version__, "sha256": _code_hash()},
        "inputs": files,
        "missing": inputs.missing,
    }
    identity = [found["boundaries"], found["code"], sorted((entry["path"], entry["sha256"]) for entry in files)]
    found["data_version"] = hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:10]
    return found


def _wanted(source: Source, extra: frozenset[str]) -> bool:
    """Optional sources are left out but for those asked for, here or when their publisher was asked for them."""
    return not source.optional or source.id in extra or any(file.origin == "refreshed" for file in source.files)


def _edition(raw: Path, wanted: str | None, progress: Progress) -> tuple[dane_mgn.Edition, Source]:
    source = dane_mgn.SOURCE
    edition = dane_mgn.edition(wanted) if wanted else dane_mgn.DEFAULT
    if wanted is None:
        try:
            fetch(source, raw, progress)
        except MissingFileError:
            edition = dane_mgn.ONLINE
    return edition, replace(source, files=(edition.file,), period=edition.title)


def _day(path: Path) -> str:
    """The day a file came; of one that is read where it lies, today."""
    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.is_file() else datetime.now(UTC)
    return moment.date().isoformat()


def _code_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "geo").rglob("*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
