"""Incidents by period and place."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layers.selection import Selection


class IncidentIndex:
    """Incidents, sorted by date, with their dates and municipalities as arrays and lists to filter by.

    Parameters
    ----------
    incidents
        The table of that name.
    """

    def __init__(self, incidents: pd.DataFrame) -> None:
        self._incidents = incidents.sort_values(["date_start", "incident_id"])
        self._starts, self._ends = self._incidents["date_start"].to_numpy(), self._incidents["date_end"].to_numpy()
        self._places = [codes.split(" ") for codes in self._incidents["municipality_codes"].tolist()]

    def matching(self, selection: Selection, codes: pd.Index) -> pd.DataFrame:
        """Incidents of a selection's period in municipalities ``codes``, sorted by date."""
        first, last = (np.datetime64(moment) for moment in selection.interval)
        rows = np.flatnonzero((self._starts <= last) & (self._ends >= first)).tolist()
        wanted = set(codes.tolist())
        return self._incidents.iloc[[row for row in rows if not wanted.isdisjoint(self._places[row])]]
