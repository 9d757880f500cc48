"""Answers of a publisher on disk, by the version of its data, until a refresh is complete."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path


class Spool:
    """The cached answers of one source.

    Parameters
    ----------
    folder
        Where they are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._current = folder, folder / "unversioned"

    def use(self, query: str, version: str) -> None:
        """Cache the following answers by query and version of the publisher's data.

        Answers to the same query from another version are deleted: they may be of other rows.
        """
        family = self._folder / _digest(query)
        folder = family / _digest(version)
        for old in family.iterdir() if family.is_dir() else ():
            if old != folder:
                shutil.rmtree(old)
        folder.mkdir(parents=True, exist_ok=True)
        self._current = folder

    def place(self, *request: object) -> Path:
        """Path of the answer to a request, whether it is there or not."""
        self._current.mkdir(parents=True, exist_ok=True)
        return self._current / _digest(*request)

    def keep(self, place: Path, body: bytes) -> None:
        """Write an answer, completely or not at all."""
        part = place.with_suffix(".part")
        part.write_bytes(body)
        part.replace(place)

    def forget(self) -> None:
        """Delete every answer, so that another run asks for them again."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
