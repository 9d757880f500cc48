"""Withdraw the zeros of a complete file where a row may belong that was not placed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from geo.readers.gazetteer import known_codes
from geo.source import Source


def withdraw_zeros(source: Source, lost: pd.Series, code: pd.Series, department: pd.Series) -> Source:
    """Exclude municipalities from the zeros of a complete file if a lost row may belong to them.

    Parameters
    ----------
    source
        Returned as it is unless an absent row means zero in it.
    lost
        Whether each row of the file was refused, or is in no municipality, although it may belong to one.
    code, department
        What is known of the place of each row: the code of its municipality, or that of its department; null if
        unknown.

    Returns
    -------
    Source
        With the municipalities that lost rows name, and all those of departments that they name, in
        ``coverage.excluded``; without any zeros if a lost row names neither.
    """
    coverage, lost = source.coverage, lost.astype(bool)
    if not coverage.absent_is_zero or not lost.any():
        return source
    reason = "a row may belong that was refused or is in no municipality"
    departments = department[lost & code.isna()]
    if departments.isna().any():
        note = f"{coverage.note} But no zero is filled in, since anywhere {reason} ({lost.sum():,} in all)."
        return replace(source, coverage=replace(coverage, scope="listed", absent_is_zero=False, note=note))
    possible = {*code[lost].dropna(), *(each for each in known_codes() if each[:2] in set(departments))}
    note = f"{coverage.note} No zero is filled in where {reason} (municipalities: {len(possible):,})."
    return replace(source, coverage=replace(coverage, excluded=tuple(sorted(possible)), note=note))
