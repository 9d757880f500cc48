"""Compare events by id, fact by fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.schema import CHANGES, DatePrecision

FACTS: Final = {
    "type": ("event_type", "source_event_type"),
    "actors": ("actor_1", "actor_2"),
    "date": ("date_start", "date_end", "date_precision"),
    "deaths": ("fatalities_low", "fatalities_best", "fatalities_high"),
    "victims": ("victims",),
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
    "victims": ("victims",),
}
_METRE: Final = 1e-5
"""A metre in degrees: points nearer than this differ only by rounding."""


def differing(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Mark the events in which each of :data:`FACTS` differs.

    Parameters
    ----------
    before, after
        :data:`geo.schema.EVENTS` of the same events in the same order and on the same index. A place differs if the
        point does, or if it is stated more precisely than before.
    """
    same_point = before.geometry.geom_equals_exact(after.geometry, _METRE) | (
        before.geometry.isna() & after.geometry.isna()
    )
    sharper = before["location_precision"] > after["location_precision"]
    masks = {fact: ~_agree(before, after, columns) for fact, columns in _COMPARED.items()}
    return masks | {"place": pd.Series(~same_point | sharper, index=before.index, dtype=bool)}


def elsewhere(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> pd.Series:
    """Mark the events that are counted in another municipality or department than before, or known less precisely."""
    return ~_agree(before, after, ("municipality_code", "department_code", "location_precision"))


def revisions(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, changed: Mapping[str, pd.Series], *, preliminary: bool = False
) -> pd.DataFrame:
    """List the facts that changed, one row each, at the place where the event is now counted.

    Parameters
    ----------
    before, after
        As in :func:`differing`.
    changed
        Mask of the events by fact. ``source`` may be among them.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.CHANGES`, unsorted. A place is given by municipality and precision, with the distance in
        km, never by its coordinates.
    """
    parts = [table(after.iloc[:0], "revised", "events", preliminary=preliminary)]
    for fact, mask in changed.items():
        old, new = before[mask], after[mask]
        texts = _places(old, new) if fact == "place" else _texts(old, new, fact)
        parts.append(table(new, "revised", fact, *texts, preliminary=preliminary))
    return pd.concat(parts, ignore_index=True)


def table(
    events: gpd.GeoDataFrame,
    kind: str,
    variable: str,
    before: object = None,
    after: object = None,
    *,
    preliminary: bool = False,
) -> pd.DataFrame:
    """List events as changes of one kind, :data:`geo.schema.CHANGES`, one row each."""
    known = events["date_precision"]
    month = events["date_start"].dt.strftime("%Y-%m")
    month = month.where(known <= DatePrecision.MONTH, month.str[:4]).where(known <= DatePrecision.YEAR)
    values = {
        "source": events["source"],
        "kind": kind,
        "municipality_code": events["municipality_code"],
        "department_code": events["department_code"],
        "variable": variable,
        "unit": None,
        "period": month,
        "before": before,
        "after": after,
        "count": 1,
        "preliminary": preliminary,
        "event_id": events["event_id"],
    }
    return pd.DataFrame({name: pd.Series(values[name], events.index) for name in CHANGES.types}).astype(CHANGES.types)


def _agree(before: pd.DataFrame, after: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    a, b = before[list(columns)], after[list(columns)]
    agrees = (a == b).fillna(False).astype(bool) | (a.isna() & b.isna())
    return pd.Series(agrees.all(axis=1), index=before.index, dtype=bool)


def _texts(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, fact: str) -> tuple[pd.Series, pd.Series]:
    """A fact as both state it; columns without a value in either are left out."""
    columns = ("source",) if fact == "source" else _COMPARED[fact]
    stated = [name for name in columns if before[name].notna().any() or after[name].notna().any()]
    old, new = (
        pd.Series(
            [" / ".join(row) for row in zip(*(_column(events[name]) for name in stated), strict=True)],
            index=events.index,
            dtype=str,
        )
        for events in (before, after)
    )
    return old, new


def _column(values: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    texts = values.astype("str").fillna("–").replace({"<NA>": "–", "nan": "–", "None": "–"})
    return pd.Series(texts)


def _places(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    def worded(events: gpd.GeoDataFrame) -> pd.Series:
        place = events["municipality_code"].fillna(events["department_code"]).fillna("–")
        texts = zip(place, events["location_precision"], strict=True)
        return pd.Series([f"{name}, precision {n}" for name, n in texts], index=events.index, dtype=str)

    old, new = before.geometry.to_numpy(), after.geometry.to_numpy()
    both = ~(shapely.is_missing(old) | shapely.is_missing(new))
    moved = np.zeros(len(after))
    ends = (shapely.get_x(old[both]), shapely.get_y(old[both]), shapely.get_x(new[both]), shapely.get_y(new[both]))
    moved[both] = np.asarray(Geod(ellps="WGS84").inv(*ends)[2]) / 1000
    away = pd.Series([f", {km:.1f} km away" if km >= 0.05 else "" for km in moved], index=after.index, dtype=str)
    return worded(before), worded(after) + away
