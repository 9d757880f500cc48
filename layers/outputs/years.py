"""A choropleth year by year, on classes that all its years share: what a reader walks through in an export."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from layers.catalog.model import Choropleth
from layers.scene.choropleth import measures, rounded
from layers.scene.classification import Classes, classify
from layers.tables import Tables


@dataclass(frozen=True)
class Years:
    """A choropleth's years.

    Attributes
    ----------
    found
        Estimates (:func:`layers.scene.choropleth.estimates`) by year; a year that the source does not cover has none.
    classes
        One set for all of them.
    """

    found: dict[int, pd.DataFrame]
    classes: Classes


def year_by_year(layer: Choropleth, tables: Tables, years: tuple[int, ...], codes: pd.Index) -> Years:
    """Tell of municipalities in each year by itself; a register of one date has no years."""
    found = {}
    if not layer.measure.standing:
        amounts = {name: tables.yearly(each, years).reindex(codes) for name, each in measures(layer).items()}
        used = amounts["best"].columns
        told = {name: rounded(table.reindex(columns=used).to_numpy()) for name, table in amounts.items()}
        for place, year in enumerate(used):
            found[int(year)] = pd.DataFrame({name: each[:, place] for name, each in told.items()}, index=codes)
    every = pd.concat([table["best"] for table in found.values()]) if found else pd.Series(dtype=float)
    return Years(found, classify(every, layer.palette, layer.scheme, limit=layer.limit))
