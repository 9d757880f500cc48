"""Hectares of features and raster classes by municipality, and of their parts inside other areas."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from geo.build.inputs import Inputs, Progress
from geo.build.overlap import by_part, divide_zones
from geo.build.spatial_join import searched_codes, tabulate_features, tabulate_series
from geo.build.stack import stack, stack_indicators
from geo.loader import Loader
from geo.overlaps import OVERLAPS
from geo.schema import FEATURES, check
from geo.statistics.indicators import in_scope
from geo.zones import Zones


class Measures(NamedTuple):
    """The measurements of all feature and raster sources.

    Attributes
    ----------
    features
        :data:`geo.schema.FEATURES` by the table that they are written to.
    indicators
        :data:`geo.schema.INDICATORS` by source, sorted.
    aside
        Rows set aside, by source.
    """

    features: dict[str, gpd.GeoDataFrame]
    indicators: Mapping[str, pd.DataFrame]
    aside: list[tuple[str, pd.DataFrame]]


def measure(
    inputs: Inputs, zones: Zones, municipalities: gpd.GeoDataFrame, scheduler: str | None, progress: Progress
) -> Measures:
    """Measure the features and rasters of every source, then their parts inside the areas of other sources.

    Parameters
    ----------
    scheduler, progress
        As in :func:`geo.build.pipeline.build`.
    """
    read: dict[str, Any] = {}
    whole: dict[str, pd.DataFrame] = {}
    features: dict[str, list[gpd.GeoDataFrame]] = {}
    aside: list[tuple[str, pd.DataFrame]] = []
    for name, loader in inputs.loaders.items():
        source = loader.source
        if source.kind not in ("features", "raster") or loader.edition:
            continue
        progress(name)
        read[name] = loader.load(inputs.raw)
        aside.append((name, loader.rejects(inputs.raw)))
        if source.kind == "features":
            features.setdefault(source.table or name, []).append(read[name])
        if source.kind == "raster" or source.variables:
            within = _within(loader, inputs.raw, municipalities, zones)
            whole[name] = _hectares(loader, inputs.raw, read[name], zones, within, scheduler)
    progress("overlaps")
    parts = _overlaps(inputs, read, whole, municipalities, scheduler)
    indicators = {name: stack_indicators([table, *parts.get(name, ())], name) for name, table in whole.items()}
    tables = {name: check(stack(layers, ["feature_id"]), FEATURES, name) for name, layers in features.items()}
    return Measures(tables, indicators, aside)


def _overlaps(
    inputs: Inputs,
    read: Mapping[str, Any],
    whole: Mapping[str, pd.DataFrame],
    municipalities: gpd.GeoDataFrame,
    scheduler: str | None,
) -> dict[str, list[pd.DataFrame]]:
    """Indicators of :data:`geo.overlaps.OVERLAPS` by source; municipalities are divided once per areas."""
    found: dict[str, list[pd.DataFrame]] = {}
    parts: dict[tuple[str, ...], Zones] = {}
    for overlap in OVERLAPS:
        if overlap.source not in whole or overlap.areas not in read:
            continue
        loader = inputs.loaders[overlap.source]
        shared = set(in_scope(inputs.loaders[overlap.areas].source.coverage, municipalities))
        both = sorted(shared & set(whole[overlap.source]["municipality_code"]))
        key = (overlap.areas, *both)
        if key not in parts:
            parts[key] = divide_zones(municipalities, both, read[overlap.areas].geometry)
        pieces = parts[key]
        codes = frozenset(pieces.codes)
        measured = _hectares(loader, inputs.raw, read[overlap.source], pieces, codes, scheduler)
        found.setdefault(overlap.source, []).append(by_part(measured, overlap, both))
    return found


def _hectares(
    loader: Loader, raw: Path, loaded: Any, zones: Zones, within: frozenset[str] | None, scheduler: str | None
) -> pd.DataFrame:
    """Indicators of a raster or feature source by zone, for the codes in ``within``."""
    if loader.source.kind == "raster":
        return tabulate_series(loaded, zones, within or frozenset(), loader.source, scheduler)
    return tabulate_features(loaded, zones, within, loader.source, loader.measured(raw))


def _within(loader: Loader, raw: Path, municipalities: gpd.GeoDataFrame, zones: Zones) -> frozenset[str] | None:
    """Codes of the municipalities that a source covers; None if those are the ones that intersect its features."""
    source = loader.source
    searched = loader.searched(raw) if source.kind == "features" else None
    if searched is None:
        lists = source.kind == "features" and source.coverage.scope == "listed"
        return None if lists else frozenset(in_scope(source.coverage, municipalities))
    area = municipalities.set_index("municipality_code")["area_km2"] * 100
    listed = source.coverage.departments
    codes = searched_codes(searched, zones, area)
    return frozenset(code for code in codes if not listed or code[:2] in listed)
