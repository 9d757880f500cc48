"""Releases of one data set merged by id: the newest wins, no id counts twice, and what changed is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd

from geo.schema import EVENTS, GeoDataError, LocationPrecision, check

FACTS: Final = {
    "type": ("event_type", "source_event_type"),
    "actors": ("actor_1", "actor_2"),
    "date": ("date_start", "date_end", "date_precision"),
    "deaths": ("fatalities_low", "fatalities_best", "fatalities_high"),
    "place": (
        *("geometry", "location_precision", "located_by"),
        *("municipality_code", "department_code", "description"),
    ),
}
"""Columns that state one fact together, and so change together."""

_TOLD: Final = {
    "type": ("source_event_type",),
    "actors": ("actor_1", "actor_2"),
    "date": ("date_start",),
    "deaths": ("fatalities_low", "fatalities_best", "fatalities_high"),
}
_METRE: Final = 1e-5
"""A metre in degrees: points nearer than this are the same, rounded."""


@dataclass(frozen=True)
class Merged:
    """Two releases as one.

    Attributes
    ----------
    events
        :data:`geo.schema.EVENTS`, one row an id: the older release's rows in their order, then those it lacks.
        ``source`` says which of the two a row counts for.
    changes
        ``source_event_id``, ``change`` (``added``, ``revised``, ``missing``: the newer release should have it and
        does not), ``fact`` (a key of :data:`FACTS`, for ``revised``), ``older``, ``newer`` (text); sorted.
    """

    events: gpd.GeoDataFrame
    changes: pd.DataFrame


def merge_releases(
    older: gpd.GeoDataFrame, newer: gpd.GeoDataFrame, reach: LocationPrecision = LocationPrecision.COUNTRY
) -> Merged:
    """Merge two releases of a data set on ``source_event_id``.

    A complete newer release (``reach`` 6) replaces the older one: what it dropped is gone. One that holds precisely
    placed events only corrects the older release and adds to it. In a row that both have, each fact that differs is
    taken from the newer release, whole; where they agree, the older release's fuller record of it stays. Such a row
    keeps its older ``source``, so that a yearly series stays that of one release; an id of the newer release alone
    keeps the newer ``source``. An event missing from an incomplete release may have been withdrawn or placed less
    precisely: it is kept, and listed.

    Parameters
    ----------
    older, newer
        :data:`geo.schema.EVENTS`.
    reach
        The coarsest location precision that ``newer`` holds.

    Raises
    ------
    GeoDataError
        An id that stands twice in one release.
    """
    old, new = _by_id(older), _by_id(newer)
    shared = old.index.intersection(new.index)
    before, after = old.loc[shared], new.loc[shared]
    changed = {fact: _differs(before, after, fact) for fact in FACTS}
    added = new.loc[~new.index.isin(old.index)]
    missing = old.loc[~old.index.isin(new.index) & (old["location_precision"] <= reach)]
    changes = pd.concat(
        [
            *(
                _changes(before[rows], "revised", fact, _tell(before[rows], fact), _tell(after[rows], fact))
                for fact, rows in changed.items()
            ),
            _changes(added, "added"),
            _changes(missing, "missing"),
        ]
    ).sort_values(["source_event_id", "fact"], ignore_index=True)
    if reach == LocationPrecision.COUNTRY:
        return Merged(newer.reset_index(drop=True), changes)
    revised = before.assign(citation=after["citation"] + "; " + before["citation"])
    for fact, rows in changed.items():
        for column in FACTS[fact]:
            revised[column] = before[column].where(~rows, after[column])
    untouched = old.loc[~old.index.isin(shared)]
    kept = pd.concat([revised, untouched]).loc[old.index]
    events = pd.concat([kept, added] if len(added) else [kept], ignore_index=True)
    return Merged(check(events, EVENTS, str(newer["source"].iloc[0])), changes)


def _by_id(release: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    twice = release["source_event_id"].duplicated()
    if twice.any():
        raise GeoDataError(
            "an id stands twice in one release",
            source=str(release["source"].iloc[0]),
            column="source_event_id",
            value=release.loc[twice, "source_event_id"].iloc[0],
            remedy="fetch the release again; ids of a release are unique",
        )
    return release.set_index("source_event_id", drop=False).rename_axis("id")


def _differs(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, fact: str) -> pd.Series:
    if fact == "place":
        same = before.geometry.geom_equals_exact(after.geometry, _METRE) | (
            before.geometry.isna() & after.geometry.isna()
        )
        sharper = before["location_precision"] > after["location_precision"]
        return pd.Series(~same | sharper, dtype=bool)
    told = list(_TOLD[fact])
    a, b = before[told], after[told]
    agrees = (a == b).fillna(False).astype(bool) | (a.isna() & b.isna())
    return pd.Series(~agrees.all(axis=1), dtype=bool)


def _tell(events: gpd.GeoDataFrame, fact: str) -> pd.Series:
    if fact == "place":
        columns = [
            events.geometry.to_wkt(rounding_precision=5),
            "precision " + events["location_precision"].astype(str),
        ]
    else:
        columns = [events[name].astype(str) for name in _TOLD[fact]]
    return pd.Series([" / ".join(row) for row in zip(*columns, strict=True)], index=events.index, dtype=str)


def _changes(
    events: gpd.GeoDataFrame, change: str, fact: str | None = None, older: object = None, newer: object = None
) -> pd.DataFrame:
    told = {"change": change, "fact": fact, "older": older, "newer": newer}
    table = pd.DataFrame({"source_event_id": events["source_event_id"]}, dtype=str)
    return table.assign(**{name: pd.Series(value, index=table.index, dtype=str) for name, value in told.items()})
