"""Sums of a variable over a selected place, year by year."""

from __future__ import annotations

import pandas as pd

from geo.statistics.summary import series
from layers.caching import weak_lru_cache
from layers.selection import Selection
from layers.tables import Tables


def yearly_sums(variable: str, source: str, selection: Selection, tables: Tables) -> pd.DataFrame:
    """As :func:`geo.statistics.summary.series`, over the selected municipalities, of all years."""
    return _yearly_sums(
        tables, variable, source, selection.region, selection.department_code, selection.municipality_code
    )


@weak_lru_cache(4096)
def _yearly_sums(
    tables: Tables, variable: str, source: str, region: str | None, department: str | None, municipality: str | None
) -> pd.DataFrame:
    """Cached by place: readers change the period most often."""
    place = Selection(region=region, department_code=department, municipality_code=municipality)
    return series(tables.amounts(variable, source), tables.selected_codes(place))
