"""Look up municipalities in DIVIPOLA, by code or by name and department; unknown ones are null."""

from __future__ import annotations

from functools import cache
from typing import Final

from geo.lazy import pd
from geo.readers.crosswalk import read_crosswalk
from geo.readers.names import fold
from geo.source import TRACKED

NAMES: Final = TRACKED / "crosswalks" / "divipola.csv"

_ALIASES: Final = {
    "archipielago de san andres providencia y santa catalina": "88",
    "san andres providencia y santa catalina": "88",
    "san andres y providencia": "88",
    "san andres": "88",
    "bogota": "11",
    "bogota d c": "11",
    "bogota dc": "11",
    "bogota distrito capital": "11",
    "distrito capital": "11",
    "santafe de bogota": "11",
    "guajira": "44",
    "n de santander": "54",
    "norte santander": "54",
    "valle": "76",
}
"""Codes of departments by names that DIVIPOLA does not have."""

_DECIMALS: Final = r"[.,]0{1,2}$"
"""What a spreadsheet appends to a code that it takes for a number."""


def municipality_codes(text: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Parse DIVIPOLA codes that a spreadsheet may have changed.

    The eight digits of a populated place (*centro poblado*) begin with the code of its municipality. A code of four
    or seven digits has lost its leading zero, which only departments 05 and 08 have. Decimals (``5001.0``),
    separators of thousands (``54.810``) and the apostrophe that marks a cell as text are removed.

    Returns
    -------
    tuple of pandas.Series
        The codes (null if there is none), the problem of each text (empty if there is none), and whether the leading
        zero was restored.
    """
    digits = text.str.lstrip("'’").str.replace(_DECIMALS, "", regex=True)
    grouped = digits.str.fullmatch(r"\d{1,3}([., \u00a0\u202f]\d{3})+")
    digits = digits.mask(grouped, digits.str.replace(r"\D", "", regex=True))
    short = digits.str.fullmatch(r"[58]\d{3}(\d{3})?")
    digits = digits.mask(short, "0" + digits)
    digits = digits.mask(digits.str.fullmatch(r"\d{8}"), digits.str[:5])
    codes = digits.where(digits.isin(known_codes()))
    problem = pd.Series("", index=text.index, dtype=str).mask(codes.isna(), "no such municipality: " + text)
    return codes, problem.mask(text == "", "no municipality"), short & codes.notna()


def department_codes(text: pd.Series) -> pd.Series:
    """Codes of departments, from names or two-digit codes; null if unknown."""
    by_name = _departments()
    known = set(by_name.values())
    codes = text.str.lstrip("'’").str.replace(_DECIMALS, "", regex=True).str.zfill(2)
    return pd.Series(
        [
            by_name.get(fold(name)) or (code if code in known else None)
            for name, code in zip(text, codes, strict=True)
        ],
        index=text.index,
        dtype=str,
    )


def named_municipalities(department: pd.Series, municipality: pd.Series) -> pd.Series:
    """Codes of municipalities, from names and departments; null if the name is empty or unknown.

    Parameters
    ----------
    department
        Two-digit codes. If null, nothing is looked up, since names repeat across departments.
    """
    by_name = _names()
    return pd.Series(
        [
            by_name.get((code, fold(name))) if isinstance(code, str) else None
            for code, name in zip(department, municipality, strict=True)
        ],
        index=municipality.index,
        dtype=str,
    )


def is_another(code: pd.Series, municipality: pd.Series) -> pd.Series:
    """Whether a name is that of other municipalities than the one of the code, in whatever department.

    A name that is empty or unknown, and a missing code, contradict nothing.
    """
    bearers = _bearers()
    found = [
        isinstance(known, str) and known not in bearers.get(fold(name), (known,))
        for known, name in zip(code, municipality, strict=True)
    ]
    return pd.Series(found, index=code.index, dtype=bool)


@cache
def _bearers() -> dict[str, set[str]]:
    """Codes of the municipalities of a name."""
    found: dict[str, set[str]] = {}
    for (_, name), code in _names().items():
        found.setdefault(name, set()).add(code)
    return found


@cache
def _names() -> dict[tuple[str, str], str]:
    table = read_crosswalk(NAMES).reset_index()
    return {
        (code[:2], fold(name)): code
        for name, code in zip(table["municipality"], table["municipality_code"], strict=True)
    }


@cache
def _departments() -> dict[str, str]:
    table = read_crosswalk(NAMES).reset_index()
    names = map(fold, table["department"])
    return dict(zip(names, table["municipality_code"].str[:2], strict=True)) | _ALIASES


@cache
def known_codes() -> frozenset[str]:
    """Codes of all municipalities in DIVIPOLA."""
    return frozenset(_names().values())
