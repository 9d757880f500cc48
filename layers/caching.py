"""A cache of results computed from a large object, which lives as long as the object."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")


def weak_lru_cache(maxsize: int) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Cache the results of a function: one :func:`functools.lru_cache` for each first argument, which is held weakly.

    A server that outlives many builds would otherwise keep the tables of old ones in memory. For the same reason no
    result may refer to the first argument.

    Parameters
    ----------
    maxsize
        How many results to keep for each first argument. It is compared by identity; the others are hashable.
    """

    def decorate(function: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        caches: weakref.WeakKeyDictionary[S, Callable[..., R]] = weakref.WeakKeyDictionary()

        @wraps(function)
        def wrapper(owner: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            cached = caches.get(owner)
            if cached is None:
                cached = caches[owner] = _cached(maxsize, function, weakref.ref(owner))
            return cached(*args, **kwargs)

        return wrapper

    return decorate


def _cached(maxsize: int, function: Callable[..., R], owner: weakref.ref[S]) -> Callable[..., R]:
    return lru_cache(maxsize)(lambda *args, **kwargs: function(owner(), *args, **kwargs))
