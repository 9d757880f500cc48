"""The profile of a municipality as a table: a row for each measure, a column for each year."""

from __future__ import annotations

from typing import Final

import pandas as pd

from layers.analysis.profile import Line, Missing, Profile
from layers.catalog import choropleth
from layers.extract.describe import EXTRACT_COLUMNS, Column, kind
from layers.extract.part import Part
from layers.scene.choropleth import over_years
from layers.text.i18n import N_, Translator

PROFILE: Final = "profile"

_COLUMNS: Final = {
    "measure_id": N_("Id of the measure; the same from release to release"),
    "measure": EXTRACT_COLUMNS["measure"],
    "value": EXTRACT_COLUMNS["value"],
    "unit": EXTRACT_COLUMNS["unit"],
    "years": EXTRACT_COLUMNS["years"],
    "over_years": N_("How the years are combined in the value; empty for one year"),
    "compared": N_("The value it is compared with: that of another municipality or the median of those around it"),
    "compared_with": N_("What it is compared with"),
    "place": N_("Place among the municipalities of the region or department; 1 is the highest, a zero has none"),
    "place_of": N_("How many of them have data"),
    "place_in_country": N_("Place among the municipalities of Colombia; 1 is the highest, a zero has none"),
    "place_in_country_of": N_("How many of those have data"),
}


def part(found: Profile, t: Translator) -> Part:
    """The table of a profile; a year without data is empty, 0 is measured."""
    years = sorted({year for line in found.lines for year in line.trend})
    compared_with = found.compared_with or t("Median of {place}", place=found.reference_area)
    table = pd.DataFrame([_row(each, compared_with, t) for each in found.measures], columns=list(_COLUMNS))
    counts = ["place", "place_of", "place_in_country", "place_in_country_of"]
    table = table.astype(dict.fromkeys(counts, "Int64") | dict.fromkeys(("value", "compared"), "float64"))
    trends = [each.trend if isinstance(each, Line) else {} for each in found.measures]
    by_year = {str(year): pd.Series([trend.get(year) for trend in trends], dtype="float64") for year in years}
    described = [Column(name, kind(table[name]), t(meaning)) for name, meaning in _COLUMNS.items()]
    described += [Column(name, "number", t("The measure of {year} alone", year=name)) for name in by_year]
    title = t("{name}, measure by measure", name=found.name)
    return Part(PROFILE, title, table.assign(**by_year), tuple(described), sources=found.sources)


def _row(each: Line | Missing, compared_with: str, t: Translator) -> list[str | float | None]:
    if isinstance(each, Missing):
        return [each.layer, each.title, *[None] * 5, compared_with, *[None] * 4]
    places = [(rank.place, rank.of) if rank else (None, None) for rank in (each.local_rank, each.national_rank)]
    years = " ".join(map(str, each.years))
    compared = (each.other, compared_with)
    over = over_years(choropleth(each.layer), each.years, t)
    return [each.layer, each.title, each.value, each.unit, years, over, *compared, *places[0], *places[1]]
