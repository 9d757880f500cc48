"""Comparisons: unlike periods, differences and percentages, years of both measures, words, files."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from geo.schema import GeoDataError
from layers.catalog import choropleth
from layers.dossier.comparison_headlines import of_comparison, unsaid
from layers.extract.comparison import extract, part
from layers.figure import comparison
from layers.figure.sheet import PAPERS, PaperName, house_style
from layers.outputs.comparison import write
from layers.scene import basemap
from layers.scene.change import change, forms
from layers.scene.compared import Drawn, cell, draw, numbers
from layers.scene.comparison import Comparison, without_effect
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from tests import builders

EN = Selection(lang="en", region="caqueta", choropleth="deaths", start="2023-01", end="2025-12")
NUMBER = re.compile(r'<data value="([^"]+)" data-what="([^"]+)">([^<]+)</data>')
YEARS = range(2014, 2019)
DEATHS: Mapping[str, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = {
    # low, best, high of 2016 to 2018, then 2023 to 2025
    "18001": ((3, 3, 3, 6, 6, 6), (4, 4, 4, 8, 8, 8), (9, 9, 9, 8, 8, 8)),
    "18150": ((0, 0, 0, 2, 2, 2), (0, 0, 0, 2, 2, 2), (0, 0, 0, 2, 2, 2)),
}


@pytest.fixture(scope="module")
def tables(small_tables: Tables) -> Tables:
    """The small country with deaths of two of Caquetá's three municipalities, and gold in Bajo Cauca's one."""
    years = (2016, 2017, 2018, 2023, 2024, 2025)
    rows = [
        (code, year, f"fatalities_{bound}", "people", float(value), "ucdp_ged")
        for code, bounds in DEATHS.items()
        for bound, values in zip(("low", "best", "high"), bounds, strict=True)
        for year, value in zip(years, values, strict=True)
    ]
    rows += [("05120", year, "evoa_area", "ha", 100.0 + year % 10, "evoa") for year in YEARS]
    return replace(small_tables, indicators=pd.concat([small_tables.indicators, builders.indicators(rows)]))


def drawn(tables: Tables, selection: Selection = EN, **params: str) -> Drawn:
    chosen = Comparison.from_params({"mode": "change"} | params, selection, tables)
    return draw(chosen, tables, basemap.for_selection(tables, selection))


@pytest.mark.parametrize(
    ("choropleth", "region", "own", "expected"),
    [
        ("deaths", "caqueta", (2023, 2025), ((2023, 2025), (2016, 2018))),
        ("deaths", "caqueta", (2016, 2018), ((2016, 2018), (2023, 2025))),
        ("forest_loss", "caqueta", (2020, 2025), ((2020, 2025), (2017, 2019))),
        ("deaths", "caqueta", (2020, 2021), ((2020, 2021), (2017, 2018))),
        ("evoa_ha", "bajo-cauca", (2010, 2025), ((2017, 2018), (2015, 2016))),
        ("evoa_ha", "caqueta", (2010, 2025), ((2010, 2025), (2010, 2025))),
    ],
)
def test_it_opens_on_two_periods_that_the_measure_covers(
    tables: Tables, choropleth: str, region: str, own: tuple[int, int], expected: tuple[tuple[int, int], ...]
) -> None:
    """The years before, as many as there are; else those after; else halves; none where nothing is known."""
    selection = replace(EN, choropleth=choropleth, region=region, start=f"{own[0]}-01", end=f"{own[1]}-12")
    found = Comparison.from_params({"mode": "change"}, selection, tables)
    assert [(side.years[0], side.years[-1]) for side in (found.first, found.second)] == list(expected)


def test_a_link_keeps_what_it_says(tables: Tables) -> None:
    """Both periods, also the same ones; the earlier is shown first, whichever the link names first."""
    for own, other in (("2023", "2016"), ("2016", "2023"), ("2023", "2023")):
        params = {
            "mode": "change",
            "with_from": f"{other}-01",
            "with_to": f"{other}-12",
            "form": "count",
            "as": "percent",
        }
        selection = replace(EN, start=f"{own}-01", end=f"{own}-12")
        found = Comparison.from_params(params, selection, tables)
        assert (found.first, found.to_params()) == (selection, params)
        assert [side.start[:4] for side in found.sides] == sorted((own, other))


@pytest.mark.parametrize(
    ("params", "column"),
    [
        ({"mode": "<script>"}, "mode"),
        ({"with": "nothing"}, "with"),
        ({"form": "x"}, "form"),
        ({"as": "x"}, "as"),
        ({"with_from": "2015-01"}, "with_to"),
        ({"with_from": "2016-01", "with_to": "2015-12"}, "with_to"),
        ({"with_from": "20١٥-01", "with_to": "2015-12"}, "with_from"),
    ],
)
def test_what_is_not_valid_is_named(tables: Tables, params: dict[str, str], column: str) -> None:
    """With its remedy."""
    with pytest.raises(GeoDataError, match=f"column {column}.*Remedy"):
        Comparison.from_params(params, EN, tables)


@pytest.mark.parametrize(
    ("params", "columns"),
    [
        ({"mode": "maps", "form": "count", "as": "percent", "with": "forest_loss"}, {"form", "as"}),
        ({"mode": "change", "with": "forest_loss"}, {"with"}),
        ({"mode": "change", "form": "map", "as": "percent", "with": ""}, set()),
        ({"mode": "both", "with_from": "2015-01", "with_to": "2015-12"}, {"with_from", "with_to"}),
        ({"mode": "both", "with": "deaths"}, {"with"}),
        ({"mode": "maps", "with": "deaths"}, set()),
        ({"mode": "change", "with_from": "2090-01", "with_to": "2090-12"}, {"with_from"}),
        ({"mode": "change", "with_from": "2015-01", "with_to": "2090-12"}, set()),
    ],
)
def test_what_has_no_effect_is_named(tables: Tables, params: dict[str, str], columns: set[str]) -> None:
    """Parameters of another mode, the first measure again, a second period outside the data."""
    assert {error.column for error in without_effect(params, EN, tables)} == columns


def test_a_form_that_a_measure_does_not_have_is_named(tables: Tables) -> None:
    """Light has no count."""
    selection = replace(EN, choropleth="night_lights")
    (error,) = without_effect({"mode": "change", "form": "count"}, selection, tables)
    assert (error.column, error.value) == ("form", "count")


def test_a_change_is_absolute_and_relative_in_every_form(tables: Tables) -> None:
    """12 dead in three years before and 24 after: 4 a year more, twice as many in each form."""
    expected = {"count": (4.0, 8.0), "map": (4.0 / 123.64, 8.0 / 123.64)}
    assert set(expected) <= set(forms(choropleth("deaths"), tables.sources))
    for form, sides in expected.items():
        found = change(choropleth("deaths"), replace(EN, start="2016-01", end="2018-12"), EN, tables, form)  # type: ignore[arg-type]
        row = found.table.loc["18001"]
        assert (row["first"], row["second"]) == pytest.approx(sides)
        assert (row["difference"], row["percent"]) == pytest.approx((sides[1] - sides[0], 100))
        assert row["is_uncertain"]
        assert found.table["percent"].drop("18001").isna().all()
        assert found.table.loc["18785"].isna()["difference"]


def test_the_map_says_what_has_no_percentage_and_hatches_what_has_no_data(tables: Tables) -> None:
    """From 0 to 2 is a rise without a percentage; a municipality without data is in no class."""
    for params, shown, code in (({}, "+2", "7"), ({"as": "percent"}, "no percentage", "8")):
        found = drawn(tables, form="count", **params)
        (scene,) = found.scenes
        shade = scene["choropleths"][0]
        codes = list(basemap.for_selection(tables, EN).codes)
        at, without = codes.index("18150"), codes.index("18785")
        assert (shade["values"][at], shade["values"][without]) == (shown, "")
        assert shade["amounts"][at].endswith("from 0 to 2")
        assert (shade["class_codes"][without], shade["nodata"]["n"]) == ("-", 1)
        assert shade["class_codes"][at] == code or not params
        labels = {str(row["class"]): row["label"] for row in shade["classes"]}
        assert labels["4"] == "no change"
        ranked = [str(row["class"]) for row in shade["classes"] if row["class"] != "8"]
        assert ranked == sorted(ranked, reverse=True)
        assert "within the uncertainty: " in shade["amounts"][codes.index("18001")]
        assert any("in 1 of the 2 municipalities" in notice for notice in found.notices)


def test_periods_with_the_same_figures_are_no_comparison(tables: Tables) -> None:
    """A change of zero would be a finding; there is none."""
    found = drawn(tables, with_from="2022-01", with_to="2025-12")
    assert found.change is not None
    assert found.change.known.empty
    assert "nothing to compare" in of_comparison(found, tables)
    assert any("nothing to compare" in notice for notice in found.notices)


def test_two_measures_are_of_the_years_that_both_cover(tables: Tables) -> None:
    """Deaths of 2016 to 2018 beside loss of the same years, although each has others."""
    whole = replace(EN, start="2010-01", end="2025-12")
    found = drawn(tables, whole, mode="both", **{"with": "forest_loss"})
    assert found.pair is not None
    assert found.pair.years == (2016, 2017, 2018)
    expected = tables.values(choropleth("forest_loss").measure, (2016, 2017, 2018))["value"]
    assert found.pair.table["b"].to_dict() == expected[found.pair.table.index].to_dict()
    assert any("without 2010–2015, 2019–2022" in notice for notice in found.notices)
    none = drawn(tables, EN, mode="both", **{"with": "forest_loss"})
    reason = "have no year in common here: the first has 2016–2018, 2023–2025, the second 2010–2022"
    assert reason in of_comparison(none, tables)
    assert any(reason in notice for notice in none.notices)


def test_what_is_printed_alike_is_in_the_same_third(tables: Tables) -> None:
    """1,834.2 and 1,834.4 ha are both 1,834 ha, although a bound of exact values is between them."""
    areas = {"18001": 1834.2, "18150": 1834.4, "18785": 5000.0}
    gold = [(code, 2018, "evoa_area", "ha", area, "evoa") for code, area in areas.items()]
    loss = [(code, 2018, "tree_cover_loss_any_canopy", "ha", 9.0, "hansen_municipal") for code in areas]
    near = replace(tables, indicators=pd.concat([tables.indicators, builders.indicators(gold + loss)]))
    whole = replace(EN, choropleth="evoa_ha", start="2018-01", end="2018-12")
    found = drawn(near, whole, mode="both", **{"with": "forest_loss_any_canopy"}).pair
    assert found is not None
    assert found.table["a"].to_dict() == {"18001": 1834, "18150": 1834, "18785": 5000}
    assert found.table["color"]["18001"] == found.table["color"]["18150"]


@pytest.mark.parametrize("mode", ["maps", "both"])
def test_two_measures_have_their_low_and_high_estimates(tables: Tables, mode: str) -> None:
    """In the table and in the files, as one measure has; a column is described by its measure, not by both."""
    whole = replace(EN, start="2016-01", end="2018-12")
    found = drawn(tables, whole, mode=mode, **{"with": "forest_loss"})
    row = numbers(found, tables).loc["18001"]  # nine to 27 dead in three years, best estimate 12
    assert row["first_low"] < row["first"] < row["first_high"]
    assert "second_low" not in row
    assert cell(row, "first", translator("en"))[2] == "0.0728–0.218"
    described = {column.name: column.meaning for column in part(found, tables).columns}
    assert described["first_low"].startswith("People killed in armed conflict, people per 100 km²")
    assert described["second"].startswith("Share of tree cover lost, %")


def test_a_citation_states_the_years_that_are_compared(tables: Tables) -> None:
    """Once, and no period besides."""
    chosen = Comparison.from_params({"mode": "change"}, EN, tables)
    cited = extract(chosen, tables, "x.csv")["x.datapackage.json"].decode()
    page = write(chosen, tables, "x.html")["x.html"].decode()
    for text in (cited, page):
        assert "armed conflict, 2023–2025 compared with 2016–2018. Terrapaz" in text
        assert "2016–2025" not in text


def test_a_notice_that_the_headline_states_is_not_repeated(tables: Tables) -> None:
    """That there is nothing to compare, that the method changed, is said once."""
    same = drawn(tables, with_from="2022-01", with_to="2025-12")
    assert any("nothing to compare" in notice for notice in same.notices)
    assert not any("nothing to compare" in notice for notice in unsaid(same, of_comparison(same, tables)))
    whole = replace(EN, choropleth="forest_loss_ha", start="2018-01", end="2019-12")
    broken = drawn(tables, whole, with_from="2010-01", with_to="2011-12")
    headline = of_comparison(broken, tables)
    assert "part of the difference" in headline
    assert any("part of the difference" in notice for notice in broken.notices)
    assert not any("part of the difference" in notice for notice in unsaid(broken, headline))


def test_two_maps_of_one_measure_are_comparable(tables: Tables) -> None:
    """Of six years and of three: means a year, in the same classes, each with its years in its title."""
    found = drawn(tables, mode="maps", with_from="2016-01", with_to="2018-12")
    first, second = (scene["choropleths"][0] for scene in found.scenes)
    labels = [[row["label"] for row in shade["classes"] if row["label"] != "0"] for shade in (first, second)]
    assert labels[0] == labels[1]
    assert (first["over"], second["over"]) == ("mean per year", "mean per year")
    assert [title for title, _ in found.captions()] == ["2016–2018", "2023–2025"]
    assert all(scene["synced"] for scene in found.scenes)


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("by", ["", "percent"])
def test_the_numbers_of_a_headline_are_those_of_the_tables(tables: Tables, lang: str, by: str) -> None:
    """Totals of both periods, how many rose, where most, from how much to how much."""
    found = drawn(tables, replace(EN, lang=lang), form="count", **{"as": by})  # type: ignore[arg-type]
    told = of_comparison(found, tables)
    said = {what: float(value) for value, what, _ in NUMBER.findall(told)}
    assert said == pytest.approx(
        {
            "change/total/second": 10,
            "change/total/second/low": 8,
            "change/total/second/high": 10,
            "change/total/first": 4,
            "change/total/first/low": 3,
            "change/total/first/high": 9,
            "municipalities/covered": 2,
            "municipalities/asked": 3,
            "change/percent": 100 if by else 150,
            "change/up": 2,
            "change/down": 0,
            "change/n": 2,
            **({"change/with percentage": 1} if by else {"change/difference": 4}),
            "change/first": 4,
            "change/second": 8,
        }
    )
    assert ("estimates of the two periods overlap" in told) == (lang == "en")


def test_maps_of_two_measures_are_not_compared_across_years(tables: Tables) -> None:
    """Each has its headline, and the years that differ are said to."""
    told = of_comparison(drawn(tables, mode="maps", **{"with": "forest_loss"}), tables).striptags()
    assert "no data in Caquetá in 2023–2025" in told
    whole = replace(EN, start="2010-01")
    told = of_comparison(drawn(tables, whole, mode="maps", **{"with": "forest_loss"}), tables).striptags()
    assert "different years, 2016–2018, 2023–2025 and 2010–2022: their values are not compared" in told


def test_no_data_has_no_value_in_the_table(tables: Tables) -> None:
    """So that it sorts last; its text says why."""
    found = drawn(tables, form="count")
    rows, t = numbers(found, tables), translator("en")
    assert rows["municipality"].tolist() == ["Cartagena del Chairá", "Florencia", "Solita"]
    printed = {
        code: [cell(row, name, t) for name in ("first", "difference", "percent")] for code, row in rows.iterrows()
    }
    assert printed == {
        "18001": [(4, "4", "3–9"), (4, "+4", "within the uncertainty"), (100, "+100\xa0%", "")],
        "18150": [(0, "0", ""), (2, "+2", ""), (None, "no percentage", "")],
        "18785": [(None, "no data", "")] * 3,
    }


@pytest.mark.parametrize("mode", ["change", "maps", "both"])
def test_files_hold_the_same_numbers(tables: Tables, mode: str) -> None:
    """CSV and workbook have codes, both periods, change and years; the page has title, headline and no request."""
    whole = replace(EN, start="2010-01") if mode == "both" else EN
    chosen = Comparison.from_params({"mode": mode, "with": "forest_loss" if mode == "both" else ""}, whole, tables)
    files = write(chosen, tables, "x.csv")
    table = pd.read_csv(io.BytesIO(files["x.csv"]), dtype={"municipality_code": str}, index_col="municipality_code")
    expected = numbers(draw(chosen, tables, basemap.for_selection(tables, EN)), tables)
    pd.testing.assert_frame_equal(table[expected.columns], expected, check_dtype=False, check_names=False)
    assert table["first_years"].unique().tolist() == ["2016 2017 2018"]
    fields = json.loads(files["x.datapackage.json"])["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == ["municipality_code", *table.columns]
    assert all(field["description"] for field in fields)
    book = openpyxl.load_workbook(io.BytesIO(write(chosen, tables, "x.xlsx")["x.xlsx"]))
    assert "18785" in {cell.value for row in book["comparison"].iter_rows() for cell in row}
    page = write(chosen, tables, "x.html")["x.html"].decode()
    assert page == write(chosen, tables, "x.html")["x.html"].decode()
    assert page.count("Terrapaz.show(map_") == (2 if mode == "maps" else 1)
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert "no data" in page


def test_a_comparison_prints_on_one_sheet(tables: Tables) -> None:
    """As SVG, whose texts are drawn; a format that does not exist is named with those that do."""
    chosen = Comparison.from_params({"mode": "maps"}, EN, tables)
    assert write(chosen, tables, "x.svg")["x.svg"].startswith(b"<?xml")
    with pytest.raises(GeoDataError, match=r"x\.kml.*\.html, \.png, \.svg, \.pdf, \.csv, \.xlsx"):
        write(chosen, tables, "x.kml")


@pytest.mark.parametrize("paper", ["a4-landscape", "a4-portrait"])
def test_two_printed_maps_are_of_the_same_size(tables: Tables, paper: PaperName) -> None:
    """Whatever their legends need: one has a class for zero, the other has not."""
    chosen = Comparison.from_params({"mode": "maps", "with": "forest_loss"}, replace(EN, start="2016-01"), tables)
    with house_style():
        found = comparison.draw(chosen, tables, PAPERS[paper])
        places = sorted((axes.get_position() for axes in found.axes), key=lambda each: -each.width * each.height)
    first, second = places[:2]
    assert (first.width, first.height) == pytest.approx((second.width, second.height))
    assert (first.y0 == pytest.approx(second.y0)) == (paper == "a4-landscape")


def test_only_what_is_printed_has_a_paper(tables: Tables) -> None:
    """A paper that would have no effect is refused."""
    chosen = Comparison.from_params({"mode": "maps"}, EN, tables)
    for name in ("x.html", "x.csv", "x.xlsx"):
        with pytest.raises(GeoDataError, match=r"column paper: has no effect \(found 'slide'\).*leave it out"):
            write(chosen, tables, name, "slide")
