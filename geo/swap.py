"""Replace a file or folder in one step, so that no reader, fault or kill ever meets a partial one.

What is new is written into a work folder beside its target, ``.<name>-<random>.swap``, and then takes its place. One
process at a time writes to a target; it clears what processes that died have left.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from geo.schema import GeoDataError

if sys.platform != "win32":
    import fcntl

PATIENCE: Final = 600.0
"""Seconds to wait for another process that writes to the same target."""

_PAUSE: Final = 0.05
_NEW, _OLD, _ENDING = "new", "old", ".swap"
_LONGEST: Final = 100
"""Bytes of a name from which its work folder is named by a checksum: names have 255 bytes at most."""

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_NO_EXCHANGE: Final = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM}
_KINDS: Final = (
    (stat.S_ISLNK, "is a link, which is never followed or replaced"),
    (stat.S_ISDIR, "is a folder, which would be lost"),
    (stat.S_ISREG, "is a file, which would be lost"),
)
_SIGNATURES: Final = (b"\x89PNG", b"%PDF", b"PK\x03\x04", b"SQLite format 3", b"PAR1", b"<", b"{")


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield an empty folder that replaces ``target`` when the block ends.

    On an error, or if the process dies, ``target`` is unchanged.

    Raises
    ------
    GeoDataError
        If ``target`` is no folder, or another process does not finish writing it.
    """
    require_free(target, folder=True)
    with scratch(target) as work:
        fresh = work / _NEW
        fresh.mkdir()
        yield fresh
        fresh.chmod(0o755)
        _swap(fresh, target, work)


def replace_file(target: Path, content: bytes) -> None:
    """Write ``content`` to ``target``, completely or not at all.

    Raises
    ------
    GeoDataError
        If ``target`` is a link, a folder or a device.
    """
    require_free(target, folder=False)
    with scratch(target) as work:
        fresh = work / _NEW
        fresh.write_bytes(content)
        fresh.chmod(0o644)
        fresh.replace(target)


def write_output(target: Path, content: bytes) -> None:
    """Write a file where a user wants it, in place of an earlier one of the same kind only.

    A file of the same kind begins alike, and names Terrapaz if the new one does.

    Raises
    ------
    GeoDataError
        If ``target`` holds anything else.
    """
    require_free(target, folder=False)
    if target.is_file() and (old := target.read_bytes()):
        named = b"terrapaz"
        if _signature(old) != _signature(content) or (named in content.lower() and named not in old.lower()):
            raise GeoDataError(
                "holds something else, which would be lost",
                source=str(target),
                column="--output",
                remedy="name another file, or remove this one",
            )
    replace_file(target, content)


def require_free(target: Path, *, folder: bool, option: str | None = None) -> None:
    """Raise unless ``target`` can be written: it is missing, or a folder (a file) that is no link.

    ``option`` is the flag that named it, for the message.

    Raises
    ------
    GeoDataError
        Says what is in the way.
    """
    try:
        mode = target.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        mode = None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise GeoDataError(
            f"cannot be written: {reason}", source=_shown(target), column=option, remedy="name another path"
        ) from error
    wanted = stat.S_ISDIR if folder else stat.S_ISREG
    if mode is not None and not wanted(mode):
        found = next((words for is_kind, words in _KINDS if is_kind(mode)), "is a device or another special file")
        raise GeoDataError(
            found,
            source=_shown(target),
            column=option,
            remedy=f"name a {'folder' if folder else 'file'}, or a new one",
        )
    parent = next((each for each in target.absolute().parents if os.path.lexists(each)), None)
    if parent is not None and not parent.is_dir():
        raise GeoDataError(
            "is not a folder, so nothing can be written below it",
            source=_shown(parent),
            column=option,
            remedy="name another path",
        )
    if mode is None and parent is not None:
        try:
            tempfile.TemporaryFile(dir=parent).close()  # what the modes allow is not all that decides
        except OSError as error:
            raise GeoDataError(
                f"nothing can be written there: {error.strerror}",
                source=_shown(parent),
                column=option,
                remedy="name another path",
            ) from error


@contextmanager
def exclusive(target: Path) -> Iterator[None]:
    """Keep other writers away from ``target`` during the block, and tidy up after those that died.

    The lock is the kernel's and ends with the process that holds it. A system without such locks keeps none apart.

    Raises
    ------
    GeoDataError
        If another process holds it for longer than :data:`PATIENCE`, or the folder cannot be written to.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = _acquire(target)
    except OSError as error:
        raise GeoDataError(
            f"cannot be written: {error.strerror}", source=_shown(target), remedy="name another path"
        ) from error
    try:
        if lock is not None:
            for work in _left_behind(target):
                _restore(work, target)
                shutil.rmtree(work, ignore_errors=True)
        yield
    finally:
        if lock is not None:
            _lock_path(target).unlink(missing_ok=True)
            os.close(lock)


@contextmanager
def scratch(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``target`` that is removed after the block, or by the next writer."""
    with exclusive(target):
        work = Path(tempfile.mkdtemp(prefix=f".{_stem(target)}-", suffix=_ENDING, dir=target.parent))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def recover(target: Path) -> None:
    """Put an earlier folder back that a writer took away before it died, where names cannot be exchanged.

    For readers that do not find ``target``. Does nothing if there is nothing to put back.
    """
    if not target.exists() and any((work / _OLD / target.name).exists() for work in _left_behind(target)):
        with suppress(GeoDataError), exclusive(target):
            pass


def recover_all(parent: Path) -> None:
    """Do what :func:`recover` does for every folder that belongs into ``parent``."""
    for old in parent.glob(f".*{_ENDING}/{_OLD}/*"):
        recover(parent / old.name)


def _acquire(target: Path) -> int | None:
    """A descriptor that holds the lock of ``target``; None where the file system has no locks."""
    if sys.platform == "win32":
        return None
    path, end = _lock_path(target), time.monotonic() + PATIENCE
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(lock), path.lstat()):
                    return lock
            waits = False  # its last holder removed this file: another one is the lock now
        except BlockingIOError:
            waits = True
        except OSError:
            os.close(lock)
            return None
        os.close(lock)
        if time.monotonic() > end:
            raise GeoDataError(
                "another process is writing here",
                source=_shown(target),
                remedy="wait until it has finished, or end it",
            )
        if waits:
            time.sleep(_PAUSE)


def _swap(fresh: Path, target: Path, work: Path) -> None:
    if not target.exists():
        fresh.rename(target)
    elif not _exchange(fresh, target):
        old = work / _OLD / target.name
        old.parent.mkdir()
        target.rename(old)  # from here to the next rename there is no target: recover() puts the old one back
        try:
            fresh.rename(target)
        except OSError:
            old.rename(target)
            raise


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _left_behind(target: Path) -> list[Path]:
    """Work folders of a target; those of living processes too, unless the target is locked."""
    name = re.compile(rf"\.{re.escape(_stem(target))}-[a-z0-9_]{{8}}{re.escape(_ENDING)}")
    with suppress(OSError):
        return [path for path in target.parent.iterdir() if name.fullmatch(path.name)]
    return []


def _restore(work: Path, target: Path) -> None:
    old = work / _OLD / target.name
    if old.exists() and not target.exists():
        old.rename(target)


def _lock_path(target: Path) -> Path:
    return target.with_name(f".{_stem(target)}.lock")


def _stem(target: Path) -> str:
    name = os.fsencode(target.name)
    return target.name if len(name) <= _LONGEST else hashlib.sha256(name).hexdigest()[:32]


def _signature(content: bytes) -> bytes:
    begin = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((each for each in _SIGNATURES if begin.startswith(each)), b"")


def _shown(path: Path) -> str:
    text = str(path)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
