"""The profile of a municipality as a table: a row for each measure, a column for each year."""

from __future__ import annotations

from typing import Final

import pandas as pd

from layers.analysis.profile import Line, Profile
from layers.catalog import choropleth
from layers.extract.describe import EXTRACT_COLUMNS, Column, kind
from layers.extract.part import Part
from layers.scene.choropleth import divided_by, over_years
from layers.tables import Tables
from layers.text.i18n import N_, Translator

PROFILE: Final = "profile"

_COLUMNS: Final = {
    "measure_id": N_("Id of the measure; the same from release to release"),
    "measure": EXTRACT_COLUMNS["measure"],
    "value": EXTRACT_COLUMNS["value"],
    "unit": EXTRACT_COLUMNS["unit"],
    "years": EXTRACT_COLUMNS["years"],
    "over_years": N_("How the years are combined in the value; empty for one year"),
    "divided_by": N_("What a rate is divided by, and of which years; empty if it is none, or per area"),
    "compared": N_("The value it is compared with: that of another municipality or the median of those around it"),
    "compared_with": N_("What it is compared with"),
    "rank": N_("Rank among the municipalities of the region or department; 1 is the highest, a zero has none"),
    "rank_of": N_("How many of them have data"),
    "national_rank": N_("Rank among the municipalities of Colombia; 1 is the highest, a zero has none"),
    "national_rank_of": N_("How many of those have data"),
}


_COUNTS: Final = ("rank", "rank_of", "national_rank", "national_rank_of")


def part(found: Profile, tables: Tables, t: Translator) -> Part:
    """The table of a profile; a year without data is empty, 0 is measured."""
    compared_with = found.compared_with or t("Median of {place}", place=found.reference_area)
    rows: list[dict[str, object]] = [
        {"measure_id": each.layer, "measure": each.title, "compared_with": compared_with}
        | (_numbers(each, tables, t) if isinstance(each, Line) else {})
        for each in found.measures
    ]
    types = dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(("value", "compared"), "float64")
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(types)
    trends = [each.trend if isinstance(each, Line) else {} for each in found.measures]
    years = sorted({year for trend in trends for year in trend})
    by_year = {str(year): pd.Series([trend.get(year) for trend in trends], dtype="float64") for year in years}
    described = [Column(name, kind(table[name]), t(meaning)) for name, meaning in _COLUMNS.items()]
    described += [Column(name, "number", t("The measure of {year} alone", year=name)) for name in by_year]
    title = t("{name}, measure by measure", name=found.name)
    return Part(PROFILE, title, table.assign(**by_year), tuple(described), sources=found.sources)


def _numbers(line: Line, tables: Tables, t: Translator) -> dict[str, object]:
    layer = choropleth(line.layer)
    ranks = [(rank.place, rank.of) if rank else (None, None) for rank in (line.local_rank, line.national_rank)]
    return {
        "value": line.value,
        "unit": line.unit,
        "years": " ".join(map(str, line.years)),
        "over_years": over_years(layer, line.years, t),
        "divided_by": divided_by(layer, tables, line.years, t),
        "compared": line.other,
    } | dict(zip(_COUNTS, (*ranks[0], *ranks[1]), strict=True))
