"""A user's own data: every row accepted or refused with its reason, stored whole or not at all, then used."""

import hashlib
import json
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

import geo.build.inputs
import geo.catalogue
from geo.build.pipeline import build, verify
from geo.catalogue import catalogue, discover
from geo.imported import imported, refusals, store
from geo.importers import acled, events, polygons, statistics, ucdp
from geo.importers.dates import parse_dates
from geo.importers.import_file import READERS, import_file, name_of
from geo.importers.reading import Ledger, Request
from geo.loader import Declared
from geo.readers.gazetteer import NAMES, department_codes, municipality_codes, named_municipalities
from geo.readers.numerals import parse_numbers
from geo.schema import CRS, EVENT_TYPES, EVENTS, FEATURES, INDICATORS, GeoDataError, check
from geo.sources import dane_mgn, regions, ucdp_ged

TODAY = date(2026, 11, 22)


def request(path: Path, **said) -> Request:
    return Request(path, said.pop("name", "demo"), TODAY, **said)


def write(path: Path, *rows: dict, **kwargs) -> Path:
    """Write rows as the format that the file's name says."""
    table = pd.DataFrame(rows)
    if path.suffix == ".json":
        path.write_text(json.dumps({"success": True, "data": list(rows)}), "utf-8")
    elif path.suffix == ".xlsx":
        table.to_excel(path, index=False)
    else:
        table.to_csv(path, index=False, **kwargs)
    return path


def reasons(reading) -> list[str]:
    return reading.report["reason"].tolist()


# Numbers, dates and places as people write them


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1.234,5", "7", "1.234"], [1234.5, 7, 1234]),
        (["1,234.5", "2,000"], [1234.5, 2000]),
        (["1.234.567", "1.234"], [1234567, 1234]),
        (["0.123", "1.234"], [0.123, 1.234]),
        (["1234,567"], [1234.567]),
        (["5 123 456"], [5123456]),
        (["-1,5", "1.000"], [-1.5, 1000]),
        (["", "n.d.", "-", "1.2.3"], [math.nan] * 4),
    ],
)
def test_the_column_shows_its_decimal_mark(texts: list[str], expected: list[float]) -> None:
    """Evidence anywhere in a column settles every number in it."""
    numbers, problems = parse_numbers(pd.Series(texts))
    assert numbers.tolist() == pytest.approx(expected, nan_ok=True)
    assert (problems != "").tolist() == [math.isnan(number) for number in expected]


@pytest.mark.parametrize("texts", [["1.234"], ["1,234", "12"], ["1.234,5", "1,234.5"]])
def test_a_number_that_may_be_two_is_none(texts: list[str]) -> None:
    """1.234 alone, or a column of both styles, is refused; a stated mark settles it."""
    numbers, problems = parse_numbers(pd.Series(texts))
    marked = pd.Series(texts).str.contains("[.,]")
    assert numbers[marked].isna().all()
    assert (problems[marked] != "").all()
    assert parse_numbers(pd.Series(["1.234"]), ",")[0].item() == 1234
    assert parse_numbers(pd.Series(["1.234"]), ".")[0].item() == 1.234


@given(st.lists(st.floats(-1e6, 1e6).map(lambda number: round(number, 2)), min_size=1), st.sampled_from(".,"))
def test_numbers_survive_being_written(numbers: list[float], mark: str) -> None:
    """Written with either mark and thousands, numbers read back as they were, once the mark is known."""
    swap = str.maketrans(".,", ",.") if mark == "," else {}
    texts = pd.Series([f"{number:,.2f}".translate(swap) for number in numbers])
    read, problems = parse_numbers(texts, mark)
    assert read.tolist() == pytest.approx(numbers)
    assert (problems == "").all()


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2023-03-29", "2023-03-29", "2023-03-29", 1),
        ("2023-03-29 03:00:00", "2023-03-29", "2023-03-29", 1),
        ("20230329", "2023-03-29", "2023-03-29", 1),
        ("2024-02", "2024-02-01", "2024-02-29", 4),
        ("2023", "2023-01-01", "2023-12-31", 5),
        ("29 March 2023", "2023-03-29", "2023-03-29", 1),
        ("29 de marzo de 2023", "2023-03-29", "2023-03-29", 1),
        ("29/03/2023", "2023-03-29", "2023-03-29", 1),
        ("03/29/2023", "2023-03-29", "2023-03-29", 1),
    ],
)
def test_dates_are_as_precise_as_they_are_written(text: str, start: str, end: str, precision: int) -> None:
    """A month spans the month, a year the year."""
    dates, problem = parse_dates(pd.Series([text]))
    assert problem.item() == ""
    assert dates.astype(str).iloc[0].tolist() == [start, end, str(precision)]


def test_the_column_shows_whether_the_day_comes_first() -> None:
    """One number above 12 settles 03/04/2023 for the whole column; without one it is refused, as is 30 February."""
    assert parse_dates(pd.Series(["03/04/2023", "13/04/2023"]))[0]["date_start"].dt.month.tolist() == [4, 4]
    assert parse_dates(pd.Series(["03/04/2023", "04/13/2023"]))[0]["date_start"].dt.month.tolist() == [3, 4]
    for texts in (["03/04/2023"], ["13/04/2023", "04/13/2023"], ["2023-02-30"], ["soon"], [""]):
        dates, problem = parse_dates(pd.Series(texts))
        assert dates["date_start"].isna().all()
        assert (problem != "").all()


def test_places_are_known_by_code_or_by_name_in_their_department() -> None:
    """A spreadsheet's 5120 is 05120; a name without its department, or a code of nowhere, stays open."""
    codes, problem, mended = municipality_codes(
        pd.Series(["05120", "5120", "54245.0", "05120001", "99999", "512", ""])
    )
    assert codes.fillna("-").tolist() == ["05120", "05120", "54245", "05120", "-", "-", "-"]
    assert mended.tolist() == [False, True, False, False, False, False, False]
    assert (problem != "").tolist() == [False] * 4 + [True] * 3
    department = department_codes(pd.Series(["Norte de Santander", "BOLIVAR", "Cauca", "", "05"]))
    assert department.fillna("-").tolist() == ["54", "13", "19", "-", "05"]
    names = pd.Series(["cucuta", "Cartagena", "BOLÍVAR", "Bolívar", "Carmen de Viboral"])
    assert named_municipalities(department, names).fillna("-").tolist() == ["54001", "13001", "19100", "-", "05148"]


@pytest.mark.data
def test_the_gazetteer_has_every_municipality(bundle: Callable[..., Any]) -> None:
    """All 1,122 of MGN 2018 are found by their own names, and one that came later."""
    table = bundle("dane_mgn", "mgn2018")
    assert len(table) == 1122
    found = named_municipalities(department_codes(table["department"]), table["municipality"])
    assert found.tolist() == table["municipality_code"].tolist()
    known = pd.read_csv(NAMES, dtype=str)["municipality_code"]
    assert set(known) - set(table["municipality_code"]) == {"27493"}


# The book of rows


def test_every_row_is_in_the_report_once() -> None:
    """The first reason stands, remarks add up, repeated keys name the row they repeat."""
    book = Ledger(pd.DataFrame({"id": ["a", "b", "a", "c"]}))
    book.name(pd.Series(["a", "b", "a", "c"]))
    book.refuse(pd.Series([False, True, False, False]), "first")
    book.refuse(pd.Series([False, True, False, False]), "second")
    book.remark(pd.Series([True, False, False, False]), "one")
    book.remark(pd.Series([True, False, False, True]), "two")
    book.refuse_repeated(pd.Series(["a", "b", "a", "b"]), "the id")
    report = book.report()
    assert report["row"].tolist() == [1, 2, 3, 4]
    assert report["outcome"].tolist() == ["accepted", "refused", "refused", "accepted"]
    assert report["reason"].tolist() == ["", "first", "the id of row 1 again", ""]
    assert report["remark"].tolist() == ["one; two", "", "", "two"]


# ACLED

SCHEMA = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
ACT = dict.fromkeys(SCHEMA, "") | {
    "event_id_cnty": "COL1", "event_date": "2023-03-29", "year": "2023", "time_precision": "1",
    "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "ELN: National Liberation Army",
    "inter1": "Rebel group", "actor2": "Military Forces of Colombia (2022-2026)", "inter2": "State forces",
    "iso": "170", "country": "Colombia", "admin1": "Norte de Santander", "admin2": "El Carmen",
    "location": "Guamalito", "latitude": "8.55", "longitude": "-73.45", "geo_precision": "1",
    "notes": "Juan Perez was killed", "source": "La Opinion", "fatalities": "9", "timestamp": "1680000000",
}  # fmt: skip


def act(number: int = 1, **cells: object) -> dict:
    return ACT | {"event_id_cnty": f"COL{number}"} | cells


def test_acled_has_31_columns() -> None:
    """The export the tests build is the documented one."""
    assert len(ACT) == 31


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("numeric", [True, False])
def test_acled_reads_alike_in_every_form(tmp_path: Path, suffix: str, numeric: bool) -> None:
    """Export or API, codes as numbers or as text: the same event."""
    codes = {"time_precision": 1, "geo_precision": 1, "fatalities": 9, "latitude": 8.55, "longitude": -73.45,
             "inter1": 2, "inter2": 1, "interaction": 12, "iso": 170}  # fmt: skip
    row = act() | (codes if numeric else {})
    reading = acled.read(request(write(tmp_path / f"acled.{suffix}", row)))
    [event] = reading.table.to_dict("records")
    assert event["event_id"] == "imported-demo:COL1"
    assert event["municipality_code"] == "54245"
    assert (event["fatalities_low"], event["fatalities_best"], event["fatalities_high"]) == (9, 9, 9)
    assert event["date_start"] == event["date_end"] == pd.Timestamp("2023-03-29")
    assert event["geometry"].equals(Point(-73.45, 8.55))
    assert not reading.source.redistributable
    assert "22 November 2026" in reading.source.attribution


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ({"time_precision": "1", "geo_precision": "1"}, (1, 1, "54245", "54")),
        ({"time_precision": "2", "geo_precision": "2"}, (3, 3, "54245", "54")),
        ({"time_precision": "3", "geo_precision": "3"}, (4, 4, None, "54")),
    ],
)
def test_acled_precision_is_kept(tmp_path: Path, codes: dict, expected: tuple) -> None:
    """Only a particular town may be drawn; a department claims no municipality."""
    event = acled.read(request(write(tmp_path / "a.csv", act(**codes)))).table.iloc[0]
    code = None if pd.isna(event["municipality_code"]) else event["municipality_code"]
    assert (event["date_precision"], event["location_precision"], code, event["department_code"]) == expected


def test_acled_names_no_one(tmp_path: Path) -> None:
    """Notes and reporting sources do not enter: they name people."""
    reading = acled.read(request(write(tmp_path / "a.csv", act())))
    assert "Perez" not in pd.DataFrame(reading.table).to_csv() + reading.report.to_csv()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"iso": "862", "country": "Venezuela"}, "not in Colombia"),
        ({"event_type": "Strategic developments", "sub_event_type": "Agreement"}, "no act of violence.*Agreement"),
        ({"time_precision": "4"}, "time_precision: not 1, 2 or 3: 4"),
        ({"geo_precision": ""}, "geo_precision: not 1, 2 or 3"),
        ({"event_date": "2023-02-30"}, "no day of the calendar"),
        ({"fatalities": "many"}, "fatalities: not a number"),
        ({"fatalities": "-1"}, "fatalities: not a number of deaths"),
        ({"latitude": "-73.45", "longitude": "8.55"}, "the point is not in Colombia"),
        ({"event_id_cnty": "COL1"}, "the event of row 1 again"),
    ],
)
def test_acled_refuses_row_by_row(tmp_path: Path, cells: dict, reason: str) -> None:
    """A bad row is refused with its reason, and the good one beside it is taken."""
    reading = acled.read(request(write(tmp_path / "a.csv", act(), act(2) | cells)))
    assert len(reading.table) == 1
    assert pd.Series(reasons(reading)).str.contains(reason).tolist() == [False, True]


@pytest.mark.data
def test_acled_types_are_mapped_and_kept(original: Callable[[str], Path]) -> None:
    """Every ACLED type that is an event has a common one; the source's own words stay beside it."""
    schema = json.loads(original("schemas/acled_schema.json").read_text("utf-8"))
    table = pd.DataFrame(schema["event_categories"])
    kinds = acled.common_type(table["event_type"], table["sub_event_type"])
    assert set(kinds.dropna()) <= set(EVENT_TYPES)
    left = set(table.loc[kinds.isna(), "event_type"])
    assert left == {"Strategic developments"}
    assert kinds.notna().sum() == 20


def test_acled_without_its_columns_is_told_which(tmp_path: Path) -> None:
    """An export of chosen columns fails with the names it lacks."""
    row = {name: value for name, value in ACT.items() if name not in ("geo_precision", "fatalities")}
    with pytest.raises(
        GeoDataError, match=r"lacks 2 column.*geo_precision, fatalities|geo_precision, fatalities.*lacks 2"
    ):
        acled.read(request(write(tmp_path / "a.csv", row)))


# UCDP

GED = {
    "id": "1", "relid": "COL-1", "year": "2025", "code_status": "Clear", "type_of_violence": "1",
    "side_a": "Government of Colombia", "side_b": "ELN", "number_of_sources": "2",
    "source_article": '"EFE,2025-01-02,Juan Perez killed"', "source_office": "", "where_prec": "3",
    "where_coordinates": "Tibu municipality", "adm_1": "Norte de Santander department",
    "adm_2": "Tibú municipality", "latitude": "8.64", "longitude": "-72.73", "country": "Colombia",
    "country_id": "100", "date_prec": "1", "date_start": "2025-01-02 00:00:00.000",
    "date_end": "2025-01-02 00:00:00.000", "best": "2", "high": "3", "low": "1",
}  # fmt: skip


def ged(number: int = 1, **cells: str) -> dict:
    return GED | {"id": str(number)} | cells


@pytest.mark.parametrize(
    ("name", "release", "start", "end"),
    [
        ("ged191.csv", "19.1", "1989-01-01", "2018-12-31"),
        ("ged261-csv.zip", "26.1", "1989-01-01", "2025-12-31"),
        ("GEDEvent_v22_1.csv", "22.1", "1989-01-01", "2021-12-31"),
        ("GEDEvent_v26_0_2.csv", "26.0.2", "2026-02-01", "2026-02-28"),
        ("GEDEvent_v26_0_12.csv", "26.0.12", "2026-12-01", "2026-12-31"),
        ("GEDEvent_v26_01_26_06.csv", "26.01.26.06", "2026-01-01", "2026-06-30"),
    ],
)
def test_ucdp_names_its_releases(name: str, release: str, start: str, end: str) -> None:
    """Release and days are read off the names that UCDP gives its files."""
    found = ucdp.identify(Path(name))
    assert (found[0], str(found[1]), str(found[2])) == (release, start, end)


def test_ucdp_without_a_name_covers_what_it_has(tmp_path: Path) -> None:
    """A file of unknown release claims no zero and no whole year; the user may name its release."""
    path = write(tmp_path / "mine.csv", ged(), ged(2, date_start="2025-06-30", date_end="2025-06-30"))
    reading = ucdp.read(request(path, constants={"release": "25.1"}))
    coverage = reading.source.coverage
    assert (coverage.start, coverage.end, coverage.years, coverage.absent_is_zero) == (
        "2025-01-02",
        "2025-06-30",
        (),
        False,
    )
    assert reading.table["citation"].tolist()[0].startswith("UCDP GED 25.1, event 1")


def test_ucdp_reads_the_api_as_it_reads_the_csv(tmp_path: Path) -> None:
    """The API's envelope and numbers give the same events."""
    numbers = {"type_of_violence": 1, "where_prec": 3, "latitude": 8.64, "longitude": -72.73, "best": 2, "id": 1}
    (tmp_path / "api.json").write_text(json.dumps({"TotalCount": 1, "Result": [GED | numbers]}))
    one = ucdp.read(request(tmp_path / "api.json")).table
    two = ucdp.read(request(write(tmp_path / "file.csv", GED))).table
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two))
    assert one["municipality_code"].tolist() == ["54810"]


def test_ucdp_keeps_what_it_cannot_place(tmp_path: Path) -> None:
    """A municipality nobody knows leaves its event in the department; a spelling DIVIPOLA has is found."""
    unknown, spelt = ged(adm_2="Nowhere municipality"), ged(2, adm_2="Tibu municipality")
    reading = ucdp.read(request(write(tmp_path / "ged261.csv", unknown, spelt)))
    assert reading.table["municipality_code"].fillna("-").tolist() == ["-", "54810"]
    assert reading.table["department_code"].tolist() == ["54", "54"]
    assert reading.table["location_precision"].tolist() == [3, 3]
    assert reading.report["remark"].tolist() == ["in no municipality: unknown name Nowhere municipality", ""]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"country": "Venezuela", "country_id": "101"}, "not in Colombia"),
        ({"id": "", "date_start": "#date+start"}, "HXL tags"),
        ({"type_of_violence": "4"}, "neither 1, 2 nor 3"),
        ({"where_prec": "9"}, "where_prec: not 1 to 7"),
        ({"date_end": "2024-12-31"}, "ends before it begins"),
        ({"best": "x"}, "best: not a number of deaths: x"),
        ({"latitude": "95"}, "latitude: not degrees: 95"),
        ({"id": "1"}, "the event of row 1 again"),
    ],
)
def test_ucdp_refuses_row_by_row(tmp_path: Path, cells: dict, reason: str) -> None:
    """A bad row is refused with its reason, and the good one beside it is taken."""
    reading = ucdp.read(request(write(tmp_path / "ged261.csv", ged(), ged(2) | cells)))
    assert len(reading.table) == 1
    assert pd.Series(reasons(reading)).str.contains(reason).tolist() == [False, True]


def test_ucdp_candidates_are_marked(tmp_path: Path) -> None:
    """What UCDP has yet to check is taken with a remark; events at sea are of no municipality."""
    rows = ged(code_status="Check type"), ged(2, where_prec="7")
    reading = ucdp.read(request(write(tmp_path / "GEDEvent_v26_0_8.csv", *rows)))
    assert reading.report["remark"].str.contains("check it|international waters").all()
    assert any("Candidate" in caveat for caveat in reading.source.caveats)
    assert reading.table["location_precision"].tolist() == [3, 6]


@pytest.mark.data
def test_ucdp_reads_the_pinned_release_as_its_own_source_does(originals: Path) -> None:
    """4,632 events of GED 19.1, the same as the catalogue's loader gives, but for the id of the source."""
    reading = ucdp.read(request(originals / "ucdp_ged" / "ged191_colombia_hdx.csv"))
    theirs = ucdp_ged.load(originals)
    other = ["event_id", "source"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(reading.table.drop(columns=other)), pd.DataFrame(theirs.drop(columns=other))
    )
    assert refusals(reading.report) == [("HXL tags, not data", 1, 1)]


# Events of the user's own


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
        ({"date": "2030-01-01"}, "has yet to happen"),
        ({"date_end": "2023-01-01"}, "ends before it begins"),
        ({"event_type": "picnic"}, "not one of ours: picnic"),
        ({"divipola": "99999"}, "no such municipality: 99999"),
        ({"divipola": ""}, "no place"),
        ({"divipola": "", "lon": "-75.4", "lat": "7.58"}, "a point of unknown precision"),
        ({"lon": "7.58", "lat": "-75.4"}, "lon and lat are swapped"),
        ({"lon": "2.35", "lat": "48.86"}, "the point is not in Colombia"),
        ({"location_precision": "9"}, "location_precision: not 1 to 6"),
        ({"deaths": "1.5"}, "fatalities: not a whole number"),
        ({"id": "a"}, "the id of row 1 again"),
        ({"id": ""}, "no id"),
    ],
)
def test_events_are_refused_row_by_row(tmp_path: Path, cells: dict, reason: str) -> None:
    """A bad row is refused with its reason, and the good one beside it is taken."""
    good = {"id": "a", "date": "2023-03-19", "date_end": "", "event_type": "attack", "divipola": "05790", "lon": "",
            "lat": "", "location_precision": "", "deaths": "2"}  # fmt: skip
    reading = events.read(request(write(tmp_path / "e.csv", good, good | {"id": "b"} | cells)))
    assert len(reading.table) == 1
    assert pd.Series(reasons(reading)).str.contains(reason).tolist() == [False, True]


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


# Polygons


SQUARE = box(-75.0, 7.5, -74.9, 7.6)


def layer(path: Path, shapes: list, **columns: list) -> Path:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path)
    return path


def test_polygons_are_judged_one_by_one(tmp_path: Path) -> None:
    """Lines, polygons elsewhere and repeated ids are refused; a bow tie is mended and said to be."""
    bow_tie = Polygon([(-75, 7.5), (-74.9, 7.6), (-74.9, 7.5), (-75, 7.6)])
    shapes = [SQUARE, bow_tie, LineString([(-75, 7), (-74, 7)]), box(2, 48, 3, 49), SQUARE]
    path = layer(tmp_path / "p.gpkg", shapes, id=["a", "b", "c", "d", "a"], year=[2023] * 5)
    reading = polygons.read(request(path, constants={"kind": "mining"}))
    check(reading.table, FEATURES, "test")
    assert reading.table["feature_id"].tolist() == ["imported-demo:a", "imported-demo:b"]
    assert reasons(reading) == ["", "", "the geometry is no polygon", "not in Colombia", "the id of row 1 again"]
    assert reading.report["remark"].tolist()[1] == "the outline was mended"
    assert reading.table["area_ha"].iloc[0] == pytest.approx(12200, rel=0.01)


def test_polygons_measure_nothing_where_nobody_says_who_looked(tmp_path: Path) -> None:
    """Hectares by municipality need a searched area or a complete file; without, polygons are only drawn."""
    path = layer(tmp_path / "p.geojson", [SQUARE], year=[2023])
    searched = layer(tmp_path / "s.geojson", [SQUARE.buffer(1), SQUARE.buffer(0.5)])
    said = {"constants": {"kind": "clearing"}}
    assert polygons.read(request(path, **said)).source.variables == ()
    looked = polygons.read(request(path, searched=searched, **said))
    assert [variable.id for variable in looked.source.variables] == ["clearing_area"]
    assert looked.searched.geometry.iloc[0].contains(SQUARE)
    assert polygons.read(request(path, complete=True, **said)).source.coverage.absent_is_zero
    with pytest.raises(GeoDataError, match="does not say what it shows"):
        polygons.read(request(path))


def test_a_polygon_without_a_year_is_no_polygon_of_every_year(tmp_path: Path) -> None:
    """Where others have a year, one without is refused; where none has, all stand side by side."""
    said = {"constants": {"kind": "mining"}, "complete": True}
    mixed = layer(tmp_path / "a.gpkg", [SQUARE, SQUARE], year=["2023", None])
    reading = polygons.read(request(mixed, **said))
    assert reasons(reading) == ["", "no year, where others have one"]
    assert reading.source.variables[0].over_years == "sum"
    alike = polygons.read(
        request(
            layer(tmp_path / "b.gpkg", [SQUARE], id=["1"]), start=date(2024, 1, 1), end=date(2024, 12, 31), **said
        )
    )
    assert alike.source.variables[0].over_years == "last"
    assert alike.source.coverage.years == (2024,)


def test_a_layer_without_coordinates_is_refused(tmp_path: Path) -> None:
    """Unknown coordinates are an error with its remedy."""
    gpd.GeoDataFrame({"kind": ["mining"]}, geometry=[SQUARE], crs=CRS).to_file(tmp_path / "p.shp")
    (tmp_path / "p.prj").unlink()
    with pytest.raises(GeoDataError, match="does not state its coordinate system"):
        polygons.read(request(tmp_path / "p.shp"))


# Statistics


def test_statistics_are_judged_row_by_row(tmp_path: Path) -> None:
    """No figure is no zero, rivals go both, repeats once, codes are mended, years are years."""
    rows = [
        {"cod_mpio": "5120", "anio": "2023", "ha": "1.234,5"},
        {"cod_mpio": "05154", "anio": "2023", "ha": ""},
        {"cod_mpio": "05250", "anio": "2023", "ha": "7,25"},
        {"cod_mpio": "05250", "anio": "2023", "ha": "8"},
        {"cod_mpio": "05495", "anio": "2023", "ha": "0"},
        {"cod_mpio": "05495", "anio": "2023", "ha": "0"},
        {"cod_mpio": "99999", "anio": "2023", "ha": "1"},
        {"cod_mpio": "05790", "anio": "23", "ha": "1"},
        {"cod_mpio": "05895", "anio": "2023", "ha": "n.d."},
    ]
    said = {"columns": {"value": "ha"}, "constants": {"variable": "coca", "unit": "ha", "over_years": "sum"}}
    reading = statistics.read(request(write(tmp_path / "s.csv", *rows), **said))
    check(reading.table, INDICATORS, "test")
    assert reading.table[["municipality_code", "value"]].to_numpy().tolist() == [["05120", 1234.5], ["05495", 0.0]]
    assert [bool(reason) for reason in reasons(reading)] == [False, True, True, True, False, True, True, True, True]
    assert reading.source.variables[0].over_years == "sum"
    coverage = reading.source.coverage
    assert (coverage.years, coverage.scope, coverage.absent_is_zero) == ((2023,), "listed", False)


def test_statistics_may_be_complete(tmp_path: Path) -> None:
    """Only its owner can say that a silent municipality has zero."""
    path = write(
        tmp_path / "s.csv", {"divipola": "05120", "year": "2023", "variable": "v", "unit": "u", "value": "1"}
    )
    coverage = statistics.read(request(path, complete=True)).source.coverage
    assert (coverage.scope, coverage.absent_is_zero) == ("country", True)


def test_a_variable_has_one_unit(tmp_path: Path) -> None:
    """Hectares and square kilometres under one name are refused."""
    row = {"divipola": "05120", "year": "2023", "variable": "v", "unit": "ha", "value": "1"}
    with pytest.raises(GeoDataError, match="two units"):
        statistics.read(request(write(tmp_path / "s.csv", row, row | {"unit": "km2", "divipola": "05154"})))


# Storing


def one_event(path: Path, code: str = "05790", **cells: str) -> Path:
    return write(path, {"id": "1", "date": "2023-03-19", "event_type": "attack", "divipola": code} | cells)


def test_what_is_imported_is_a_source_like_any_other(tmp_path: Path) -> None:
    """The catalogue has it, its loader gives the table, its file keeps its checksum, its row is in the report."""
    reading, folder = import_file("events", request(one_event(tmp_path / "My events.csv"), name=""), tmp_path / "raw")
    assert folder.name == "my-events"
    source = catalogue(tmp_path / "raw")["imported-my-events"]
    assert [file.origin for file in source.files] == ["imported"] * 2
    assert hashlib.sha256((folder / "table.parquet").read_bytes()).hexdigest() == source.files[0].sha256
    loaded = discover(tmp_path / "raw")[source.id].load(tmp_path / "raw")
    pd.testing.assert_frame_equal(pd.DataFrame(loaded), pd.DataFrame(reading.table), check_column_type=False)
    assert "1 of 1 rows accepted" in source.caveats[-1]
    assert source.publisher_url == "file:My%20events.csv"
    assert len(pd.read_csv(folder / "report.csv")) == 1
    assert "imported-my-events" not in catalogue(tmp_path)


def test_importing_again_replaces(tmp_path: Path) -> None:
    """A second import of one name leaves nothing of the first."""
    for code in ("05790", "05120"):
        import_file("events", request(one_event(tmp_path / "e.csv", code)), tmp_path / "raw")
    loaded = discover(tmp_path / "raw")["imported-demo"].load(tmp_path / "raw")
    assert loaded["municipality_code"].tolist() == ["05120"]
    assert [path.name for path in (tmp_path / "raw" / "imported").iterdir()] == ["demo"]


@pytest.mark.parametrize("form", READERS)
def test_a_file_that_cannot_be_used_leaves_nothing(tmp_path: Path, form: str) -> None:
    """Whatever a reader refuses whole, data/raw stays as it was."""
    raw = tmp_path / "raw"
    import_file("events", request(one_event(tmp_path / "e.csv")), raw)
    before = sorted(path.read_bytes() for path in raw.rglob("*") if path.is_file())
    suffix = "geojson" if form == "polygons" else "csv"
    (tmp_path / f"bad.{suffix}").write_text("a,b\n1,2\n")
    with pytest.raises(GeoDataError):
        import_file(form, request(tmp_path / f"bad.{suffix}"), raw)
    assert sorted(path.read_bytes() for path in raw.rglob("*") if path.is_file()) == before


def test_a_crash_while_storing_leaves_the_earlier_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half-imported stays behind."""
    raw = tmp_path / "raw"
    reading, folder = import_file("events", request(one_event(tmp_path / "e.csv")), raw)

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    with pytest.raises(OSError, match="disk full"):
        store(reading.source, reading.table, reading.report, raw)
    monkeypatch.undo()
    assert [path.name for path in (raw / "imported").iterdir()] == [folder.name]
    assert len(imported(raw)["imported-demo"].load(raw)) == 1


def test_a_broken_record_says_what_to_do(tmp_path: Path) -> None:
    """A source.json that is none is an error with its remedy."""
    folder = tmp_path / "imported" / "x"
    folder.mkdir(parents=True)
    (folder / "source.json").write_text("{}")
    with pytest.raises(GeoDataError, match="import the file again"):
        imported(tmp_path)


@pytest.mark.parametrize("text", ["../../etc", "a/b", "Ñandú 2", "x" * 3])
def test_a_name_is_safe_for_a_folder(text: str) -> None:
    """Whatever the name, the folder lies in data/raw/imported."""
    assert name_of(text).replace("-", "").isalnum()


def test_refusals_are_summed_up() -> None:
    """Reasons that differ only in what they quote are one kind, the most frequent first."""
    report = pd.DataFrame(
        {
            "row": [1, 2, 3, 4],
            "outcome": ["refused", "accepted", "refused", "refused"],
            "reason": ["year: not a year: 23", "", "the id of row 2 again", "year: not a year: 24"],
        }
    )
    assert refusals(report) == [("year: not a year", 2, 1), ("the same again", 1, 3)]


# In a build


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A raw folder for a catalogue of boundaries and regions only, so that a build takes seconds."""
    few = {"dane_mgn": Declared(dane_mgn), "regions": Declared(regions)}
    monkeypatch.setattr(geo.catalogue, "_declared", lambda: few)
    monkeypatch.setattr(geo.build.inputs, "_code_hash", lambda: "code")
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def test_the_next_build_uses_what_was_imported(small: Path, tmp_path: Path) -> None:
    """Events are located and counted, statistics and polygons are there, and the manifest tells where from."""
    out = tmp_path / "processed"
    rows = [act(n, admin2="Nowhere", geo_precision="1") for n in (1, 2)] + [
        act(3, geo_precision="3"),
        act(4, iso="862", country=""),
    ]
    whole = {"start": date(2023, 1, 1), "end": date(2023, 12, 31), "complete": True}
    import_file("acled", request(write(tmp_path / "acled.csv", *rows), name="", **whole), small)
    stats = {"divipola": "05120", "year": "2023", "variable": "v", "unit": "u", "value": "1"}
    import_file("statistics", request(write(tmp_path / "s.csv", stats), name="stats"), small)
    area = layer(tmp_path / "s.geojson", [box(-76, 7, -74, 9)])
    shapes = layer(tmp_path / "p.geojson", [SQUARE], year=[2023])
    import_file("polygons", request(shapes, name="pits", constants={"kind": "mining"}, searched=area), small)
    import_file("polygons", request(shapes, name="cuts", constants={"kind": "clearing"}), small)
    first = build(out, small)
    events_ = gpd.read_parquet(out / "events.parquet")
    check(events_, EVENTS, "test")
    assert events_["located_by"].tolist().count("point") == 2
    rejects = pd.read_parquet(out / "rejects.parquet")
    aside = rejects[rejects["source"] == "imported-acled"].set_index("reason")["rows"]
    assert aside.to_dict() == {"known to the department only": 1, "refused at import: not in Colombia": 1}
    table = pd.read_parquet(out / "indicators.parquet")
    killed = table[(table["source"] == "imported-acled") & (table["variable"] == "fatalities_best")]
    assert len(killed) == 1121
    assert killed["value"].sum() == 18
    assert table.loc[table["source"] == "imported-stats", "value"].tolist() == [1.0]
    mined = table[table["source"] == "imported-pits"]
    assert mined["value"].sum() == pytest.approx(gpd.read_parquet(out / "mining.parquet")["area_ha"].sum(), rel=1e-6)
    assert (mined["value"] == 0).any()
    assert len(gpd.read_parquet(out / "deforestation.parquet")) == 1
    entries = {entry["path"]: entry for entry in first.manifest["inputs"]}
    assert entries["imported/acled/table.parquet"]["origin"] == "imported"
    assert entries["imported/acled/table.parquet"]["retrieved"] == TODAY.isoformat()
    assert entries["imported/acled/table.parquet"]["redistributable"] is False
    assert entries["imported/stats/table.parquet"]["redistributable"] is True
    assert verify(out, small) == []
    assert not build(out, small).fresh


def test_a_spoilt_import_is_missing_and_the_rest_is_built(small: Path, tmp_path: Path) -> None:
    """A table that is not what it was is left out, and the report says how to mend it."""
    import_file("events", request(one_event(tmp_path / "e.csv"), name="good"), small)
    _, folder = import_file("events", request(one_event(tmp_path / "e.csv"), name="bad"), small)
    (folder / "table.parquet").write_bytes(b"spoilt")
    report = build(tmp_path / "processed", small)
    assert "import your file again" in report.missing["imported-bad"]
    built = pd.read_parquet(tmp_path / "processed" / "events.parquet", columns=["source"])
    assert built["source"].tolist() == ["imported-good"]
