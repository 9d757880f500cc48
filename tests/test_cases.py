"""Inputs that once made a wrong number, each with the right answer; made-up values.

They are written here, and where there are copies in ``../shared/cases``, those are walked too: a clone without them
leaves nothing out.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, Polygon

from geo.build.pipeline import build
from geo.importers import events, polygons, statistics
from geo.importers.import_file import import_file
from geo.importers.reading import Reading, Request
from geo.schema import CRS, GeoDataError
from geo.source import ROOT
from layers.analysis.area_files import read_area
from layers.analysis.totals import figures
from layers.outputs import html
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from layers.validation import problems
from tests.geo.importers.files import TODAY, reasons, write
from tests.small_build import small_catalogue

SHARED = ROOT.parent / "shared" / "cases"
TRIANGLES = {
    name: Polygon([(x, y), (x + 0.1, y), (x + 0.1, y + 0.1)])
    for name, x, y in (("L1", -74.9, 7.9), ("L2", -75.2, 7.6), ("L3", -75.4, 7.6))
}
TIBU = {"tipo": "masacre", "codigo_municipio": "54810"}


def kml(shapes: dict[str, Any]) -> str:
    """Placemarks without ids, in a folder."""
    marks = []
    for name, shape in shapes.items():
        points = shape.coords if isinstance(shape, Point) else shape.exterior.coords
        pairs = " ".join(f"{x},{y},0" for x, y in points)
        ring = f"<LinearRing><coordinates>{pairs}</coordinates></LinearRing>"
        drawn = (
            f"<Point><coordinates>{pairs}</coordinates></Point>"
            if isinstance(shape, Point)
            else f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"
        )
        marks.append(f"<Placemark><name>{name}</name>{drawn}</Placemark>")
    body = f"<Document><Folder><name>Z</name>{''.join(marks)}</Folder></Document>"
    return f'<kml xmlns="http://www.opengis.net/kml/2.2">{body}</kml>'


def make(folder: Path) -> None:
    """Write every case, named as in ``../shared/cases``."""
    numbers = ("01", "02", "03", "04", "05", "06", "07", "08", "10", "14", "15", "18")
    at = {number: folder / f"{number}-made" for number in numbers}
    for path in at.values():
        path.mkdir()
    places = (("5001000", "7"), ("54810000", "2"), ("18001000", "4"))
    days = ("2021-02-01", "2021-03-01", "2021-02-31")
    rows = [{"id": str(number), "fecha": day, "tipo": "homicidio", "codigo dane": code, "cantidad": count}
            for number, (day, (code, count)) in enumerate(zip(days, places, strict=True), 1)]  # fmt: skip
    write(at["01"] / "hechos.csv", *rows)
    write(at["02"] / "hechos.csv", {"id": "1", "fecha": "2021-02-01"} | TIBU)
    abroad = [("Colombia", "3", "8.64", "-72.74"), ("Venezuela", "40", "10.49", "-66.90")]
    rows = [{"id": lon, "fecha": "2021-02-01", "tipo": "masacre", "muertos": killed, "pais": country, "lat": lat,
             "lon": lon, "location_precision": "1"} for country, killed, lat, lon in abroad]  # fmt: skip
    write(at["03"] / "hechos.csv", *rows)
    known = [("1", "2022", "9"), ("2", "2022-07-04", "5")]
    write(at["04"] / "hechos.csv", *[{"id": i, "fecha": day, "muertos": n} | TIBU for i, day, n in known])
    for name, shape in (("norte", TRIANGLES["L1"]), ("sur", TRIANGLES["L2"])):
        gpd.GeoDataFrame({"id": [name]}, geometry=[shape], crs=CRS).to_file(at["05"] / "dos.gpkg", layer=name)
    with pd.ExcelWriter(at["05"] / "dos.xlsx") as book:
        for year, months in (("2022", ["03"]), ("2023", ["03", "04"])):
            rows = [{"fecha": f"{year}-{month}-05"} | TIBU for month in months]
            pd.DataFrame(rows).to_excel(book, sheet_name=year, index=False)
    (at["06"] / "lotes.kml").write_text(kml(TRIANGLES))
    (at["06"] / "puntos.kml").write_text(kml({"P1": Point(-75.15, 7.65), "P2": Point(-75.25, 7.55)}))
    moments = ("2023-03-01T02:30:00Z", "2023-01-01T04:59:00+00:00")
    write(at["07"] / "hechos.csv", *[{"id": moment, "fecha": moment} | TIBU for moment in moments])
    points = [("0", "0"), ("8° 38' 24,0\" N", "72° 44' 24,0\" W"), ("N/A", "N/A"), ("", "")]
    rows = [{"id": str(day), "fecha": f"2023-03-0{day}", "lat": lat, "lon": lon} | TIBU
            for day, (lat, lon) in enumerate(points, 5)]  # fmt: skip
    write(at["08"] / "hechos.csv", *rows)
    (at["10"] / "hechos.csv").write_text(
        "fecha,tipo,departamento,municipio,departamento,municipio\n"
        "2023-03-05,homicidio,Antioquia,Medellín,Antioquia,Tarazá\n"
    )
    (at["14"] / "cifras.csv").write_text("codigo_municipio,anio,valor\n54810,2020,n.d.\n54800,2020,12\n")
    table = [["ENTIDAD X", "", ""], ["GRUPO Y", "", ""], [""] * 3, ["fecha", *TIBU], ["2023-03-05", *TIBU.values()]]
    pd.DataFrame(table).to_excel(at["15"] / "hechos.xlsx", index=False, header=False)
    with zipfile.ZipFile(at["18"] / "lotes.kmz", "w") as archive:
        archive.writestr("doc.kml", kml(TRIANGLES))
    gpd.GeoDataFrame({"id": list(TRIANGLES)}, geometry=list(TRIANGLES.values()), crs=CRS).to_file(
        folder / "lotes.shp"
    )
    with zipfile.ZipFile(at["18"] / "lotes.zip", "w") as archive:
        for part in folder.glob("lotes.*"):
            archive.write(part, f"carpeta/{part.name}")
    shape = gpd.GeoDataFrame({"fecha": ["2023-03-05"]}, geometry=[Point(-72.74, 8.64)], crs=CRS)
    (at["18"] / "puntos.json").write_text(shape.to_json(drop_id=True))


@pytest.fixture(scope="module", params=["made", *(["shared"] if SHARED.is_dir() else [])])
def cases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A file of a case, by the case's name and its own."""
    folder = SHARED
    if request.param == "made":
        folder = tmp_path_factory.mktemp("cases")
        make(folder)
    return lambda path: next(folder.glob(path))


def asked(path: Path, **said: Any) -> Request:
    return Request(path, said.pop("name", "case"), TODAY, **said)


@pytest.fixture(scope="module")
def built(cases: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    """A build with the imports of the first four cases."""
    home = tmp_path_factory.mktemp("built")
    year = {"start": date(2021, 1, 1), "end": date(2021, 12, 31), "complete": True}
    with small_catalogue(home / "raw"):
        (home / "raw").mkdir()
        for number in ("01", "02", "03", "04"):
            said = year if number == "01" else {}
            import_file("events", asked(cases(f"{number}-*/hechos.csv"), name=f"f{number}", **said), home / "raw")
        yield Tables.read(build(home / "processed", home / "raw").out)


def counted(tables: Tables, name: str, **selection: Any) -> pd.DataFrame:
    """The events of an import that count in a selection by month."""
    chosen = Selection(lang="en", sources=(f"imported-{name}",), **selection)
    return tables.monthly_counts(chosen)


@pytest.mark.data
def test_01_a_refused_row_leaves_no_zero(built: Tables) -> None:
    """Medellín 7, Florencia no figure, Tibú 2."""
    rows = built.indicators
    victims = rows[(rows["source"] == "imported-f01") & (rows["variable"] == "victims")].set_index(
        "municipality_code"
    )
    assert victims["value"].reindex(["05001", "54810"]).tolist() == [7, 2]
    assert "18001" not in victims.index


@pytest.mark.data
def test_02_an_own_source_can_be_chosen(built: Tables) -> None:
    """A map of the one event, and a figure of it."""
    drawn = tuple(name for name in built.overlays if name.startswith("imported-f02"))
    chosen = Selection(lang="en", region="catatumbo", sources=("imported-f02",), start="2021-01", end="2021-12")
    assert drawn
    assert "Events: f02" in html.html(replace(chosen, layers=drawn), built)
    assert any(figure.value == 1 for figure in figures(chosen, built, translator("en")))


@pytest.mark.data
def test_03_a_neighbour_is_not_the_country(built: Tables) -> None:
    """3 killed in 1 event."""
    found = counted(built, "f03", start="2021-01", end="2021-12")
    assert (len(found), found["fatalities_best"].sum()) == (1, 3)


@pytest.mark.data
def test_04_a_year_only_is_in_no_month(built: Tables) -> None:
    """January 2022: none; the year 2022 is not covered, since one row of it does not make it complete."""
    assert len(counted(built, "f04", start="2022-01", end="2022-01")) == 0
    year = Selection(lang="en", sources=("imported-f04",), start="2022-01", end="2022-01")
    assert built.year_only_counts(year)["events"].sum() == 1
    coverage = built.sources["imported-f04"].coverage
    assert (coverage.start, coverage.end, coverage.years) == ("2022-07-04", "2022-07-04", ())


def test_05_every_layer_and_sheet_is_read_or_named(cases: Callable[[str], Path]) -> None:
    """An error names them; named, they are all read."""
    layers, sheets = cases("05-*/dos.gpkg"), cases("05-*/dos.xlsx")
    mining = {"constants": {"kind": "mining"}}
    with pytest.raises(GeoDataError, match=r"norte, sur.*--layer"):
        polygons.read(asked(layers, **mining))
    assert len(polygons.read(asked(layers, layers=("norte", "sur"), **mining)).table) == 2
    with pytest.raises(GeoDataError, match=r"2022, 2023.*--sheet"):
        events.read(asked(sheets))
    assert len(events.read(asked(sheets, layers=("2022", "2023"))).table) == 3


def test_06_a_blank_id_is_none(cases: Callable[[str], Path]) -> None:
    """3 of 3; 2 of 2."""
    assert polygons.read(asked(cases("06-*/lotes.kml"), constants={"kind": "mining"})).accepted == 3
    said = {"date": "2023-03-05", "event_type": "attack", "location_precision": "1"}
    assert events.read(asked(cases("06-*/puntos.kml"), constants=said)).accepted == 2


def test_07_an_instant_is_of_its_day_in_colombia(cases: Callable[[str], Path]) -> None:
    """28 February, 31 December."""
    days = events.read(asked(cases("07-*/hechos.csv"))).table["date_start"]
    assert days.dt.strftime("%Y-%m-%d").tolist() == ["2023-02-28", "2022-12-31"]


def test_08_a_bad_point_does_not_sink_a_row(cases: Callable[[str], Path]) -> None:
    """4 of 4 in Tibú, one of them at its point, and remarks on the two bad ones."""
    reading = events.read(asked(cases("08-*/hechos.csv")))
    assert reading.table["municipality_code"].tolist() == ["54810"] * 4
    points = [point and (round(point.x, 2), round(point.y, 2)) for point in reading.table.geometry]
    assert points == [None, (-72.74, 8.64), None, None]
    assert (reading.report["remark"] != "").tolist() == [True, False, True, False]


def test_10_two_columns_of_one_name_are_refused(cases: Callable[[str], Path]) -> None:
    """By name."""
    with pytest.raises(GeoDataError, match="two columns have the same name"):
        events.read(asked(cases("10-*/hechos.csv")))


@pytest.mark.data
def test_12_a_source_that_does_not_exist_is_refused(built: Tables) -> None:
    """With the nearest one that does; tests/layers/test_validation.py has UCDP's."""
    [problem] = problems(Selection(sources=("imported-f1",)), built)
    assert "did you mean imported-f01?" in str(problem)


def test_14_a_reason_is_whole(cases: Callable[[str], Path]) -> None:
    """'value: not a number', not 'value'."""
    said = {"variable": "x", "unit": "ha"}
    reading: Reading = statistics.read(asked(cases("14-*/cifras.csv"), constants=said))
    assert reasons(reading) == ["value: not a number", ""]


def test_15_a_header_further_down_is_named(cases: Callable[[str], Path]) -> None:
    """The message has what was taken for the header, and the flag with which it is read."""
    path = cases("15-*/hechos.xlsx")
    with pytest.raises(GeoDataError, match=r"found 'ENTIDAD X'.*--header 4"):
        events.read(asked(path))
    assert len(events.read(asked(path, header=4)).table) == 1


def test_18_containers(cases: Callable[[str], Path]) -> None:
    """KMZ, a shapefile in a folder of a zip, GeoJSON called .json."""
    kmz, shapefile, points = (cases(f"18-*/{name}") for name in ("lotes.kmz", "lotes.zip", "puntos.json"))
    assert read_area("lotes.kmz", kmz.read_bytes()).area > 0
    for path in (shapefile, kmz):
        assert polygons.read(asked(path, constants={"kind": "mining"})).accepted > 0
    said = {"event_type": "attack", "location_precision": "1"}
    assert events.read(asked(points, constants=said)).accepted == 1


def test_every_shared_case_has_a_test() -> None:
    """17, of the app's Back button, is in tests/layers/app/test_browser.py."""
    walked = {name[5:7] for name in globals() if name.startswith("test_") and name[5:7].isdigit()} | {"17"}
    assert {path.name[:2] for path in SHARED.glob("[0-9]*")} <= walked
