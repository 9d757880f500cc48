"""A choropleth year by year, on classes that all its years share: what a reader walks through in an export."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from geo.indicators import Measure, measure
from layers.classes import Classes, classify
from layers.layer import Choropleth
from layers.shading import rounded
from layers.tables import Tables

_ONCE: Final = 0  # the one year of a place that is a municipality in a year


@dataclass(frozen=True)
class Years:
    """A choropleth's years.

    Attributes
    ----------
    found
        Estimates as of :func:`layers.shading.estimates`, by year; a year that the source does not cover has none.
    classes
        One set for all of them.
    """

    found: dict[int, pd.DataFrame]
    classes: Classes


def year_by_year(layer: Choropleth, tables: Tables, years: tuple[int, ...], codes: pd.Index) -> Years:
    """Tell of municipalities in each year by itself; a register of one date has no years."""
    found: dict[int, pd.DataFrame] = {}
    if not layer.measure.standing:
        bounds = zip(("best", "low", "high"), (layer.measure.variable, *(layer.band or ())), strict=False)
        for name, variable in bounds:
            values = _yearly(replace(layer.measure, variable=variable), tables, years, codes)
            for year in values.columns.astype(int):
                found.setdefault(int(year), pd.DataFrame(index=codes))[name] = rounded(values[year])
    every = pd.concat([table["best"] for table in found.values()]) if found else pd.Series(dtype=float)
    return Years(found, classify(every, layer.palette, layer.scheme, limit=layer.limit))


def _yearly(wanted: Measure, tables: Tables, years: tuple[int, ...], codes: pd.Index) -> pd.DataFrame:
    """Values by municipality, one column a covered year.

    Each municipality and year counts as a place of its own, so that one call measures them all.
    """
    rows = tables.rows(wanted.variable, wanted.source)
    covered = set(rows["year"]) & set(years)
    below = None
    if wanted.per not in (None, "area"):
        below = tables.rows(str(wanted.per), wanted.per_source or wanted.source)
        if not wanted.static:
            covered &= set(below["year"])
    used = sorted(int(year) for year in covered)
    places = tables.municipalities.set_index("municipality_code").loc[codes, "area_km2"]
    split = [_split(rows, used)]
    if below is not None:
        last = below[below["year"] == below["year"].max()]
        split += [_split(last.assign(year=year), [year]) for year in used] if wanted.static else [_split(below, used)]
    table = pd.DataFrame(
        {
            "municipality_code": [f"{code}/{year}" for year in used for code in codes],
            "area_km2": [*places] * len(used),
        }
    )
    values = measure(pd.concat(split), table, wanted, [_ONCE])["value"].to_numpy()
    return pd.DataFrame(values.reshape(len(used), len(codes)).T, index=codes, columns=used)


def _split(rows: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    kept = rows[rows["year"].isin(years)]
    names = kept["municipality_code"].astype(str) + "/" + kept["year"].astype(str)
    return kept.assign(municipality_code=names, year=_ONCE)
