"""The profile of a municipality: its value and rank in every measure, and the measures without a value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geo.statistics.summary import Rank, median, rank
from layers.catalog import CHOROPLETHS
from layers.catalog.model import GROUPS, Choropleth
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator
from layers.text.terms import REGION_NAMES


@dataclass(frozen=True)
class Line:
    """One measure of a municipality.

    Attributes
    ----------
    layer, title, group
        Id, translated title and heading of the choropleth that maps it.
    value, unit, years
        As on its map.
    other
        The value it is compared with, a dash for no data.
    local_rank, national_rank
        Rank among the municipalities of the region or department, and of the country; 1 is the highest.
    """

    layer: str
    title: str
    group: str
    value: str
    other: str
    unit: str
    years: str
    local_rank: Rank | None
    national_rank: Rank | None


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
    without_value
        Titles of the measures that have none.
    caveats
        Coverage notes of the sources of ``lines``.
    reference_area
        Region or department of the municipality, for which ``local_rank`` of the lines is computed.
    compared_with
        Name of the municipality that ``other`` of the lines belongs to; None for the median of ``reference_area``.
    """

    name: str
    code: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    without_value: tuple[str, ...]
    caveats: tuple[str, ...]
    reference_area: str
    compared_with: str | None


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
    without_value: list[str] = []
    sources: list[str] = []
    for layer in CHOROPLETHS.values():
        values = tables.values(layer.measure, selection.years)
        value = float(values["value"].loc[code]) if values.attrs["years"] else math.nan
        if math.isnan(value):
            without_value.append(t(layer.title))
            continue
        other = float(values["value"].loc[compare_with]) if compare_with else median(values, codes)
        lines.append(_line(layer, value, other, values, code, codes, t))
        sources += layer.sources
    known = tables.sources
    caveats = [
        t(caveat)
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
        without_value=tuple(without_value),
        caveats=tuple(dict.fromkeys(caveats)),
        reference_area=REGION_NAMES[region] if region else str(row["department"]),
        compared_with=str(places.loc[compare_with, "municipality"]) if compare_with else None,
    )


def _line(
    layer: Choropleth,
    value: float,
    other: float | None,
    values: pd.DataFrame,
    code: str,
    codes: Sequence[str],
    t: Translator,
) -> Line:
    return Line(
        layer=layer.id,
        title=t(layer.title),
        group=t(GROUPS[layer.group]),
        value=t.significant(value),
        other="–" if other is None or math.isnan(other) else t.significant(other),
        unit=t(layer.measure.unit),
        years=t.years(values.attrs["years"]),
        local_rank=rank(values, code, codes),
        national_rank=rank(values, code),
    )


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
    indicators = tables.indicators
    people = indicators[(indicators["variable"] == "population") & (indicators["municipality_code"] == code)]
    if len(people):
        newest = people.sort_values("year").tail(1)
        fields = {"people": t.number(newest["value"].item()), "year": newest["year"].item()}
        facts.append((t("Population"), t("{people} ({year})", **fields)))
    return facts
