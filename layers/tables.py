"""The tables of ``data/processed``, shared: the only input of maps, exports and the app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.catalogue import declared_sources
from geo.schema import (
    ACTORS,
    DIALOGUES,
    FEATURES,
    LINEAGE,
    REPORTED_FIGURES,
    GeoDataError,
    LocationPrecision,
    empty,
)
from geo.source import MANIFEST, PROCESSED, SOURCES, Source, read_sources
from geo.statistics.indicators import Measure, in_scope, measure, pivot_years, yearly
from layers.caching import remembered
from layers.catalog import layers_of
from layers.catalog.model import Choropleth, Layer, Overlay
from layers.event_index import EventIndex
from layers.selection import BORDERS, Selection
from layers.stored import Stored


@dataclass(frozen=True, eq=False)
class Tables:
    """What was built, in memory. Treat it as read-only: every session of the app shares it.

    Attributes
    ----------
    municipalities, events, indicators
        As in :mod:`geo.schema`. Without boundaries the geometries of ``municipalities`` are missing.
    incidents, ceasefires, dialogues, actors
        The curated tables.
    features
        Feature tables (mining, protected ...) by name.
    manifest
        Of the build: inputs, edition of the boundaries, data version, what is missing.
    lineage
        The way back from every series of ``indicators``.
    reported_figures
        National figures that exist as published totals only: for words, never for a map.
    sources
        Every source by id as the build knew it, at hand or not, imported ones included.
    """

    municipalities: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    indicators: pd.DataFrame
    incidents: pd.DataFrame
    ceasefires: pd.DataFrame
    features: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    lineage: pd.DataFrame = field(default_factory=lambda: empty(LINEAGE))
    dialogues: pd.DataFrame = field(default_factory=lambda: empty(DIALOGUES))
    actors: pd.DataFrame = field(default_factory=lambda: empty(ACTORS))
    reported_figures: pd.DataFrame = field(default_factory=lambda: empty(REPORTED_FIGURES))
    sources: Mapping[str, Source] = field(default_factory=declared_sources)

    @classmethod
    def read(cls, folder: Path = PROCESSED) -> Tables:
        """Open a build; each of its tables is read when it is first asked for.

        Raises
        ------
        GeoDataError
            Nothing was built in ``folder``, or another version of this program built it.
        """
        if not (folder / MANIFEST).is_file():
            raise GeoDataError("nothing is built here", source=str(folder), remedy="run terrapaz build")
        tables, stored = cls.__new__(cls), Stored.of(folder)
        tables.__dict__.update(
            _stored=stored,
            features=stored.having(FEATURES.columns),
            manifest=json.loads((folder / MANIFEST).read_text("utf-8")),
            sources=read_sources(folder / SOURCES),
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
    def version(self) -> str:
        """The data version: what tells one build from another."""
        return str(self.manifest.get("data_version", ""))

    @property
    def has_boundaries(self) -> bool:
        """Whether there are boundaries to draw; without, municipalities are their seats."""
        return bool(self.municipalities.geometry.notna().any())

    @cached_property
    def layers(self) -> Mapping[str, Layer]:
        """Every layer by id: the declared ones, and those of the imported sources."""
        return layers_of(self.sources)

    @cached_property
    def overlays(self) -> Mapping[str, Overlay]:
        """Those of :attr:`layers` that lie on top."""
        return {name: layer for name, layer in self.layers.items() if not isinstance(layer, Choropleth)}

    def overlays_of(self, selection: Selection) -> list[Overlay]:
        """The layers on top that a selection asks for, in the order of the catalogue.

        Raises
        ------
        GeoDataError
            One that this build does not have: its source is not imported here.
        """
        if unknown := [name for name in selection.layers if name not in self.overlays]:
            raise GeoDataError(
                "no such layer in this build",
                source="selection",
                column="layers",
                value=unknown[0],
                remedy=f"import its source and build, or choose from {', '.join(self.overlays)}",
            )
        return [layer for name, layer in self.overlays.items() if name in selection.layers]

    def is_restricted(self, source: str) -> bool:
        """Whether the rows of a source stay behind: its terms say so, or nobody knows them any more."""
        return source not in self.sources or not self.sources[source].redistributable

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
        return self._events.of_source(source)

    def events_of(self, selection: Selection, source: str | None = None) -> gpd.GeoDataFrame:
        """Events of a selection's place, period, sources and types, at any location precision; by date.

        An event counts where and when it began. Without a date it belongs to no selection; without a municipality
        to that of its department or of the country. ``source`` narrows it to one source.
        """
        return self._events.matching(selection, self._places_of(selection), source)

    def counted_of(self, selection: Selection) -> pd.DataFrame:
        """How many :meth:`events_of` a selection there are, and people in them, by source and month.

        Returns
        -------
        pandas.DataFrame
            As :func:`geo.statistics.summary.add_up` by ``source``, ``date_start`` (the first of the month) and
            ``date_precision``; to be counted on by whole months only. A period costs no more than its months.
        """
        return self._events.monthly_counts(selection, self._places_of(selection))

    def located(self, events: gpd.GeoDataFrame, precision: int = LocationPrecision.NEAR) -> gpd.GeoDataFrame:
        """Those of ``events`` that may be drawn as points: at the asked precision or finer, never coarser than 2."""
        kept = events["location_precision"] <= min(precision, LocationPrecision.NEAR)
        return events[kept & events.geometry.notna() & ~events.geometry.is_empty]

    def incidents_of(self, selection: Selection) -> pd.DataFrame:
        """Incidents that touch the shown municipalities and the period; by date."""
        return self._incidents(selection, self.shown(selection))

    def incidents_within(self, selection: Selection) -> pd.DataFrame:
        """Incidents that touch the selected municipalities and the period; by date."""
        return self._incidents(selection, self.selected(selection))

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
        return pivot_years(rows, self._area_km2.index)

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

    def _incidents(self, selection: Selection, codes: pd.Index) -> pd.DataFrame:
        table, places = self.incidents, set(codes)
        if table.empty:
            return table
        first, last = selection.interval
        near = table["municipality_codes"].map(lambda listed: not places.isdisjoint(listed.split(" ")))
        kept = near & (table["date_start"] <= last) & (table["date_end"] >= first)
        return table[kept].sort_values(["date_start", "incident_id"])

    def _below(self, wanted: Measure) -> pd.DataFrame | None:
        """The amounts that a measure is put over."""
        return None if wanted.per in (None, "area") else self.amounts(wanted.per, wanted.per_source or wanted.source)

    def _places_of(self, selection: Selection) -> pd.Index | None:
        """Municipalities that events are asked for; None for a department or the country, which have more events."""
        return self.selected(selection) if selection.municipality_code or selection.region else None

    @remembered(2048)
    def _chosen(self, region: str | None, department: str | None, municipality: str | None) -> pd.Index:
        """Codes of a municipality, else of a region, else of a department, else of the country; in order."""
        table = self.municipalities
        named = {"municipality_code": municipality, "region": region, "department_code": department}
        column = next((column for column, value in named.items() if value), None)
        if column == "region" and str(region) in BORDERS:
            countries = BORDERS[str(region)] or r"\w"
            kept = table[table["border_countries"].fillna("").str.contains(countries)]
        else:
            kept = table if column is None else table[table[column] == named[column]]
        return cast("pd.Index", pd.Index(kept["municipality_code"]))

    @cached_property
    def _left_out(self) -> frozenset[str]:
        """Ids of the imported sources, and of those that are there on request, that are not in this build."""
        named = {name for name, source in self.sources.items() if source.on_request or source.is_imported}
        return frozenset(named - {entry["source"] for entry in self.manifest.get("inputs", ())})

    @cached_property
    def _events(self) -> EventIndex:
        return EventIndex(self.events)

    @cached_property
    def _places(self) -> dict[tuple[str, str], NDArray[np.intp]]:
        """Where the rows of each variable and source stand among the indicators."""
        groups = self.indicators.groupby(["variable", "source"], sort=False, observed=True)
        return cast("dict[tuple[str, str], NDArray[np.intp]]", groups.indices)

    @cached_property
    def _area_km2(self) -> pd.Series:
        areas: pd.Series = self.municipalities.set_index("municipality_code")["area_km2"]
        return areas
