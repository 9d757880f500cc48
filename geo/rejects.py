"""Rejects: rows of a source that are counted nowhere, each with its reason.

A loader that leaves out rows of its file returns them from ``rejects(raw)``; :mod:`geo.build.spatial_join` returns
those that no municipality or year could be assigned to. In every build, rows in = rows kept + rows set aside.
"""

from __future__ import annotations

from collections.abc import Iterable

from geo.lazy import pd
from geo.schema import REJECTS


def set_aside(records: Iterable[str], reason: str, rows: Iterable[int] | int = 1) -> pd.DataFrame:
    """Tabulate rejected rows of one source.

    Parameters
    ----------
    records
        What identifies the rows in the source: an id, or what a group of them has in common.
    reason
        Why they are not counted, a few words without a full stop.
    rows
        How many rows of the source each record stands for.

    Returns
    -------
    pandas.DataFrame
        ``record``, ``reason``, ``rows``; records with 0 rows are left out.

    Examples
    --------
    >>> set_aside(["2001.csv", "2002.csv"], "not a fire", [12, 0])
         record      reason  rows
    0  2001.csv  not a fire    12
    """
    table = pd.DataFrame({"record": pd.Series(list(records), dtype=str)})
    table["reason"] = pd.Series(reason, index=table.index, dtype=str)
    table["rows"] = pd.Series(rows if isinstance(rows, int) else list(rows), index=table.index, dtype="int64")
    return table[table["rows"] > 0].reset_index(drop=True)


def gather(parts: Iterable[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """Concatenate the rejects of several sources.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.REJECTS`, sorted by source, reason and record.
    """
    columns = list(REJECTS.columns)
    tables = [part.assign(source=source)[columns] for source, part in parts if len(part)]
    if not tables:
        return set_aside([], "").assign(source=pd.Series(dtype=str))[columns]
    return pd.concat(tables).sort_values(["source", "reason", "record"], ignore_index=True, kind="stable")
