"""Every row of a file is accounted for."""

import pandas as pd

from geo.importers.reading import Ledger


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
