"""Where and when a measure or an overlay has data: its years in a place, and the places that it is limited to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.source import Source
from geo.statistics.indicators import in_scope
from layers.caching import weak_lru_cache
from layers.catalog import CHOROPLETHS
from layers.catalog.model import Shapes
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator
from layers.text.terms import REGION_NAMES, alphabetical

_NAMED: Final = 3
"""Departments that are named; of more, only their number is given."""

_FEW: Final = 0.5
"""Part of the departments of a place up to which the description of a measure is limited to some of them."""


@dataclass(frozen=True)
class Reach:
    """Where a measure or an overlay has data.

    Attributes
    ----------
    years
        Years with data for a municipality of the place at least.
    regions, departments
        Names of those with data in any year: within the place, if data is limited to a part of it; anywhere, if the
        place has none. Without regions the data is of departments.
    standing
        Whether it is the state at one date, which is shown for any period.
    """

    years: tuple[int, ...]
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    standing: bool = False

    @property
    def is_nowhere(self) -> bool:
        """Whether this build has nothing of it at all."""
        return not (self.years or self.departments)

    def covers(self, selection: Selection) -> bool:
        """Whether there is data of the place in the period."""
        return bool(self.years) and (self.standing or not set(self.years).isdisjoint(selection.years))

    def describe(self, selection: Selection, t: Translator) -> str:
        """The years and the places, or that there are none in this period or place and where there are some."""
        years = t.years(list(self.years))
        if self.years and not self.covers(selection):
            return t("no data in these years; in {years}", years=years)
        names = self.regions or self.departments
        places, n = t(" and ").join(filter(None, (", ".join(names[:-1]), *names[-1:]))), t.number(len(names))
        if self.years:
            only = t("only {places}", places=places) if len(names) <= _NAMED else t("in {n} departments", n=n)
            return f"{years} · {only}" if names else years
        if self.is_nowhere:
            return t("no data in this build")
        if len(names) > _NAMED:
            return t("no data here; in {n} departments", n=n)
        return t("no data here; in {places}", places=places)


def reaches(selection: Selection, tables: Tables) -> Mapping[str, Reach]:
    """Where each choropleth of the catalogue has data, for the municipalities that a map of the selection colours."""
    return reaches_of(tables, tuple(tables.shown_codes(selection).tolist()))


def overlay_reaches(selection: Selection, tables: Tables) -> Mapping[str, Reach]:
    """Where the sources of overlays looked, by id; what surrounds every place, such as outlines, is not in it."""
    return _overlay_reaches(tables, tuple(tables.shown_codes(selection).tolist()))


@weak_lru_cache(64)
def reaches_of(tables: Tables, codes: tuple[str, ...]) -> Mapping[str, Reach]:
    """Where each choropleth of the catalogue has data, for the municipalities of these codes."""
    country, held, divided = _country(tables), _held(tables), _divided(tables)
    place = country.among(codes)
    nothing = np.zeros(0, dtype=np.int64), np.zeros((len(place), 0), dtype=bool)
    found = {}
    for name, layer in CHOROPLETHS.items():
        years, known = divided.get(name) or held.get((layer.measure.variable, layer.measure.source), nothing)
        here = years[known[place].any(axis=0)]
        covered = np.asarray(known.any(axis=1))
        found[name] = country.reach(here.tolist(), covered, place, standing=layer.measure.standing)
    return found


@weak_lru_cache(64)
def _overlay_reaches(tables: Tables, codes: tuple[str, ...]) -> Mapping[str, Reach]:
    country, found = _country(tables), {}
    place = country.among(codes)
    for name, (years, covered) in _looked_at(tables).items():
        layer = tables.overlays[name]
        standing = isinstance(layer, Shapes) and not layer.dated
        found[name] = country.reach(years if (covered & place).any() else [], covered, place, standing=standing)
    return found


@weak_lru_cache(1)
def _looked_at(tables: Tables) -> Mapping[str, tuple[list[int], NDArray[np.bool_]]]:
    """Years and municipalities that the source of each overlay looked at."""
    sources = {name: tables.sources[layer.sources[0]] for name, layer in tables.overlays.items()}
    return {
        name: (_declared_years(source), _country(tables).among(_covered(source, tables)))
        for name, source in sources.items()
        if source.coverage.end and source.kind != "register" and tables.is_available(tables.overlays[name])
    }


_Years = tuple[NDArray[np.int64], NDArray[np.bool_]]
"""Years, and whether each municipality (rows) has a value in each of them (columns)."""


@weak_lru_cache(1)
def _divided(tables: Tables) -> Mapping[str, _Years]:
    """The years of measures that are divided by another variable, by layer: a count without a divisor has no rate."""
    codes, found = tables.municipalities["municipality_code"], {}
    for name, layer in CHOROPLETHS.items():
        if layer.measure.per in (None, "area"):
            continue
        years = tuple(int(str(year)) for year in tables.amounts(layer.measure.variable, layer.measure.source).columns)
        values = tables.yearly(layer.measure, years).reindex(codes)
        found[name] = values.columns.to_numpy(dtype=np.int64), values.notna().to_numpy()
    return found


@weak_lru_cache(1)
def _held(tables: Tables) -> Mapping[tuple[str, str], _Years]:
    """The years with a value of each variable and source, in one pass: a menu asks for all measures at once."""
    rows = tables.indicators[tables.indicators["value"].notna()]
    at = pd.Index(tables.municipalities["municipality_code"]).get_indexer(rows["municipality_code"])
    years, is_known = rows["year"].to_numpy(dtype=np.int64), at >= 0
    found: dict[tuple[str, str], _Years] = {}
    groups = rows.groupby(["variable", "source"], sort=False, observed=True)
    for key, positions in cast("dict[tuple[str, str], NDArray[np.intp]]", groups.indices).items():
        own = positions[is_known[positions]]
        columns, column = np.unique(years[own], return_inverse=True)
        known = np.zeros((len(tables.municipalities), len(columns)), dtype=bool)
        known[at[own], column] = True
        found[key] = columns, known
    return found


def _covered(source: Source, tables: Tables) -> Collection[str]:
    """Municipalities in which a source looked; every one, where only its findings are known."""
    covered = tables.covered_municipalities(source)
    if covered is None and source.coverage.scope == "listed":
        return list(tables.municipalities["municipality_code"])
    return in_scope(source.coverage, tables.municipalities) if covered is None else covered


def _declared_years(source: Source) -> list[int]:
    coverage = source.coverage
    spans = coverage.spans(coverage.start[:7], coverage.end[:7])
    return sorted({year for start, end in spans for year in range(int(start[:4]), int(end[:4]) + 1)})


@dataclass(frozen=True)
class _Country:
    """The municipalities of a build, in order, as numbers of their regions (-1: none) and departments."""

    codes: pd.Index
    regions: NDArray[np.int64]
    departments: NDArray[np.int64]
    region_names: tuple[str, ...]
    department_names: tuple[str, ...]

    def among(self, codes: Collection[str]) -> NDArray[np.bool_]:
        """Whether each municipality is one of ``codes``."""
        return cast("NDArray[np.bool_]", self.codes.isin(list(codes)))

    def reach(
        self, years: list[int], covered: NDArray[np.bool_], place: NDArray[np.bool_], *, standing: bool
    ) -> Reach:
        """Name what ``covered`` is limited to within the place, or where it is, if nothing of it is in the place."""
        if not years:
            return Reach((), *self._names(covered))
        own = tuple(years[-1:] if standing else years)
        here = covered & place
        regions, departments = np.unique(self.regions[here]), np.unique(self.departments[here])
        around = np.unique(self.departments[place])
        if regions[0] >= 0 and len(regions) < len(np.unique(self.regions[place])):
            return Reach(own, *self._names(here), standing=standing)
        if len(departments) <= len(around) * _FEW:
            return Reach(own, (), self._names(here)[1], standing=standing)
        return Reach(own, standing=standing)

    def _names(self, covered: NDArray[np.bool_]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of the regions that hold all of ``covered``, if any do, and of its departments."""
        regions = np.unique(self.regions[covered])
        named = tuple(self.region_names[at] for at in regions) if len(regions) and regions[0] >= 0 else ()
        return named, tuple(self.department_names[at] for at in np.unique(self.departments[covered]))


@weak_lru_cache(1)
def _country(tables: Tables) -> _Country:
    rows = tables.municipalities
    names = sorted(rows["department"].unique(), key=alphabetical)
    return _Country(
        codes=pd.Index(rows["municipality_code"]),
        regions=pd.Index(list(REGION_NAMES)).get_indexer(rows["region"]).astype(np.int64),
        departments=pd.Index(names).get_indexer(rows["department"]).astype(np.int64),
        region_names=tuple(REGION_NAMES.values()),
        department_names=tuple(map(str, names)),
    )
