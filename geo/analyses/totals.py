"""Measures of several municipalities taken together: amounts and what they are divided by, each added up."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from geo.analyses.evidence import Evidence
from geo.statistics.indicators import yearly


def whole_by_year(evidence: Evidence, name: str, codes: Iterable[str], years: Iterable[int]) -> pd.Series:
    """A measure of some municipalities taken together, by year."""
    wanted, codes = evidence.measures[name].measure, list(codes)
    tables = evidence.amounts(wanted.variable, wanted.source), evidence.below(name)
    together = [table.loc[codes].sum().to_frame().T for table in tables if table is not None]
    area = pd.Series([evidence.area_km2[codes].sum()])
    return yearly(wanted, years, together[0], area, *together[1:]).iloc[0]


def denominators(evidence: Evidence, name: str, years: Iterable[int]) -> pd.DataFrame | None:
    """What a measure is divided by in each year; None where that is the same in all of them."""
    wanted, below = evidence.measures[name].measure, evidence.below(name)
    if below is None or wanted.static:
        return None
    wide = below.reindex(columns=sorted({*below.columns, *years}))
    return (wide.ffill(axis=1) if wanted.carried else wide)[list(years)]
