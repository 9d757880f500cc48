"""From fetched sources to the tables of the narrow waist, each kind of source by its one road.

Adding a source is adding a file to :mod:`geo.sources`: its ``kind`` decides what happens to it here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.area import hectares
from geo.indicators import count_events, fill_absent, in_scope, panel
from geo.inputs import Inputs, Progress
from geo.join import (
    assign_municipalities,
    count_points,
    searched_codes,
    settle_indicators,
    tabulate_features,
    tabulate_series,
    unassigned,
    uncounted_points,
)
from geo.loader import Loader
from geo.overlap import OVERLAPS, Overlap, by_part, part_zones
from geo.rejects import gather, set_aside
from geo.releases import merge_releases
from geo.schema import (
    COVERAGE,
    CRS,
    EVENTS,
    FEATURES,
    INDICATORS,
    MUNICIPALITIES,
    REJECTS,
    RELEASE_CHANGES,
    check,
    empty,
)
from geo.source import RAW
from geo.zones import Zones

STANDALONE: Final = ("incidents", "ceasefires", "reported_figures", "reserves_register")
"""Registers that are tables of their own."""


def assemble(
    inputs: Inputs, *, scheduler: str | None = None, progress: Progress = lambda _: None
) -> dict[str, pd.DataFrame]:
    """Every table of ``data/processed``, by name, checked and sorted.

    Raises
    ------
    GeoDataError
        A source that breaks a rule of its table.
    """
    progress("municipalities")
    municipalities = describe_municipalities(inputs)
    tables: dict[str, pd.DataFrame] = {"municipalities": municipalities}
    for name in STANDALONE:
        if name in inputs.loaders:
            tables[name] = inputs.loaders[name].load(inputs.raw)
    if inputs.edition is None:
        return tables
    own = inputs.raw == RAW  # a mirror is not ours to write to
    kept = inputs.raw / "dane_mgn" / f"{inputs.edition.id}.zones.npz" if own else None
    zones = Zones(municipalities["municipality_code"].to_numpy(), municipalities.geometry.to_numpy(), cache=kept)
    events: list[pd.DataFrame] = []
    indicators: list[pd.DataFrame] = []
    features: dict[str, list[gpd.GeoDataFrame]] = {}
    read: dict[str, Any] = {}
    by_source, tables["release_changes"], aside = _events(inputs, progress)
    for name, loaded in by_source.items():
        located = assign_municipalities(loaded, zones)
        events.append(located)
        indicators.append(count_events(located, inputs.loaders[name].source, municipalities))
    for name, loader in inputs.loaders.items():
        source = loader.source
        if source.kind in ("register", "events"):
            continue
        progress(name)
        loaded = read[name] = loader.load(inputs.raw)
        aside.append((name, loader.rejects(inputs.raw)))
        if source.kind == "indicators" or loader.edition:
            settled = settle_indicators(loaded, frozenset(zones.codes), name)
            indicators.append(fill_absent(settled, source, municipalities))
        elif source.kind == "points":
            indicators.append(fill_absent(count_points(loaded, zones, source), source, municipalities))
            aside.append((name, uncounted_points(loaded, zones, source)))
        elif source.kind == "raster":
            within = frozenset(in_scope(source.coverage, municipalities))
            indicators.append(tabulate_series(loaded, zones, within, source, scheduler))
        else:
            features.setdefault(source.table or name, []).append(loaded)
            if source.variables:
                within = _within(loader, inputs.raw, municipalities, zones)
                indicators.append(tabulate_features(loaded, zones, within, source, loader.measured(inputs.raw)))
    progress("overlaps")
    parts: dict[tuple[str, ...], Zones] = {}
    for overlap in OVERLAPS:
        if {overlap.source, overlap.areas} <= read.keys():
            whole = next(table for table in indicators if len(table) and table["source"].iloc[0] == overlap.source)
            shared = set(in_scope(inputs.loaders[overlap.areas].source.coverage, municipalities))
            both = sorted(shared & set(whole["municipality_code"]))
            asked = (overlap.areas, *both)
            if asked not in parts:
                parts[asked] = part_zones(municipalities, both, read[overlap.areas].geometry)
            measured = _measure_parts(overlap, inputs, read, parts[asked], scheduler)
            indicators.append(by_part(measured, overlap, both))
    progress("tables")
    for used in (read, by_source, parts):
        used.clear()  # the tables that follow need the memory
    tables |= {name: check(_joined(parts, ["feature_id"]), FEATURES, name) for name, parts in features.items()}
    events = events or [empty(EVENTS)]
    indicators = indicators or [empty(INDICATORS)]
    tables["events"] = check(_joined(events, ["date_start", "event_id"]), EVENTS, "events")
    aside += [(str(name), part) for name, part in unassigned(tables["events"]).groupby("source")]
    tables["rejects"] = check(gather(aside), REJECTS, "rejects")
    key = ["source", "variable", "year", "municipality_code"]
    joined = _joined(indicators, key)[list(INDICATORS.columns)].astype({"year": "int16"})
    tables["indicators"] = check(joined, INDICATORS, "indicators")
    tables["coverage"] = check(coverage(tables["indicators"]), COVERAGE, "indicators")
    tables["panel"] = panel(tables["indicators"])
    return tables


def describe_municipalities(inputs: Inputs) -> gpd.GeoDataFrame:
    """The municipalities of the edition at hand with region, PDET subregion, seat and area.

    Without boundaries: the 33 of ``regions.csv``, with their seats and no geometry.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.MUNICIPALITIES`.
    """
    loaders, raw = inputs.loaders, inputs.raw
    region = loaders["regions"].load(raw)
    if inputs.edition is None:
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
    return check(_joined([table[list(MUNICIPALITIES.columns)]], ["municipality_code"]), MUNICIPALITIES, "dane_mgn")


def coverage(indicators: pd.DataFrame) -> pd.DataFrame:
    """Where and when each variable was observed: one row a source, variable and year.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``variable``, ``unit``, ``year``, ``municipalities`` (with a value, zeros included), ``zeros``.
    """
    groups = indicators.assign(zeros=indicators["value"] == 0).groupby(["source", "variable", "unit", "year"])
    return groups.agg(municipalities=("value", "size"), zeros=("zeros", "sum")).reset_index()


def _events(
    inputs: Inputs, progress: Progress
) -> tuple[dict[str, gpd.GeoDataFrame], pd.DataFrame, list[tuple[str, pd.DataFrame]]]:
    """Events of every source, a later release merged into the one it revises; what it changed; what is set aside."""
    found = {}
    aside: list[tuple[str, pd.DataFrame]] = []
    for name, loader in inputs.loaders.items():
        if loader.source.kind == "events":
            progress(name)
            found[name] = loader.load(inputs.raw)
            aside.append((name, loader.rejects(inputs.raw)))
    columns = list(RELEASE_CHANGES.columns)
    changes = [pd.DataFrame(columns=columns, dtype=str)]
    for name in list(found):
        loader = inputs.loaders[name]
        revised = loader.revises
        if revised in found and any(file.origin == "refreshed" for file in inputs.loaders[revised].source.files):
            held = found.pop(name)["source_event_id"]  # what the publisher gave last holds every release before it
            aside.append((name, set_aside(held, f"superseded by the newer release of {revised}")))
        elif revised in found:
            merged = merge_releases(found[revised], found[name], loader.reach)
            changes.append(merged.changes.assign(source=name))
            for release, why in (
                (revised, f"replaced by {name}"),
                (name, f"corrects the event of that id in {revised}"),
            ):
                kept = merged.events[merged.events["source"] == release]
                held = found[release]["source_event_id"]
                aside.append((release, set_aside(held[~held.isin(kept["source_event_id"])], why)))
                found[release] = kept
    table = _joined(changes, ["source", "source_event_id", "fact"])[columns]
    return found, check(table, RELEASE_CHANGES, "releases"), aside


def _measure_parts(
    overlap: Overlap, inputs: Inputs, read: Mapping[str, Any], pieces: Zones, scheduler: str | None
) -> pd.DataFrame:
    loader, codes = inputs.loaders[overlap.source], frozenset(pieces.codes)
    source = loader.source
    if source.kind == "raster":
        return tabulate_series(read[overlap.source], pieces, codes, source, scheduler)
    return tabulate_features(read[overlap.source], pieces, codes, source, loader.measured(inputs.raw))


def _within(loader: Loader, raw: Path, municipalities: gpd.GeoDataFrame, zones: Zones) -> frozenset[str]:
    """Codes of the municipalities that a source of features speaks for."""
    source, searched = loader.source, loader.searched(raw)
    if searched is None:
        return frozenset(in_scope(source.coverage, municipalities))
    area = municipalities.set_index("municipality_code")["area_km2"] * 100
    listed = source.coverage.departments
    codes = searched_codes(searched, zones, area)
    return frozenset(code for code in codes if not listed or code[:2] in listed)


def _joined(parts: list[Any], key: list[str]) -> Any:
    """Stack tables of one schema, sorted by ``key``, so that the same rows always make the same file.

    ``parts`` are forgotten as soon as they are stacked.
    """
    table = pd.concat(_unlike_empty(parts), ignore_index=True)
    parts.clear()
    return table.sort_values(key, ignore_index=True, kind="stable")


def _unlike_empty(parts: list[Any]) -> Iterator[Any]:
    full = [part for part in parts if len(part)]
    yield from full or parts[:1]
