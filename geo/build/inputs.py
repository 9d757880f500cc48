"""What a build works with: for each source the data at hand, the edition of the boundaries, and what identifies them.

One order for all sources: what the user imported or refreshed; the publishers' files that the user fetched into
``data/raw``; the bundle. Nothing here uses the network.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geo import __version__
from geo.bundled import Bundled, bundled
from geo.catalogue import discover
from geo.fetch import MissingFileError, find, sha256
from geo.lazy import gpd
from geo.loader import Declared, Loader, canonical
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
    loaders
        Of the sources whose data are at hand, by id.
    missing
        The sources that are not, with the reason.
    catalogue
        Every source that this version knows or a user imported, at hand or not, by id.
    edition
        The boundaries' edition, None where there are no boundaries.
    remarks
        What was passed over: files in ``raw`` that are not what was pinned, in whose place the bundle is read.
    """

    raw: Path
    loaders: Mapping[str, Loader]
    missing: Mapping[str, str]
    catalogue: Mapping[str, Source]
    edition: dane_mgn.Edition | None
    remarks: tuple[str, ...] = ()

    @property
    def sources(self) -> dict[str, Source]:
        """The sources at hand, by id, with the files that are read."""
        return {name: loader.source for name, loader in self.loaders.items()}


class Boundaries(Declared):
    """The loader of an edition of the boundaries."""

    def __init__(self, edition: dane_mgn.Edition) -> None:
        super().__init__(dane_mgn)
        self._edition = edition
        self.source = of_edition(self.source, edition)

    def load(self, raw: Path) -> gpd.GeoDataFrame:
        """Read the municipalities, see :func:`geo.sources.dane_mgn.load`."""
        table: gpd.GeoDataFrame = canonical(dane_mgn.load(raw, self._edition))
        return table


def of_edition(source: Source, edition: dane_mgn.Edition) -> Source:
    """The source of the boundaries, with the file and the period of an edition."""
    return replace(source, files=(edition.file,), period=edition.title)


def gather(raw: Path, boundaries: str | None, extra: frozenset[str]) -> Inputs:
    """Find the data of every source that a build is made of.

    Parameters
    ----------
    raw, boundaries, extra
        As in :func:`geo.build.pipeline.build`.

    Raises
    ------
    GeoDataError
        A name in ``extra`` that is no source, or an edition that is not known or not there.
    """
    if not raw.is_dir():
        raise GeoDataError("there is no such folder of raw files", column="--raw", value=str(raw), remedy="create it")
    every = discover(raw)
    if unknown := extra - every.keys():
        raise GeoDataError(
            "no such source", column="--with", value=sorted(unknown), remedy=f"one of {', '.join(every)}"
        )
    edition = dane_mgn.edition(boundaries) if boundaries else dane_mgn.DEFAULT
    loaders: dict[str, Loader] = {}
    missing: dict[str, str] = {}
    remarks: list[str] = []
    for name, known in every.items():
        loader = Boundaries(edition) if name == dane_mgn.SOURCE.id else known
        try:
            loaders[name] = choose_loader(loader, raw, edition, remarks)
        except MissingFileError as error:
            source = loader.source
            if name in extra or not source.on_request:
                missing[name] = str(error)
    if boundaries and dane_mgn.SOURCE.id in missing:
        raise GeoDataError(
            "this edition of the boundaries is not there",
            column="--boundaries",
            value=boundaries,
            remedy=f"terrapaz fetch --boundaries {boundaries}",
        )
    sources = {name: loader.source for name, loader in every.items()}
    return Inputs(raw, loaders, missing, sources, None if dane_mgn.SOURCE.id in missing else edition, tuple(remarks))


def choose_loader(loader: Loader, raw: Path, edition: dane_mgn.Edition, remarks: list[str]) -> Loader:
    """Choose where a source is read from: its files in ``raw``, else the bundle.

    Files that lie in ``raw`` and are passed over because their bytes are not the pinned ones go to ``remarks``.

    Raises
    ------
    MissingFileError
        Neither is there, or files of the user's own are damaged: the bundle does not take their place.
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
        kept = bundled(loader, edition.id) if isinstance(loader, Declared) and not own else None
        if kept is None:
            raise
        require_files(kept, raw)
        if error.column is not None:
            remarks.append(f"{error} Until then the bundle is read.")
        return kept
    return loader


def require_files(kept: Bundled, raw: Path) -> None:
    """Raise if a file of the bundle is missing or changed: without it, a source would look like one without data.

    Raises
    ------
    GeoDataError
        With the file and the remedy.
    """
    try:
        find(kept.source, raw)
    except MissingFileError as error:
        raise GeoDataError(str(error).rstrip("."), source="data/raw") from error


def facts(inputs: Inputs) -> dict[str, Any]:
    """What identifies a build: boundaries, code, every input with its checksum, and the data version they make."""
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
            "retrieved": source.retrieved,
            **({"originals": list(loader.originals)} if isinstance(loader, Bundled) else {}),
        }
        for loader in inputs.loaders.values()
        for source in [loader.source]
        for file in source.files
    ]
    found: dict[str, Any] = {
        "boundaries": None if inputs.edition is None else {"id": inputs.edition.id, "title": inputs.edition.title},
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
    for path in sorted((ROOT / "geo").rglob("*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
