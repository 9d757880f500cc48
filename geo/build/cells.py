"""Dated points counted by cell of the grid of hexagons: a table that is small where the points are many."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.build.spatial_join import locate_points
from geo.schema import CELLS
from geo.source import Source
from geo.statistics.hexagons import SIZES, cells_at
from geo.zones import Zones


def count_cells(points: pd.DataFrame, zones: Zones, source: Source) -> pd.DataFrame:
    """Count dated points by cell, municipality and year, for the fully covered years.

    Parameters
    ----------
    points
        ``lon``, ``lat`` (degrees) and ``date``, one row per point.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.CELLS`, sorted; of every size the counts add up to those by municipality and year.
    """
    year, index, counted = locate_points(points, zones, source)
    codes = pd.Series(np.asarray(zones.codes, dtype=object)[index[counted]], dtype=str)
    pieces = []
    for size in SIZES:
        cells = cells_at(points["lon"][counted], points["lat"][counted], size)
        rows = pd.DataFrame({"municipality_code": codes, "size_km2": size, "q": cells[:, 0], "r": cells[:, 1]})
        pieces.append(rows.assign(year=year[counted].to_numpy()))
    counts = pd.concat(pieces).value_counts(sort=False).rename("n").reset_index().assign(source=source.id)
    return typed(counts).sort_values([*CELLS.columns], ignore_index=True)


def typed(counts: pd.DataFrame) -> pd.DataFrame:
    """The columns of :data:`geo.schema.CELLS` with their types."""
    table = counts[[*CELLS.columns]]
    return table.astype({name: column.dtype for name, column in CELLS.columns.items()})
