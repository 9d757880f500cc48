"""Match the columns of a user's file to ours, by usual names or as the user states."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geo.importers.reading import Request
from geo.readers.names import fold
from geo.schema import GeoDataError


def pick(rows: pd.DataFrame, usual: Mapping[str, tuple[str, ...]], request: Request) -> pd.DataFrame:
    """Select our columns among those of a file.

    A constant has priority over the column that the user names, and that over the first usual name that exists.
    Names are compared without accents, case and punctuation. All other columns are dropped: free text may name
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
        If the user names a column that does not exist in our tables or in the file, or a name fits two columns.
    """
    requested = {**request.columns, **request.constants}
    for name in requested:
        if name not in usual:
            raise GeoDataError(
                "no such column in our tables",
                source=request.path.name,
                column=name,
                remedy=f"one of {', '.join(usual)}",
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
            column = _only(next((by_name[fold(name)] for name in names if fold(name) in by_name), []), ours, request)
            if column is not None:
                found[ours] = rows[column]
    return pd.DataFrame(found, index=rows.index)


def _only(columns: list[str], ours: str, request: Request) -> str | None:
    """The column of a name; two that differ in accents, case or punctuation alone are not chosen between."""
    if len(columns) > 1:
        raise GeoDataError(
            f"two columns may be {ours}",
            source=request.path.name,
            column=columns[0],
            value=", ".join(columns),
            remedy=f"--map {ours}=<one of them, exactly as written>",
        )
    return columns[0] if columns else None
