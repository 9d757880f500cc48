"""The time series of a selection below the calendar of ceasefires."""

import re
from base64 import b64decode
from dataclasses import replace

import pandas as pd
import pytest

from geo.catalogue import catalogue
from geo.source import RAW
from geo.sources import dialogues as curated
from layers.analysis.domains import COLORS
from layers.analysis.series import ceasefires, dialogues, over_time, step, table
from layers.app.charts import THEMES, chart
from layers.app.histogram import histogram, pick_source
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
    wide = table(over_time(SPAN, tables, EN), EN).set_index("When")
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


@pytest.mark.parametrize("theme", THEMES)
def test_the_chart_draws_bars_ranges_and_bands(theme: str, tables: Tables) -> None:
    """Every headline series is in the chart, and a ceasefire that outlasts the period is clipped."""
    selection = Selection(region="catatumbo", start="2015-01", end="2023-02")
    spec = chart(over_time(selection, tables, EN), selection, tables, EN, THEMES[theme])
    data = [row for layer in spec["layer"] for row in layer["data"]["values"]]
    assert {row["label"] for row in data if row.get("ranged")} == {"7"}
    assert any(row.get("text", "").startswith("Tree cover loss") for row in data)
    spans = [row for row in data if "group" in row]
    assert spans
    assert max(row["to"] for row in spans) == "2023-03-01"


def test_a_measured_zero_has_a_base_line_and_no_data_has_none(tables: Tables) -> None:
    """Florencia lost nothing in 2015 and 2016; the other years have no data."""
    selection = Selection(municipality_code="18001", start="2012-01", end="2018-12")
    rows = over_time(selection, tables, EN, [("gfw_loss", "tree_cover_loss")])
    base, bars, *_ = chart(rows, selection, tables, EN, THEMES["light"])["layer"]
    assert [row["when"] for row in base["data"]["values"]] == ["2015", "2016"]
    assert [row["y"] == row["floor"] for row in bars["data"]["values"]] == [True, True]


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
    picture = histogram(source, Selection(region="catatumbo"), tables, "2015-01", "2020-12", EN)
    svg = b64decode(picture.split("base64,")[1].split('"')[0]).decode()
    background, bars = re.findall(r' d="([^"]*)"', svg)
    assert bars == "M1 100v-100h1V100M4 100v-100h1V100"
    assert background == "M0 0H0V100H0zM48 0H72V100H48z"
    assert "at most 1" in picture


@pytest.mark.parametrize(
    ("start", "end", "side"),
    [("2015-01", "2023-06", "left"), ("2023-01", "2025-12", "right"), ("2023-01", "2023-05", "inside")],
)
def test_a_ceasefire_has_its_groups_name_where_there_is_room(start: str, end: str, side: str, tables: Tables) -> None:
    """Before it, after it or inside; as an abbreviation, if the group has one."""
    selection = Selection(region="catatumbo", start=start, end=end)
    spec = chart(over_time(selection, tables, EN), selection, tables, EN, THEMES["light"])
    names = {row["name"]: row for layer in spec["layer"] for row in layer["data"]["values"] if "side" in row}
    assert names["EMC"]["side"] == side
    assert "Segunda Marquetalia" in names
    assert all(spec["layer"][0]["encoding"]["x"]["scale"]["domain"][0] <= row["at"] for row in names.values())


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


def test_a_dialogue_is_an_outline_that_shades_nothing(tables: Tables) -> None:
    """Below the ceasefires, under a heading of its own; without the table the chart is as before."""
    selection = Selection(region="catatumbo", start="2022-01", end="2025-12")
    rows = over_time(selection, tables, EN)
    bare = chart(rows, selection, tables, EN, THEMES["light"])
    spec = chart(rows, selection, replace(tables, dialogues=curated.load(RAW)), EN, THEMES["light"])
    assert spec["height"] > bare["height"]
    shades, outlines = (
        [layer for layer in spec["layer"] if layer["mark"].get(key) == value]
        for key, value in (("opacity", 0.09), ("fillOpacity", 0))
    )
    assert (len(shades), len(outlines)) == (1, 1)
    bars = outlines[0]["data"]["values"]
    assert {bar["ended"] for bar in bars if "EMBF" in bar["group"]} == {"open on the last day reported"}
    below = max(
        row["y2"] for layer in spec["layer"] for row in layer["data"]["values"] if "group" in row and row not in bars
    )
    assert min(bar["y"] for bar in bars) > below


def test_a_year_is_clipped_to_the_period(tables: Tables) -> None:
    """The yearly bar of a period that begins in July begins in July."""
    selection = Selection(municipality_code="54800", start="2015-07", end="2016-12")
    rows = over_time(selection, tables, EN, [("gfw_loss", "tree_cover_loss")])
    _, bars, *_ = chart(rows, selection, tables, EN, THEMES["light"])["layer"]
    assert bars["data"]["values"][0]["from"] >= "2015-07-01"


@pytest.mark.parametrize("theme", THEMES)
def test_rows_are_grouped_and_coloured_by_domain(theme: str, tables: Tables) -> None:
    """A heading before the rows of each domain; a row says unit and source; the place is on top."""
    selection = Selection(region="catatumbo", start="2014-01", end="2018-12")
    spec = chart(over_time(selection, tables, EN), selection, tables, EN, THEMES[theme])
    texts = [row for layer in spec["layer"] for row in layer["data"]["values"] if "look" in row]
    domains = [row["text"] for row in texts if row["look"] == "domain"]
    assert domains == ["Armed conflict", "Forest"]
    assert "Tree cover loss, canopy over 30 %, ha · Global Forest Watch" not in domains
    names = {row["text"] for row in texts if row["look"] == "row"}
    assert any(name.endswith("people killed") for name in names)
    assert any("ha · Global Forest Watch" in name for name in names)
    assert spec["title"]["text"] == "Catatumbo, 2014–2018"
    bars = next(layer for layer in spec["layer"] if layer["encoding"].get("color"))
    assert bars["encoding"]["color"]["scale"]["range"] == list(COLORS[theme].values())
    assert {row["domain"] for row in bars["data"]["values"]} == {"conflict", "forest"}


def test_years_without_data_have_a_background(tables: Tables) -> None:
    """Tree cover loss of 2012 to 2014 is not covered: grey, which a measured zero is not."""
    selection = Selection(municipality_code="18001", start="2012-01", end="2016-12")
    rows = over_time(selection, tables, EN, [("gfw_loss", "tree_cover_loss")])
    layers = chart(rows, selection, tables, EN, THEMES["light"])["layer"]
    (blank,) = (layer for layer in layers if layer["mark"].get("opacity") == 0.12)
    assert [(row["from"], row["to"]) for row in blank["data"]["values"]] == [("2012-01-01", "2015-01-01")]
