"""Municipalities by code or by name inside their department, against DIVIPOLA; what cannot be told stays open."""

from __future__ import annotations

from functools import cache
from typing import Final

from geo.lazy import pd
from geo.readers.crosswalk import read_crosswalk
from geo.readers.names import fold
from geo.source import RAW

NAMES: Final = RAW / "crosswalks" / "divipola.csv"

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
"""Departments by names besides those of the register."""


def municipality_codes(text: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Read DIVIPOLA codes that may have been through a spreadsheet.

    A code of four digits lost its zero: departments 05 and 08 are the only ones it can be. A centre's code of eight
    digits begins with its municipality's.

    Returns
    -------
    tuple of pandas.Series
        The codes (null where there is none), what is wrong with each text (empty where nothing is), and whether the
        zero was put back.
    """
    digits = text.str.replace(r"\.0$", "", regex=True)
    short = digits.str.fullmatch(r"[58]\d{3}")
    digits = digits.mask(short, "0" + digits)
    digits = digits.mask(digits.str.fullmatch(r"\d{8}"), digits.str[:5])
    codes = digits.where(digits.isin(_codes()))
    problem = pd.Series("", index=text.index, dtype=str).mask(codes.isna(), "no such municipality: " + text)
    return codes, problem.mask(text == "", "no municipality"), short & codes.notna()


def department_codes(text: pd.Series) -> pd.Series:
    """Departments by name or two-digit code; null where neither."""
    by_name = _departments()
    known = set(by_name.values())
    return pd.Series(
        [by_name.get(fold(name)) or (name.zfill(2) if name.zfill(2) in known else None) for name in text],
        index=text.index,
        dtype=str,
    )


def named_municipalities(department: pd.Series, municipality: pd.Series) -> pd.Series:
    """Municipalities by their names inside their departments; null where no name, or one that is not known, is given.

    Parameters
    ----------
    department
        Two-digit codes, null where unknown: then nothing is looked up, since names repeat across departments.
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
def _codes() -> frozenset[str]:
    return frozenset(_names().values())
