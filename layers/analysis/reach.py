"""Where and when a measure has data: its years in a place or, where it has none, the places in which it has some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from layers.caching import weak_lru_cache
from layers.catalog import CHOROPLETHS
from layers.catalog.model import Choropleth
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator
from layers.text.terms import REGION_NAMES, alphabetical

_NAMED: Final = 3
"""Departments that are named; of more, only their number is given."""


@dataclass(frozen=True)
class Reach:
    """Where a measure has data.

    Attributes
    ----------
    years
        Years with a value for a municipality of the place at least.
    regions, departments
        Names of those with a value in any year, if the place has none.
    standing
        Whether it is the state at one date, which is shown for any period.
    """

    years: tuple[int, ...]
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    standing: bool = False

    @property
    def is_nowhere(self) -> bool:
        """Whether this build has no value of it at all."""
        return not (self.years or self.departments)

    def covers(self, selection: Selection) -> bool:
        """Whether the place has a value in the period."""
        return bool(self.years) and (self.standing or not set(self.years).isdisjoint(selection.years))

    def describe(self, selection: Selection, t: Translator) -> str:
        """The years, or that there are none in this period or place and where there are some."""
        years = t.years(list(self.years))
        if self.covers(selection):
            return years
        if self.years:
            return t("no data in these years; in {years}", years=years)
        if self.is_nowhere:
            return t("no data in this build")
        names = self.regions or self.departments
        if len(names) > _NAMED:
            return t("no data here; in {n} departments", n=t.number(len(self.departments)))
        return t("no data here; in {places}", places=", ".join(names))


def reaches(selection: Selection, tables: Tables) -> Mapping[str, Reach]:
    """Where each choropleth of the catalogue has data, for the municipalities that a map of the selection colours."""
    return reaches_of(tables, tuple(tables.shown_codes(selection)))


@weak_lru_cache(64)
def reaches_of(tables: Tables, codes: tuple[str, ...]) -> Mapping[str, Reach]:
    """Where each choropleth of the catalogue has data, for the municipalities of these codes."""
    return {name: _reach(layer, tables, codes) for name, layer in CHOROPLETHS.items()}


def _reach(layer: Choropleth, tables: Tables, codes: tuple[str, ...]) -> Reach:
    known = tables.amounts(layer.measure.variable, layer.measure.source).notna()
    here = known.loc[list(codes)].any()
    if here.any():
        years = tuple(int(year) for year in here.index[here])
        return Reach(years[-1:] if layer.measure.standing else years, standing=layer.measure.standing)
    rows = tables.municipalities.set_index("municipality_code").loc[known.index[known.any(axis=1)]]
    regions = [name for region, name in REGION_NAMES.items() if (rows["region"] == region).any()]
    departments = sorted(rows["department"].unique(), key=alphabetical)
    return Reach((), tuple(regions), tuple(map(str, departments)))
