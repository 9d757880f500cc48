"""A workbook is read in a process that can end alone."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from geo.importers import workbook
from geo.importers.files import read_rows
from geo.schema import GeoDataError


def test_cells_are_text_as_a_person_writes_them(tmp_path: Path) -> None:
    """As pandas gives them: a code keeps its zero, a whole number has no fraction, a day is an ISO date."""
    path = tmp_path / "e.xlsx"
    row = ["05001", 5001, 2.5, 3.0, date(2023, 3, 29), datetime(2023, 3, 29, 2, 30), time(2, 30), True, None, "=x"]
    book = openpyxl.Workbook()
    for cells in ([f"c{number}" for number in range(len(row))], row):
        book.active.append(cells)
    book.active["J2"].data_type = "s"
    book.save(path)
    [(name, found)] = workbook.read_sheets(path, path).items()
    assert name == "Sheet"
    pandas = pd.read_excel(path, header=None, dtype=str, engine="calamine", keep_default_na=False)
    assert found.to_numpy().tolist() == pandas.to_numpy().tolist()
    assert found.iloc[1].tolist() == [
        *("05001", "5001", "2.5", "3", "2023-03-29 00:00:00", "2023-03-29 02:30:00", "02:30:00", "True", "", "=x")
    ]


def far(path: Path) -> Path:
    """A workbook of few filled cells, to a reader as large as all those between them."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.active["A1"] = book.active["XFD1048576"] = 1
        book.save(path)
        return path
    cell = '<table:table-cell {} office:value-type="float" office:value="1"/>'
    wide = cell.format('table:number-columns-repeated="16000"')
    row = f'<table:table-row table:number-rows-repeated="5000">{wide}</table:table-row>'
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="a">{row}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


@pytest.mark.parametrize("name", ["far.xlsx", "far.ods"])
def test_a_workbook_that_would_fill_the_memory_ends_alone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process of its own, and the message says how to mend it."""
    monkeypatch.setattr(workbook, "MAX_MEMORY", 400_000_000)
    with pytest.raises(GeoDataError, match=rf"{name}.*more memory than it is given.*stands far from the table"):
        read_rows(far(tmp_path / name))


def test_a_workbook_that_takes_too_long_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does one of too many cells that the memory would hold."""
    path = tmp_path / "e.xlsx"
    pd.DataFrame({"a": range(5)}).to_excel(path, index=False)
    monkeypatch.setattr(workbook, "MAX_CELLS", 5)
    with pytest.raises(GeoDataError, match="more than 5 cells"):
        read_rows(path)
    monkeypatch.setattr(workbook, "MAX_SECONDS", 0.001)
    with pytest.raises(GeoDataError, match="seconds to open"):
        read_rows(path)
