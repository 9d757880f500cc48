"""Merge releases of one data set by id: the newer release wins, no id counts twice, and the changes are listed."""

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
"""Columns that together state one fact, and so are replaced together."""

_COMPARED: Final = {
    "type": ("source_event_type",),
    "actors": ("actor_1", "actor_2"),
    "date": ("date_start",),
    "deaths": ("fatalities_low", "fatalities_best", "fatalities_high"),
}
_METRE: Final = 1e-5
"""A metre in degrees: points nearer than this differ only by rounding."""


@dataclass(frozen=True)
class Merged:
    """Two merged releases.

    Attributes
    ----------
    events
        :data:`geo.schema.EVENTS`, one row per id: the older release's rows in their order, then those it lacks.
        ``source`` is the release that a row is counted in.
    changes
        ``source_event_id``, ``change`` (``added``, ``revised``, ``missing``: the newer release should have it but
        does not), ``fact`` (a key of :data:`FACTS`, for ``revised``), ``older``, ``newer`` (text); sorted.
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
    changed = {fact: _differs(before, after, fact) for fact in FACTS}
    added = new.loc[~new.index.isin(old.index)]
    expected = (old["location_precision"] <= reach) & (old["date_start"].astype(str).str[:10] <= until)
    missing = old.loc[~old.index.isin(new.index) & expected]
    changes = pd.concat(
        [
            *(
                _changes(before[rows], "revised", fact, _as_text(before[rows], fact), _as_text(after[rows], fact))
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
    merged = pd.concat([revised, untouched]).loc[old.index]
    events = pd.concat([merged, added] if len(added) else [merged], ignore_index=True)
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


def _differs(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, fact: str) -> pd.Series:
    if fact == "place":
        same = before.geometry.geom_equals_exact(after.geometry, _METRE) | (
            before.geometry.isna() & after.geometry.isna()
        )
        more_precise = before["location_precision"] > after["location_precision"]
        return pd.Series(~same | more_precise, dtype=bool)
    columns = list(_COMPARED[fact])
    a, b = before[columns], after[columns]
    agrees = (a == b).fillna(False).astype(bool) | (a.isna() & b.isna())
    return pd.Series(~agrees.all(axis=1), dtype=bool)


def _as_text(events: gpd.GeoDataFrame, fact: str) -> pd.Series:
    if fact == "place":
        columns = [
            events.geometry.to_wkt(rounding_precision=5),
            "precision " + events["location_precision"].astype(str),
        ]
    else:
        columns = [events[name].astype(str) for name in _COMPARED[fact]]
    return pd.Series([" / ".join(row) for row in zip(*columns, strict=True)], index=events.index, dtype=str)


def _changes(
    events: gpd.GeoDataFrame, change: str, fact: str | None = None, older: object = None, newer: object = None
) -> pd.DataFrame:
    values = {"change": change, "fact": fact, "older": older, "newer": newer}
    table = pd.DataFrame({"source_event_id": events["source_event_id"]}, dtype=str)
    return table.assign(**{name: pd.Series(value, index=table.index, dtype=str) for name, value in values.items()})
