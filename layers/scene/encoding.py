"""Numbers as short text: what an export carries by the hundred thousand, and the runtime reads back at once.

All forms are plain ASCII that needs no escape in JSON, in HTML or in a template (``assets/edition.js`` reads them).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BITS: Final = 5
_MORE: Final = 1 << _BITS
_MISSING: Final = "-"

Estimate = Sequence[float]
"""A best estimate, or best, low and high; empty where there is no data."""


def pack(numbers: Iterable[int]) -> str:
    """Write whole numbers, five bits a character, small ones in one.

    Examples
    --------
    >>> pack([-750, 75, 1, -2, 0, 3])
    '7uB2ECDAG'
    """
    return "".join(map(_word, numbers))


def pack_steps(numbers: Iterable[int]) -> str:
    """Write whole numbers that lie near each other: the first, then the steps from one to the next.

    Examples
    --------
    >>> pack_steps([2012, 2012, 2013, 2010])
    '49DACF'
    """
    listed = list(numbers)
    return pack(number - before for before, number in zip([0, *listed], listed, strict=False))


def pack_estimates(estimates: Iterable[Estimate]) -> str:
    """Write measured values in order, equal neighbours as a run; no data is a dash and never a number.

    Examples
    --------
    >>> pack_estimates([(0.0,), (0.0,), (0.0,), (), (12784.0,), (0.4, 0.2, 0.9)])
    '0*3 - 12784 0.4/0.2/0.9'
    """
    said = ("/".join(_number(value) for value in estimate) or _MISSING for estimate in estimates)
    runs = ((word, sum(1 for _ in run)) for word, run in groupby(said))
    return " ".join(word if n == 1 else f"{word}*{n}" for word, n in runs)


@lru_cache(maxsize=1 << 16)
def _word(number: int) -> str:
    """One number, its sign in the lowest bit, five bits a character from the low end."""
    left, said = (number << 1) if number >= 0 else (-number << 1) - 1, []
    while left >= _MORE:
        said.append(_DIGITS[_MORE | left & (_MORE - 1)])
        left >>= _BITS
    return "".join([*said, _DIGITS[left]])


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
