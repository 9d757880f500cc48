"""Assemble the tables of ``data/processed`` from the sources at hand.

A new source needs only a module in :mod:`geo.sources`: its ``kind`` decides how it is processed here.
"""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import pandas as pd

from geo.area import hectares
from geo.build.counts import count, read_events
from geo.build.inputs import Inputs, Progress
from geo.build.land_border import land_border
from geo.build.measures import measure
from geo.build.stack import stack
from geo.rejects import gather
from geo.schema import COVERAGE, CRS, INDICATORS, MUNICIPALITIES, REJECTS, check, empty
from geo.statistics.indicators import panel
from geo.workers import run_in_background
from geo.zones import Zones

STANDALONE: Final = ("incidents", "ceasefires", "dialogues", "actors", "reported_figures", "reserves_register")
"""Registers that are written as separate tables."""


def assemble(
    inputs: Inputs, *, scheduler: str | None = None, progress: Progress = lambda _: None
) -> dict[str, pd.DataFrame]:
    """Compute every table of ``data/processed``, by name, checked and sorted.

    Raises
    ------
    GeoDataError
        If a source violates the schema of its table.
    """
    progress("municipalities")
    if inputs.boundaries is None:
        return {"municipalities": join_municipalities(inputs), **_standalone(inputs)}
    with run_in_background(read_events, inputs) as releases:
        municipalities = join_municipalities(inputs)
        zones = Zones(municipalities["municipality_code"].to_numpy(), municipalities.geometry.to_numpy())
        with (
            run_in_background(count, inputs, releases, zones, municipalities) as counts,
            run_in_background(_standalone, inputs) as registers,
            run_in_background(_borders, inputs, municipalities) as borders,
        ):
            measured = measure(inputs, zones, municipalities, scheduler, progress)
            progress("tables")
            counted = counts()
            bordered = check(municipalities.assign(**borders()), MUNICIPALITIES, "natural_earth")
            tables = {"municipalities": bordered, **registers(), **measured.features}
    tables |= {"events": counted.events, "release_changes": counted.changes, "cells": counted.cells}
    tables["rejects"] = check(gather([*counted.aside, *measured.aside]), REJECTS, "rejects")
    by_source = {**counted.indicators, **measured.indicators}
    del counted, measured, counts, releases  # frees the parts once they are concatenated
    parts = [by_source.pop(name) for name in sorted(by_source)]
    full = [table for table in parts if len(table)]
    tables["indicators"] = indicators = pd.concat(full or [empty(INDICATORS)], ignore_index=True)
    del parts, full
    tables["coverage"] = check(coverage(indicators), COVERAGE, "indicators")
    tables["panel"] = panel(indicators)
    return tables


def join_municipalities(inputs: Inputs) -> gpd.GeoDataFrame:
    """Join the municipalities of the edition with their region, PDET subregion, seat and area.

    Without boundaries: the 33 municipalities of ``regions.csv`` with their seats, without geometry. The columns about
    the land border are still empty (:func:`geo.build.land_border.land_border`).

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.MUNICIPALITIES`.
    """
    loaders, raw = inputs.loaders, inputs.raw
    region = loaders["regions"].load(raw)
    if inputs.boundaries is None:
        table = gpd.GeoDataFrame(region, geometry=gpd.GeoSeries([None] * len(region), index=region.index), crs=CRS)
    else:
        table = loaders["dane_mgn"].load(raw)
        table["area_km2"] = hectares(table.geometry.to_numpy()) / 100
        table = table.merge(region[["municipality_code", "region"]], on="municipality_code", how="left")
        seats = loaders["dane_divipola"].load(raw) if "dane_divipola" in loaders else region
        seats = seats[["municipality_code", "seat_lon", "seat_lat"]]
        table = table.merge(seats, on="municipality_code", how="left")
    if "pdet" in loaders:
        programme = loaders["pdet"].load(raw)[["municipality_code", "pdet_subregion"]]
        table = table.merge(programme, on="municipality_code", how="left")
    else:
        table["pdet_subregion"] = pd.Series(None, index=table.index, dtype=str)
    table["border_countries"], table["border_km"] = pd.Series(None, index=table.index, dtype="str"), float("nan")
    return check(stack([table[list(MUNICIPALITIES.columns)]], ["municipality_code"]), MUNICIPALITIES, "dane_mgn")


def coverage(indicators: pd.DataFrame) -> pd.DataFrame:
    """Tabulate where and when each variable was observed, one row per source, variable and year.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``variable``, ``unit``, ``year``, ``municipalities`` (with a value, zeros included), ``zeros``.
    """
    keys = ["source", "variable", "unit", "year"]
    groups = indicators[keys].assign(zeros=indicators["value"] == 0).groupby(keys)
    return groups.agg(municipalities=("zeros", "size"), zeros=("zeros", "sum")).reset_index()


def _borders(inputs: Inputs, municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    """The columns about the land border; empty where the neighbouring countries are not at hand."""
    if "natural_earth" not in inputs.loaders:
        return pd.DataFrame(municipalities[["border_countries", "border_km"]])
    context = inputs.loaders["natural_earth"].load(inputs.raw)
    return land_border(municipalities, context[context["kind"] == "country"])


def _standalone(inputs: Inputs) -> dict[str, pd.DataFrame]:
    """The registers of :data:`STANDALONE`, by name."""
    return {name: inputs.loaders[name].load(inputs.raw) for name in STANDALONE if name in inputs.loaders}
