"""Compare published figures by municipality, year and variable."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from geo.changes.coverage import span
from geo.schema import CHANGES
from geo.source import Source

_CELL: Final = ["variable", "year", "municipality_code"]
_SAME: Final = 1e-9
"""Relative difference below which two values differ by rounding only."""


def compare(before: pd.DataFrame, after: pd.DataFrame, source: Source) -> pd.DataFrame:
    """List the changes of one source's figures.

    A value is new if its year is later than those that the variable had before, revised if it differs or is of an
    earlier year, withdrawn if it is gone. It is a matter of coverage if the variable, its year in between, or the
    municipality had no value at all before, or has none any more.

    Parameters
    ----------
    before, after
        :data:`geo.schema.INDICATORS` of the source.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.CHANGES`, unsorted. Coverage has one row for each variable and municipality, or for the
        whole variable.
    """
    cells = before.merge(after, on=_CELL, how="outer", suffixes=("_old", "_new"), indicator=True)
    old, new = cells["value_old"], cells["value_new"]
    both = cells["_merge"] == "both"
    cells["variable"] = cells["variable"].astype("str")
    kind = pd.Series(pd.NA, index=cells.index, dtype="str")
    kind[both & ~np.isclose(old, new, rtol=_SAME, atol=0)] = "revised"
    for side, table, kinds in (
        ("right_only", before, ("new", "revised")),
        ("left_only", after, ("withdrawn", "withdrawn")),
    ):
        alone = cells["_merge"] == side
        last = cells["variable"].map(table.groupby("variable")["year"].max()).astype("float64")
        known = pd.MultiIndex.from_frame(table[["variable", "year"]].drop_duplicates())
        has_year = pd.MultiIndex.from_frame(cells[["variable", "year"]]).isin(known)
        places = pd.MultiIndex.from_frame(table[["variable", "municipality_code"]].drop_duplicates())
        has_place = pd.MultiIndex.from_frame(cells[["variable", "municipality_code"]]).isin(places)
        later, earlier = kinds
        kind[alone] = "coverage"
        kind[alone & has_place & has_year] = earlier
        if side == "right_only":
            kind[alone & has_place & (cells["year"] > last)] = later
    changed = cells[kind.notna()].assign(kind=kind[kind.notna()], source=source.id)
    listed = changed["kind"] != "coverage"
    return pd.concat([_rows(changed[listed], source), _coverage(changed[~listed], before, after)], ignore_index=True)


def _rows(cells: pd.DataFrame, source: Source) -> pd.DataFrame:
    partial = {*source.coverage.partial, *source.coverage.preliminary}
    return _filled(
        cells,
        unit=cells["unit_new"].fillna(cells["unit_old"]),
        period=cells["year"].astype("str"),
        before=_text(cells["value_old"]),
        after=_text(cells["value_new"]),
        count=1,
        preliminary=cells["year"].isin(partial),
    )


def _coverage(cells: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Group the values that were not covered before, or no longer are."""
    gained = cells["_merge"] == "right_only"
    parts = []
    for side, table, label in ((cells[gained], before, "after"), (cells[~gained], after, "before")):
        known = side["variable"].isin(table["variable"])
        for rows, keys in ((side[known], ["variable", "municipality_code"]), (side[~known], ["variable"])):
            if len(rows):
                groups = rows.groupby(keys)["year"].agg(["min", "max", "size"]).reset_index()
                years = [span(first, last) for first, last in zip(groups["min"], groups["max"], strict=True)]
                parts.append(
                    _filled(
                        groups,
                        source=rows["source"].iloc[0],
                        kind="coverage",
                        period=years,
                        count=groups["size"],
                        preliminary=False,
                        **{label: years},
                    )
                )
    return pd.concat(parts, ignore_index=True) if parts else _filled(cells)


def _filled(table: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    filled = table.assign(**columns)
    codes = filled.get("municipality_code", pd.Series(None, index=filled.index, dtype="str"))
    filled = filled.assign(municipality_code=codes, department_code=codes.str[:2])
    return filled.reindex(columns=list(CHANGES.types)).astype(CHANGES.types)


def _text(numbers: pd.Series) -> pd.Series:
    """Exact numbers, without a fraction where there is none."""
    texts = ["" if np.isnan(n) else str(int(n)) if float(n).is_integer() else repr(float(n)) for n in numbers]
    return pd.Series(texts, index=numbers.index, dtype="str").replace("", None)
