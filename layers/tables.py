"""The tables of ``data/processed``: the only input of maps, exports and the app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import schema
from geo.catalogue import declared_sources, read_sources
from geo.schema import GeoDataError, LocationPrecision, empty
from geo.source import MANIFEST, PROCESSED, SOURCES, Source
from geo.statistics.indicators import Measure, in_scope, measure, pivot_years, yearly
from layers.caching import weak_lru_cache
from layers.catalog import layers_of
from layers.catalog.model import Choropleth, Layer, Overlay
from layers.event_index import EventIndex
from layers.incident_index import IncidentIndex
from layers.parties import Parties
from layers.selection import BORDERS, PLACES, Selection
from layers.stored import StoredTables


@dataclass(frozen=True, eq=False)
class Tables:
    """A build in memory. Treat it as read-only: all sessions of the app share it.

    Attributes
    ----------
    municipalities, events, indicators
        As in :mod:`geo.schema`. The geometries of ``municipalities`` are missing in a build without boundaries.
    incidents, ceasefires, dialogues, actors
        The curated tables.
    features
        Feature tables (mining, protected ...) by name.
    manifest
        Of the build: inputs, edition of the boundaries, data version, missing sources.
    cells, lineage
        Points of some sources, counted by cell; release, method and files of every series of ``indicators``.
    reported_figures
        National figures that are published as totals only: for texts, never for a map.
    analyses, analysis_details
        Joint statistics of the standard questions, and what their pictures show.
    changes
        What ``terrapaz watch`` reported of this build and earlier ones, newest edition first.
    sources
        Every source by id as the build recorded it, including imported ones and those without data.
    """

    municipalities: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    indicators: pd.DataFrame
    incidents: pd.DataFrame
    ceasefires: pd.DataFrame
    features: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    lineage: pd.DataFrame = field(default_factory=lambda: empty(schema.LINEAGE))
    cells: pd.DataFrame = field(default_factory=lambda: empty(schema.CELLS))
    dialogues: pd.DataFrame = field(default_factory=lambda: empty(schema.DIALOGUES))
    actors: pd.DataFrame = field(default_factory=lambda: empty(schema.ACTORS))
    reported_figures: pd.DataFrame = field(default_factory=lambda: empty(schema.REPORTED_FIGURES))
    analyses: pd.DataFrame = field(default_factory=lambda: empty(schema.ANALYSES))
    analysis_details: pd.DataFrame = field(default_factory=lambda: empty(schema.ANALYSIS_DETAILS))
    changes: pd.DataFrame = field(default_factory=lambda: empty(schema.REPORTED_CHANGES))
    sources: Mapping[str, Source] = field(default_factory=declared_sources)

    @classmethod
    def read(cls, folder: Path = PROCESSED) -> Tables:
        """Open a build; each of its tables is read on first access.

        Raises
        ------
        GeoDataError
            ``folder`` holds no build, one of another version of this program, or one that is damaged.
        """
        tables, (stored, manifest) = cls.__new__(cls), StoredTables.of_build(folder / MANIFEST)
        tables.__dict__.update(
            _stored=stored,
            features=stored.with_columns(schema.FEATURES.columns),
            manifest=manifest,
            sources=read_sources(folder / SOURCES),
        )
        return tables

    if not TYPE_CHECKING:  # mypy would accept any name as an attribute

        def __getattr__(self, name: str) -> pd.DataFrame:
            if "_stored" not in self.__dict__ or name not in self.__dataclass_fields__:
                raise AttributeError(name)
            return self.__dict__.setdefault(name, self._stored.table(name))

    def read_all(self) -> Tables:
        """Read all remaining tables, so that no reader waits for one and an unreadable one is reported now."""
        for attribute in fields(self):
            getattr(self, attribute.name)
        for name in self.features:
            self.features[name]
        return self

    @property
    def version(self) -> str:
        """The data version, which identifies a build."""
        return str(self.manifest.get("data_version", ""))

    @cached_property
    def has_boundaries(self) -> bool:
        """Whether there are boundaries to draw; otherwise municipalities are drawn as their seats."""
        return bool(self.municipalities.geometry.notna().any())

    @cached_property
    def layers(self) -> Mapping[str, Layer]:
        """Every layer by id: declared layers, and layers of imported sources."""
        return layers_of(self.sources)

    @cached_property
    def overlays(self) -> Mapping[str, Overlay]:
        """The overlays among :attr:`layers`."""
        return {name: layer for name, layer in self.layers.items() if not isinstance(layer, Choropleth)}

    def overlays_of(self, selection: Selection) -> list[Overlay]:
        """The overlays of a selection that this build has, in the order of the catalogue."""
        return [layer for name, layer in self.overlays.items() if name in selection.layers]

    def is_restricted(self, source: str) -> bool:
        """Whether the rows of a source may not be exported: its terms forbid it or are not known."""
        return source not in self.sources or not self.sources[source].redistributable

    @cached_property
    def last_month(self) -> str:
        """The newest month of events or indicators, ``YYYY-MM``; empty if there are none."""
        month = f"{self.events['date_start'].max():%Y-%m}" if self.events["date_start"].notna().any() else ""
        return max(month, f"{self.indicators['year'].max()}-12" if len(self.indicators) else "")

    def selected_codes(self, selection: Selection) -> pd.Index:
        """Codes of the selected municipalities, in order.

        Raises
        ------
        GeoDataError
            A code that is not in this edition of the boundaries.
        """
        codes = self._codes_of(selection.region, selection.department_code, selection.municipality_code)
        if codes.empty:
            column, value = next((name, value) for name in PLACES if (value := getattr(selection, name)))
            problem, remedy = "no municipality of this edition has that code", "look it up in municipalities.parquet"
            raise GeoDataError(problem, source="selection", column=column, value=value, remedy=remedy)
        return codes

    def shown_codes(self, selection: Selection) -> pd.Index:
        """Codes of the municipalities that a map colours, in order.

        The selected ones; for a single municipality, all of the selected region or department, else of its own
        department.
        """
        self.selected_codes(selection)
        department = selection.department_code or (selection.municipality_code or "")[:2]
        return self._codes_of(selection.region, department, None)

    def events_of_source(self, source: str) -> gpd.GeoDataFrame:
        """Every event of a source, sorted by date."""
        return self._events.events_of_source(source)

    def events_of(self, selection: Selection, source: str | None = None) -> gpd.GeoDataFrame:
        """Events of a selection's place, period, sources, types and actors, at any precision, sorted by date.

        An event counts where and when it began. One without a date belongs to no selection, one dated to a year only
        to selections of that whole year, one without a municipality to its department or the country. ``source``
        limits them to one source.
        """
        return self._events.matching(selection, self._places_of(selection), source)

    def monthly_counts(self, selection: Selection) -> pd.DataFrame:
        """Number of :meth:`events_of` a selection, and of people in them, by source and month.

        Returns
        -------
        pandas.DataFrame
            As :func:`geo.statistics.summary.add_up` by ``source``, ``date_start`` (the first of the month) and
            ``date_precision``; can be aggregated by whole months only. The cost does not depend on the number of
            events.
        """
        return self._events.monthly_counts(selection, self._places_of(selection))

    def year_only_counts(self, selection: Selection) -> pd.DataFrame:
        """As :meth:`monthly_counts`, of the events left out because their date is a year that is not all selected."""
        return self._events.year_only_counts(selection, self._places_of(selection))

    @cached_property
    def parties(self) -> Parties:
        """The actors that events name."""
        return Parties(self.events, self.actors)

    @cached_property
    def event_sources(self) -> frozenset[str]:
        """Ids of the sources of events, with or without any in this build."""
        return self._events.sources | {name for name, source in self.sources.items() if source.kind == "events"}

    def located(self, events: gpd.GeoDataFrame, precision: int = LocationPrecision.NEAR) -> gpd.GeoDataFrame:
        """The ``events`` that may be drawn as points: at ``precision`` or finer, never coarser than 2."""
        kept = events["location_precision"] <= min(precision, LocationPrecision.NEAR)
        return events[kept & events.geometry.notna() & ~events.geometry.is_empty]

    def incidents_of(self, selection: Selection) -> pd.DataFrame:
        """Incidents in the shown municipalities and the period, sorted by date."""
        return self._incidents.matching(selection, self.shown_codes(selection))

    def incidents_within(self, selection: Selection) -> pd.DataFrame:
        """Incidents in the selected municipalities and the period, sorted by date."""
        return self._incidents.matching(selection, self.selected_codes(selection))

    @weak_lru_cache(512)
    def values(self, definition: Measure, years: tuple[int, ...]) -> pd.DataFrame:
        """A measure by municipality over years, as :func:`geo.statistics.indicators.measure` computes it."""
        amounts = self.amounts(definition.variable, definition.source)
        return measure(definition, years, amounts, self._area_km2, self._denominator(definition))

    def yearly(self, definition: Measure, years: tuple[int, ...]) -> pd.DataFrame:
        """A measure by municipality and single year, see :func:`geo.statistics.indicators.yearly`."""
        amounts = self.amounts(definition.variable, definition.source)
        return yearly(definition, years, amounts, self._area_km2, self._denominator(definition))

    @weak_lru_cache(1024)
    def amounts(self, variable: str, source: str) -> pd.DataFrame:
        """One variable of one source by municipality and year; without columns if the tables lack it."""
        table = self.indicators[["municipality_code", "year", "value"]]
        rows = table.iloc[self._rows.get((variable, source), [])]
        return pivot_years(rows, self._area_km2.index)

    def covered_municipalities(self, source: Source) -> set[str] | None:
        """Codes of the municipalities that a source covers; None if only its findings are known."""
        amounts = self.amounts(source.variables[0].id, source.id) if source.variables else pd.DataFrame()
        if len(amounts.columns):
            return set(amounts.index[amounts.notna().any(axis=1)])
        if source.coverage.absent_is_zero:
            return set(in_scope(source.coverage, self.municipalities))
        return None

    def is_available(self, layer: Layer) -> bool:
        """Whether a layer can be chosen: one of an imported or on-request source needs that source in this build."""
        return self._unavailable.isdisjoint(layer.sources)

    def _denominator(self, definition: Measure) -> pd.DataFrame | None:
        """Amounts of the variable that a measure is divided by; None if it is not divided, or by the area."""
        if definition.per in (None, "area"):
            return None
        return self.amounts(definition.per, definition.per_source or definition.source)

    def _places_of(self, selection: Selection) -> pd.Index | None:
        """Municipalities to filter events by; None for a department or the country, which have events without one."""
        return self.selected_codes(selection) if selection.municipality_code or selection.region else None

    @weak_lru_cache(2048)
    def _codes_of(self, region: str | None, department: str | None, municipality: str | None) -> pd.Index:
        """Codes of a municipality, else of a region, else of a department, else of the country; in order."""
        table = self.municipalities
        named = {"municipality_code": municipality, "region": region, "department_code": department}
        column = next((column for column, value in named.items() if value), None)
        if column == "region" and str(region) in BORDERS:
            kept = table[table["border_countries"].str.contains(BORDERS[str(region)], regex=False, na=False)]
        else:
            kept = table if column is None else table[table[column] == named[column]]
        return cast("pd.Index", pd.Index(kept["municipality_code"]))

    @cached_property
    def _unavailable(self) -> frozenset[str]:
        """Ids of the imported and on-request sources that are not in this build."""
        named = {name for name, source in self.sources.items() if source.on_request or source.is_imported}
        return frozenset(named - {entry["source"] for entry in self.manifest.get("inputs", ())})

    @cached_property
    def _events(self) -> EventIndex:
        return EventIndex(self.events, self.parties)

    @cached_property
    def _incidents(self) -> IncidentIndex:
        return IncidentIndex(self.incidents)

    @cached_property
    def _rows(self) -> dict[tuple[str, str], NDArray[np.intp]]:
        """Row positions in ``indicators`` of each variable and source."""
        groups = self.indicators.groupby(["variable", "source"], sort=False, observed=True)
        return cast("dict[tuple[str, str], NDArray[np.intp]]", groups.indices)

    @cached_property
    def _area_km2(self) -> pd.Series:
        return cast("pd.Series", self.municipalities.set_index("municipality_code")["area_km2"])
