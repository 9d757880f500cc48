"""An extract is the data of the map: whole, explained, harmless in a spreadsheet, and never finer than the screen."""

import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from frictionless import Package
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal
from typer.testing import CliRunner

from geo import escaping
from geo.catalogue import catalogue
from geo.schema import GeoDataError, LocationPrecision
from layers import Selection, cli
from layers.catalog import choropleth
from layers.extract import MEDIA_TYPES, Extract, collect, describe, extract, formats
from layers.scene import citation
from layers.scene.choropleth import shade
from layers.tables import Tables
from layers.text.i18n import translator

OVER = ("regions", "incidents", "ucdp", "massacres", "mining", "parks")
COUNTRY = Selection(layers=OVER)
ACLED = "imported-acled"


@pytest.fixture
def restricted(small_tables: Tables) -> Tables:
    """The small tables with a user's ACLED import in their catalogue, whose rows may not be passed on."""
    acled = replace(
        catalogue()["ucdp_ged"], id=ACLED, title="ACLED", attribution="ACLED, acleddata.com", redistributable=False
    )
    return replace(small_tables, sources=small_tables.sources | {ACLED: acled})


def one(selection: Selection, tables: Tables, name: str, table: str = "municipalities") -> bytes:
    return extract(selection, tables, name, table)[name]


def part(gathered: Extract, name: str) -> pd.DataFrame:
    return next(part.table for part in gathered.parts if part.name == name)


def texts_of(content: bytes) -> str:
    """Everything readable in a file, archives unpacked and columns spelled out."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(texts_of(archive.read(name)) for name in archive.namelist())
    if content[:4] == b"PAR1":
        return pd.read_parquet(io.BytesIO(content)).drop(columns="geometry", errors="ignore").to_csv()
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_the_same_selection_gives_the_same_bytes(ending: str, small_tables: Tables) -> None:
    """No clock, no random id, no path of this machine."""
    first, second = (extract(COUNTRY, small_tables, f"x.{ending}") for _ in range(2))
    assert first == second
    assert all(first.values())


def test_a_geopackage_reads_back_equal(small_tables: Tables, tmp_path: Path) -> None:
    """Every part is a layer with the same values and shapes."""
    path = tmp_path / "x.gpkg"
    path.write_bytes(one(COUNTRY, small_tables, "x.gpkg"))
    gathered = collect(COUNTRY, small_tables)
    listed = {str(name) for name in pyogrio.list_layers(path)[:, 0]}
    assert listed >= {part.name for part in gathered.parts}
    for each in gathered.parts:
        read = pyogrio.read_dataframe(path, layer=each.name)
        expected = each.table
        if isinstance(expected, gpd.GeoDataFrame):
            assert read.crs == expected.crs
            same = shapely.equals(
                shapely.normalize(_multi(read.geometry)), shapely.normalize(_multi(expected.geometry))
            )
            assert (same | (read.geometry.isna() & expected.geometry.isna()).to_numpy()).all()
            read, expected = read.drop(columns=read.geometry.name), expected.drop(columns="geometry")
        assert_frame_equal(_plain(read), _plain(expected), check_dtype=False)


def test_kml_has_every_shape_with_its_values(small_tables: Tables, tmp_path: Path) -> None:
    """A folder for each part with shapes; what has no place is counted, and a missing number is no zero."""
    path = tmp_path / "x.kml"
    path.write_bytes(one(COUNTRY, small_tables, "x.kml"))
    gathered = collect(COUNTRY, small_tables)
    spatial = [each for each in gathered.parts if isinstance(each.table, gpd.GeoDataFrame)]
    assert pyogrio.list_layers(path)[:, 0].tolist() == [each.title for each in spatial]
    for each in spatial:
        read = pyogrio.read_dataframe(path, layer=each.title)
        expected = each.table[each.table.geometry.notna()]
        assert len(read) == len(expected)
        same = shapely.equals_exact(read.geometry.force_2d().to_numpy(), expected.geometry.to_numpy(), 1e-6)
        assert same.all()
        for column in (c for c in each.columns if c.kind in ("integer", "number") and not c.codes):
            values = expected[column.name].reset_index(drop=True)
            stated = read[column.name].astype("str")
            assert (stated == "sin datos").tolist() == values.isna().tolist()
            numbers = values.dropna().astype(float)
            assert np.allclose(stated[values.notna()].astype(float), numbers, atol=1e-4)


def _multi(shapes: gpd.GeoSeries) -> Any:
    kept = [shapely.MultiPolygon([shape]) if shape and shape.geom_type == "Polygon" else shape for shape in shapes]
    return np.array(kept, dtype=object)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Values only: dates as text, missing as None."""
    plain = pd.DataFrame(
        {
            name: column.dt.strftime("%Y-%m-%d") if column.dtype.kind == "M" else column
            for name, column in table.items()
        }
    ).astype(object)
    plain = plain.where(plain.notna(), None)
    return plain.map(lambda value: float(value) if isinstance(value, int | float | np.number | bool) else value)


@pytest.mark.parametrize("name", ["municipalities", "events", "measures", "incidents"])
def test_parquet_reads_back_equal(name: str, small_tables: Tables) -> None:
    """Types, missing values and shapes survive; metadata travels inside."""
    content = one(COUNTRY, small_tables, "x.parquet", name)
    expected = part(collect(COUNTRY, small_tables), name)
    if isinstance(expected, gpd.GeoDataFrame):
        assert_geodataframe_equal(gpd.read_parquet(io.BytesIO(content)), expected)
    else:
        assert_frame_equal(pd.read_parquet(io.BytesIO(content)), expected)
    schema = pq.read_schema(io.BytesIO(content))
    assert json.loads(schema.metadata[b"datapackage"])["version"] == "abc123"
    assert all(field.metadata[b"description"] for field in schema)


def test_a_workbook_reads_back_equal(small_tables: Tables) -> None:
    """Every part is a sheet; texts that could run have an apostrophe, all else is as it was."""
    book = openpyxl.load_workbook(io.BytesIO(one(COUNTRY, small_tables, "x.xlsx")))
    for each in collect(COUNTRY, small_tables).parts:
        if each.tall:
            assert each.name not in book
            continue
        header, *rows = book[each.name].iter_rows(values_only=True)
        expected = formats.without_geometry(each, "es").table
        assert list(header) == list(expected.columns)
        read = pd.DataFrame(rows, columns=header)
        for column in read:
            read[column] = [day.date().isoformat() if hasattr(day, "date") else day for day in read[column]]
        assert_frame_equal(_plain(read), _plain(expected), check_dtype=False)


def test_a_workbook_is_ready_to_read(small_tables: Tables) -> None:
    """The header stays, columns filter and are wide enough, numbers and days look like it, a year has no comma."""
    book = openpyxl.load_workbook(io.BytesIO(one(COUNTRY, small_tables, "x.xlsx")))
    for name in ("municipalities", "measures", "years", "events"):
        sheet = book[name]
        assert (sheet.freeze_panes, sheet.auto_filter.ref.split(":")[0]) == ("A2", "A1")
        assert all(8 <= column.width <= 49 for column in sheet.column_dimensions.values())
    formats_of = {cell.value: book["years"].cell(2, cell.column).number_format for cell in book["years"][1]}
    assert formats_of["year"] == "General"
    assert formats_of["gfw_loss.tree_cover_loss"] == "#,##0"
    days = next(cell.column for cell in book["events"][1] if cell.value == "date_start")
    assert book["events"].cell(2, days).number_format == "yyyy-mm-dd"


def test_years_are_the_same_in_rows_in_columns_and_in_the_tables(small_tables: Tables) -> None:
    """What no source covers is missing in each of them, and a measured zero is a zero."""
    selection = Selection(region="caqueta", start="2000-01", end="2012-12", choropleth="forest_loss")
    gathered = collect(selection, small_tables)
    codes, stated = set(small_tables.selected_codes(selection)), small_tables.indicators
    stated = stated[stated["municipality_code"].isin(codes) & stated["year"].between(2000, 2012)]
    tall = part(gathered, "years_long").set_index(["municipality_code", "year", "variable"])["value"]
    expected = stated.assign(variable=stated["source"] + "." + stated["variable"])
    expected = expected.set_index(["municipality_code", "year", "variable"])["value"]
    assert tall.sort_index().equals(expected.sort_index())
    assert (tall == 0).any()
    wide = part(gathered, "years").drop(columns=["municipality", "department"])
    again = wide.melt(["municipality_code", "year"]).dropna(subset="value")
    assert again.set_index(["municipality_code", "year", "variable"])["value"].sort_index().equals(tall.sort_index())
    loss = part(gathered, "measure_by_year").set_index("municipality_code")
    assert list(loss.columns[2:]) == ["2010", "2011", "2012"]
    assert loss.loc["18150", "2011"] == 100 * 100 / 50_000  # ha of those of 2000, in per cent
    assert loss.loc["18785", ["2010", "2011", "2012"]].isna().all()  # no row of it: no zero


def test_every_variable_of_the_years_is_explained(small_tables: Tables) -> None:
    """Its name is stable, and a codebook says in words what it is, its unit and whose it is."""
    for lang, told in (("es", "Pérdida de cobertura arbórea"), ("en", "Tree cover loss")):
        gathered = collect(replace(COUNTRY, lang=lang), small_tables)
        years, rows = (next(p for p in gathered.parts if p.name == name) for name in ("years", "years_long"))
        (column,) = (c for c in years.columns if c.name == "gfw_loss.tree_cover_loss")
        assert told in column.meaning
        assert column.meaning.endswith("(ha)")
        (code,) = (c.codes for c in rows.columns if c.name == "variable")
        assert set(code) == set(rows.table["variable"])


@pytest.mark.data
def test_every_variable_of_a_build_has_a_meaning(real: Tables) -> None:
    """In both languages; UCDP's years without a figure are in neither form."""
    for lang in ("es", "en"):
        gathered = collect(Selection(region="catatumbo", lang=lang, start="2015-01"), real)
        years = next(p for p in gathered.parts if p.name == "years")
        assert all(column.meaning for column in years.columns)
    counted = years.table[years.table["ucdp_ged.events"].notna()]
    assert set(counted["year"]) == {2015, 2016, 2017, 2018, 2023, 2024, 2025}


def test_geojson_reads_back_equal_to_a_decimetre(small_tables: Tables) -> None:
    """Coordinates are rounded to 1e-6 degrees, rings run as RFC 7946 wants, metadata is inside."""
    content = one(COUNTRY, small_tables, "x.geojson")
    read, expected = gpd.read_file(io.BytesIO(content)), part(collect(COUNTRY, small_tables), "municipalities")
    assert shapely.equals_exact(
        shapely.normalize(read.geometry.to_numpy()), shapely.normalize(expected.geometry.to_numpy()), 1e-6
    ).all()
    assert list(read["value"].fillna(-1)) == list(expected["value"].fillna(-1))
    assert json.loads(content)["metadata"]["citation"] == collect(COUNTRY, small_tables).citation
    assert all(shape.exterior.is_ccw for shape in read.geometry)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('=HYPERLINK("http://x.test")', '\'=HYPERLINK("http://x.test")'),
        ("+573001112233", "'+573001112233"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "'=1"),
        ("Tibú", "Tibú"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_neutral(text: str, expected: str) -> None:
    """The characters of OWASP's list, at the start only."""
    assert escaping.for_spreadsheet(text) == expected


def test_no_cell_of_a_spreadsheet_is_a_formula(small_tables: Tables) -> None:
    """Hostile texts of a source stay texts in CSV and XLSX; numbers, negative ones too, stay numbers."""
    book = openpyxl.load_workbook(io.BytesIO(one(COUNTRY, small_tables, "x.xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t\r"]
    header, first, *_ = book["municipalities"].iter_rows(values_only=True)
    assert dict(zip(header, first, strict=True))["seat_lon"] == -75.5
    table = pd.read_csv(io.BytesIO(one(COUNTRY, small_tables, "x.csv", "events")), dtype={"municipality_code": "str"})
    assert table["description"].dropna().str[0].isin(["'", "p"]).all()
    assert table["lon"].dropna().lt(0).all()
    assert table["lon"].dtype == "float64"


@pytest.mark.parametrize("precision", [1, 2])
def test_coarse_events_have_no_coordinates(precision: int, small_tables: Tables) -> None:
    """Only events placed at the asked precision or finer keep their point, in every format."""
    selection = replace(COUNTRY, precision=precision)
    rows = small_tables.events_of(selection)
    rows = rows[rows["source"] != ACLED]
    fine = set(rows.loc[rows["location_precision"] <= precision, "event_id"])
    read = gpd.read_parquet(io.BytesIO(one(selection, small_tables, "x.parquet", "events")))
    assert set(read["event_id"]) == set(rows["event_id"])
    assert set(read.loc[read.geometry.notna(), "event_id"]) == fine
    features = json.loads(one(selection, small_tables, "x.geojson", "events"))["features"]
    assert {each["properties"]["event_id"] for each in features if each["geometry"]} == fine
    table = pd.read_csv(io.BytesIO(one(selection, small_tables, "x.csv", "events")))
    assert set(table.loc[table["lon"].notna(), "event_id"]) == fine
    incidents = gpd.read_parquet(io.BytesIO(one(selection, small_tables, "x.parquet", "incidents")))
    assert (incidents["location_precision"] <= LocationPrecision.NEAR).equals(incidents.geometry.notna())


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_restricted_rows_never_leave(ending: str, restricted: Tables) -> None:
    """Neither ids nor texts of an ACLED row are anywhere in an extract."""
    for table in ("events", "events_by_month"):
        told = "".join(map(texts_of, extract(COUNTRY, restricted, f"x.{ending}", table).values()))
        assert table != "events" or "SECRET-ID-0" in told, "a row that may leave does"
        assert "ACLED-SECRET" not in told
        assert not [at for at in range(6, 10) if f"SECRET-ID-{at}" in told]


def test_restricted_sources_leave_as_counts_by_municipality_and_month(restricted: Tables) -> None:
    """Counts equal those of the rows that have a municipality; the attribution goes along."""
    gathered = collect(COUNTRY, restricted)
    table = part(gathered, "events_by_month")
    found = table[["municipality_code", "month", "events", "fatalities_best"]].to_numpy().tolist()
    assert found == [["18001", "2018-07", 2, 3], ["18150", "2018-08", 1, 0]]
    assert not isinstance(table, gpd.GeoDataFrame)
    assert not {"event_id", "source_event_id", "date_start", "description", "actor_1"} & set(table.columns)
    assert set(table["attribution"]) == {"ACLED, acleddata.com"}
    assert "ACLED, acleddata.com" in gathered.citation
    assert ACLED not in set(part(gathered, "events")["source"])


def test_a_source_nobody_knows_any_more_stays_behind(small_tables: Tables) -> None:
    """An import whose terms are gone is left out, and the notes say how many events that is."""
    gathered = collect(replace(COUNTRY, lang="en"), small_tables)
    assert ACLED not in set(part(gathered, "events")["source"])
    assert "imported-acled: 4 events are left out." in gathered.notes


def test_values_and_classes_are_those_of_the_map(small_tables: Tables) -> None:
    """What the legend colours and what the table says is one thing; no data stays empty."""
    layer = choropleth("forest_loss")
    table = part(collect(COUNTRY, small_tables), "municipalities").set_index("municipality_code")
    shaded = shade(layer, COUNTRY, small_tables, list(table.index))
    assert ["-" if pd.isna(kind) else str(kind) for kind in table["class"]] == list(shaded["class_codes"])
    expected = small_tables.values(layer.measure, COUNTRY.years)["value"]
    assert table["value"].equals(expected.reindex(table.index).rename("value"))
    assert pd.isna(table.loc["18785", "value"])
    assert table.loc["18001", "value"] == 0


def test_one_municipality_leaves_among_its_neighbours(small_tables: Tables) -> None:
    """The map colours those around it too: they are in the table, marked as not selected; events are its own."""
    gathered = collect(Selection(municipality_code="18150"), small_tables)
    table = part(gathered, "municipalities")
    assert list(table.loc[table["selected"], "municipality_code"]) == ["18150"]
    assert set(table["municipality_code"]) == {"18001", "18150", "18785"}
    assert set(part(gathered, "events")["municipality_code"]) == {"18150"}
    assert set(part(gathered, "measures")["municipality_code"]) == {"18150"}


def test_features_that_touch_no_shown_municipality_stay_behind(small_tables: Tables) -> None:
    """Of two mining patches one lies beyond the border."""
    assert list(part(collect(COUNTRY, small_tables), "mining")["feature_id"]) == ["amw_mining-0"]
    early = replace(COUNTRY, start="2010-01", end="2012-12")
    assert "mining" not in {part.name for part in collect(early, small_tables).parts}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_column_and_code_is_explained(lang: str, small_tables: Tables) -> None:
    """In the language of the extract, for every code that occurs."""
    for each in collect(replace(COUNTRY, lang=lang), small_tables).parts:
        assert [column.name for column in each.columns] == list(each.table.columns)
        for column in each.columns:
            assert column.meaning
            if column.codes:
                assert set(each.table[column.name].dropna()) <= set(column.codes)
                assert all(column.codes.values())


def test_everything_said_is_said_in_spanish() -> None:
    """Descriptions of the schemas have their translation."""
    spanish = translator("es").texts
    assert [text for text in describe.texts() if text not in spanish] == []


def test_a_zip_is_a_valid_data_package(small_tables: Tables, tmp_path: Path) -> None:
    """Frictionless reads it and finds every table as described."""
    content = one(COUNTRY, small_tables, "x.csv.zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["type", "note"]) == []
    assert len(report.tasks) == len(collect(COUNTRY, small_tables).parts)


def test_beside_a_csv_lies_its_description(small_tables: Tables, tmp_path: Path) -> None:
    """The file and its data package, which names it."""
    files = extract(COUNTRY, small_tables, "events.csv", "events")
    assert list(files) == ["events.csv", "events.datapackage.json"]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert Package(str(tmp_path / "events.datapackage.json")).validate().valid


def test_a_geopackage_says_what_it_holds(small_tables: Tables, tmp_path: Path) -> None:
    """The standard's own tables describe columns, codes and the whole; nothing dangles."""
    path = tmp_path / "x.gpkg"
    path.write_bytes(one(COUNTRY, small_tables, "x.gpkg"))
    with sqlite3.connect(path) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        described = base.execute("SELECT table_name, column_name FROM gpkg_data_columns").fetchall()
        for table, column in described:
            assert column in {row[1] for row in base.execute(f"PRAGMA table_info({table})")}
        codes = dict(
            base.execute(
                "SELECT value, c.description FROM gpkg_data_column_constraints c JOIN gpkg_data_columns d "
                "USING (constraint_name) WHERE table_name = 'events' AND column_name = 'event_type'"
            ).fetchall()
        )
        packed = base.execute("SELECT metadata FROM gpkg_metadata").fetchone()[0]
    assert set(codes) == {"armed_clash", "massacre"}
    assert json.loads(packed)["selection"]["layers"] == ",".join(OVER)


def test_qgis_styles_have_the_colours_of_the_map(small_tables: Tables, tmp_path: Path) -> None:
    """Each class in its colour, no data hatched, every layer on top in its own; all well-formed."""
    path = tmp_path / "x.gpkg"
    path.write_bytes(one(COUNTRY, small_tables, "x.gpkg"))
    with sqlite3.connect(path) as base:
        styles = dict(base.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault").fetchall())
    assert set(styles) == {"municipalities", "events", "massacres", "incidents", "mining", "parks", "regions"}
    roots = {name: ElementTree.fromstring(style) for name, style in styles.items()}
    colors = {}
    for category in roots["municipalities"].iter("category"):
        symbol = roots["municipalities"].find(f".//symbol[@name='{category.get('symbol')}']")
        colors[category.get("value")] = symbol.find(".//Option[@name='color']").get("value")
        assert category.get("value") or symbol.find(".//layer[@class='LinePatternFill']") is not None
    shaded = shade(choropleth("forest_loss"), COUNTRY, small_tables, [])
    expected = {str(row["class"]): ",".join(str(int(row["color"][at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
                for row in shaded["classes"]}  # fmt: skip
    assert {kind: color for kind, color in colors.items() if kind} == expected
    drawn = {each.get("value"): each.get("render") for each in roots["events"].iter("category")}
    assert drawn == {"ucdp_ged": "true", "": "false"}


def test_without_boundaries_seats_stand_for_municipalities(small_tables: Tables) -> None:
    """The tables are whole, and points take the place of polygons."""
    bare = replace(small_tables, municipalities=small_tables.municipalities.set_geometry([None] * 6, crs="EPSG:4326"))
    table = part(collect(COUNTRY, bare), "municipalities")
    assert list(table.geometry.x) == list(table["seat_lon"])
    assert one(COUNTRY, bare, "x.gpkg")


@pytest.mark.parametrize(
    ("name", "table", "told"),
    [("x.shp", "events", "no such format"), ("x", "events", "no such format"), ("x.csv", "nothing", "no such table")],
)
def test_what_cannot_be_written_is_told(name: str, table: str, told: str, small_tables: Tables) -> None:
    """With what could be asked for instead."""
    with pytest.raises(GeoDataError, match=told):
        extract(COUNTRY, small_tables, name, table)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("es", "Colaboradores de Terrapaz (2026). Título, 2010–2025. Terrapaz, versión de los datos abc123. Datos "
               "consultados hasta el 22 de noviembre de 2026. Fuentes: UNODC-SIMCI, EVOA."),
        ("en", "Terrapaz contributors (2026). Título, 2010–2025. Terrapaz, data version abc123. Data retrieved up to "
               "22 November 2026. Sources: UNODC-SIMCI, EVOA."),
    ],
)  # fmt: skip
def test_a_citation_says_what_when_and_from_whom(lang: str, said: str, small_tables: Tables) -> None:
    """One sentence, the same for the same data."""
    assert citation.cite("Título", Selection(lang=lang), small_tables, ["evoa"]) == said


@pytest.mark.data
def test_the_command_writes_the_publishers_figures(processed: Path, tmp_path: Path) -> None:
    """Global Forest Watch: 68,347 ha of tree cover lost in Caquetá in 2018."""
    path = tmp_path / "caqueta.csv"
    flags = ["--region", "caqueta", "--from", "2018-01", "--to", "2018-12", "--choropleth", "forest_loss_ha"]
    result = CliRunner().invoke(cli.app, ["extract", "--out", str(processed), "-o", str(path), *flags])
    assert result.exit_code == 0, result.output
    table = pd.read_csv(path, dtype={"municipality_code": "str"})
    assert table["value"].sum() == pytest.approx(68_347, abs=2)
    assert table["value"].isna().sum() == 1
    assert path.with_name("caqueta.datapackage.json").is_file()
