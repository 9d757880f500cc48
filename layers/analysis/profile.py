"""A municipality in numbers: every measure that has a value there, its place among others, what has none."""

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
from layers.text.terms import REGION_NAMES, border


@dataclass(frozen=True)
class Line:
    """One measure of a municipality.

    Attributes
    ----------
    layer, title, group
        Id, translated title and heading of the choropleth that maps it.
    value, unit, years
        As its map tells them.
    other
        The value of what it is compared with, a dash where that has none.
    near, country
        Place among the municipalities of the region or department, and of the country; 1 is the highest.
    """

    layer: str
    title: str
    group: str
    value: str
    other: str
    unit: str
    years: str
    near: Rank | None
    country: Rank | None


@dataclass(frozen=True)
class Profile:
    """What is known of a municipality.

    Attributes
    ----------
    name, code
        Of the municipality.
    facts
        Label and value: department, region, PDET, area, population.
    lines
        Measures that have a value.
    silent
        Titles of the measures that have none.
    caveats
        What the sources of ``lines`` do not show.
    around
        What ``near`` of the lines compares with.
    beside
        Name of the municipality that ``other`` of the lines speaks of; None where it is the median of those around.
    """

    name: str
    code: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    silent: tuple[str, ...]
    caveats: tuple[str, ...]
    around: str
    beside: str | None


def profile(selection: Selection, tables: Tables, t: Translator, beside: str = "") -> Profile:
    """The profile of the selected municipality over the period of the selection.

    Parameters
    ----------
    beside
        Code of another municipality to compare it with; without, the median of its region or department.
    """
    code = str(selection.municipality_code)
    places = tables.municipalities.set_index("municipality_code")
    row = places.loc[code]
    region = row["region"] if isinstance(row["region"], str) else None
    near = _near(row, region, tables)
    lines: list[Line] = []
    silent: list[str] = []
    sources: list[str] = []
    for layer in CHOROPLETHS.values():
        values = tables.values(layer.measure, selection.years)
        value = float(values["value"].loc[code]) if values.attrs["years"] else math.nan
        if math.isnan(value):
            silent.append(t(layer.title))
            continue
        other = float(values["value"].loc[beside]) if beside else median(values, near)
        lines.append(_line(layer, value, other, values, code, near, t))
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
        silent=tuple(silent),
        caveats=tuple(dict.fromkeys(caveats)),
        around=REGION_NAMES[region] if region else str(row["department"]),
        beside=str(places.loc[beside, "municipality"]) if beside else None,
    )


def _line(
    layer: Choropleth,
    value: float,
    other: float | None,
    values: pd.DataFrame,
    code: str,
    near: Sequence[str],
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
        near=rank(values, code, near),
        country=rank(values, code),
    )


def _near(row: pd.Series, region: str | None, tables: Tables) -> list[str]:
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
    if lies := border(row["border_countries"], row["border_km"], t):
        facts.append((t("Land border"), lies))
    indicators = tables.indicators
    people = indicators[(indicators["variable"] == "population") & (indicators["municipality_code"] == code)]
    if len(people):
        newest = people.sort_values("year").tail(1)
        told = {"people": t.number(newest["value"].item()), "year": newest["year"].item()}
        facts.append((t("Population"), t("{people} ({year})", **told)))
    return facts
