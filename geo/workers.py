"""Where work is done: on the threads of this machine, or on a dask.distributed cluster.

Work is a function of something shared and of one item; results come back in the order of the items, so that sums do
not depend on who was first. Nothing below the workers knows which kind they are.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from functools import partial
from typing import Any, Final, Protocol, Self, TypeVar

from geo.schema import GeoDataError

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

_ATTEMPTS: Final = 4


class Workers(Protocol):
    """Whoever maps a function over items."""

    def map(self, function: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterator[R]:
        """``function(shared, item)`` for each item, in order."""


class Threads:
    """Threads of this process, one a core unless told otherwise: the compiled loops and GDAL release the lock."""

    def __init__(self, count: int | None = None) -> None:
        affinity = getattr(os, "sched_getaffinity", None)
        self.count = count or (len(affinity(0)) if affinity else os.cpu_count() or 1)

    def map(self, function: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterator[R]:
        """``function(shared, item)`` for each item, in order."""
        with ThreadPoolExecutor(self.count) as pool:
            yield from pool.map(partial(function, shared), items)


class Cluster:
    """The workers of a dask.distributed scheduler; needs ``terrapaz[cluster]`` here and Terrapaz on the workers.

    Rasters are opened by the workers, so their paths must mean the same there: a shared folder or a URL. A worker
    that dies costs only its unfinished items, which others do again.

    Parameters
    ----------
    address
        The scheduler, as ``tcp://host:8786``.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError as error:
            raise GeoDataError(
                "dask.distributed is not installed", remedy="pip install 'terrapaz[cluster]'"
            ) from error
        try:
            connect: Any = distributed.Client
            self.client = connect(address, timeout="20s", set_as_default=False)
        except OSError as error:
            raise GeoDataError(
                "no scheduler answers", value=address, remedy="start one with dask scheduler, or leave it out"
            ) from error

    def map(self, function: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterator[R]:
        """``function(shared, item)`` for each item, in order.

        Raises
        ------
        GeoDataError
            If the workers were lost again and again.
        """
        done, lost = 0, None
        for _ in range(_ATTEMPTS):
            try:
                for result in self._attempt(function, shared, items[done:]):
                    yield result
                    done += 1
            except (CancelledError, self._killed) as error:  # every copy of what is shared went with its worker
                lost = error
            else:
                return
        raise GeoDataError(
            f"the cluster lost its workers {_ATTEMPTS} times",
            value=str(lost),
            remedy="look at the workers' logs; a band needs some 300 MB",
        ) from lost

    def _attempt(self, function: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterator[R]:
        self.client.wait_for_workers(1, timeout=60)
        copy = self.client.scatter(shared, broadcast=True, hash=False)
        ahead = 4 * max(1, sum(self.client.nthreads().values()))
        pending: deque[Any] = deque()
        for item in items:
            pending.append(self.client.submit(function, copy, item, pure=False))
            if len(pending) > ahead:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()

    @property
    def _killed(self) -> type[Exception]:
        from distributed import KilledWorker

        return KilledWorker

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
