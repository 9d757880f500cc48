"""The tables of ``data/processed``, read once and shared: the only input of maps, exports and the app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa
import pyarrow.parquet as pq

from geo.indicators import Measure, measure
from geo.schema import CRS, EVENTS, FEATURES, INDICATORS, GeoDataError, LocationPrecision
from geo.source import PROCESSED
from layers.selection import Selection

_PLAIN: Final = ("indicators", "incidents", "ceasefires", "rejects", "coverage")


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
    """

    municipalities: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    indicators: pd.DataFrame
    incidents: pd.DataFrame
    ceasefires: pd.DataFrame
    features: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path = PROCESSED) -> Tables:
        """Read a build.

        Raises
        ------
        GeoDataError
            Nothing was built in ``folder``.
        """
        if not (folder / "manifest.json").is_file():
            raise GeoDataError("nothing is built here", source=str(folder), remedy="run terrapaz build")
        found = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
        plain = {name: pd.read_parquet(found[name]) for name in _PLAIN if name in found}
        features = {
            name: gpd.read_parquet(path)
            for name, path in found.items()
            if set(FEATURES.columns) <= set(pq.read_schema(path).names)
        }
        return cls(
            municipalities=gpd.read_parquet(found["municipalities"]),
            events=gpd.read_parquet(found["events"])
            if "events" in found
            else gpd.GeoDataFrame(_empty(EVENTS), crs=CRS),
            indicators=plain.get("indicators", _empty(INDICATORS)),
            incidents=plain.get("incidents", pd.DataFrame()),
            ceasefires=plain.get("ceasefires", pd.DataFrame()),
            features=features,
            manifest=json.loads((folder / "manifest.json").read_text("utf-8")),
        )

    @property
    def drawn(self) -> bool:
        """Whether there are boundaries to draw; without, municipalities are their seats."""
        return bool(self.municipalities.geometry.notna().any())

    def selected(self, selection: Selection) -> pd.Index:
        """Codes of the municipalities a selection is about, in order.

        Raises
        ------
        GeoDataError
            A code that is not in this edition of the boundaries.
        """
        table = self.municipalities
        if selection.municipality_code:
            kept = table["municipality_code"] == selection.municipality_code
        else:
            kept = self._around(selection)
        if not kept.any():
            raise GeoDataError(
                "no municipality of this edition has that code",
                source="selection",
                value=selection.municipality_code or selection.department_code or selection.region,
                remedy="look it up in municipalities.parquet",
            )
        return _codes(table, kept)

    def shown(self, selection: Selection) -> pd.Index:
        """Codes of the municipalities a map colours: those selected or, for one municipality, those around it.

        A municipality is seen among those of the region or department asked for, else of its own.
        """
        self.selected(selection)
        return _codes(self.municipalities, self._around(selection))

    def events_of(self, selection: Selection, source: str | None = None) -> gpd.GeoDataFrame:
        """Events of a selection's place, period, sources and types, at any location precision.

        An event counts where it began; without a date, a municipality or (for a whole department) its department it
        belongs to no selection but that of the country. ``source`` narrows it to one.
        """
        events = self.events
        kept = events["date_start"].between(pd.Timestamp(selection.start), _month_end(selection.end))
        if source:
            kept &= events["source"] == source
        if selection.sources:
            kept &= events["source"].isin(selection.sources)
        if selection.event_types:
            kept &= events["event_type"].isin(selection.event_types)
        if selection.municipality_code or selection.region:
            kept &= events["municipality_code"].isin(self.selected(selection))
        elif selection.department_code:
            kept &= events["department_code"] == selection.department_code
        return events[kept]

    def points_of(self, selection: Selection, source: str | None = None) -> gpd.GeoDataFrame:
        """Those of :meth:`events_of` that may be drawn: a known place, at the asked precision or finer."""
        events = self.events_of(selection, source)
        limit = min(selection.precision, LocationPrecision.NEAR)
        return events[(events["location_precision"] <= limit) & events.geometry.notna() & ~events.geometry.is_empty]

    def values(self, wanted: Measure, years: tuple[int, ...]) -> pd.DataFrame:
        """A measure by municipality over years, as :func:`geo.indicators.measure` computes it."""
        names = [(wanted.variable, wanted.source)]
        if wanted.per not in (None, "area"):
            names.append((str(wanted.per), wanted.per_source or wanted.source))
        rows = pd.concat([self._series.get(name, self.indicators[:0]) for name in names])
        return measure(rows, self.municipalities, wanted, years)

    def _around(self, selection: Selection) -> pd.Series:
        """Mask of the municipalities of the selected region or department, or of a municipality's own."""
        table = self.municipalities
        department = selection.department_code or (selection.municipality_code or "")[:2]
        kept = pd.Series(data=True, index=table.index)
        if selection.region:
            kept = table["region"] == selection.region
        elif department:
            kept = table["department_code"] == department
        return kept

    @cached_property
    def _series(self) -> dict[tuple[str, str], pd.DataFrame]:
        groups = self.indicators.groupby(["variable", "source"], sort=False, observed=True)
        return {(str(variable), str(source)): rows for (variable, source), rows in groups}


def _codes(municipalities: gpd.GeoDataFrame, kept: pd.Series) -> pd.Index:
    codes: pd.Index = pd.Index(municipalities["municipality_code"][kept])
    return codes


def _month_end(month: str) -> pd.Timestamp:
    return pd.Timestamp(month) + pd.offsets.MonthEnd(1) + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def _empty(schema: pa.DataFrameSchema) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series(dtype="object" if name == "geometry" else str(column.dtype))
            for name, column in schema.columns.items()
        }
    )
