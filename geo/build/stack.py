"""Concatenate and sort tables of one schema, so that the same rows always give the same file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.schema import INDICATORS, check, empty


def stack(parts: list[Any], key: Sequence[str]) -> Any:
    """Concatenate tables and sort by the columns ``key``: a stable sort, missing values last.

    ``parts`` is emptied once they are concatenated, to free memory.
    """
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    parts.clear()
    return table.take(_order(table, key)).reset_index(drop=True)


def stack_indicators(parts: list[pd.DataFrame], source: str) -> pd.DataFrame:
    """Stack the indicators of one source, sorted by variable, year and municipality, and check them.

    Raises
    ------
    GeoDataError
        If a row violates :data:`geo.schema.INDICATORS`.
    """
    table: pd.DataFrame = stack(parts, ["variable", "year", "municipality_code"])
    if table.empty:
        return empty(INDICATORS)
    return check(table[list(INDICATORS.columns)].astype({"year": "int16"}), INDICATORS, source)


def _order(table: pd.DataFrame, key: Sequence[str]) -> NDArray[np.intp]:
    """Positions of the rows in sorted order, by rank: fast, because few distinct texts repeat in many rows."""
    ranks = []
    for name in key:
        rank, distinct = pd.factorize(table[name], sort=True)
        ranks.append(np.where(rank < 0, len(distinct), rank))
    return np.lexsort(ranks[::-1])
