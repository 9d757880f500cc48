"""Tables of one schema stacked and put in order, so that the same rows always make the same file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SERIES: Final = ("variable", "year", "municipality_code")
"""What the indicators of one source are sorted by."""


def stack(parts: list[Any], key: Sequence[str]) -> Any:
    """Stack tables, sorted by the columns ``key``; rows alike stay in their order, missing values come last.

    ``parts`` are forgotten as soon as they are stacked.
    """
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    parts.clear()
    return table.take(_order(table, key)).reset_index(drop=True)


def _order(table: pd.DataFrame, key: Sequence[str]) -> NDArray[np.intp]:
    """Positions of the rows in order: by the rank of each text among its kind, as few texts are many rows' own."""
    ranks = []
    for name in key:
        rank, distinct = pd.factorize(table[name], sort=True)
        ranks.append(np.where(rank < 0, len(distinct), rank))
    return np.lexsort(ranks[::-1])
