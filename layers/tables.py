"""The tables of ``data/processed``, shared: the only input of maps, exports and the app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.catalogue import catalogue
from geo.imported import FOLDER
from geo.schema import (
    FEATURES,
    LINEAGE,
    REPORTED_FIGURES,
    GeoDataError,
    LocationPrecision,
    empty,
)
from geo.source import PROCESSED, Source
from geo.statistics.indicators import Measure, in_scope, measure, spread, yearly
from geo.statistics.summary import COUNTS, add_up
from layers.caching import remembered
from layers.catalog.model import Layer
from layers.selection import Selection
from layers.stored import Stored

Frame = TypeVar("Frame", bound=pd.DataFrame)

MANIFEST: Final = "manifest.json"
"""The file that a build is not whole without."""


@dataclass(frozen=True, eq=False)
class Tables:
    """What was built, in memory. Treat it as read-only: every session of the app shares it.

    Attributes
    ----------
    municipalities, events, indicators
        As in :mod:`geo.schema`. Without boundaries the geometries of ``municipalities`` are missing.
    incidents, ceasefires
        The curated tables.
    features
        Feature tables (mining, protected ...) by name.
    manifest
        Of the build: inputs, edition of the boundaries, data version, what is missing.
    lineage
        The way back from every series of ``indicators``.
    reported_figures
        National figures that exist as published totals only: for words, never for a map.
    """

    municipalities: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    indicators: pd.DataFrame
    incidents: pd.DataFrame
    ceasefires: pd.DataFrame
    features: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    lineage: pd.DataFrame = field(default_factory=lambda: empty(LINEAGE))
    reported_figures: pd.DataFrame = field(default_factory=lambda: empty(REPORTED_FIGURES))

    @classmethod
    def read(cls, folder: Path = PROCESSED) -> Tables:
        """Open a build; each of its tables is read when it is first asked for.

        Raises
        ------
        GeoDataError
            Nothing was built in ``folder``.
        """
        if not (folder / MANIFEST).is_file():
            raise GeoDataError("nothing is built here", source=str(folder), remedy="run terrapaz build")
        tables, stored = cls.__new__(cls), Stored.of(folder)
        tables.__dict__.update(
            _stored=stored,
            features=stored.having(FEATURES.columns),
            manifest=json.loads((folder / MANIFEST).read_text("utf-8")),
        )
        return tables

    if not TYPE_CHECKING:  # mypy would take any name for an attribute

        def __getattr__(self, name: str) -> pd.DataFrame:
            if "_stored" not in self.__dict__ or name not in self.__dataclass_fields__:
                raise AttributeError(name)
            return self.__dict__.setdefault(name, self._stored.table(name))

    def whole(self) -> Tables:
        """Read what nobody has asked for yet: nobody will wait for it, and what cannot be read is known now."""
        for each in fields(self):
            getattr(self, each.name)
        for name in self.features:
            self.features[name]
        return self

    @property
    def has_boundaries(self) -> bool:
        """Whether there are boundaries to draw; without, municipalities are their seats."""
        return bool(self.municipalities.geometry.notna().any())

    @cached_property
    def last_month(self) -> str:
        """The newest month that events or indicators know of, ``YYYY-MM``; empty where there are none."""
        month = f"{self.events['date_start'].max():%Y-%m}" if self.events["date_start"].notna().any() else ""
        return max(month, f"{self.indicators['year'].max()}-12" if len(self.indicators) else "")

    def selected(self, selection: Selection) -> pd.Index:
        """Codes of the municipalities a selection is about, in order.

        Raises
        ------
        GeoDataError
            A code that is not in this edition of the boundaries.
        """
        codes = self._chosen(selection.region, selection.department_code, selection.municipality_code)
        if codes.empty:
            raise GeoDataError(
                "no municipality of this edition has that code",
                source="selection",
                value=selection.municipality_code or selection.department_code or selection.region,
                remedy="look it up in municipalities.parquet",
            )
        return codes

    def shown(self, selection: Selection) -> pd.Index:
        """Codes of the municipalities a map colours: those selected or, for one municipality, those around it.

        A municipality is seen among those of the region or department asked for, else of its own.
        """
        self.selected(selection)
        department = selection.department_code or (selection.municipality_code or "")[:2]
        return self._chosen(selection.region, department, None)

    def of_source(self, source: str) -> gpd.GeoDataFrame:
        """Every event of a source, by date."""
        return self._events.get(source, self.events[:0])

    def events_of(self, selection: Selection, source: str | None = None) -> gpd.GeoDataFrame:
        """Events of a selection's place, period, sources and types, at any location precision; by date.

        An event counts where and when it began. Without a date it belongs to no selection; without a municipality
        to that of its department or of the country. ``source`` narrows it to one source.
        """
        events = self._by_date if source is None else self.of_source(source)
        return self._filtered(_dated(events, selection), selection)

    def counted_of(self, selection: Selection) -> pd.DataFrame:
        """How many :meth:`events_of` a selection there are, and people in them, by source and month.

        Returns
        -------
        pandas.DataFrame
            As :func:`geo.statistics.summary.add_up` by ``source``, ``date_start`` (the first of the month) and
            ``date_precision``; to be counted on by whole months only. A period costs no more than its months.
        """
        names = ("region", "department_code", "municipality_code", "sources", "event_types")
        ever = Selection(**{name: getattr(selection, name) for name in names})
        return _dated(self._by_month(ever), selection)

    def located(self, events: gpd.GeoDataFrame, precision: int = LocationPrecision.NEAR) -> gpd.GeoDataFrame:
        """Those of ``events`` that may be drawn as points: at the asked precision or finer, never coarser than 2."""
        kept = events["location_precision"] <= min(precision, LocationPrecision.NEAR)
        return events[kept & events.geometry.notna() & ~events.geometry.is_empty]

    def incidents_of(self, selection: Selection) -> pd.DataFrame:
        """Incidents that touch the shown municipalities and the period; by date."""
        table = self.incidents
        if table.empty:
            return table
        shown = set(self.shown(selection))
        near = table["municipality_codes"].map(lambda codes: not shown.isdisjoint(codes.split(" ")))
        in_time = (table["date_start"] <= _month_end(selection.end)) & (
            table["date_end"] >= pd.Timestamp(selection.start)
        )
        return table[near & in_time].sort_values(["date_start", "incident_id"])

    def values(self, wanted: Measure, years: tuple[int, ...]) -> pd.DataFrame:
        """A measure by municipality over years, as :func:`geo.statistics.indicators.measure` computes it."""
        return measure(
            wanted, years, self.amounts(wanted.variable, wanted.source), self._area_km2, self._below(wanted)
        )

    def yearly(self, wanted: Measure, years: tuple[int, ...]) -> pd.DataFrame:
        """A measure by municipality in each year by itself, see :func:`geo.statistics.indicators.yearly`."""
        return yearly(
            wanted, years, self.amounts(wanted.variable, wanted.source), self._area_km2, self._below(wanted)
        )

    @remembered(1024)
    def amounts(self, variable: str, source: str) -> pd.DataFrame:
        """One variable of one source by municipality and year; without columns where the tables lack it."""
        table = self.indicators[["municipality_code", "year", "value"]]
        rows = table.iloc[self._places.get((variable, source), [])]
        return spread(rows, self._area_km2.index)

    def covered_municipalities(self, source: Source) -> set[str] | None:
        """Codes of the municipalities that a source looked at; None where only its findings are known."""
        amounts = self.amounts(source.variables[0].id, source.id) if source.variables else pd.DataFrame()
        if len(amounts.columns):
            return set(amounts.index[amounts.notna().any(axis=1)])
        if source.coverage.absent_is_zero:
            return set(in_scope(source.coverage, self.municipalities))
        return None

    def is_available(self, layer: Layer) -> bool:
        """Whether a reader may choose a layer: one of an imported source, or of one on request, needs it here."""
        return self._left_out.isdisjoint(layer.sources)

    def _below(self, wanted: Measure) -> pd.DataFrame | None:
        """The amounts that a measure is put over."""
        return None if wanted.per in (None, "area") else self.amounts(wanted.per, wanted.per_source or wanted.source)

    def _filtered(self, events: Frame, selection: Selection) -> Frame:
        """Those of a selection's place, sources and types."""
        kept = np.ones(len(events), dtype=bool)
        if selection.sources:
            kept &= events["source"].isin(selection.sources).to_numpy()
        if selection.event_types:
            kept &= events["event_type"].isin(selection.event_types).to_numpy()
        if selection.municipality_code or selection.region:
            kept &= events["municipality_code"].isin(self.selected(selection)).to_numpy()
        elif selection.department_code:
            kept &= (events["department_code"] == selection.department_code).to_numpy()
        return events if kept.all() else events[kept]

    @remembered(2048)
    def _chosen(self, region: str | None, department: str | None, municipality: str | None) -> pd.Index:
        """Codes of a municipality, else of a region, else of a department, else of the country; in order."""
        table = self.municipalities
        named = {"municipality_code": municipality, "region": region, "department_code": department}
        column = next((column for column, value in named.items() if value), None)
        kept = table if column is None else table[table[column] == named[column]]
        codes: pd.Index = pd.Index(kept["municipality_code"])
        return codes

    @remembered(128)
    def _by_month(self, ever: Selection) -> pd.DataFrame:
        """:meth:`counted_of` for all the time there is: readers move along it."""
        rows = self._filtered(self._countable, ever)
        first = rows["date_start"].dt.to_period("M").dt.to_timestamp()
        return add_up(rows.assign(date_start=first), ["date_start", "source", "date_precision"])

    @cached_property
    def _left_out(self) -> frozenset[str]:
        """Ids of the imported sources, and of those that are there on request, that are not in this build."""
        named = {name for name, source in catalogue().items() if source.on_request or name.startswith(f"{FOLDER}-")}
        return frozenset(named - {entry["source"] for entry in self.manifest.get("inputs", ())})

    @cached_property
    def _by_date(self) -> gpd.GeoDataFrame:
        return self.events.sort_values(["date_start", "event_id"], kind="stable")

    @cached_property
    def _events(self) -> dict[str, gpd.GeoDataFrame]:
        groups = self._by_date.groupby("source", sort=False, observed=True)
        return {str(source): rows for source, rows in groups}

    @cached_property
    def _countable(self) -> pd.DataFrame:
        names = ["source", "event_type", "municipality_code", "department_code"]
        rows = pd.DataFrame(self._by_date[[*names, "date_start", "date_precision", *COUNTS[1:]]])
        return rows.astype(dict.fromkeys(names, "category"))

    @cached_property
    def _places(self) -> dict[tuple[str, str], NDArray[np.intp]]:
        """Where the rows of each variable and source stand among the indicators."""
        groups = self.indicators.groupby(["variable", "source"], sort=False, observed=True)
        return cast("dict[tuple[str, str], NDArray[np.intp]]", groups.indices)

    @cached_property
    def _area_km2(self) -> pd.Series:
        areas: pd.Series = self.municipalities.set_index("municipality_code")["area_km2"]
        return areas


def _dated(rows: Frame, selection: Selection) -> Frame:
    """Those of a period, of rows sorted by date; the ones without stand at the end and belong to none."""
    bounds = [moment.to_numpy() for moment in (pd.Timestamp(selection.start), _month_end(selection.end))]
    first, last = rows["date_start"].to_numpy().searchsorted(bounds)
    return rows.iloc[first:last]


def _month_end(month: str) -> pd.Timestamp:
    return pd.Timestamp(month) + pd.offsets.MonthEnd(1) + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
