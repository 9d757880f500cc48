"""Deadly events of organised violence, Colombia, by release: UCDP GED 19.1 to 2018, 26.1 from 2023 on.

Rows are converted to events as in :mod:`geo.readers.ged`. Release 19.1 is read as republished on HDX, 26.1 as an
extract that states the municipality of each event by its code: by name at ``where_prec`` 3, by point at 1 and 2.
2019 to 2022 are in neither: no row, no zero.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.definition import Definition
from geo.lazy import gpd, pd
from geo.publishers.publisher import Publisher
from geo.publishers.ucdp import Ucdp, deliver
from geo.readers.crosswalk import read_crosswalk
from geo.readers.ged import COLUMNS, DEPARTMENTS, place, to_events
from geo.rejects import set_aside
from geo.schema import DatePrecision, LocationPrecision
from geo.source import Coverage, RawFile, Source, locate, refreshed

SOURCE: Final = Source(
    id="ucdp_ged",
    title="Organised violence (UCDP GED)",
    publisher="Uppsala Conflict Data Program, GED 19.1 and 26.1, Colombia",
    publisher_url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    attribution=(
        "Sundberg & Melander (2013), Introducing the UCDP Georeferenced Event Dataset,"
        " Journal of Peace Research 50(4)"
    ),
    period="1989-2018, 2023-2025",
    retrieved="2026-11-28",
    kind="events",
    files=(
        RawFile(
            "ucdp_ged/ged191_colombia_hdx.csv",
            "f1b6bd30e7b904363c54da2876e3e95b67cfb0c490197422e7a7be44da5c8b83",
            "https://raw.githubusercontent.com/kruedae/Colombia_Events_in_Armed_conflict/"
            "72c11d23829ba627fe20188580d042957755be47/conflict_data_col.csv",
            retrieved="2026-11-22",
        ),
        RawFile(
            "ucdp_ged_261/ged261_colombia_2023_2025.csv",
            "7d445dcf9187a9d681e56f272ac6498b3b6699a823febd9bf19ed355e493827a",
        ),
        RawFile("crosswalks/ucdp_ged.csv", tracked=True),
    ),
    coverage=Coverage(
        "1989-01-01",
        "2025-12-31",
        (*range(1989, 2019), *range(2023, 2026)),
        "country",
        absent_is_zero=True,
        note="Release 19.1 to 2018, 26.1 from 2023 on; 2019 to 2022 have no figures, which does not mean zero; 909 of"
        " 6,108 events are known to a department, a wider area or the country only, and count in no municipality: a"
        " zero means that no event was placed there.",
    ),
    measures=("events", "fatalities"),
    next_release="Once a year, according to UCDP; no date is announced.",
    next_release_url="https://doi.org/10.1177/2053168020935257",
    definition=Definition(
        counts="People killed by organised violence, with low, best and high estimate",
        threshold="One death",
        resolution="By event; precise places are marked as such",
        suits="To compare deaths in conflict between places and the years that it covers: one definition for all.",
    ),
    caveats=(
        "Events with at least one death by organised violence, from press and other reports: threats, displacement,"
        " kidnappings and attacks without deaths are not in it, nor is what was never reported.",
        "Two releases, seven years apart: UCDP revises its events from one to the next, so that a difference between"
        " the years to 2018 and those from 2023 on may be one of method.",
        "For 2019 and 2020 only the precise places of release 21.1 are known (a separate source); for 2021 and 2022"
        " nothing is.",
        "In 208 events of 2023-2025 the best estimate is zero deaths, although the high one is above zero.",
        "In three events of 2025 low and high contradict the best estimate: they are set aside, the best one stays.",
        "One row may sum up several incidents (event_clarity 2: 269 rows of release 19.1); one of 2024 is the whole"
        " year of a department, with 88 deaths.",
        "54 rows of release 19.1 break low <= best <= high; they are kept as published.",
        "Half of the events of release 19.1 (2,249) have a precise place. In 141 of the 2,100 of these that also name"
        " a municipality, the point lies elsewhere (12 in no municipality at all); the point is believed.",
        "The extract of release 26.1 has no precision of the day: it is taken from how far first and last day are"
        " apart.",
        "Five events placed in the Catatumbo region count in Norte de Santander and in no municipality.",
        "Release 21.1 went over 2000 and 2001 again and has 683 more events of those two years: counts of 19.1 for"
        " them are low.",
    ),
)

PUBLISHER: Final = Publisher({"events": Ucdp(tuple(COLUMNS))}, deliver)

_EXTRACT: Final = [
    *("id", "type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates", "latitude", "longitude"),
    *("date_start", "date_end", "low", "best", "high", "cod_divipola"),
]
_WITHIN: Final = {0: DatePrecision.DAY, 5: DatePrecision.DAYS, 6: DatePrecision.WEEK, 30: DatePrecision.MONTH}
"""The precision of a date by the most days between its first and last day; beyond, it is the year's."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the events of both pinned releases, or of the one that was refreshed.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, 4,632 rows of release 19.1, then 1,476 of 26.1. ``description`` is UCDP's text for
        the place; ``citation`` names the release, and the publications UCDP used, never a headline (headlines name
        people).

    Raises
    ------
    GeoDataError
        A municipality or department of release 19.1 whose name the crosswalk lacks.
    """
    source = refreshed(SOURCE, raw)
    if source is SOURCE:
        older, newer = _release_191(raw), _release_261(raw)
        return pd.concat([older, newer], ignore_index=True)
    table = _mended(_refreshed(source, raw))
    municipality, department = place(table, read_crosswalk(locate(source.files[1], raw)), strict=False)
    return to_events(table, municipality, department, SOURCE.id, str(table["release"].iloc[0]))


def rejects(raw: Path) -> pd.DataFrame:
    """Low and high estimates of release 26.1, or the refreshed one, that are set aside; their events are kept."""
    source = refreshed(SOURCE, raw)
    table = _extract(raw) if source is SOURCE else _refreshed(source, raw)
    broken = table.loc[_contradicted(table), "id"].astype(str)
    return set_aside(broken, "its low and high contradict its best estimate: they are set aside, the best one stays")


def _release_191(raw: Path) -> gpd.GeoDataFrame:
    """The second line of the file holds HXL tags, not data."""
    table = pd.read_csv(locate(SOURCE.files[0], raw), skiprows=[1], usecols=COLUMNS)
    municipality, department = place(table, read_crosswalk(locate(SOURCE.files[-1], raw)))
    return to_events(table, municipality, department, SOURCE.id, "19.1")


def _release_261(raw: Path) -> gpd.GeoDataFrame:
    table = _mended(_extract(raw))
    days = (pd.to_datetime(table["date_end"]) - pd.to_datetime(table["date_start"])).dt.days
    table = table.assign(
        date_prec=pd.cut(days, [-1, *_WITHIN, float("inf")], labels=[*_WITHIN.values(), DatePrecision.YEAR]),
        **dict.fromkeys(("number_of_sources", "source_article", "source_office")),
    )
    wide = table["where_prec"] == LocationPrecision.DEPARTMENT
    named = table["where_coordinates"].where(wide).str.removesuffix("department").str.strip().map(DEPARTMENTS)
    code = table["cod_divipola"]
    events = to_events(table, code, code.str[:2].fillna(named), SOURCE.id, "26.1")
    by_point = events["located_by"].notna() & (events["location_precision"] <= LocationPrecision.NEAR)
    return events.assign(located_by=events["located_by"].mask(by_point, "point"))


def _extract(raw: Path) -> pd.DataFrame:
    return pd.read_csv(locate(SOURCE.files[1], raw), usecols=_EXTRACT, dtype={"cod_divipola": str})


def _refreshed(source: Source, raw: Path) -> pd.DataFrame:
    return pd.read_csv(locate(source.files[0], raw), usecols=[*COLUMNS, "release"])


def _mended(table: pd.DataFrame) -> pd.DataFrame:
    """The best estimate in the place of a low and a high one that contradict it, as where a source has one figure."""
    broken = _contradicted(table)
    return table.assign(**{bound: table[bound].mask(broken, table["best"]) for bound in ("low", "high")})


def _contradicted(table: pd.DataFrame) -> pd.Series:
    return (table["low"] > table["best"]) | (table["best"] > table["high"])
