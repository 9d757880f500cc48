"""Find the publishers' files of a source in ``data/raw`` and check them, or fetch them from elsewhere.

:func:`fetch` looks for each file in this order: ``data/raw`` if its checksum matches; the folder or URL in
``TERRAPAZ_MIRROR``; the folder ``../shared/mirror`` if it exists; the pinned url. A file is stored complete or not
at all. :func:`find` only looks into ``data/raw``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from geo.deadline import within
from geo.lazy import pooch, requests, tenacity
from geo.schema import GeoDataError
from geo.source import RAW, RESTORE, ROOT, RawFile, Source, locate
from geo.swap import exclusive

SHARED_MIRROR: Final = ROOT.parent / "shared" / "mirror"
TIMEOUT: Final = 30.0
"""Seconds to wait for the next byte."""
DEADLINE: Final = 3600.0
"""Seconds after which a download ends, all attempts together."""
ATTEMPTS: Final = 3

Progress = Callable[[str], None]

_REMEDIES: Final[Mapping[str, str]] = {
    "tracked": RESTORE,
    "bundled": RESTORE,
    "imported": "import your file again (terrapaz import)",
    "refreshed": "run terrapaz refresh again, or return to the pinned files (terrapaz refresh --pinned)",
}
"""How to get files back that cannot be fetched, by their origin."""


class MissingFileError(GeoDataError):
    """A raw file that is missing; the message names it, its origin and the remedy."""


def find(source: Source, raw: Path = RAW) -> list[Path]:
    """Find every file of ``source`` in ``raw``; return their paths in the order declared. Nothing is fetched.

    Raises
    ------
    MissingFileError
        If a file is not in ``raw``, or its checksum is not the pinned one.
    """
    return [_find(file, source, raw) for file in source.files]


def fetch(source: Source, raw: Path = RAW, progress: Progress = lambda _: None) -> list[Path]:
    """Fetch every file of ``source`` into ``raw``; return their paths in the order declared.

    Parameters
    ----------
    raw
        The folder laid out as ``<source>/<file>``.
    progress
        Called with a short message when a file is copied or downloaded.

    Raises
    ------
    MissingFileError
        If a file is in no mirror and cannot be downloaded; the message says where to get it and where to put it.
    GeoDataError
        If a file does not match its pinned checksum; it is kept as ``<file>.refused``.
    """
    return [_fetch(file, source, raw, progress) for file in source.files]


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    return str(pooch.file_hash(str(path), alg="sha256"))


def mirrors() -> Iterator[str]:
    """Yield the folders and URLs that may hold copies of raw files, best first."""
    if mirror := os.environ.get("TERRAPAZ_MIRROR"):
        yield mirror
    if SHARED_MIRROR.is_dir():
        yield str(SHARED_MIRROR)


def _find(file: RawFile, source: Source, raw: Path) -> Path:
    path = locate(file, raw)
    remedy = _REMEDIES.get(file.origin, f"run terrapaz fetch {source.id}")
    if not path.is_file():
        raise MissingFileError("the file is missing", source=file.path, remedy=remedy)
    if file.sha256 is not None and (found := sha256(path)) != file.sha256:
        raise MissingFileError(
            f"the checksum differs from the recorded one (sha256 {file.sha256})",
            source=file.path,
            column="sha256",
            value=found,
            remedy=remedy,
        )
    return path


def _fetch(file: RawFile, source: Source, raw: Path, progress: Progress) -> Path:
    if file.origin in _REMEDIES:
        return _find(file, source, raw)
    with exclusive(locate(file, raw)):
        return _obtain(file, source, locate(file, raw), progress)


def _obtain(file: RawFile, source: Source, target: Path, progress: Progress) -> Path:
    if target.is_file():
        mismatch = None if file.sha256 is None else _mismatch(target, file, str(target))
        if mismatch is None:
            return target
        progress(str(mismatch))
    tried = []
    for origin in _origins(file):
        try:
            fresh = _copy(origin, target, progress)
        except (OSError, requests.RequestException) as error:
            tried.append(f"{origin} ({type(error).__name__})")
            continue
        mismatch = None if file.sha256 is None else _mismatch(fresh, file, origin)
        if mismatch is not None:
            raise mismatch
        fresh.replace(target)
        return target
    raise MissingFileError(
        f"not found in any mirror or URL; tried {', '.join(tried) or 'nothing: no mirror and no url'}",
        source=source.id,
        value=file.path,
        remedy=(
            f"get it from {source.publisher} ({source.publisher_url}) and put it at {target}, "
            "or set TERRAPAZ_MIRROR to a folder or URL that holds it"
        ),
    )


def _origins(file: RawFile) -> Iterator[str]:
    for mirror in mirrors():
        if _is_url(mirror):
            yield f"{mirror.rstrip('/')}/{quote(file.path)}"
        elif (Path(mirror) / file.path).is_file():
            yield str(Path(mirror) / file.path)
    if file.url:
        yield file.url


def _is_url(location: str) -> bool:
    return urlsplit(location).scheme in {"http", "https"}


def _copy(origin: str, target: Path, progress: Progress) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    progress(f"{target.parent.name}/{target.name}")
    try:
        if _is_url(origin):
            _download(origin, part)
        else:
            shutil.copyfile(origin, part)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _download(origin: str, part: Path) -> None:
    downloader = pooch.HTTPDownloader(timeout=TIMEOUT)

    def attempts() -> None:
        for attempt in tenacity.Retrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_exponential_jitter(multiplier=0.5, max=10),
            retry=tenacity.retry_if_exception(_is_transient),
            reraise=True,
        ):
            with attempt:
                downloader(origin, str(part), None)

    within(DEADLINE, attempts)


def _is_transient(error: BaseException) -> bool:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return error.response.status_code == requests.codes.too_many_requests or error.response.status_code >= 500
    return isinstance(error, requests.ConnectionError | requests.Timeout | requests.exceptions.ChunkedEncodingError)


def _mismatch(path: Path, file: RawFile, origin: str) -> GeoDataError | None:
    """Set a file with another checksum aside; the error to raise or show, None if the checksum matches."""
    found = sha256(path)
    if found == file.sha256:
        return None
    aside = path.with_name(path.name.removesuffix(".part") + ".refused")
    path.replace(aside)
    return GeoDataError(
        f"the checksum of {origin} is not the pinned one (sha256 {file.sha256}); the file was kept as {aside.name}",
        source=file.path,
        column="sha256",
        value=found,
        remedy="if the publisher has released new data, refresh the source; otherwise fetch it again",
    )
