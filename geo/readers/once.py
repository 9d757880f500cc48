"""Cache the result of reading a file until the file changes.

A build calls a loader several times: for its table, its measurements and its rejects.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")

_FILES: Final = 16


def once(read: Callable[[Path], T]) -> Callable[[Path], T]:
    """Cache the results of ``read`` for the last files, until their size or modification time changes.

    All callers receive the same object and must not change it in place.
    """

    @lru_cache(maxsize=_FILES)
    def cached(path: Path, _size: int, _modified: int) -> T:
        return read(path)

    @wraps(read)
    def wrapper(path: Path) -> T:
        status = path.stat()
        return cached(path, status.st_size, status.st_mtime_ns)

    return wrapper
