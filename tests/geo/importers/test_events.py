"""Events of the user's own are read row by row, and refused with a reason."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point

from geo.imported import remarks
from geo.importers import events
from geo.schema import CRS, GeoDataError
from tests.geo.importers.files import layer, reasons, request, write


@pytest.mark.parametrize("name", ["e.csv", "e.xlsx", "e.geojson", "e.gpkg"])
def test_events_read_alike_in_every_form(tmp_path: Path, name: str) -> None:
    """Table or layer, Spanish names or English: the same event."""
    row = {"id": "7", "Fecha": "2023-03-19", "Tipo": "Masacre", "Código DANE": "05790", "Víctimas": "4"}
    path = tmp_path / name
    if path.suffix in (".csv", ".xlsx"):
        write(path, row | {"lon": "-75.40", "lat": "7.58"})
    else:
        gpd.GeoDataFrame([row], geometry=[Point(-75.40, 7.58)], crs=CRS).to_crs(
            9377 if name == "e.gpkg" else CRS
        ).to_file(path)
    [event] = events.read(request(path)).table.to_dict("records")
    assert (event["event_type"], event["source_event_type"], event["municipality_code"]) == (
        "massacre",
        "Masacre",
        "05790",
    )
    assert (event["victims"], event["location_precision"], event["located_by"]) == (4, 3, "code")
    assert event["geometry"].equals_exact(Point(-75.40, 7.58), 1e-6)


def test_a_semicolon_file_of_windows_is_read(tmp_path: Path) -> None:
    """Excel's CSV in Colombia: semicolons, cp1252, decimal commas, zeros lost."""
    path = tmp_path / "e.csv"
    path.write_bytes(
        "fecha;tipo;divipola;municipio;longitud;latitud\n19/03/2023;atentado;5790;Tarazá;-75,40;7,58\n".encode(
            "cp1252"
        )
    )
    reading = events.read(request(path))
    assert reading.table["municipality_code"].tolist() == ["05790"]
    assert reading.table.geometry.iloc[0].equals(Point(-75.40, 7.58))
    assert "leading zero" in reading.report["remark"].item()


def test_columns_may_be_mapped_and_constants_set(tmp_path: Path) -> None:
    """--map and --set name what has no usual name; free text comes only when asked for."""
    row = {
        "cuando": "2023-03",
        "donde": "05790",
        "relato": "Tell it",
        "descripcion": "Juan Perez",
        "description": "x",
    }
    path = write(tmp_path / "e.csv", row)
    with pytest.raises(GeoDataError, match="date"):
        events.read(request(path))
    asked = {"date": "cuando", "municipality_code": "DONDE"}
    plain = events.read(request(path, columns=asked, constants={"event_type": "protest"})).table
    assert plain["description"].isna().all()
    told = events.read(request(path, columns=asked | {"description": "relato"}, constants={"event_type": "protest"}))
    assert told.table["description"].tolist() == ["Tell it"]
    assert told.table["date_precision"].tolist() == [4]
    for wrong in ({"nonsense": "cuando"}, {"date": "nowhere"}):
        with pytest.raises(GeoDataError, match="no such column"):
            events.read(request(path, columns=wrong))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"date": "03/04/2023"}, "day or month first"),
        ({"date": "2030-01-01"}, "is in the future"),
        ({"date_end": "2023-01-01"}, "ends before it begins"),
        ({"event_type": "picnic"}, "not one of ours: picnic"),
        ({"divipola": "99999"}, "no such municipality: 99999"),
        ({"divipola": ""}, "no place"),
        ({"divipola": "", "lon": "-75.4", "lat": "7.58"}, "a point of unknown precision"),
        ({"divipola": "", "lon": "7.58", "lat": "-75.4"}, "lon and lat are swapped"),
        ({"divipola": "", "lon": "N/A", "lat": "7.58"}, "lon: not a number: N/A"),
        ({"location_precision": "9"}, "location_precision: not 1 to 6"),
        ({"deaths": "1.5"}, "fatalities: not a whole number"),
        ({"deaths": "999999999"}, "fatalities: not a whole number of people: 1e"),
        ({"deaths": "4294967296"}, "fatalities: not a whole number of people"),
        ({"deaths": "1e309"}, "fatalities: not a whole number of people: inf"),
        ({"low": "10", "high": "1"}, "not in this order: 10, 2, 1"),
        ({"date": "1003-03-19"}, "date: before 1900: 1003-03-19"),
        ({"date": "٢٠٢٣-٠٣-١٩"}, "date: not a date"),
        ({"date_end": "2033-01-01"}, "ends in the future: 2033-01-01"),
        ({"divipola": "", "location_precision": "1"}, "no place"),
        ({"id": "a"}, "the id of row 1 again"),
    ],
)
def test_events_are_refused_row_by_row(tmp_path: Path, cells: dict, reason: str) -> None:
    """A bad row is refused with its reason, and the good one beside it is taken."""
    good = {"id": "a", "date": "2023-03-19", "date_end": "", "event_type": "attack", "divipola": "05790", "lon": "",
            "lat": "", "location_precision": "", "deaths": "2", "low": "", "high": ""}  # fmt: skip
    reading = events.read(request(write(tmp_path / "e.csv", good, good | {"id": "b"} | cells)))
    assert len(reading.table) == 1
    assert pd.Series(reasons(reading)).str.contains(reason).tolist() == [False, True]


def test_a_code_that_name_or_point_contradicts_is_kept_with_a_remark(tmp_path: Path) -> None:
    """Tarazá's code with the name, or a point, of Tibú; a point just across a border contradicts nothing."""
    row = {"date": "2023-03-19", "event_type": "attack", "divipola": "05790", "departamento": "Antioquia"}
    row |= dict.fromkeys(("municipio", "lon", "lat"), "")
    rows = [row | {"municipio": "Tarazá"}, row | {"municipio": "Cáceres"}, row | {"lon": "-72.74", "lat": "8.64"}]
    rows += [row | {"municipio": "Tibú", "departamento": ""}]
    reading = events.read(request(write(tmp_path / "e.csv", *rows)))
    assert reading.table["municipality_code"].tolist() == ["05790"] * 4
    assert reading.report["remark"].tolist() == [
        "",
        "counted by its code, but the name is of another municipality: Cáceres",
        "counted by its code, but the point is in another municipality",
        "counted by its code, but the name is of another municipality: Tibú",
    ]
    assert [kind for kind, _, _ in remarks(reading.report)] == [
        "counted by its code, but the name is of another municipality",
        "counted by its code, but the point is in another municipality",
    ]


@pytest.mark.parametrize(
    ("days", "stated", "expected"),
    [
        (["2022"], {}, ("", "", ())),
        (["2022", "2022-07-04"], {}, ("2022-07-04", "2022-07-04", ())),
        (["2022-01-01", "2022-12"], {}, ("2022-01-01", "2022-01-01", ())),
        (["2022-01-01", "2022-12-31"], {}, ("2022-01-01", "2022-12-31", (2022,))),
        (["2022"], {"start": date(2022, 1, 1), "end": date(2022, 12, 31)}, ("2022-01-01", "2022-12-31", (2022,))),
    ],
)
def test_a_file_covers_what_is_stated_or_borne_out_by_days(
    tmp_path: Path, days: list[str], stated: dict, expected: tuple
) -> None:
    """One row of the year 2022 does not make 2022 complete."""
    rows = [{"date": day, "event_type": "attack", "divipola": "05790"} for day in days]
    coverage = events.read(request(write(tmp_path / "e.csv", *rows), complete=True, **stated)).source.coverage
    assert (coverage.start, coverage.end, coverage.years) == expected
    assert coverage.absent_is_zero == bool(coverage.start)


@pytest.mark.parametrize(("start", "end"), [("2023-01-01", "2022-01-01"), ("2023-01-01", "2030-01-01")])
def test_days_that_cannot_be_covered_are_refused(tmp_path: Path, start: str, end: str) -> None:
    """In the wrong order, or to come."""
    row = {"date": "2023-03-19", "event_type": "attack", "divipola": "05790"}
    span = {"start": date.fromisoformat(start), "end": date.fromisoformat(end)}
    with pytest.raises(GeoDataError, match="states days that cannot be covered"):
        events.read(request(write(tmp_path / "e.csv", row), **span))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.test/<script>", "x.test", "https://a b"])
def test_an_address_is_one_of_the_web(tmp_path: Path, url: str) -> None:
    """Maps and pages link to it."""
    with pytest.raises(GeoDataError, match=r"column --url: is no address of a page"):
        request(tmp_path / "e.csv", url=url)


@pytest.mark.parametrize(("ids", "numbered"), [(["", ""], ["1", "2"]), (["2", ""], ["2", "row 2"])])
def test_a_blank_id_is_none(tmp_path: Path, ids: list[str], numbered: list[str]) -> None:
    """Rows without an id are numbered, never like another row's id."""
    row = {"date": "2023-03-19", "event_type": "attack", "divipola": "05790"}
    reading = events.read(request(write(tmp_path / "e.csv", *[row | {"id": name} for name in ids])))
    assert reading.table["source_event_id"].tolist() == numbered
    assert reading.report["record"].tolist() == numbered


def test_a_file_without_a_usable_row_says_why(tmp_path: Path) -> None:
    """The error has the column, the value and the row to begin with."""
    rows = [{"date": date, "event_type": "attack", "divipola": "05790"} for date in ("soon", "later")]
    with pytest.raises(
        GeoDataError, match=r"^e.csv: column date: no row .*: not a date \(found 'soon'\).* row 1, and"
    ):
        events.read(request(write(tmp_path / "e.csv", *rows)))


def test_a_title_above_the_header_is_named(tmp_path: Path) -> None:
    """The error shows what was taken for the header, and what to do."""
    table = pd.DataFrame([["", ""], ["Fecha", "Tipo"], ["2023-03-19", "attack"]], columns=["ENTIDAD X", ""])
    table.to_excel(tmp_path / "e.xlsx", index=False)
    with pytest.raises(GeoDataError, match=r"found 'ENTIDAD X'\).*--header 4"):
        events.read(request(tmp_path / "e.xlsx", constants={"event_type": "attack"}))
    whole = write(tmp_path / "e.csv", {"Cuando": "2023-03-19", "tipo": "attack"})
    with pytest.raises(GeoDataError, match=r"column date: .*found 'Cuando, tipo'\)(?!.*--header)"):
        events.read(request(whole))


@pytest.mark.parametrize("name", ["e.csv", "e.geojson"])
def test_a_point_outside_the_country_is_refused(tmp_path: Path, name: str) -> None:
    """The box around Colombia holds Caracas and San Antonio del Táchira too; a point just off the coast is taken."""
    points = {"Tibú": (-72.74, 8.64), "Caracas": (-66.90, 10.49), "San Antonio": (-72.44, 7.815), "null": (0, 0),
              "San Andrés": (-81.7, 12.58), "off Tumaco": (-78.83, 1.83), "Paris": (2.35, 48.86)}  # fmt: skip
    rows = [{"id": place, "date": "2021-02-01", "type": "massacre", "location_precision": "1"} for place in points]
    path = tmp_path / name
    if path.suffix == ".csv":
        lonlat = [{"lon": str(x), "lat": str(y)} for x, y in points.values()]
        write(path, *[row | place for row, place in zip(rows, lonlat, strict=True)])
    else:
        gpd.GeoDataFrame(rows, geometry=[Point(place) for place in points.values()], crs=CRS).to_file(path)
    reading = events.read(request(path))
    assert reading.table["source_event_id"].tolist() == ["Tibú", "San Andrés", "off Tumaco"]
    assert reasons(reading)[1] == "in no municipality of Colombia: -66.9, 10.49"


def test_a_bad_point_does_not_sink_a_row_of_known_municipality(tmp_path: Path) -> None:
    """The row is counted by its code, without the point and with a remark; a department alone does not save it."""
    row = {
        "date": "2023-03-05",
        "type": "massacre",
        "divipola": "54810",
        "departamento": "",
        "location_precision": "1",
    }
    places = [("0", "0"), ("N/A", "N/A"), ("8.64", "-72.74"), ("-66.90", "10.49"), ("", "")]
    known = [row | {"lon": lon, "lat": lat} for lon, lat in places]
    # Bolívar is a state of Venezuela too
    abroad = row | {"divipola": "", "departamento": "Bolívar", "lon": "-62.65", "lat": "8.28"}
    reading = events.read(request(write(tmp_path / "e.csv", *known, abroad)))
    assert reading.table["municipality_code"].tolist() == ["54810"] * 5
    assert reading.table["location_precision"].tolist() == [3] * 5
    assert reading.table.geometry.isna().all()
    assert reading.report["remark"].tolist() == [
        "the point was left out (in no municipality of Colombia: 0, 0)",
        "the point was left out (lon: not a number: N/A)",
        "the point was left out (lon and lat are swapped: 8.64, -72.74)",
        "the point was left out (in no municipality of Colombia: -66.9, 10.49)",
        "",
        "",
    ]
    assert reasons(reading)[5] == "in no municipality of Colombia: -62.65, 8.28"


def test_a_shape_that_is_no_point_does_not_sink_a_row_of_known_municipality(tmp_path: Path) -> None:
    """Lines are left out with a remark where a code says the municipality, and refused where none does."""
    rows = {"date": ["2023-03-05"] * 3, "type": ["massacre"] * 3, "divipola": ["54810", "54810", ""]}
    line = LineString([(-72.8, 8.6), (-72.7, 8.7)])
    reading = events.read(request(layer(tmp_path / "e.gpkg", [line, None, line], **rows)))
    assert reasons(reading) == ["", "", "the geometry is not a point"]
    assert reading.report["remark"].tolist() == ["the point was left out (the geometry is not a point)", "", ""]


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("72° 44' 24,0\" W", "8° 38' 24,0\" N"),
        ("72°44'24\"O", "8º38′24″N"),
        ("-72° 44.4'", "8° 38.4'"),
        ("72,74 W", "8,64°"),
        ("-72.74", "8.64"),
    ],
)
def test_degrees_are_read_as_they_are_written(tmp_path: Path, lon: str, lat: str) -> None:
    """Minutes and seconds, letters of either language, commas: one point."""
    row = {"date": "2023-03-05", "type": "massacre", "divipola": "54810", "lon": lon, "lat": lat}
    point = events.read(request(write(tmp_path / "e.csv", row))).table.geometry.item()
    assert (point.x, point.y) == pytest.approx((-72.74, 8.64))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"location_precision": "1", "lon": "-75.4", "lat": "7.58"}, (1, None)),
        ({"divipola": "05790", "lon": "-75.4", "lat": "7.58"}, (3, "05790")),
        ({"divipola": "05790", "location_precision": "1"}, (3, "05790")),
        ({"divipola": "05790", "location_precision": "4"}, (4, None)),
        ({"departamento": "Antioquia"}, (4, None)),
        ({"departamento": "Antioquia", "municipio": "taraza"}, (3, "05790")),
    ],
)
def test_a_place_is_no_better_than_what_is_known_of_it(tmp_path: Path, cells: dict, expected: tuple) -> None:
    """A point is exact only if that is said, a code is a municipality, a department stays one."""
    empty = dict.fromkeys(["divipola", "departamento", "municipio", "lon", "lat", "location_precision"], "")
    path = write(tmp_path / "e.csv", {"date": "2023-03-19", "event_type": "attack"} | empty | cells)
    event = events.read(request(path)).table.iloc[0]
    assert (event["location_precision"], None if pd.isna(event["municipality_code"]) else "05790") == expected
