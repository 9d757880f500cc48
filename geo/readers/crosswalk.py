"""Match names of municipalities to DIVIPOLA codes by explicit tables, for sources that state no codes.

A crosswalk is a tracked CSV with one row per name as its publisher writes it: the publisher's own columns,
``municipality_code``, ``note``. An empty code means that the name is not a municipality of today; the note says why.
Names must match exactly, except for runs of spaces: a similar spelling may be another place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.schema import GeoDataError

CODE: Final = "municipality_code"
NOTE: Final = "note"


def read_crosswalk(path: Path) -> pd.DataFrame:
    """Read and check a crosswalk.

    Returns
    -------
    pandas.DataFrame
        Indexed by the publisher's columns, department before name, with ``municipality_code`` (text, null if the
        name is not a municipality) and ``note`` (text, may be empty).

    Raises
    ------
    GeoDataError
        If the columns are others, a name is repeated, a code is not five digits, or an empty code has no note.
    """
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    keys = list(table.columns[:-2])
    if not keys or list(table.columns[-2:]) != [CODE, NOTE]:
        raise GeoDataError(
            "not a crosswalk",
            source=path.name,
            column=", ".join(table.columns),
            remedy=f"columns are the publisher's names, then {CODE} and {NOTE}",
        )
    table[keys] = table[keys].apply(_collapse_spaces)
    for bad, problem, remedy in (
        (table.duplicated(keys), "a name is repeated", "keep one row per name"),
        (~table[CODE].str.fullmatch(r"(\d{5})?"), "not a municipality code", "write five digits, or nothing"),
        ((table[CODE] == "") & (table[NOTE] == ""), "a name without a code or a note", "say why it has no code"),
    ):
        if bad.any():
            first = table[bad].iloc[0]
            raise GeoDataError(problem, source=path.name, value=", ".join(first[keys]), remedy=remedy)
    table[CODE] = table[CODE].where(table[CODE] != "")
    return table.set_index(keys)


def apply_crosswalk(names: pd.DataFrame, crosswalk: pd.DataFrame, source: str) -> pd.Series:
    """Look up the code of every row of ``names``.

    Parameters
    ----------
    names
        Text columns in the order of the crosswalk's index, under any names.
    crosswalk
        As :func:`read_crosswalk` returns it.
    source
        Id of the source, for the error.

    Returns
    -------
    pandas.Series
        ``municipality_code`` on the index of ``names``; null if the crosswalk has the name without a code.

    Raises
    ------
    GeoDataError
        If names are not in the crosswalk; lists all of them.
    """
    wanted = pd.MultiIndex.from_frame(names.apply(_collapse_spaces), names=crosswalk.index.names)
    unknown = wanted[~wanted.isin(crosswalk.index)].unique().sort_values()
    if len(unknown):
        raise GeoDataError(
            f"{len(unknown)} name(s) are not in the crosswalk",
            source=source,
            column=", ".join(str(name) for name in names.columns),
            value="; ".join(" / ".join(name) for name in unknown),
            remedy="find the municipality of each by hand and add a row to the crosswalk",
        )
    codes = crosswalk[CODE].reindex(wanted)
    return codes.set_axis(names.index)


def _collapse_spaces(column: pd.Series) -> pd.Series:
    return column.str.split().str.join(" ")
