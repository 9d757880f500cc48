"""Merge releases of one data set by id: the newer release wins, no id counts twice, and the changes are listed."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.changes.events import FACTS, differing, revisions, table
from geo.schema import EVENTS, GeoDataError, LocationPrecision, check


@dataclass(frozen=True)
class Merged:
    """Two merged releases.

    Attributes
    ----------
    events
        :data:`geo.schema.EVENTS`, one row per id: the older release's rows in their order, then those it lacks.
        ``source`` is the release that a row is counted in.
    changes
        :data:`geo.schema.CHANGES`, sorted by ``event_id``: what is new in the later release, which of
        :data:`geo.changes.events.FACTS` it revises, and what it should have but does not.
    """

    events: gpd.GeoDataFrame
    changes: pd.DataFrame


def merge_releases(
    older: gpd.GeoDataFrame,
    newer: gpd.GeoDataFrame,
    reach: LocationPrecision = LocationPrecision.COUNTRY,
    until: str = "9999",
) -> Merged:
    """Merge two releases of a data set on ``source_event_id``.

    A complete newer release (``reach`` 6) replaces the older one, and events that it dropped are gone. One that holds
    only precisely located events corrects the older release and adds to it. In a row that both have, each fact that
    differs is taken from the newer release with all its columns; facts that agree keep the older release's values,
    which are fuller. Such a row keeps its older ``source``, so that a yearly series stays that of one release; an id
    of the newer release alone keeps the newer ``source``. An event missing from an incomplete release may have been
    withdrawn or located less precisely: it is kept, and listed in the changes.

    Parameters
    ----------
    older, newer
        :data:`geo.schema.EVENTS`.
    reach
        The coarsest location precision that ``newer`` includes.
    until
        The last day (ISO date) that it covers: later events cannot be missing from it.

    Raises
    ------
    GeoDataError
        If an id is repeated in one release.
    """
    old, new = _by_id(older), _by_id(newer)
    shared = old.index.intersection(new.index)
    before, after = old.loc[shared], new.loc[shared]
    changed = differing(before, after)
    added = new.loc[~new.index.isin(old.index)]
    expected = (old["location_precision"] <= reach) & (old["date_start"].astype(str).str[:10] <= until)
    missing = old.loc[~old.index.isin(new.index) & expected]
    new_and_gone = [table(added, "new", "events"), table(missing, "withdrawn", "events")]
    if reach == LocationPrecision.COUNTRY:
        return Merged(newer.reset_index(drop=True), _sorted(revisions(before, after, changed), *new_and_gone))
    revised = before.assign(citation=after["citation"] + "; " + before["citation"])
    for fact, rows in changed.items():
        for column in FACTS[fact]:
            revised[column] = before[column].where(~rows, after[column])
    untouched = old.loc[~old.index.isin(shared)]
    merged = pd.concat([revised, untouched]).loc[old.index]
    events = pd.concat([merged, added] if len(added) else [merged], ignore_index=True)
    changes = _sorted(revisions(before, revised, changed), *new_and_gone)
    return Merged(check(events, EVENTS, str(newer["source"].iloc[0])), changes)


def _by_id(release: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    repeated = release["source_event_id"].duplicated()
    if repeated.any():
        raise GeoDataError(
            "an id is repeated in one release",
            source=str(release["source"].iloc[0]),
            column="source_event_id",
            value=release.loc[repeated, "source_event_id"].iloc[0],
            remedy="fetch the release again; ids of a release are unique",
        )
    return release.set_index("source_event_id", drop=False).rename_axis("id")


def _sorted(*changes: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(changes).sort_values(["event_id", "variable"], ignore_index=True)
