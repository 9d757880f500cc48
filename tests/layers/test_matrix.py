"""Municipalities by measures: the numbers of the map, the same in the table, the extract and the dossier."""

import io
import math
import re
from collections.abc import Mapping
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from geo.schema import GeoDataError
from layers.analysis.matrix import DEFAULT, Chosen, Matrix, arrange, gather, matrix, notices
from layers.analysis.reach import reaches
from layers.catalog import CHOROPLETHS, choropleth
from layers.catalog.forms import FORMS, in_form, unit_in
from layers.dossier import peers
from layers.dossier.document import place
from layers.dossier.writer import Writer
from layers.extract import extract
from layers.scene import basemap
from layers.scene.choropleth import shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from tests import builders

REGION = Selection(region="catatumbo", start="2018-01", end="2019-12", lang="en")
ALL = Chosen(("deaths", "homicides", "evoa_illicit", "unmet_needs"), FORMS)


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Three municipalities of 200 km²: one has everything, one lacks a year of homicides, one had no homicide."""
    names = (("54003", "Ábrego"), ("54800", "Teorama"), ("54810", "Tibú"))
    deaths = {"54003": (1, 2, 4), "54800": (0, 0, 0), "54810": (3, 3, 3)}
    homicides = {"54003": (5, 7), "54800": (4,), "54810": (0, 0)}
    rows = [
        (code, year, f"fatalities_{bound}", "people", float(value), "ucdp_ged")
        for code, three in deaths.items()
        for bound, value in zip(("low", "best", "high"), three, strict=True)
        for year in (2017, 2018)
    ]
    rows += [
        (code, 2018 + at, "victims", "people", float(value), "police_homicides")
        for code, values in homicides.items()
        for at, value in enumerate(values)
    ]
    rows += [
        (code, year, "population", "people", 1000.0 * (year - 2014), "dane_population")
        for code, _ in names
        for year in (2018, 2019)
    ]
    rows += [
        ("54810", 2018, variable, "ha", value, "evoa")
        for variable, value in (("evoa_area", 8.0), ("evoa_illicit", 2.0))
    ]
    rows += [(code, 2018, "unmet_needs", "%", 40.0, "unmet_needs") for code, _ in names]
    rows += [("05120", 2018, "tree_cover_loss", "ha", 3.0, "gfw_loss")]
    places = [
        {
            "municipality_code": code,
            "municipality": name,
            "region": "catatumbo",
            "geometry": builders.square(-74 + at, 8),
        }
        for at, (code, name) in enumerate(names)
    ]
    places.append({"municipality_code": "05120", "region": "bajo-cauca", "geometry": builders.square(-75, 7)})
    return builders.tables(
        municipalities=builders.municipalities(*places, area_km2=200.0, region="catatumbo"),
        indicators=builders.indicators(rows),
    )


def values(found: Matrix) -> dict[str, list[float | None]]:
    return {
        column.id: [
            None if math.isnan(value) else value for value in column.estimates["best"].loc[found.places.index]
        ]
        for column in found.columns
    }


def test_each_form_is_worked_out_by_hand(tables: Tables) -> None:
    """Totals, per 100 km² and per 100,000 inhabitants and year; a rate by area is on the map already."""
    found = matrix(REGION, tables, ALL)
    assert list(found.places["municipality"]) == ["Ábrego", "Teorama", "Tibú"]
    assert values(found) == {
        "deaths.count": [2, 0, 3],
        "deaths.map": [1, 0, 1.5],
        "deaths.people": [2 / 4000 * 100_000, 0, 3 / 4000 * 100_000],
        "homicides.count": [12, None, 0],
        "homicides.map": [12 / 9000 * 100_000, None, 0],
        "homicides.area": [6, None, 0],
        "evoa_illicit.count": [None, None, 2],
        "evoa_illicit.map": [None, None, 25],
        "evoa_illicit.people": [None, None, 2 / 4000 * 100_000],
        "evoa_illicit.area": [None, None, 1],
        "unmet_needs.map": [40, 40, 40],
    }


def test_the_forms_of_a_measure_cover_the_same_years(tables: Tables) -> None:
    """Without inhabitants in 2017 nothing per inhabitant: the total beside the rate leaves that year out too."""
    longer = Selection(region="catatumbo", start="2017-01", end="2019-12")
    alone, beside = (
        {column.id: column for column in matrix(longer, tables, Chosen(("deaths",), forms)).columns}
        for forms in (("count",), ("count", "people"))
    )
    assert alone["deaths.count"].years == (2017, 2018)
    assert {column.years for column in beside.values()} == {(2018,)}
    assert list(alone["deaths.count"].estimates["best"]) == [4, 0, 6]
    assert list(beside["deaths.count"].estimates["best"]) == [2, 0, 3]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", "Ábrego Teorama Tibú"),
        ("-name", "Tibú Teorama Ábrego"),
        ("homicides.count", "Tibú Ábrego Teorama"),
        ("-homicides.count", "Ábrego Tibú Teorama"),
        ("department", "Ábrego Teorama Tibú"),
    ],
)
def test_no_data_is_last_either_way(tables: Tables, sort: str, names: str) -> None:
    """Teorama has no figure of 2019; Tibú has a zero, which is lowest and not missing."""
    found = matrix(REGION, tables, Chosen(ALL.measures, ALL.forms, sort))
    assert " ".join(found.places["municipality"]) == names


def test_an_order_by_what_is_not_there_names_what_is(tables: Tables) -> None:
    """The remedy lists the columns."""
    with pytest.raises(GeoDataError, match=r"deaths\.map"):
        arrange(gather(REGION, tables, ALL), Chosen(sort="-deaths.area"))
    bare = Chosen(("deaths", "fires"), sort="fires.count")
    assert next(iter(matrix(REGION, tables, bare).places["municipality"])) == "Ábrego"
    with pytest.raises(GeoDataError, match="no such column"):
        Chosen(sort="-deaths")
    with pytest.raises(GeoDataError, match="no such choropleth"):
        Chosen(("nothing",))
    with pytest.raises(GeoDataError, match="no such form"):
        Chosen.from_params({"forms": "ratio"}, REGION)


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(),
        Chosen(("homicides", "deaths"), ("area",), "-homicides.area"),
        Chosen((), ("map", "count"), "department"),
        Chosen(DEFAULT, FORMS, "-name"),
    ],
)
def test_a_link_says_what_is_shown(chosen: Chosen) -> None:
    """Measures in their order, forms, order of the rows; the usual is left out."""
    written = chosen.to_params(REGION)
    assert Chosen.from_params(written, REGION) == chosen
    assert any(written.values()) == (chosen != Chosen.usual(REGION))


def test_the_measure_of_the_map_is_among_the_usual() -> None:
    """Whoever comes from a map finds what it showed."""
    assert "kidnappings" in Chosen.usual(Selection(choropleth="kidnappings")).measures
    assert set(Chosen.usual(Selection(choropleth=None)).measures) == set(DEFAULT)


@pytest.mark.parametrize("layer", CHOROPLETHS.values(), ids=lambda layer: layer.id)
def test_every_form_has_a_unit_in_both_languages(layer: object, tables: Tables) -> None:
    """A total is in the unit of its variable, a rate in that and its denominator."""
    for form in FORMS:
        if in_form(layer, form, tables.sources) is not None:  # type: ignore[arg-type]
            spanish, english = (unit_in(layer, form, tables.sources, translator(lang)) for lang in ("es", "en"))  # type: ignore[arg-type]
            assert english
            assert spanish != english or re.fullmatch(r"ha|%|nW.*", spanish)


def test_what_has_no_data_here_says_where_there_is_some(tables: Tables) -> None:
    """In another place, in other years, or nowhere in this build."""
    t = translator("en")
    found = reaches(REGION, tables)
    told = {name: found[name].describe(REGION, t) for name in ("deaths", "forest_loss_ha", "fires", "unmet_needs")}
    assert told == {
        "deaths": "2017–2018",
        "forest_loss_ha": "no data here; in Bajo Cauca",
        "fires": "no data in this build",
        "unmet_needs": "2018",
    }
    later = Selection(region="catatumbo", start="2024-03", end="2024-12", lang="en")
    assert found["deaths"].describe(later, t) == "no data in these years; in 2017–2018"
    chosen = Chosen(("deaths", "forest_loss_ha", "unmet_needs"))
    shown = gather(later, tables, chosen)
    assert [column.layer.id for column in shown.columns] == ["unmet_needs"]
    text = " ".join(notices(shown, later, tables, t))
    assert "Tree cover loss: no data here; in Bajo Cauca." in text
    assert "whole years: 2024" in text


def test_the_popup_has_the_amount_beside_the_rate(tables: Tables) -> None:
    """The numbers of map, popup and table are one; low and high stay with the best; no data has no amount."""
    codes = basemap.for_country(tables).codes
    t = translator("en")
    found = {column.id: column for column in matrix(REGION, tables, Chosen(("deaths", "homicides"))).columns}
    for name in ("deaths", "homicides"):
        part = shade(choropleth(name), REGION, tables, codes)
        rates, amounts = (found[f"{name}.{form}"].estimates["best"].reindex(codes) for form in ("map", "count"))
        for at, code in enumerate(codes):
            best = [text.split(" (")[0] for text in (part["values"][at], part["amounts"][at])]
            assert best == [
                "" if math.isnan(value) else t.significant(value) for value in (rates[code], amounts[code])
            ]
    deaths, homicides, evoa = (
        shade(choropleth(name), REGION, tables, codes) for name in ("deaths", "homicides", "evoa_ha")
    )
    assert deaths["amounts"][codes.index("54003")] == "2 (low 1, high 4)"
    assert deaths["amount"] == {"unit": "people killed", "one": "person killed", "by": ""}
    assert homicides["amount"] == {"unit": "victims", "one": "victim", "by": "divided by: population, 2018–2019"}
    assert (evoa["amount"], evoa["amounts"]) == (None, [])


def test_a_carried_denominator_names_its_own_year(tables: Tables) -> None:
    """Homicides of 2025 over the people of the last year known."""
    rows = [("54810", 2025, "homicides", "people", 9.0, "mindefensa_homicides")]
    later = builders.tables(
        municipalities=tables.municipalities,
        indicators=pd.concat([tables.indicators, builders.indicators(rows)], ignore_index=True),
    )
    selection = Selection(region="catatumbo", start="2025-01", end="2025-12", lang="en")
    part = shade(choropleth("homicides_ministry"), selection, later, basemap.for_country(later).codes)
    assert part["amount"] == {"unit": "people", "one": "person", "by": "divided by: population, 2019"}


def cells(table: pd.DataFrame) -> Mapping[str, list[float | None]]:
    known = table.set_index("municipality_code")[["deaths.count", "homicides.count", "homicides.map"]]
    return {
        str(name): [None if pd.isna(value) else round(float(value), 6) for value in known[name]] for name in known
    }


def test_an_empty_cell_is_no_data_in_every_file(tables: Tables) -> None:
    """CSV and workbook hold the numbers of the table, the years of each measure, and nothing for what is missing."""
    wanted = {
        "deaths.count": [2, 0, 3],
        "homicides.count": [12, None, 0],
        "homicides.map": [133.333333, None, 0],
    }
    files = extract(REGION, tables, "x.csv", "matrix", Chosen(("deaths", "homicides")))
    table = pd.read_csv(io.BytesIO(files["x.csv"]), dtype={"municipality_code": str, "homicides.years": str})
    assert cells(table) == wanted
    assert list(table["deaths.count.low"]) == [1, 0, 3]
    assert list(table["homicides.years"]) == ["2018 2019"] * 3
    assert b"2018" in files["x.datapackage.json"]
    with pytest.raises(GeoDataError, match="without shapes"):
        extract(REGION, tables, "x.kmz", "matrix")
    book = openpyxl.load_workbook(
        io.BytesIO(extract(REGION, tables, "x.xlsx", "matrix", Chosen(("deaths", "homicides")))["x.xlsx"])
    )
    sheet = book["matrix"]
    head, *rows = sheet.values
    assert cells(pd.DataFrame(rows, columns=list(head))) == wanted
    at = list(head).index("homicides.map") + 1
    assert sheet.cell(2, at).number_format == "#,##0.00"
    assert sheet.cell(2, at - 1).number_format == "#,##0"
    assert book.sheetnames[:2] == ["Read me", "matrix"]


def test_a_table_is_named_after_the_place_of_its_rows(tables: Tables) -> None:
    """Beside a municipality stand those around it, so that the table is not of it alone."""
    for chosen in (REGION, replace(REGION, municipality_code="54810")):
        described = extract(chosen, tables, "x.csv", "matrix")["x.datapackage.json"].decode()
        assert "Catatumbo: municipalities by measures" in described


def test_the_dossier_has_rate_rank_and_amount(tables: Tables) -> None:
    """No data is said, and is no zero; a zero has no rank."""
    w = Writer(place("catatumbo", REGION), tables)
    (table,) = peers.section(w).blocks
    rows = {row[0]: [re.sub(r"<[^>]+>", " ", str(cell)).split() for cell in row[1:]] for row in table.rows}  # type: ignore[union-attr]
    assert rows["Ábrego"] == [
        ["1", "(2)", "2", "(low", "1", ",", "high", "4", ")"],
        ["133", "(1)", "12"],
        ["no", "data"],
    ]
    assert rows["Teorama"] == [["0", "0"], ["no", "data"], ["no", "data"]]
    assert rows["Tibú"] == [["1.5", "(1)", "3"], ["0", "0"], ["8", "(1)"]]
