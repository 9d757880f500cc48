"""What was once made of something large, remembered for as long as it lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")


def remembered(most: int) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Let a function or method remember its last answers: as :func:`functools.lru_cache`, for each first argument.

    A server that lives through many builds would otherwise hold the tables of old ones. For the same reason no answer
    may refer to what it was made of.

    Parameters
    ----------
    most
        How many answers to remember. The first argument is told by identity, the others are hashable.
    """

    def remembering(function: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        answers: weakref.WeakKeyDictionary[S, Callable[..., R]] = weakref.WeakKeyDictionary()

        @wraps(function)
        def answer(of: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            asked = answers.get(of)
            if asked is None:
                asked = answers[of] = _remembering(most, function, weakref.ref(of))
            return asked(*args, **kwargs)

        return answer

    return remembering


def _remembering(most: int, function: Callable[..., R], there: weakref.ref[S]) -> Callable[..., R]:
    return lru_cache(most)(lambda *args, **kwargs: function(there(), *args, **kwargs))
