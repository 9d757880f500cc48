"""Located points counted by cell of the grid of hexagons: a table that is small where the points are many."""

from __future__ import annotations

import pandas as pd

from geo.schema import CELLS
from geo.source import Source
from geo.statistics.hexagons import SIZES, cells_at


def count_cells(located: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Count the points of :func:`geo.build.spatial_join.locate_points` by cell, municipality and year.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.CELLS`, sorted; of every size the counts add up to those by municipality and year.
    """
    counted = located[located["is_counted"]]
    pieces = []
    for size in SIZES:
        q, r = cells_at(counted["lon"], counted["lat"], size).T
        pieces.append(counted[["municipality_code", "year"]].assign(size_km2=size, q=q, r=r))
    counts = pd.concat(pieces).value_counts(sort=False).rename("n").reset_index().assign(source=source.id)
    table = counts[[*CELLS.columns]].sort_values([*CELLS.columns], ignore_index=True)
    return table.astype({name: column.dtype for name, column in CELLS.columns.items()})
