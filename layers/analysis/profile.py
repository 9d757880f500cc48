"""The profile of a municipality: its value, rank and years in every measure, and the measures without a value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.statistics.summary import Rank, median, rank
from layers.analysis.domains import Domain, domain_of_layer
from layers.analysis.reach import reaches_of
from layers.catalog import CHOROPLETHS
from layers.catalog.model import GROUPS, Choropleth
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator
from layers.text.terms import REGION_NAMES, border

KEY: Final = (
    "deaths",
    "homicides_ministry",
    "displacement",
    "forest_loss_any_canopy",
    "deforestation_ideam",
    "evoa_ha",
    "coca_ha",
)
"""Measures in brief, in the order in which they are shown: conflict, forest, gold and coca."""


@dataclass(frozen=True)
class Line:
    """One measure of a municipality.

    Attributes
    ----------
    layer, title, group, domain
        Id, translated title, heading and domain of the choropleth that maps it.
    value, unit
        As on its map.
    years
        Those of the period that the value covers.
    other
        The value it is compared with; None without data.
    local_rank, national_rank
        Rank among the municipalities of the region or department, and of the country; 1 is the highest.
    trend
        The measure of each single year that has a value, inside the period and outside it; empty if it is the state
        at one date.
    """

    layer: str
    title: str
    group: str
    domain: Domain | None
    value: float
    other: float | None
    unit: str
    years: tuple[int, ...]
    local_rank: Rank | None
    national_rank: Rank | None
    trend: Mapping[int, float]


@dataclass(frozen=True)
class Missing:
    """A measure without a value for the municipality in the period.

    Attributes
    ----------
    layer, title
        Id and translated title of the choropleth that maps it.
    reach
        In words, the years in which the municipality has a value, or else the places that have one.
    """

    layer: str
    title: str
    reach: str


@dataclass(frozen=True)
class Profile:
    """Facts and measures of a municipality.

    Attributes
    ----------
    name, code
        Of the municipality.
    facts
        Label and value: department, region, PDET, area, population.
    lines
        Measures that have a value.
    missing
        Measures that have none.
    caveats
        Coverage notes of the sources of ``lines``.
    reference_area
        Region or department of the municipality, for which ``local_rank`` of the lines is computed.
    compared_with
        Name of the municipality that ``other`` of the lines belongs to; None for the median of ``reference_area``.
    years
        Years of the period.
    sources
        Ids of the sources of ``lines``.
    """

    name: str
    code: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]
    caveats: tuple[str, ...]
    reference_area: str
    compared_with: str | None
    years: tuple[int, ...]
    sources: tuple[str, ...]

    @property
    def measures(self) -> list[Line | Missing]:
        """Those with a value, then those without one."""
        return [*self.lines, *self.missing]

    def in_brief(self, chosen: str | None) -> list[Line | Missing]:
        """The measure ``chosen`` for the map, if any, and :data:`KEY`; each once."""
        known = {each.layer: each for each in self.measures}
        return [known[name] for name in dict.fromkeys((chosen, *KEY)) if name in known]


def profile(selection: Selection, tables: Tables, t: Translator, compare_with: str = "") -> Profile:
    """Build the profile of the selected municipality for the period of the selection.

    Parameters
    ----------
    compare_with
        Code of another municipality to compare it with; by default the median of its region or department.
    """
    code = str(selection.municipality_code)
    places = tables.municipalities.set_index("municipality_code")
    row = places.loc[code]
    region = row["region"] if isinstance(row["region"], str) else None
    codes = _reference_codes(row, region, tables)
    lines: list[Line] = []
    missing: list[Missing] = []
    sources: list[str] = []
    reaches = reaches_of(tables, (code,))
    for layer in CHOROPLETHS.values():
        values = tables.values(layer.measure, selection.years)
        value = float(values["value"].loc[code]) if values.attrs["years"] else math.nan
        if math.isnan(value):
            missing.append(Missing(layer.id, t(layer.title), reaches[layer.id].describe(selection, t)))
            continue
        other = float(values["value"].loc[compare_with]) if compare_with else median(values, codes)
        trend = _trend(layer, code, tables)
        lines.append(_line(layer, value, other, values, code, codes, trend, t))
        sources += layer.sources
    known = tables.sources
    caveats = [
        f"{t(known[name].title)}: {t(caveat)}"
        for name in dict.fromkeys(sources)
        if name in known
        for caveat in (known[name].coverage.note,)
        if caveat
    ]
    return Profile(
        name=str(row["municipality"]),
        code=code,
        facts=tuple(_facts(row, region, code, tables, t)),
        lines=tuple(lines),
        missing=tuple(missing),
        caveats=tuple(dict.fromkeys(caveats)),
        reference_area=REGION_NAMES[region] if region else str(row["department"]),
        compared_with=str(places.loc[compare_with, "municipality"]) if compare_with else None,
        years=selection.years,
        sources=tuple(name for name in dict.fromkeys(sources) if name in known),
    )


def _line(
    layer: Choropleth,
    value: float,
    other: float | None,
    values: pd.DataFrame,
    code: str,
    codes: Sequence[str],
    trend: Mapping[int, float],
    t: Translator,
) -> Line:
    return Line(
        layer=layer.id,
        title=t(layer.title),
        group=t(GROUPS[layer.group]),
        domain=domain_of_layer(layer),
        value=value,
        other=None if other is None or math.isnan(other) else other,
        unit=t(layer.measure.unit),
        years=tuple(values.attrs["years"]),
        local_rank=rank(values, code, codes),
        national_rank=rank(values, code),
        trend=trend,
    )


def _trend(layer: Choropleth, code: str, tables: Tables) -> dict[int, float]:
    if layer.measure.standing:
        return {}
    known = tables.amounts(layer.measure.variable, layer.measure.source).loc[code].dropna()
    found = tables.yearly(layer.measure, tuple(map(int, known.index))).loc[code].dropna()
    return dict(zip(map(int, found.index), map(float, found), strict=True))


def _reference_codes(row: pd.Series, region: str | None, tables: Tables) -> list[str]:
    table = tables.municipalities
    same = table["region"] == region if region else table["department_code"] == row["department_code"]
    return list(table.loc[same, "municipality_code"])


def _facts(row: pd.Series, region: str | None, code: str, tables: Tables, t: Translator) -> list[tuple[str, str]]:
    facts = [(t("Department"), str(row["department"]))]
    if region:
        facts.append((t("Region"), REGION_NAMES[region]))
    pdet = row["pdet_subregion"]
    facts.append((t("PDET"), str(pdet) if isinstance(pdet, str) else t("in none")))
    facts.append((t("Area"), f"{t.significant(row['area_km2'])} km²"))
    if relation := border(row["border_countries"], row["border_km"], t):
        facts.append((t("Land border"), relation))
    indicators = tables.indicators
    people = indicators[(indicators["variable"] == "population") & (indicators["municipality_code"] == code)]
    if len(people):
        newest = people.sort_values("year").tail(1)
        fields = {"people": t.number(newest["value"].item()), "year": newest["year"].item()}
        facts.append((t("Population"), t("{people} ({year})", **fields)))
    return facts
