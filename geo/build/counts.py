"""Counts by municipality and year: events of every source, dated points, and published statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from geo.build.cells import count_cells
from geo.build.inputs import Inputs
from geo.build.releases import merge_releases
from geo.build.spatial_join import (
    assign_municipalities,
    count_points,
    locate_points,
    map_indicators_to_edition,
    unassigned,
    uncounted_points,
)
from geo.build.stack import stack, stack_indicators
from geo.rejects import set_aside
from geo.schema import CELLS, EVENTS, RELEASE_CHANGES, check, empty
from geo.statistics.indicators import count_events, fill_absent
from geo.zones import Zones


class Releases(NamedTuple):
    """Events in the latest release of each source.

    Attributes
    ----------
    events
        By source, each later release merged into the one it revises.
    changes
        The differences between releases, :data:`geo.schema.RELEASE_CHANGES`.
    aside
        Rows set aside, by source.
    """

    events: Mapping[str, gpd.GeoDataFrame]
    changes: pd.DataFrame
    aside: list[tuple[str, pd.DataFrame]]


class Counts(NamedTuple):
    """The counts of all sources.

    Attributes
    ----------
    events, changes
        :data:`geo.schema.EVENTS` of all sources with their municipalities, and :data:`geo.schema.RELEASE_CHANGES`.
    indicators
        :data:`geo.schema.INDICATORS` by source, sorted.
    cells
        :data:`geo.schema.CELLS` of the sources of points.
    aside
        Rows set aside, by source.
    """

    events: gpd.GeoDataFrame
    changes: pd.DataFrame
    indicators: Mapping[str, pd.DataFrame]
    cells: pd.DataFrame
    aside: list[tuple[str, pd.DataFrame]]


def read_events(inputs: Inputs) -> Releases:
    """Read the events of every source, and merge the releases of one data set."""
    found = {}
    aside: list[tuple[str, pd.DataFrame]] = []
    for name, loader in inputs.loaders.items():
        if loader.source.kind == "events":
            found[name] = loader.load(inputs.raw)
            aside.append((name, loader.rejects(inputs.raw)))
    changes = _merge_revisions(inputs, found, aside)
    _drop_superseded(inputs, found, aside)
    return Releases(found, changes, aside)


def _merge_revisions(
    inputs: Inputs, found: dict[str, gpd.GeoDataFrame], aside: list[tuple[str, pd.DataFrame]]
) -> pd.DataFrame:
    """Merge each release in ``found`` that revises another into it; add to ``aside``; return the changes."""
    changes = [empty(RELEASE_CHANGES)]
    for name in list(found):
        loader = inputs.loaders[name]
        revised = loader.revises
        if revised in found and any(file.origin == "refreshed" for file in inputs.loaders[revised].source.files):
            ids = found.pop(name)["source_event_id"]  # the refreshed data include every earlier release
            aside.append((name, set_aside(ids, f"superseded by the newer release of {revised}")))
        elif revised in found:
            merged = merge_releases(found[revised], found[name], loader.reach, loader.source.coverage.end)
            changes.append(merged.changes.assign(source=name))
            for release, reason in (
                (revised, f"replaced by {name}"),
                (name, f"corrects the event of that id in {revised}"),
            ):
                remaining = merged.events[merged.events["source"] == release]
                ids = found[release]["source_event_id"]
                aside.append((release, set_aside(ids[~ids.isin(remaining["source_event_id"])], reason)))
                found[release] = remaining
    table = stack(changes, ["source", "event_id", "variable"])
    checked: pd.DataFrame = check(table, RELEASE_CHANGES, "releases")
    return checked


def _drop_superseded(
    inputs: Inputs, found: dict[str, gpd.GeoDataFrame], aside: list[tuple[str, pd.DataFrame]]
) -> None:
    """Drop preliminary events from ``found`` that the final source has, or whose time it covers; add to ``aside``."""
    for name in list(found):
        final = inputs.loaders[name].superseded_by
        if final in found:
            events, coverage = found[name], inputs.loaders[final].source.coverage
            superseded = events["source_event_id"].isin(found[final]["source_event_id"])
            superseded |= events["date_start"].dt.strftime("%Y-%m-%d") <= coverage.end
            ids = events.loc[superseded, "source_event_id"]
            aside.append((name, set_aside(ids, f"superseded by {final}")))
            found[name] = events[~superseded]


def count(inputs: Inputs, releases: Callable[[], Releases], zones: Zones, municipalities: gpd.GeoDataFrame) -> Counts:
    """Count events and points, and take over published statistics.

    Parameters
    ----------
    releases
        Returns the events; called last, so that they can be read in the background.
    """
    indicators: dict[str, pd.DataFrame] = {}
    cells = [empty(CELLS)]
    aside: list[tuple[str, pd.DataFrame]] = []
    for name, loader in inputs.loaders.items():
        source = loader.source
        if source.kind not in ("indicators", "points"):
            continue
        loaded = loader.load(inputs.raw)
        aside.append((name, loader.rejects(inputs.raw)))
        if source.kind == "indicators" or loader.edition:
            counted = map_indicators_to_edition(loaded, frozenset(zones.codes), name)
            cells.append(loader.cells(inputs.raw))
        else:
            points = locate_points(loaded, zones, source)
            counted = count_points(points, source)
            cells.append(count_cells(points, source))
            aside.append((name, uncounted_points(points)))
        indicators[name] = stack_indicators([fill_absent(counted, source, municipalities)], name)
    found, changes, left_out = releases()
    located = {name: assign_municipalities(events, zones) for name, events in found.items()}
    for name, events in located.items():
        source = inputs.loaders[name].source
        indicators[name] = stack_indicators([count_events(events, source, municipalities)], name)
    table = stack([*located.values()] or [empty(EVENTS)], ["date_start", "event_id"])
    check(table, EVENTS, "events")
    uncounted = [(str(name), part) for name, part in unassigned(table).groupby("source")]
    by_cell = check(stack(cells, list(CELLS.columns)), CELLS, "points")
    return Counts(table, changes, indicators, by_cell, [*left_out, *aside, *uncounted])
