"""A user's file is read whole, whatever contains it, or an error says what to do."""

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geo.importers import events, polygons
from geo.importers.files import read_layer, read_rows
from geo.schema import CRS, GeoDataError
from tests.geo.importers.files import SQUARE, layer, request, write

ROW = {"fecha": "2023-03-05", "codigo": "05001"}
KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name><Point><coordinates>-72.74,8.64'
    "</coordinates></Point></Placemark></Document></kml>"
)


def zipped(path: Path, **members: bytes) -> Path:
    """An archive with a file for each argument; two underscores stand for the folder's slash, one for the point."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return path


def two_layers(path: Path) -> Path:
    """Two layers with a polygon each, and a column that only the second has."""
    for name, columns in (("norte", {"id": ["a"]}), ("sur", {"id": ["b"], "fecha": ["2023"]})):
        gpd.GeoDataFrame(columns, geometry=[SQUARE], crs=CRS).to_file(path, layer=name)
    return path


def two_sheets(path: Path) -> Path:
    """A sheet of one row and one of two, with a blank third."""
    with pd.ExcelWriter(path) as workbook:
        pd.DataFrame([ROW]).to_excel(workbook, sheet_name="2022", index=False)
        pd.DataFrame([ROW, ROW]).to_excel(workbook, sheet_name="2023", index=False)
        pd.DataFrame().to_excel(workbook, sheet_name="Hoja3", index=False)
    return path


def test_no_layer_of_several_is_left_out(tmp_path: Path) -> None:
    """A file with several layers names them; those that the user states are read, one after the other."""
    path = two_layers(tmp_path / "two.gpkg")
    with pytest.raises(GeoDataError, match=r"norte, sur.*--layer"):
        polygons.read(request(path, constants={"kind": "mining"}))
    reading = polygons.read(request(path, constants={"kind": "mining"}, layers=("norte",)))
    assert reading.table["feature_id"].tolist() == ["imported-demo:a"]
    both = read_layer(path, ("sur", "norte"))
    assert both["id"].tolist() == ["b", "a"]
    assert both["fecha"].tolist() == ["2023", ""]
    assert both.crs == CRS
    with pytest.raises(GeoDataError, match=r"este.*one of norte, sur"):
        read_layer(path, ("este",))


def test_no_sheet_of_several_is_left_out(tmp_path: Path) -> None:
    """Sheets are like layers; a blank one is none."""
    path = two_sheets(tmp_path / "two.xlsx")
    with pytest.raises(GeoDataError, match=r"2022, 2023.*--sheet"):
        read_rows(path)
    assert len(read_rows(path, ("2023",))) == 2
    assert len(read_rows(path, ("2022", "2023"))) == 3


def test_a_layer_of_a_file_that_has_none_is_an_error(tmp_path: Path) -> None:
    """A stated layer is never ignored."""
    with pytest.raises(GeoDataError, match="no such layer"):
        read_rows(write(tmp_path / "e.csv", ROW), ("norte",))


@pytest.mark.parametrize("name", ["twice.csv", "twice.xlsx", "twice.json", "twice.zip"])
def test_two_columns_of_one_name_are_an_error(tmp_path: Path, name: str) -> None:
    """Which of two columns *municipio* is meant cannot be known, in any format."""
    path, cells = tmp_path / name, [["fecha", "municipio", "municipio"], ["2023-03-05", "Medellín", "Tarazá"]]
    text = "\n".join(map(",".join, cells))
    if path.suffix == ".xlsx":
        pd.DataFrame(cells).to_excel(path, index=False, header=False)
    elif path.suffix == ".json":
        path.write_text('[{"municipio": "Medellín", "municipio": "Tarazá"}]', "utf-8")
    elif path.suffix == ".zip":
        zipped(path, twice_csv=text.encode())
    else:
        path.write_text(text, "utf-8")
    with pytest.raises(GeoDataError, match=r"two columns have the same name.*municipio.*rename"):
        read_rows(path)


def test_two_columns_of_almost_one_name_are_an_error_if_one_is_needed(tmp_path: Path) -> None:
    """Case and accents do not distinguish columns, unless the user names one of them exactly."""
    row = {"fecha": "2023-03-05", "Fecha": "2022-01-01", "tipo": "masacre", "divipola": "05001", "X1": "", "x1": ""}
    path = write(tmp_path / "e.csv", row)
    with pytest.raises(GeoDataError, match=r"two columns may be date.*fecha, Fecha.*--map"):
        events.read(request(path))
    table = events.read(request(path, columns={"date": "Fecha"})).table
    assert table["date_start"].dt.year.tolist() == [2022]


def test_two_columns_that_fit_must_agree(tmp_path: Path) -> None:
    """Synonyms with other values are not chosen between; a name and a code of one department agree."""
    row = {"fecha": "2023-03-05", "date": "2022-01-01", "tipo": "masacre", "municipio": "Tarazá",
           "departamento": "Antioquia", "cod_depto": "05", "id": "1", "event_id": "x"}  # fmt: skip
    path = write(tmp_path / "e.csv", row)
    with pytest.raises(GeoDataError, match=r"two columns may be date \(found 'date, fecha'\).*--map date="):
        events.read(request(path))
    assert len(events.read(request(path, columns={"date": "fecha"})).table) == 1
    assert len(events.read(request(write(tmp_path / "e.csv", row | {"date": row["fecha"]}))).table) == 1
    with pytest.raises(GeoDataError, match="two columns may be department"):
        events.read(request(write(tmp_path / "e.csv", row | {"cod_depto": "18"}), columns={"date": "fecha"}))


def test_a_header_further_down_is_read_where_it_is_stated(tmp_path: Path) -> None:
    """A title of fewer cells than the table is refused with the row; Excel's line of the separator is none."""
    path = tmp_path / "e.csv"
    path.write_text("ENTIDAD X\n\nfecha;codigo\n2023-03-05;05001\n", "utf-8")
    with pytest.raises(GeoDataError, match=r"row 3 has more cells than the header, row 1 .*ENTIDAD X.*--header"):
        read_rows(path)
    assert read_rows(path, header=3).to_dict("records") == [ROW]
    path.write_text("sep=;\nfecha;codigo\n2023-03-05;05001\n", "utf-8")
    assert read_rows(path).to_dict("records") == [ROW]
    with pytest.raises(GeoDataError, match="has no rows"):
        read_rows(path, header=9)


def test_columns_without_a_name_are_not_one_name_twice(tmp_path: Path) -> None:
    """A semicolon too many at the end of each line is no column; what has values keeps its place."""
    path = tmp_path / "e.csv"
    path.write_text("fecha;codigo;;\n2023-03-05;05001;;\n", "utf-8")
    assert read_rows(path).to_dict("records") == [ROW]
    path.write_text("fecha;codigo;;\n2023-03-05;05001;x;y\n", "utf-8")
    assert read_rows(path).to_dict("records") == [ROW | {"Unnamed: 2": "x", "Unnamed: 3": "y"}]


@pytest.mark.parametrize("folder", ["", "carpeta/"])
def test_a_zipped_shapefile_is_a_layer(tmp_path: Path, folder: str) -> None:
    """With all its parts, in a folder of the archive or not."""
    layer(tmp_path / "lotes.shp", [SQUARE], id=["a"])
    path = tmp_path / "lotes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("lotes.[!z]*"):
            archive.write(part, f"{folder}{part.name}")
        archive.writestr("__MACOSX/._lotes.shp", b"")
    [row] = polygons.read(request(path, constants={"kind": "mining"})).table.to_dict("records")
    assert row["geometry"].equals(SQUARE)


def test_a_kmz_is_a_zipped_kml(tmp_path: Path) -> None:
    """Its pictures are not looked at."""
    path = zipped(tmp_path / "lotes.kmz", doc_kml=KML.encode(), files__icon_png=b"\x89PNG")
    assert read_layer(path).geometry.iloc[0].equals(Point(-72.74, 8.64))
    assert read_layer(zipped(tmp_path / "lotes.zip", lotes_kmz=path.read_bytes())).geometry.notna().all()


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_geojson_is_recognised_by_its_content(tmp_path: Path, bom: bytes) -> None:
    """Many services save GeoJSON as .json."""
    feature = {"type": "Feature", "properties": ROW, "geometry": {"type": "Point", "coordinates": [-72.74, 8.64]}}
    (tmp_path / "p.json").write_bytes(bom + json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    table = read_layer(tmp_path / "p.json")
    assert table["codigo"].tolist() == ["05001"]
    assert table.geometry.iloc[0].equals(Point(-72.74, 8.64))


def test_tables_are_read_in_archives_and_as_excel_writes_unicode(tmp_path: Path) -> None:
    """A workbook in an archive, a CSV in UTF-16."""
    workbook = write(tmp_path / "e.xlsx", ROW)
    assert read_rows(zipped(tmp_path / "e.zip", e_xlsx=workbook.read_bytes())).to_dict("records") == [ROW]
    (tmp_path / "e.txt").write_text("fecha\tcodigo\n2023-03-05\t05001\n", "utf-16")
    assert read_rows(tmp_path / "e.txt").to_dict("records") == [ROW]


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.rar", b"Rar!\x1a\x07\x00\x00", r"not a text file.*\.rar.*zipped shapefile"),
        ("a.dbf", b"\x03\x7d\x0b\x1c\x00\x00", r"not a text file.*\.dbf"),
        ("a.xls", b"<html><table></table></html>", "not a workbook but HTML or XML.*XLSX or CSV"),
        ("a.csv", b"<!DOCTYPE html><html></html>", "web page or XML"),
        ("a.gpkg", b"fecha,codigo\n", "cannot be read.*GeoPackage"),
        ("a.shp", b"", "cannot be read"),
        ("a.json", b'{"message": "Not found"}', "no list of records.*GeoJSON"),
        ("a.json", b'[{"type": "Feature", "geometry": null}]', "list of features.*FeatureCollection"),
        ("a.csv", b'fecha,codigo\n"2023,05001\n', "is not a table"),
    ],
)
def test_what_cannot_be_read_says_which_file_and_what_to_do(
    tmp_path: Path, name: str, data: bytes, error: str
) -> None:
    """Formats are told by content; the message has the file's name."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(GeoDataError, match=error) as caught:
        read_rows(tmp_path / name)
    assert name in str(caught.value)


def test_an_archive_contains_one_file_to_read(tmp_path: Path) -> None:
    """None, two, a damaged one: the message names what is in it."""
    with pytest.raises(GeoDataError, match=r"no table or layer.*leame.txt.*\.csv"):
        read_rows(zipped(tmp_path / "none.zip", leame_txt=b""))
    with pytest.raises(GeoDataError, match=r"several files.*a.csv, b.csv.*one file at a time"):
        read_rows(zipped(tmp_path / "two.zip", a_csv=b"x", b_csv=b"x"))
    whole = zipped(tmp_path / "e.zip", e_csv=b"fecha\n2023\n").read_bytes()
    (tmp_path / "e.zip").write_bytes(whole.replace(b"2023", b"2024", 1))
    with pytest.raises(GeoDataError, match="cannot be unpacked"):
        read_rows(tmp_path / "e.zip")
    with pytest.raises(GeoDataError, match="is a folder"):
        read_rows(tmp_path)
    with pytest.raises(GeoDataError, match="has no geometry"):
        read_layer(write(tmp_path / "e.csv", ROW))
