"""A choropleth in single years, with classes that all of them share, for exports in which readers choose a year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from layers.catalog.model import Choropleth
from layers.scene.choropleth import measures, rounded
from layers.scene.classification import Classes, classify
from layers.tables import Tables


@dataclass(frozen=True)
class YearlyEstimates:
    """A choropleth in single years.

    Attributes
    ----------
    by_year
        Estimates (:func:`layers.scene.choropleth.estimates`) by year; years not covered by the source are absent.
    classes
        Classes of all years together.
    """

    by_year: dict[int, pd.DataFrame]
    classes: Classes


def yearly_estimates(layer: Choropleth, tables: Tables, years: tuple[int, ...], codes: pd.Index) -> YearlyEstimates:
    """Estimate a choropleth in each year; a register of one date has no years."""
    by_year = {}
    if not layer.measure.standing:
        amounts = {name: tables.yearly(each, years).reindex(codes) for name, each in measures(layer).items()}
        covered = amounts["best"].columns
        values = {name: rounded(table.reindex(columns=covered).to_numpy()) for name, table in amounts.items()}
        for column, year in enumerate(covered):
            by_year[int(year)] = pd.DataFrame({name: each[:, column] for name, each in values.items()}, index=codes)
    pooled = pd.concat([table["best"] for table in by_year.values()]) if by_year else pd.Series(dtype=float)
    return YearlyEstimates(by_year, classify(pooled, layer.palette, layer.scheme, limit=layer.limit))
