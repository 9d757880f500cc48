"""Parse numbers with decimal points or commas: 1,234.5 or 1.234,5. The column has to show which, it is never guessed.

Colombian publishers use both; in one table the mark changes from column to column (coca by year). ``12.5``,
``1.234.567`` and ``0.123`` are unambiguous; ``1.234`` alone may be one of two numbers, 1,000 times apart.
"""

from __future__ import annotations

from typing import Final, Literal

from geo.lazy import pd

Mark = Literal[".", ","]

_OTHER: Final[dict[Mark, Mark]] = {".": ",", ",": "."}


def decimal_marks(text: pd.Series) -> set[Mark]:
    """Decimal marks for which a column has evidence: none, one, or (in an inconsistent column) both.

    Examples
    --------
    >>> decimal_marks(pd.Series(["1.234,5", "17"])), decimal_marks(pd.Series(["1.234"]))
    ({','}, set())
    """
    return {mark for mark in _OTHER if text.str.fullmatch(_evidence(mark)).any()}


def parse_numbers(text: pd.Series, mark: Mark | None = None) -> tuple[pd.Series, pd.Series]:
    """Parse a column of numbers.

    Parameters
    ----------
    text
        Stripped text. Spaces between digits are read as thousands separators.
    mark
        The decimal mark, if known; otherwise it is inferred from the column.

    Returns
    -------
    tuple of pandas.Series
        The numbers (float, NaN if there is none) and the problem of each text (empty if there is none).

    Examples
    --------
    >>> parse_numbers(pd.Series(["1.234,5", "1.234", "", "n.d."]))[0].tolist()
    [1234.5, 1234.0, nan, nan]
    """
    text = text.str.replace(r"(?<=[0-9])\s(?=[0-9]{3}\b)", "", regex=True)
    shown = {mark} if mark else decimal_marks(text)
    marked = text.str.contains(r"[.,]")
    problem = pd.Series("", index=text.index, dtype=str)
    problem[text == ""] = "no value"
    if len(shown) == 2:
        problem[marked] = "the column writes decimals with a point and with a comma"
    elif not shown:
        problem[marked & text.str.fullmatch(r"[-+]?[0-9]{1,3}[.,][0-9]{3}")] = (
            "a thousand or a fraction, the column does not show which; state the decimal mark"
        )
    decimal = next(iter(shown)) if len(shown) == 1 else "."
    plain = text.str.fullmatch(_number(decimal))
    problem[~plain & (problem == "")] = "not a number"
    bare = text.str.replace(_OTHER[decimal], "").str.replace(decimal, ".")
    return pd.to_numeric(bare.where(problem == "")).astype(float), problem


def _number(decimal: Mark) -> str:
    group = rf"\{_OTHER[decimal]}"
    return rf"[-+]?(?:[0-9]+|[0-9]{{1,3}}(?:{group}[0-9]{{3}})+)(?:\{decimal}[0-9]+)?(?:[eE][-+]?[0-9]+)?"


def _evidence(decimal: Mark) -> str:
    mark, group = rf"\{decimal}", rf"\{_OTHER[decimal]}"
    grouped = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+{mark}[0-9]+"  # both marks
    several = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}}){{2,}}"  # the other mark twice: thousands
    short = rf"[0-9]+{mark}(?:[0-9]{{1,2}}|[0-9]{{4,}})"  # no group of three
    ungrouped = rf"(?:0[0-9]*|[0-9]{{4,}}){mark}[0-9]{{3}}"  # three digits, but no thousands
    return rf"[-+]?(?:{grouped}|{several}|{short}|{ungrouped})(?:[eE][-+]?[0-9]+)?"
