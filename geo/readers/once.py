"""Files read once for all who ask, for as long as they stay as they are.

A loader is asked several times in a build: for its table, for its measurements, for what it set aside.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")

_FILES: Final = 16


def once(read: Callable[[Path], T]) -> Callable[[Path], T]:
    """Keep what ``read`` makes of the last files, until their size or time changes.

    All who ask are given the same object, and must not change it in place.
    """

    @lru_cache(maxsize=_FILES)
    def held(path: Path, _size: int, _modified: int) -> T:
        return read(path)

    @wraps(read)
    def asked(path: Path) -> T:
        now = path.stat()
        return held(path, now.st_size, now.st_mtime_ns)

    return asked
