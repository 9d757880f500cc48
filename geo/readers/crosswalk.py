"""Names into codes, by explicit tables: for sources that name a municipality without its DIVIPOLA code.

A crosswalk is a tracked CSV with a row for every name as its publisher writes it: the publisher's own columns,
``municipality_code``, ``note``. An empty code says that the name is no municipality of today; its note says why.
Names are matched to the letter, but for runs of spaces: who guesses at a spelling also guesses at a place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.schema import GeoDataError

CODE: Final = "municipality_code"
NOTE: Final = "note"


def read_crosswalk(path: Path) -> pd.DataFrame:
    """Read a crosswalk and hold it to its form.

    Returns
    -------
    pandas.DataFrame
        Indexed by the publisher's columns, widest first (department, name), with ``municipality_code`` (text, null
        where the name is no municipality) and ``note`` (text, empty where there is nothing to say).

    Raises
    ------
    GeoDataError
        Other columns than those, a name that stands twice, a code that is not five digits, or an empty code
        without a note.
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
    table[keys] = table[keys].apply(_squeeze)
    for bad, problem, remedy in (
        (table.duplicated(keys), "a name stands twice", "keep one row for each name"),
        (~table[CODE].str.fullmatch(r"(\d{5})?"), "not a municipality code", "write five digits, or nothing"),
        ((table[CODE] == "") & (table[NOTE] == ""), "a name without a code or a note", "say why it has no code"),
    ):
        if bad.any():
            first = table[bad].iloc[0]
            raise GeoDataError(problem, source=path.name, value=", ".join(first[keys]), remedy=remedy)
    table[CODE] = table[CODE].where(table[CODE] != "")
    return table.set_index(keys)


def apply_crosswalk(names: pd.DataFrame, crosswalk: pd.DataFrame, source: str) -> pd.Series:
    """Code every row of ``names``.

    Parameters
    ----------
    names
        Text columns in the order of the crosswalk's index, whatever they are called.
    crosswalk
        As :func:`read_crosswalk` returns it.
    source
        The source's id, for the error.

    Returns
    -------
    pandas.Series
        ``municipality_code`` on the index of ``names``; null where the crosswalk says that the name is no
        municipality.

    Raises
    ------
    GeoDataError
        Names that the crosswalk does not know, all of them.
    """
    wanted = pd.MultiIndex.from_frame(names.apply(_squeeze), names=crosswalk.index.names)
    unknown = wanted[~wanted.isin(crosswalk.index)].unique().sort_values()
    if len(unknown):
        raise GeoDataError(
            f"{len(unknown)} name(s) are not in the crosswalk",
            source=source,
            column=", ".join(str(name) for name in names.columns),
            value="; ".join(" / ".join(name) for name in unknown),
            remedy="find each one's municipality by hand and add a row to the crosswalk",
        )
    codes = crosswalk[CODE].reindex(wanted)
    return codes.set_axis(names.index)


def _squeeze(column: pd.Series) -> pd.Series:
    return column.str.split().str.join(" ")
