"""Map a function over items, on the threads of this machine or on a dask.distributed cluster.

The function takes a shared argument and one item. Results are returned in the order of the items, so that sums do not
depend on the order of completion. The code that is mapped does not depend on the kind of workers.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache
from typing import Any, ParamSpec, Protocol, Self, TypeVar

from geo.schema import GeoDataError

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")


class Workers(Protocol):
    """Maps a function over items."""

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """``function(shared, item)`` for each item, in order."""


class Threads:
    """Threads of this process, by default one per core: the compiled loops and GDAL release the GIL.

    Pools are kept and shared by all instances of the same ``count``. Mapped functions must not map on the same pool
    and wait for it: that would deadlock.
    """

    def __init__(self, count: int | None = None) -> None:
        affinity = getattr(os, "sched_getaffinity", None)
        self.count = count or (len(affinity(0)) if affinity else os.cpu_count() or 1)

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """``function(shared, item)`` for each item, in order."""
        pool = _pool(self.count)
        pending = deque(pool.submit(function, shared, item) for item in items)
        try:
            while pending:
                yield pending[0].result()
                pending.popleft()
        finally:  # the caller has stopped iterating, or an item has failed
            for future in pending:
                future.cancel()
            wait(pending)


@cache
def _pool(count: int) -> ThreadPoolExecutor:
    """A pool that is kept, because starting threads while others are busy is slow."""
    return ThreadPoolExecutor(count)


@contextmanager
def run_in_background(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Iterator[Callable[[], R]]:
    """Run a function on a separate thread during the block; yields a function that waits for its result.

    The end of the block waits for the thread, also after an exception.
    """
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(function, *args, **kwargs).result


class Cluster:
    """The workers of a dask.distributed scheduler; needs ``terrapaz[cluster]`` here and Terrapaz on the workers.

    Rasters are opened by the workers, so their paths must be valid there: a shared folder or a URL. If a worker dies,
    its unfinished items are repeated by others.

    Parameters
    ----------
    address
        Address of the scheduler, ``tcp://host:8786``.
    timeout
        Seconds to wait for the scheduler.
    patience
        Seconds to wait while there is no worker: workers may be starting or restarting.
    """

    def __init__(self, address: str, *, timeout: float = 20, patience: float = 300) -> None:
        try:
            import distributed
        except ImportError as error:
            raise GeoDataError("dask.distributed is not installed", remedy="pip install -e '.[cluster]'") from error
        self.address, self.patience = address, patience
        try:
            connect: Any = distributed.Client
            self.client = connect(address, timeout=timeout, set_as_default=False)
        except OSError as error:
            raise GeoDataError(
                "no scheduler answers", value=address, remedy="start one with dask scheduler, or omit the address"
            ) from error

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """``function(shared, item)`` for each item, in order.

        The shared argument is the result of a task, so that it can be recomputed when the workers that hold it die.

        Raises
        ------
        GeoDataError
            If several workers died while processing the same item, if no worker is left, or if the scheduler is gone.
        """
        from distributed import CancelledError, KilledWorker

        ahead = 4 * max(1, sum(self.client.nthreads().values()))
        copy = self.client.submit(_identity, shared, pure=False)
        pending: deque[Any] = deque()
        try:
            for item in items:
                pending.append(self.client.submit(_apply, function, copy, item, pure=False))
                if len(pending) > ahead:
                    yield self._result(pending.popleft())
            while pending:
                yield self._result(pending.popleft())
        except KilledWorker as error:
            raise GeoDataError(
                "several workers died while processing the same item",
                value=str(error),
                remedy="read their logs; a thread needs about 200 MB",
            ) from error
        except CancelledError as error:
            raise GeoDataError(
                "the scheduler is gone", value=self.address, remedy="start dask scheduler again, and its workers"
            ) from error

    def _result(self, future: Any) -> Any:
        """Wait for the result of a task; dask itself would wait for workers without end."""
        alone = 0.0
        while True:
            try:
                return future.result(timeout=min(self.patience, 10))
            except TimeoutError:
                if future.done():  # finished meanwhile, or the task itself raised TimeoutError
                    return future.result()
                alone = 0.0 if self.client.nthreads() else alone + min(self.patience, 10)
                if alone >= self.patience:
                    raise GeoDataError(
                        "no worker is left", value=self.address, remedy="start dask worker on this address"
                    ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()


@contextmanager
def open_workers(scheduler: str | None) -> Iterator[Workers]:
    """Yield the threads of this machine, or a connection to a scheduler that is closed after the block."""
    if scheduler is None:
        yield Threads()
        return
    with Cluster(scheduler) as cluster:
        yield cluster


def _identity(shared: S) -> S:
    return shared


def _apply(function: Callable[[S, T], R], shared: S, item: T) -> R:
    try:
        return function(shared, item)
    except GeoDataError as error:
        error.__cause__ = error.__context__ = None  # GDAL's own errors cannot be pickled
        raise
