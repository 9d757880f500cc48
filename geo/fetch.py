"""The publishers' files of a source: found in ``data/raw`` and checked, or brought there from elsewhere.

:func:`fetch` looks for each file in this order: ``data/raw`` if its checksum holds; the folder or URL in
``TERRAPAZ_MIRROR``; the folder ``../shared/mirror`` where it exists; the pinned url. Files arrive complete or not
at all. :func:`find` only looks into ``data/raw``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from geo.lazy import pooch, requests, tenacity
from geo.schema import GeoDataError
from geo.source import RAW, ROOT, RawFile, Source, locate

SHARED_MIRROR: Final = ROOT.parent / "shared" / "mirror"
TIMEOUT: Final = 30.0
ATTEMPTS: Final = 3

Progress = Callable[[str], None]

_OWN: Final[Mapping[str, str]] = {
    "tracked": "restore it from git",
    "bundled": "restore it from git",
    "imported": "import your file again (terrapaz import)",
    "refreshed": "ask the publisher again (terrapaz refresh), or drop what it gave (terrapaz refresh --pinned)",
}
"""Files that cannot be fetched, by their origin, and how to get them again."""


class MissingFileError(GeoDataError):
    """A raw file that is missing; the message names it, its origin and the remedy."""


def find(source: Source, raw: Path = RAW) -> list[Path]:
    """Find every file of ``source`` in ``raw``; return their paths in the order declared. Nothing is fetched.

    Raises
    ------
    MissingFileError
        A file that is not in ``raw``, or whose bytes are not the pinned ones.
    """
    return [_find(file, source, raw) for file in source.files]


def fetch(source: Source, raw: Path = RAW, progress: Progress = lambda _: None) -> list[Path]:
    """Bring every file of ``source`` into ``raw``; return their paths in the order declared.

    Parameters
    ----------
    raw
        The folder laid out as ``<source>/<file>``.
    progress
        Called with a short message when a file is copied or downloaded.

    Raises
    ------
    MissingFileError
        No mirror, no network, or no url: which file, where it comes from, where to put it.
    GeoDataError
        Bytes that do not match the pinned checksum; they are set aside as ``<file>.refused``.
    """
    return [_fetch(file, source, raw, progress) for file in source.files]


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    return str(pooch.file_hash(str(path), alg="sha256"))


def mirrors() -> Iterator[str]:
    """Yield where copies of raw files may lie besides their publishers, best first."""
    if named := os.environ.get("TERRAPAZ_MIRROR"):
        yield named
    if SHARED_MIRROR.is_dir():
        yield str(SHARED_MIRROR)


def _find(file: RawFile, source: Source, raw: Path) -> Path:
    path = locate(file, raw)
    remedy = _OWN.get(file.origin, f"run terrapaz fetch {source.id}")
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
    if file.origin in _OWN:
        return _find(file, source, raw)
    target = locate(file, raw)
    if target.is_file():
        complaint = None if file.sha256 is None else _matches(target, file, str(target))
        if complaint is None:
            return target
        progress(str(complaint))
    tried = []
    for origin in _origins(file):
        try:
            fresh = _copy(origin, target, progress)
        except (OSError, requests.RequestException) as error:
            tried.append(f"{origin} ({type(error).__name__})")
            continue
        complaint = None if file.sha256 is None else _matches(fresh, file, origin)
        if complaint is not None:
            raise complaint
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
        if _remote(mirror):
            yield f"{mirror.rstrip('/')}/{quote(file.path)}"
        elif (Path(mirror) / file.path).is_file():
            yield str(Path(mirror) / file.path)
    if file.url:
        yield file.url


def _remote(place: str) -> bool:
    return urlsplit(place).scheme in {"http", "https"}


def _copy(origin: str, target: Path, progress: Progress) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    progress(f"{target.parent.name}/{target.name}")
    try:
        if _remote(origin):
            _download(origin, part)
        else:
            shutil.copyfile(origin, part)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _download(origin: str, part: Path) -> None:
    downloader = pooch.HTTPDownloader(timeout=TIMEOUT)
    for attempt in tenacity.Retrying(
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=tenacity.wait_exponential_jitter(multiplier=0.5, max=10),
        retry=tenacity.retry_if_exception(_passing),
        reraise=True,
    ):
        with attempt:
            downloader(origin, str(part), None)


def _passing(error: BaseException) -> bool:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return error.response.status_code == requests.codes.too_many_requests or error.response.status_code >= 500
    return isinstance(error, requests.ConnectionError | requests.Timeout | requests.exceptions.ChunkedEncodingError)


def _matches(path: Path, file: RawFile, origin: str) -> GeoDataError | None:
    found = sha256(path)
    if found == file.sha256:
        return None
    aside = path.with_name(path.name.removesuffix(".part") + ".refused")
    path.replace(aside)
    return GeoDataError(
        f"the bytes from {origin} are not the pinned ones (sha256 {file.sha256}) and were set aside as {aside.name}",
        source=file.path,
        column="sha256",
        value=found,
        remedy="if the publisher has released new data, refresh the source; otherwise fetch it again",
    )
