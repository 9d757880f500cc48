"""The time series of a selection below the calendar of ceasefires."""

import re
from base64 import b64decode
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo.catalogue import catalogue
from geo.source import RAW
from geo.sources import dialogues as curated
from layers.analysis.domains import COLORS
from layers.analysis.series import ceasefires, dialogues, over_time, step, table
from layers.charts.histogram import pick_source, strip
from layers.charts.over_time import panels
from layers.charts.spells import lanes
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

EN = translator("en")
SPAN = Selection(region="catatumbo", start="2014-01", end="2018-12")


def test_a_row_a_source_and_year(tables: Tables) -> None:
    """Zeros within the coverage, no row without data, low and high estimates kept."""
    rows = over_time(SPAN, tables, EN).set_index(["row", "when"])
    assert rows.loc["ucdp_ged:events", "value"].to_dict() == {"2014": 0, "2015": 7, "2016": 0, "2017": 0, "2018": 0}
    assert rows.loc[("ucdp_ged:events", "2015"), ["low", "high"]].tolist() == [6, 9]
    assert rows.loc["gfw_loss:tree_cover_loss", "value"].to_dict() == {"2015": 10, "2016": 10}
    assert rows.loc[("gfw_loss:tree_cover_loss", "2015"), "covered"] == 1


def test_the_table_leaves_a_gap_empty(tables: Tables) -> None:
    """One row a year, one column a series; a year without data is empty, not zero."""
    wide = table(over_time(SPAN, tables, EN), SPAN, 1, EN).set_index("When")
    loss = wide["Tree cover loss, canopy over 30 %, ha"]
    assert pd.isna(loss["2014"])
    assert loss["2015"] == 10


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(region="caqueta", start="2023-04", end="2023-04"), {"emc-2023-01-south"}),
        (Selection(region="bajo-cauca", start="2023-04", end="2023-04"), {"emc-2023-01"}),
        (Selection(region="bajo-cauca", start="2022-01", end="2022-12"), set()),
    ],
)
def test_ceasefires_are_those_of_the_place_and_time(selection: Selection, expected: set[str], tables: Tables) -> None:
    """The EMC's ended earlier in Caquetá than in Antioquia: each has its own row."""
    found = set(ceasefires(selection, tables)["ceasefire_id"])
    assert {name for name in found if name.startswith("emc")} == expected
    assert ("agc-2023-01" in found) is False


def test_a_measured_zero_has_a_bar_and_no_data_has_none(tables: Tables) -> None:
    """Florencia lost nothing in 2015 and 2016; the other years have no data."""
    selection = Selection(municipality_code="18001", start="2012-01", end="2018-12")
    rows = over_time(selection, tables, EN, [("gfw_loss", "tree_cover_loss")])
    (panel,) = panels(rows, tables, selection, "light", shared=False)
    assert [(bar.first.year, bar.value) for bar in panel.bars] == [(2015, 0), (2016, 0)]


def test_without_data_there_is_nothing_to_draw(tables: Tables) -> None:
    """A period that no source covers makes an empty table, not an error."""
    empty = Selection(region="catatumbo", start="1901-01", end="1902-12")
    assert over_time(empty, tables, EN).empty


def test_a_short_period_is_shown_by_month(tables: Tables) -> None:
    """Three years at most; measures stay yearly."""
    short = Selection(region="catatumbo", start="2015-01", end="2016-12")
    assert (step(short), step(SPAN)) == ("month", "year")
    rows = over_time(short, tables, EN).set_index(["row", "when"])
    months = rows.loc["ucdp_ged:events", "value"]
    assert len(months) == 24
    assert months[months > 0].to_dict() == {"2015-02": 2, "2015-05": 5}
    assert list(rows.loc["gfw_loss:tree_cover_loss"].index) == ["2015", "2016"]
    assert rows.loc[("ucdp_ged:events", "2015-02"), ["from", "to"]].tolist() == ["2015-02-01", "2015-02-28"]


def test_the_histogram_shows_the_source_that_covers_most(tables: Tables) -> None:
    """UCDP ends in 2018 and the register of massacres does not; a filter on sources takes precedence."""
    early = pick_source(Selection(start="1995-01", end="2017-12"), tables)
    late = pick_source(Selection(start="2015-01", end="2025-12"), tables)
    asked = pick_source(Selection(start="2015-01", end="2025-12", sources=("ucdp_ged",)), tables)
    assert early is not None
    assert late is not None
    assert asked is not None
    assert (early.id, late.id, asked.id) == ("ucdp_ged", "cnmh_massacres", "ucdp_ged")
    assert pick_source(Selection(start="1901-01", end="1902-12"), tables) is None


def test_the_histogram_has_a_bar_a_month_and_a_background_without_coverage(tables: Tables) -> None:
    """Two months of UCDP events in Catatumbo; from 2019 on it is grey."""
    source = catalogue()["ucdp_ged"]
    picture = strip(source, Selection(lang="en", region="catatumbo", start="2015-01", end="2020-12"), tables)
    svg = b64decode(picture.split("base64,")[1].split('"')[0]).decode()
    background, bars = re.findall(r' d="([^"]*)"', svg)
    assert bars == "M1 100v-100h1V100M4 100v-100h1V100"
    assert background == "M0 0H0V100H0zM48 0H72V100H48z"
    assert "at most 1" in picture


def test_a_covered_month_without_data_is_grey(tables: Tables) -> None:
    """Where absence is not zero, a month without a record has no data."""
    source = catalogue()["ucdp_ged"]
    source = replace(source, coverage=replace(source.coverage, absent_is_zero=False))
    chosen = Selection(lang="en", region="catatumbo", start="2015-01", end="2020-12")
    svg = b64decode(strip(source, chosen, tables).split("base64,")[1].split('"')[0]).decode()
    assert re.findall(r' d="([^"]*)"', svg) == [
        "M0 0H1V100H0zM2 0H4V100H2zM5 0H72V100H5z",
        "M1 100v-100h1V100M4 100v-100h1V100",
    ]
    assert strip(source, replace(chosen, start="2016-01"), tables) == ""


TALKS = ("eln-2022-11", "emc-2023-10", "embf-2024-04", "agc-2024-08", "agc-2025-09")


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(region="catatumbo", start="2022-01", end="2025-12"), TALKS),
        (Selection(region="bajo-cauca", start="2025-02", end="2025-12"), TALKS[2:]),
        (Selection(municipality_code="05120", start="2026-02", end="2026-02"), ()),
        (Selection(region="caqueta", start="2022-01", end="2022-10"), ()),
    ],
)
def test_dialogues_are_those_of_the_place_and_time(
    selection: Selection, expected: tuple[str, ...], tables: Tables
) -> None:
    """The urban table is of Medellín alone; an open one reaches as far as its sources do."""
    with_dialogues = replace(tables, dialogues=curated.load(RAW))
    assert tuple(dialogues(selection, with_dialogues)["dialogue_id"]) == expected


def test_lanes_are_headed_named_and_said(tables: Tables) -> None:
    """Ceasefires filled, then dialogues as outlines under a heading of their own; each says when, where and how."""
    selection = Selection(lang="en", region="catatumbo", start="2022-01", end="2025-12")
    found = lanes(selection, replace(tables, dialogues=curated.load(RAW)), headed=True)
    headings = [lane.heading for lane in found if lane.heading]
    assert headings == ["Ceasefires with the government", "Dialogues, which are not ceasefires"]
    assert [lane.filled for lane in found] == sorted((lane.filled for lane in found), reverse=True)
    assert {"EMC", "Segunda Marquetalia"} <= {lane.name for lane in found if lane.filled}
    (embf,) = (lane for lane in found if lane.name == "EMBF" and not lane.filled)
    assert embf.says[0].endswith("open on the last day reported")
    assert all(len(lane.says) == len(lane.spans) for lane in found)


def test_a_year_is_clipped_to_the_period(tables: Tables) -> None:
    """The yearly bar of a period that begins in July begins in July."""
    selection = Selection(municipality_code="54800", start="2015-07", end="2016-12")
    rows = over_time(selection, tables, EN, [("gfw_loss", "tree_cover_loss")])
    (panel,) = panels(rows, tables, selection, "light", shared=False)
    assert panel.bars[0].first == date(2015, 7, 1)


@pytest.mark.parametrize("theme", COLORS)
def test_panels_are_grouped_and_coloured_by_domain(theme: str, tables: Tables) -> None:
    """A heading before the first of each domain; unit, publisher and estimates in the line below the title."""
    selection = Selection(lang="en", region="catatumbo", start="2014-01", end="2018-12")
    drawn = list(panels(over_time(selection, tables, EN), tables, selection, theme, shared=False))
    assert [panel.heading for panel in drawn if panel.heading] == ["Armed conflict", "Forest"]
    details = {panel.title: panel.detail for panel in drawn}
    assert details["Tree cover loss, canopy over 30 %"] == "Global Forest Watch · ha"
    assert details["Organised violence (UCDP GED)"] == "people killed; line: low to high"
    assert {panel.color for panel in drawn} == {COLORS[theme]["conflict"], COLORS[theme]["forest"]}
