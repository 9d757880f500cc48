"""A file is read once, and again when it has changed."""

import os
from pathlib import Path

import pandas as pd

from geo.readers.once import once
from geo.readers.text import read_text
from geo.sources import mining_titles


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path) -> None:
    """Another size or another time is another file; so is another path."""
    reads = []

    @once
    def words(path: Path) -> list[str]:
        reads.append(path.name)
        return path.read_text("utf-8").split()

    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text("a b", "utf-8")
    two.write_text("c", "utf-8")
    assert words(one) is words(one)
    assert words(two) == ["c"]
    one.write_text("d e f", "utf-8")
    assert words(one) == ["d", "e", "f"]
    os.utime(one, ns=(1, 1))
    words(one)
    assert reads == ["one.txt", "two.txt", "one.txt", "one.txt"]


def test_the_cells_of_a_workbook_are_the_text_that_pandas_makes_of_them(tmp_path: Path) -> None:
    """Codes keep their zeros, whole numbers have no decimals, an empty cell is missing, spaces go."""
    cells = {
        "code": ["05120", "5001", " 00000 ", ""],
        "number": [1.0, 2.5, -3, None],
        "flag": [True, False, True, None],
        "unasked": ["x", "y", "z", ""],
    }
    path = tmp_path / "table.xlsx"
    pd.DataFrame(cells).astype(object).to_excel(path, index=False)
    found = read_text(path, {"number": "n", "code": "c", "flag": "f"}, mining_titles.SOURCE)
    theirs = pd.read_excel(path, dtype=str, engine="calamine", keep_default_na=False)
    theirs = theirs.apply(lambda column: column.str.strip()).where(lambda table: table != "")
    expected = pd.DataFrame({"n": theirs["number"], "c": theirs["code"], "f": theirs["flag"]})
    pd.testing.assert_frame_equal(found, expected)
    assert found["n"].iloc[:3].tolist() == ["1", "2.5", "-3"]
