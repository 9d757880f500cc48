"""What was once made of tables, remembered for as long as they live."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

from layers.tables import Tables

P = ParamSpec("P")
R = TypeVar("R")


def remembered(most: int) -> Callable[[Callable[Concatenate[Tables, P], R]], Callable[Concatenate[Tables, P], R]]:
    """Let a function of tables remember its last answers: as :func:`functools.lru_cache`, of each :class:`Tables`.

    A server that lives through many builds would otherwise hold the tables of old ones. For the same reason no answer
    may refer to the tables that it was made of.

    Parameters
    ----------
    most
        How many answers to remember; the other arguments are hashable.
    """

    def remembering(function: Callable[Concatenate[Tables, P], R]) -> Callable[Concatenate[Tables, P], R]:
        answers: weakref.WeakKeyDictionary[Tables, Callable[..., R]] = weakref.WeakKeyDictionary()

        @wraps(function)
        def answer(tables: Tables, /, *args: P.args, **kwargs: P.kwargs) -> R:
            asked = answers.get(tables)
            if asked is None:
                asked = answers[tables] = _remembering(most, function, weakref.ref(tables))
            return asked(*args, **kwargs)

        return answer

    return remembering


def _remembering(most: int, function: Callable[..., R], there: weakref.ref[Tables]) -> Callable[..., R]:
    return lru_cache(most)(lambda *args, **kwargs: function(there(), *args, **kwargs))
