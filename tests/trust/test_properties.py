"""What holds whatever the input: no row is lost, no zero without coverage, no kill that leaves half a folder."""

import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import swap
from geo.importers import events, statistics
from geo.importers.reading import Reading, Request
from geo.schema import GeoDataError
from geo.statistics.indicators import count_events
from tests import builders
from tests.geo.importers.files import TODAY
from tests.trust.children import Fate, run

CODES = ("05001", "54810", "18001", "5001", "99999", "")
DAYS = st.one_of(
    st.dates(date(2018, 1, 1), date(2027, 12, 31)).map(str),
    st.sampled_from(["2021", "2021-05", "03/04/2021", "", "x"]),
)
CELLS = st.one_of(st.sampled_from(["", "1", "2.0", "-1", "1e400", "1.234", "NaN", "٣"]), st.text(max_size=6))
ROWS = st.lists(st.tuples(DAYS, st.sampled_from(CODES), CELLS), min_size=1, max_size=8)
FEW = settings(max_examples=10, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def read(form: str, rows: list[tuple[str, str, str]], **said: object) -> Reading | None:
    """Import rows of a date, a code and a number; None if no row can be used."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            names = ("fecha", "divipola", "muertos") if form == "events" else ("anio", "divipola", "valor")
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(
                [(*names, "tipo"), *((*row, "masacre") for row in rows)]
            )
        constants = {} if form == "events" else {"variable": "v", "unit": "u"}
        request = Request(path, "p", TODAY, constants=constants, **said)  # type: ignore[arg-type]
        try:
            return {"events": events, "statistics": statistics}[form].read(request)  # type: ignore[no-any-return, attr-defined]
        except GeoDataError as error:
            if "Remedy: " not in str(error):
                raise
            return None


@pytest.mark.parametrize("form", ["events", "statistics"])
@FEW
@given(rows=ROWS)
def test_rows_in_are_rows_kept_and_rows_set_aside(form: str, rows: list[tuple[str, str, str]]) -> None:
    """Each row of the file has one outcome, and a reason if it is refused."""
    reading = read(form, [(day[:4], *rest) if form == "statistics" else (day, *rest) for day, *rest in rows])
    if reading is None:
        return
    blank = sum(not any(cell.strip() for cell in (*row, "masacre")) for row in rows)
    assert len(reading.report) == len(rows) - blank
    assert reading.accepted == len(reading.table)
    assert ((reading.report["reason"] != "") == (reading.report["outcome"] == "refused")).all()


@FEW
@given(rows=ROWS, whole=st.booleans(), stated=st.booleans())
def test_a_zero_needs_coverage(rows: list[tuple[str, str, str]], whole: bool, stated: bool) -> None:
    """In a year that is stated or borne out by days, of a complete file, where no row was lost."""
    span = {"start": date(2020, 1, 1), "end": date(2022, 12, 31)} if stated else {}
    reading = read("events", rows, complete=whole, **span)
    if reading is None:
        return
    places = builders.municipalities(
        *({"municipality_code": code, "geometry": builders.square(at - 75, 5)} for at, code in enumerate(CODES[:3]))
    )
    counts = count_events(reading.table, reading.source, places)
    zeros = counts[(counts["value"] == 0) & (counts["variable"].str.contains("event"))]
    coverage = reading.source.coverage
    assert whole or zeros.empty
    assert set(zeros["year"]) <= set(coverage.years)
    assert not set(zeros["municipality_code"]) & set(coverage.excluded)
    exact = reading.table[reading.table["date_precision"] == 1]["date_start"].dt.year
    assert stated or set(coverage.years) <= set(range(int(exact.min()), int(exact.max()) + 1) if len(exact) else ())


@settings(max_examples=8, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(deaths=st.lists(st.integers(0, 25), min_size=1, max_size=6))
def test_any_sequence_of_kills_leaves_a_whole_folder(deaths: list[int]) -> None:
    """Of one writing, never of two; and the one that ends tidies up."""
    with TemporaryDirectory() as home:
        target = Path(home, "target")
        for number, step in enumerate([0, *deaths, 0]):

            def write(text: str = f"{number}") -> None:
                with swap.replacing(target) as fresh:
                    for name in ("one", "two"):
                        (fresh / name).write_text(text)

            ended = run(write, Fate(step=step), target)
            assert ended.was_killed or ended.code == 0, ended.said
            swap.recover(target)
            texts = {path.read_text() for path in target.iterdir()}
            assert len(texts) == 1
            assert ended.was_killed or texts == {f"{number}"}
        assert [path.name for path in Path(home).iterdir()] == ["target"]
