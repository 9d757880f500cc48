"""Statistics of the user's own are judged row by row."""

from pathlib import Path

import pytest

from geo.importers import statistics
from geo.schema import INDICATORS, GeoDataError, check
from tests.geo.importers.files import reasons, request, write


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


def test_a_code_that_the_name_contradicts_is_kept_with_a_remark(tmp_path: Path) -> None:
    """Ocaña is another municipality than Tibú; San Francisco is the name of several, Tibu City of none."""
    names = ("Tibú", "TIBU", "Ocaña", "Tibu City", "")
    rows = [
        {"divipola": "54810", "municipio": name, "year": str(year), "value": "1"}
        for year, name in enumerate(names, 2019)
    ]
    rows += [{"divipola": "05652", "municipio": "San Francisco", "year": "2020", "value": "1"}]
    reading = statistics.read(request(write(tmp_path / "s.csv", *rows), constants={"variable": "v", "unit": "u"}))
    remark = "counted by its code, but the name is of another municipality: Ocaña"
    assert reading.report["remark"].tolist() == ["", "", remark, "", "", ""]
    assert len(reading.table) == 6


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
