"""A choropleth in single years, with classes that all of them share, for exports in which readers choose a year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from layers.catalog.forms import amount_of
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
    amounts
        In the same years, the amounts that the rates are made of; empty if the layer shows no rate.
    classes
        Classes of all years together.
    """

    by_year: dict[int, pd.DataFrame]
    amounts: dict[int, pd.DataFrame]
    classes: Classes


def yearly_estimates(layer: Choropleth, tables: Tables, years: tuple[int, ...], codes: pd.Index) -> YearlyEstimates:
    """Estimate a choropleth in each year; a register of one date has no years."""
    standing, made_of = layer.measure.standing, amount_of(layer, tables.sources)
    by_year = {} if standing else _by_year(layer, tables, years, codes)
    amounts = _by_year(made_of, tables, tuple(by_year), codes) if made_of and by_year else {}
    pooled = pd.concat([table["best"] for table in by_year.values()]) if by_year else pd.Series(dtype=float)
    return YearlyEstimates(by_year, amounts, classify(pooled, layer.palette, layer.scheme, limit=layer.limit))


def _by_year(layer: Choropleth, tables: Tables, years: tuple[int, ...], codes: pd.Index) -> dict[int, pd.DataFrame]:
    found = {name: tables.yearly(each, years).reindex(codes) for name, each in measures(layer).items()}
    covered = found["best"].columns
    values = {name: rounded(table.reindex(columns=covered).to_numpy()) for name, table in found.items()}
    return {
        int(year): pd.DataFrame({name: each[:, column] for name, each in values.items()}, index=codes)
        for column, year in enumerate(covered)
    }
