"""Match the columns of a user's file to ours, by usual names or as the user states."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geo.importers.reading import Request
from geo.readers.gazetteer import department_codes
from geo.readers.names import fold
from geo.schema import GeoDataError, one_of


def pick(rows: pd.DataFrame, usual: Mapping[str, tuple[str, ...]], request: Request) -> pd.DataFrame:
    """Select our columns among those of a file.

    A constant has priority over the column that the user names, and that over the first usual name that exists.
    Names are compared without accents, case and punctuation. If several usual names exist, their columns must have
    the same values; ids may differ, of which the first is taken. All other columns are dropped: free text may name
    persons.

    Parameters
    ----------
    usual
        Our columns and their usual names. A column without usual names is read only if the user requests it.

    Returns
    -------
    pandas.DataFrame
        The columns that were found, under our names.

    Raises
    ------
    GeoDataError
        If the user names a column that does not exist in our tables or in the file, or two columns fit a name.
    """
    requested = {**request.columns, **request.constants}
    for name in requested:
        if name not in usual:
            raise GeoDataError(
                "no such column in our tables",
                source=request.path.name,
                column=name,
                remedy=one_of(name, usual),
            )
    by_name: dict[str, list[str]] = {}
    for name in rows.columns:
        by_name.setdefault(fold(name), []).append(name)
    found: dict[str, pd.Series] = {}
    for ours, names in usual.items():
        if ours in request.constants:
            found[ours] = pd.Series(request.constants[ours], index=rows.index, dtype=str)
        elif ours in request.columns:
            theirs = request.columns[ours]
            column = theirs if theirs in rows.columns else _only(by_name.get(fold(theirs), []), ours, request)
            if column is None:
                raise GeoDataError(
                    "no such column in the file",
                    source=request.path.name,
                    column=theirs,
                    value=", ".join(map(str, rows.columns)),
                    remedy=f"--map {ours}=<one of them>",
                )
            found[ours] = rows[column]
        else:
            fitting = [column for name in names if (column := _only(by_name.get(fold(name), []), ours, request))]
            if fitting:
                found[ours] = _agreeing(rows[list(dict.fromkeys(fitting))], ours, request)
    return pd.DataFrame(found, index=rows.index)


def _agreeing(columns: pd.DataFrame, ours: str, request: Request) -> pd.Series:
    """The first of several columns that fit; the others say the same, or are ids of another kind."""
    first, *others = (columns[name] for name in columns)
    # a table often has the name of the department in one column and its code in another
    meaning = department_codes if ours == "department" else (lambda column: column)
    differing = [other for other in others if not meaning(other).equals(meaning(first))]
    if differing and not ours.endswith("_id"):
        _only([str(column.name) for column in (first, *differing)], ours, request)
    return first


def _only(columns: list[str], ours: str, request: Request) -> str | None:
    """The column of a name, or None; between several nothing is chosen."""
    if len(columns) > 1:
        raise GeoDataError(
            f"two columns may be {ours}",
            source=request.path.name,
            column=columns[0],
            value=", ".join(columns),
            remedy=f"--map {ours}=<one of them, exactly as written>",
        )
    return columns[0] if columns else None
