"""Numbers, dates and places are read as people write them, or not at all."""

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.importers.dates import parse_dates
from geo.readers.gazetteer import NAMES, department_codes, municipality_codes, named_municipalities
from geo.readers.numerals import parse_numbers


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
        (["٣", "１２", "²", "1_0"], [math.nan] * 4),
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
        ("02/2024", "2024-02-01", "2024-02-29", 4),
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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-03-01T02:30:00Z", "2023-02-28"),
        ("2023-01-01T04:59:00+00:00", "2022-12-31"),
        ("2023-01-01T05:00:00.000Z", "2023-01-01"),
        ("20230101T045900Z", "2022-12-31"),
        ("2023-01-01 03:10:00+0000", "2022-12-31"),
        ("13/01/2023 02:30 UTC", "2023-01-12"),
        ("2023-01-01T23:30:00-08:00", "2023-01-02"),
        ("2023-01-01T06:30:00+02", "2022-12-31"),
        ("2023-01-01T02:30:00-05:00", "2023-01-01"),
        ("2023-01-01T02:30:00", "2023-01-01"),
        ("01/13/2023 11:30:00 PM", "2023-01-13"),
        ("2023-01-13 11:30 p. m.", "2023-01-13"),
    ],
)
def test_an_instant_is_of_its_day_in_colombia(text: str, day: str) -> None:
    """What states its offset from UTC is carried over to UTC-5; a local time keeps its day."""
    dates, problem = parse_dates(pd.Series([text]))
    assert problem.item() == ""
    assert dates.astype(str).iloc[0].tolist() == [day, day, "1"]


def test_days_written_as_midnight_stay() -> None:
    """A program wrote a column of days as times; one time that is not midnight shows that they are instants."""
    days = ["2023-03-01T00:00:00Z", "2023-03-02T00:00:00+00:00"]
    assert parse_dates(pd.Series(days))[0]["date_start"].dt.day.tolist() == [1, 2]
    assert parse_dates(pd.Series([*days, "2023-03-03T14:00:00Z"]))[0]["date_start"].dt.day.tolist() == [28, 1, 3]


@pytest.mark.parametrize(
    "text", ["2023-03-01T02:30:00 EST", "2023-03-01T25:00Z", "2023-03-01 or so", "2023-03 02:30"]
)
def test_a_time_that_cannot_be_read_leaves_no_day(text: str) -> None:
    """The day of a time in an unknown zone is not guessed."""
    dates, problem = parse_dates(pd.Series([text]))
    assert dates["date_start"].isna().all()
    assert problem.item().endswith(": " + text)


def test_the_column_shows_whether_the_day_comes_first() -> None:
    """One number above 12 settles 03/04/2023 for the whole column; without one it is refused, as is 30 February."""
    assert parse_dates(pd.Series(["03/04/2023", "13/04/2023"]))[0]["date_start"].dt.month.tolist() == [4, 4]
    assert parse_dates(pd.Series(["03/04/2023", "04/13/2023"]))[0]["date_start"].dt.month.tolist() == [3, 4]
    for texts in (
        ["03/04/2023"],
        ["13/04/2023", "04/13/2023"],
        ["2023-02-30"],
        ["soon"],
        [""],
        ["٢٠٢٣"],
        ["1899"],
        ["13/2023"],
    ):
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


@pytest.mark.parametrize(
    ("text", "code", "restored"),
    [
        ("5001000", "05001", True),  # a populated place without its zero
        ("8001000", "08001", True),
        ("5001000.0", "05001", True),
        ("54810000", "54810", False),
        ("54.810", "54810", False),
        ("5,001", "05001", True),
        ("5.001.000", "05001", True),
        ("'05001", "05001", False),
        ("5001.00", "05001", True),
        ("54810,0", "54810", False),
        ("7001000", None, False),  # no department 07
        ("5999000", None, False),
        ("5.00E+06", None, False),  # rounded
        ("054810", None, False),
        ("5481", None, False),
    ],
)
def test_a_code_that_a_spreadsheet_changed_is_read_or_refused(text: str, code: str | None, restored: bool) -> None:
    """A zero is put back only where there is one municipality that it can be."""
    codes, problem, mended = municipality_codes(pd.Series([text]))
    assert (codes.dropna().tolist() or [None]) == [code]
    assert problem.item() == ("" if code else f"no such municipality: {text}")
    assert mended.item() == restored
    assert department_codes(pd.Series(["5.0", "54"])).tolist() == ["05", "54"]


@pytest.mark.data
def test_the_gazetteer_has_every_municipality(bundle: Callable[..., Any]) -> None:
    """All 1,122 of MGN 2018 are found by their own names, and one that came later."""
    table = bundle("dane_mgn", "mgn2018")
    assert len(table) == 1122
    found = named_municipalities(department_codes(table["department"]), table["municipality"])
    assert found.tolist() == table["municipality_code"].tolist()
    known = pd.read_csv(NAMES, dtype=str)["municipality_code"]
    assert set(known) - set(table["municipality_code"]) == {"27493"}
