"""The events of a build, sorted and counted once for all selections."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.schema import DatePrecision
from geo.statistics.summary import COUNTS, add_up
from layers.caching import weak_lru_cache
from layers.parties import Parties
from layers.selection import Selection

Frame = TypeVar("Frame", bound=pd.DataFrame)


class EventIndex:
    """Events by date, by source and by month.

    Parameters
    ----------
    events
        :data:`geo.schema.EVENTS`.
    parties
        Of these events.
    """

    def __init__(self, events: gpd.GeoDataFrame, parties: Parties) -> None:
        self._events = events
        self._parties = parties

    def events_of_source(self, source: str) -> gpd.GeoDataFrame:
        """Every event of a source, sorted by date."""
        return self._by_source.get(source, self._events[:0])

    def matching(self, selection: Selection, codes: pd.Index | None, source: str | None = None) -> gpd.GeoDataFrame:
        """Events of a selection's period, sources, types and actors in municipalities ``codes``, sorted by date.

        Without ``codes``, those of its department or of the country, including events without a municipality.
        ``source`` limits them to one source.
        """
        events = self._by_date if source is None else self.events_of_source(source)
        return self._filtered(_in_period(events, selection), selection, codes)

    def monthly_counts(self, selection: Selection, codes: pd.Index | None) -> pd.DataFrame:
        """Count :meth:`matching` by month, see :meth:`layers.tables.Tables.monthly_counts`."""
        return _in_period(self._all_months(selection, codes), selection)

    def year_only_counts(self, selection: Selection, codes: pd.Index | None) -> pd.DataFrame:
        """Count what :meth:`matching` leaves out, see :meth:`layers.tables.Tables.year_only_counts`."""
        first, last = selection.interval
        rows = _begun(self._all_months(selection, codes), first.replace(month=1), last)
        return rows[_year_not_whole(rows, selection)]

    @cached_property
    def sources(self) -> frozenset[str]:
        """Ids of the sources that have events."""
        return frozenset(self._by_source)

    def _all_months(self, selection: Selection, codes: pd.Index | None) -> pd.DataFrame:
        places = None if codes is None else tuple(codes.tolist())
        names = ("region", "department_code", "municipality_code", "sources", "event_types", "actors")
        return self._by_month(Selection(**{name: getattr(selection, name) for name in names}), places)

    @weak_lru_cache(128)
    def _by_month(self, unbounded: Selection, codes: tuple[str, ...] | None) -> pd.DataFrame:
        """Monthly counts of all years, cached because readers change the period most often."""
        rows = self._filtered(self._countable, unbounded, None if codes is None else pd.Index(codes))
        first = rows["date_start"].dt.to_period("M").dt.to_timestamp()
        return add_up(rows.assign(date_start=first), ["date_start", "source", "date_precision"])

    def _filtered(self, events: Frame, selection: Selection, codes: pd.Index | None) -> Frame:
        """Events of a selection's place, sources, types and actors."""
        kept = np.ones(len(events), dtype=bool)
        if selection.sources:
            kept &= events["source"].isin(selection.sources).to_numpy()
        if selection.event_types:
            kept &= events["event_type"].isin(selection.event_types).to_numpy()
        if selection.actors:
            kept &= self._parties.involved(events, selection.actors)
        if codes is not None:
            kept &= events["municipality_code"].isin(codes).to_numpy()
        elif selection.department_code:
            kept &= (events["department_code"] == selection.department_code).to_numpy()
        return events if kept.all() else events[kept]

    @cached_property
    def _by_date(self) -> gpd.GeoDataFrame:
        return self._events.sort_values(["date_start", "event_id"], kind="stable")

    @cached_property
    def _by_source(self) -> dict[str, gpd.GeoDataFrame]:
        groups = self._by_date.groupby("source", sort=False, observed=True)
        return {str(source): rows for source, rows in groups}

    @cached_property
    def _countable(self) -> pd.DataFrame:
        names = ["source", "event_type", "actor_1", "actor_2", "municipality_code", "department_code"]
        rows = pd.DataFrame(self._by_date[[*names, "date_start", "date_precision", *COUNTS[1:]]])
        return rows.astype(dict.fromkeys(names, "category"))


def _in_period(rows: Frame, selection: Selection) -> Frame:
    """Rows in a period. They are sorted by date; rows without a date come last and belong to no period."""
    begun = _begun(rows, *selection.interval)
    out = _year_not_whole(begun, selection)
    return begun[~out] if out.any() else begun


def _begun(rows: Frame, first: datetime, last: datetime) -> Frame:
    """Rows that begin between two moments, of rows sorted by date."""
    bounds = [np.datetime64(moment) for moment in (first, last)]
    begin, end = rows["date_start"].to_numpy().searchsorted(bounds)
    return rows.iloc[begin:end]


def _year_not_whole(rows: pd.DataFrame, selection: Selection) -> NDArray[np.bool_]:
    """Mask of the rows that are dated to a year only of which a part is not selected: nobody knows on which side."""
    cut = [int(selection.start[:4])] if not selection.start.endswith("-01") else []
    cut += [int(selection.end[:4])] if not selection.end.endswith("-12") else []
    if not cut:
        return np.zeros(len(rows), dtype=bool)
    year_only = rows["date_precision"].to_numpy() >= DatePrecision.YEAR
    years = rows["date_start"].to_numpy().astype("datetime64[Y]")
    is_cut = np.isin(years, np.array([str(year) for year in cut], dtype=years.dtype))
    return np.asarray(year_only & is_cut, dtype=bool)
