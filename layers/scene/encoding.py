"""Compact text encodings of numbers, of which an export holds hundreds of thousands.

All are plain ASCII that needs no escape in JSON, HTML or a template. ``assets/terrapaz.js`` and ``assets/edition.js``
decode them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BITS: Final = 5
_CONTINUED: Final = 1 << _BITS
_MISSING: Final = "-"

Estimate = Sequence[float]
"""A best estimate, or best, low and high; empty for no data."""


def pack(numbers: Iterable[int]) -> str:
    """Encode integers with five bits per character, small ones in a single character.

    Examples
    --------
    >>> pack([-750, 75, 1, -2, 0, 3])
    '7uB2ECDAG'
    """
    return "".join(map(_word, numbers))


def pack_steps(numbers: Iterable[int]) -> str:
    """Encode integers of similar size: the first, then the differences between neighbours.

    Examples
    --------
    >>> pack_steps([2012, 2012, 2013, 2010])
    '49DACF'
    """
    listed = list(numbers)
    return pack(number - before for before, number in zip([0, *listed], listed, strict=False))


def pack_estimates(estimates: Iterable[Estimate]) -> str:
    """Encode estimates in order, equal neighbours as a run; no data is a dash, never a number.

    Examples
    --------
    >>> pack_estimates([(0.0,), (0.0,), (0.0,), (), (12784.0,), (0.4, 0.2, 0.9)])
    '0*3 - 12784 0.4/0.2/0.9'
    """
    words = ("/".join(_number(value) for value in estimate) or _MISSING for estimate in estimates)
    runs = ((word, sum(1 for _ in run)) for word, run in groupby(words))
    return " ".join(word if n == 1 else f"{word}*{n}" for word, n in runs)


@lru_cache(maxsize=1 << 16)
def _word(number: int) -> str:
    """One number: sign in the lowest bit, five bits per character, lowest bits first."""
    rest, characters = (number << 1) if number >= 0 else (-number << 1) - 1, []
    while rest >= _CONTINUED:
        characters.append(_DIGITS[_CONTINUED | rest & (_CONTINUED - 1)])
        rest >>= _BITS
    return "".join([*characters, _DIGITS[rest]])


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
