"""An export of ACLED is read row by row, whatever its form, and names no one."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from shapely import Point

from geo.importers import acled
from geo.schema import EVENT_TYPES, GeoDataError
from tests import exports
from tests.geo.importers.files import reasons, request, write


def test_acled_has_31_columns() -> None:
    """The export the tests build is the documented one."""
    assert len(exports.acled()) == 31


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("numeric", [True, False])
def test_acled_reads_alike_in_every_form(tmp_path: Path, suffix: str, numeric: bool) -> None:
    """Export or API, codes as numbers or as text: the same event."""
    codes = {"time_precision": 1, "geo_precision": 1, "fatalities": 9, "latitude": 8.55, "longitude": -73.45,
             "inter1": 2, "inter2": 1, "interaction": 12, "iso": 170}  # fmt: skip
    row = exports.acled() | (codes if numeric else {})
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
    event = acled.read(request(write(tmp_path / "a.csv", exports.acled(**codes)))).table.iloc[0]
    code = None if pd.isna(event["municipality_code"]) else event["municipality_code"]
    assert (event["date_precision"], event["location_precision"], code, event["department_code"]) == expected


def test_acled_names_no_one(tmp_path: Path) -> None:
    """Notes and reporting sources do not enter: they name people."""
    reading = acled.read(request(write(tmp_path / "a.csv", exports.acled())))
    assert "Perez" not in pd.DataFrame(reading.table).to_csv() + reading.report.to_csv()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"iso": "862", "country": "Venezuela"}, "not in Colombia"),
        ({"event_type": "Strategic developments", "sub_event_type": "Agreement"}, "no act of violence.*Agreement"),
        ({"time_precision": "4"}, "time_precision: not 1, 2 or 3: 4"),
        ({"geo_precision": ""}, "geo_precision: not 1, 2 or 3"),
        ({"event_date": "2023-02-30"}, "not a date of the calendar"),
        ({"fatalities": "many"}, "fatalities: not a number"),
        ({"fatalities": "-1"}, "fatalities: not a whole number of people"),
        ({"latitude": "-73.45", "longitude": "8.55"}, "the point is not in Colombia"),
        ({"event_id_cnty": "COL1"}, "the event of row 1 again"),
    ],
)
def test_acled_refuses_row_by_row(tmp_path: Path, cells: dict, reason: str) -> None:
    """A bad row is refused with its reason, and the good one beside it is taken."""
    reading = acled.read(request(write(tmp_path / "a.csv", exports.acled(), exports.acled(2) | cells)))
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
    row = {name: value for name, value in exports.acled().items() if name not in ("geo_precision", "fatalities")}
    with pytest.raises(
        GeoDataError, match=r"lacks 2 column.*geo_precision, fatalities|geo_precision, fatalities.*lacks 2"
    ):
        acled.read(request(write(tmp_path / "a.csv", row)))
