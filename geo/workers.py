"""Where work is done: on the threads of this machine, or on a dask.distributed cluster.

Work is a function of something shared and of one item; results come back in the order of the items, so that sums do
not depend on who was first. Nothing below the workers knows which kind they are.
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
    """Whoever maps a function over items."""

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """``function(shared, item)`` for each item, in order."""


class Threads:
    """Threads of this process, one a core unless told otherwise: the compiled loops and GDAL release the lock.

    They stay, and are shared by all that ask for as many: work given to them must not give them more and wait for it.
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
        finally:  # nobody asks for the others
            for future in pending:
                future.cancel()
            wait(pending)


@cache
def _pool(count: int) -> ThreadPoolExecutor:
    """Threads that stay: one that must be started first waits for those that work already."""
    return ThreadPoolExecutor(count)


@contextmanager
def beside(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Iterator[Callable[[], R]]:
    """Call a function on a thread of its own while the block runs; what is yielded waits for its result.

    A block that ends, or fails, waits for the thread.
    """
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(function, *args, **kwargs).result


class Cluster:
    """The workers of a dask.distributed scheduler; needs ``terrapaz[cluster]`` here and Terrapaz on the workers.

    Rasters are opened by the workers, so their paths must mean the same there: a shared folder or a URL. A worker
    that dies costs only its unfinished items, which others do again.

    Parameters
    ----------
    address
        The scheduler, as ``tcp://host:8786``.
    timeout
        Seconds to wait for it.
    patience
        Seconds to wait for a worker while there is none: they may be restarting, or still on their way.
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
                "no scheduler answers", value=address, remedy="start one with dask scheduler, or leave it out"
            ) from error

    def map(self, function: Callable[[S, T], R], shared: S, items: Iterable[T]) -> Iterator[R]:
        """``function(shared, item)`` for each item, in order.

        What is shared is the result of a task, so that it can be had again when the workers that hold it die.

        Raises
        ------
        GeoDataError
            If one item was the end of several workers, if no worker is left, or if the scheduler is gone.
        """
        from distributed import CancelledError, KilledWorker

        ahead = 4 * max(1, sum(self.client.nthreads().values()))
        copy = self.client.submit(_given, shared, pure=False)
        pending: deque[Any] = deque()
        try:
            for item in items:
                pending.append(self.client.submit(_applied, function, copy, item, pure=False))
                if len(pending) > ahead:
                    yield self._result(pending.popleft())
            while pending:
                yield self._result(pending.popleft())
        except KilledWorker as error:
            raise GeoDataError(
                "workers died over the same work again and again",
                value=str(error),
                remedy="look at their logs; a thread needs some 200 MB",
            ) from error
        except CancelledError as error:
            raise GeoDataError(
                "the scheduler is gone", value=self.address, remedy="start dask scheduler again, and its workers"
            ) from error

    def _result(self, future: Any) -> Any:
        """What a task gave; dask itself would wait for workers that never come."""
        alone = 0.0
        while True:
            try:
                return future.result(timeout=min(self.patience, 10))
            except TimeoutError:
                if future.done():  # just now, or the task itself ran out of time
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
def at(scheduler: str | None) -> Iterator[Workers]:
    """The threads of this machine, or the cluster of a scheduler for as long as it is needed."""
    if scheduler is None:
        yield Threads()
        return
    with Cluster(scheduler) as cluster:
        yield cluster


def _given(shared: S) -> S:
    return shared


def _applied(function: Callable[[S, T], R], shared: S, item: T) -> R:
    try:
        return function(shared, item)
    except GeoDataError as error:
        error.__cause__ = error.__context__ = None  # GDAL's own errors cannot be sent
        raise
