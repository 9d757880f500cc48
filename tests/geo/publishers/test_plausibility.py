"""What a refresh must not do to good data: each way to spoil a table is told with its figures, revisions are not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.bundled import bundled
from geo.catalogue import declared
from geo.publishers.plausibility import Release, findings
from geo.source import RAW

TODAY = date(2026, 11, 22)
Spoil = Callable[[pd.DataFrame], pd.DataFrame]


def release(name: str) -> Release:
    loader = bundled(declared(name))
    assert loader is not None
    return Release(loader.source, loader.load(RAW))


@pytest.fixture(scope="module")
def releases() -> dict[str, Release]:
    return {name: release(name) for name in ("ucdp_ged", "coca", "peasant_reserves", "police_homicides")}


def swapped(table: pd.DataFrame) -> pd.DataFrame:
    shapes = shapely.transform(table["geometry"].to_numpy(), lambda points: points[:, ::-1])
    return gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=shapes, crs=4326)


def moved(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_geometry(table.geometry.translate(95, 0))


def first(column: str, value: object) -> Spoil:
    def spoil(table: pd.DataFrame) -> pd.DataFrame:
        table = table.copy()
        table[column] = table[column].astype(object).where(np.arange(len(table)) > 0, value)
        return table

    return spoil


def dated(day: str) -> Spoil:
    return first("date_end", pd.Timestamp(day))


def twice(table: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([table, table], ignore_index=True)


SPOILT: dict[str, tuple[str, Spoil, str]] = {
    "5 of thousands": ("ucdp_ged", lambda table: table.iloc[:5], r"1991: \d events, 128 before"),
    "half the municipalities": (
        "coca",
        lambda table: table[table["municipality_code"] < "27"],
        r"2001: [\d,]+ coca_area, [\d,]+ before",
    ),
    "one year thinned": (
        "police_homicides",
        lambda table: table[(table["date_start"].dt.year != 2019) | (table.index % 2 == 0)],
        r"2019: [\d,]+ events, 12,610 before",
    ),
    "rows twice": ("ucdp_ged", twice, r"5\d% of the rows repeat another, [\d]% before"),
    "features twice": ("peasant_reserves", twice, r"14 features, 7 before"),
    "swapped": ("ucdp_ged", swapped, "outside Colombia, as .*longitude and latitude may be swapped"),
    "in Africa": ("peasant_reserves", moved, "7 of 7 outside Colombia"),
    "infinite": (
        "peasant_reserves",
        lambda table: table.set_geometry(table.geometry.map(lambda _: shapely.Point(np.inf, 5.0))),
        "7 of 7 outside Colombia",
    ),
    "2033": ("ucdp_ged", dated("2033-05-01"), "date_end: 1 before 1900 or in the future, as 2033-05-01"),
    "tomorrow": ("ucdp_ged", dated("2026-11-23"), "date_end: 1 .*as 2026-11-23"),
    "1677": ("ucdp_ged", dated("1678-01-01"), "date_end: 1 .*as 1678-01-01"),
    "a year to come": ("coca", first("year", 2099), "year: 1 .*as 2099"),
    "count": ("ucdp_ged", first("fatalities_high", 999_999_999), "fatalities_high: 999,999,999, more than 10,000"),
    "value": ("coca", first("value", 999_999_999.0), "value: 999,999,999, more than 10,000,000"),
    "deaths gone": (
        "ucdp_ged",
        lambda table: table.assign(fatalities_best=pd.array([pd.NA] * len(table), dtype="Int32")),
        r"1991: 0 people killed, [\d,]+ before",
    ),
    "infinite value": ("coca", first("value", np.inf), "value: inf"),
    "code": ("coca", first("municipality_code", "99999"), "municipality_code: 1 of no municipality, as 99999"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_what_is_spoilt_is_told(releases: dict[str, Release], case: str) -> None:
    """The sentence has the figure and what it was before."""
    name, spoil, wanted = SPOILT[case]
    last = releases[name]
    told = findings(replace(last, table=spoil(last.table)), last, TODAY)
    assert pd.Series(told).str.contains(wanted).any(), told


@pytest.mark.parametrize("name", ["ucdp_ged", "coca", "peasant_reserves", "police_homicides"])
def test_a_revision_is_not_told(releases: dict[str, Release], name: str) -> None:
    """The same again, and with one row in twenty more or less."""
    last = releases[name]
    assert findings(last, last, TODAY) == []
    fewer = last.table[last.table.index % 20 != 3] if len(last.table) > 100 else last.table
    assert findings(replace(last, table=fewer), last, TODAY) == []
    assert findings(last, replace(last, table=fewer), TODAY) == []


def test_without_a_last_release_the_ranges_hold(releases: dict[str, Release]) -> None:
    """A first refresh has no figures to be compared with, and yet must be in Colombia."""
    last = releases["peasant_reserves"]
    assert findings(last, None, TODAY) == []
    assert len(findings(replace(last, table=moved(last.table)), None, TODAY)) == 1


def test_a_snapshot_may_be_of_another_year(releases: dict[str, Release]) -> None:
    """The zones of today are those of 2026: that 2021 is gone is no loss. A series must keep its years."""
    last = releases["peasant_reserves"]
    coverage = replace(last.source.coverage, start="2026-11-22", end="2026-11-22", years=(2026,))
    assert findings(replace(last, source=replace(last.source, coverage=coverage)), last, TODAY) == []
    series = releases["coca"]
    short = replace(series.source.coverage, years=series.source.coverage.years[:-2])
    told = findings(replace(series, source=replace(series.source, coverage=short)), series, TODAY)
    assert told[0] == "2 year(s) are gone: 2023, 2024"


def test_a_wider_scope_is_compared_where_both_are(releases: dict[str, Release]) -> None:
    """A national register after a transcript of some regions: only their municipalities are compared."""
    last = releases["police_homicides"]
    regions = replace(last.source.coverage, scope="regions")
    few = last.table[last.table["municipality_code"].isin(["05154", "54810", "18753"])]
    assert findings(last, Release(replace(last.source, coverage=regions), few), TODAY) == []
