"""A release of UCDP's events is read row by row, from a file or the API."""

import json
from pathlib import Path

import pandas as pd
import pytest

from geo.imported import refusals
from geo.importers import ucdp
from geo.sources import ucdp_ged
from tests import exports
from tests.geo.importers.files import reasons, request, write


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
    path = write(tmp_path / "mine.csv", exports.ged(), exports.ged(2, date_start="2025-06-30", date_end="2025-06-30"))
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
    (tmp_path / "api.json").write_text(json.dumps({"TotalCount": 1, "Result": [exports.ged() | numbers]}))
    one = ucdp.read(request(tmp_path / "api.json")).table
    two = ucdp.read(request(write(tmp_path / "file.csv", exports.ged()))).table
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two))
    assert one["municipality_code"].tolist() == ["54810"]


def test_ucdp_keeps_what_it_cannot_place(tmp_path: Path) -> None:
    """A municipality nobody knows leaves its event in the department; a spelling DIVIPOLA has is found."""
    unknown, spelt = exports.ged(adm_2="Nowhere municipality"), exports.ged(2, adm_2="Tibu municipality")
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
    reading = ucdp.read(request(write(tmp_path / "ged261.csv", exports.ged(), exports.ged(2) | cells)))
    assert len(reading.table) == 1
    assert pd.Series(reasons(reading)).str.contains(reason).tolist() == [False, True]


def test_ucdp_candidates_are_marked(tmp_path: Path) -> None:
    """What UCDP has not checked yet is accepted with a remark; events at sea are of no municipality."""
    rows = exports.ged(code_status="Check type"), exports.ged(2, where_prec="7")
    reading = ucdp.read(request(write(tmp_path / "GEDEvent_v26_0_8.csv", *rows)))
    assert reading.report["remark"].str.contains("not checked it|international waters").all()
    assert any("Candidate" in caveat for caveat in reading.source.caveats)
    assert reading.table["location_precision"].tolist() == [3, 6]


@pytest.mark.data
def test_ucdp_reads_the_pinned_release_as_its_own_source_does(originals: Path) -> None:
    """4,632 events of GED 19.1, the same as the catalogue's loader gives, but for the id of the source."""
    reading = ucdp.read(request(originals / "ucdp_ged" / "ged191_colombia_hdx.csv"))
    theirs = ucdp_ged.load(originals)[:4632]
    other = ["event_id", "source"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(reading.table.drop(columns=other)), pd.DataFrame(theirs.drop(columns=other))
    )
    assert refusals(reading.report) == [("HXL tags, not data", 1, 1)]
