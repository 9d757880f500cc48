"""What docs/python.md shows is what happens."""

import doctest

import pytest

from geo.source import ROOT
from layers.tables import Tables


def test_the_examples_run(small_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of the page, on the tables of a small country."""
    monkeypatch.setattr(Tables, "read", lambda: small_tables)
    result = doctest.testfile(
        str(ROOT / "docs" / "python.md"), module_relative=False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert result.attempted > 15
    assert result.failed == 0


def test_the_package_offers_what_the_page_imports() -> None:
    """Classes come lazily; a wrong name is told as Python does."""
    import layers

    assert layers.Selection is __import__("layers.selection", fromlist=["Selection"]).Selection
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        layers.Nothing  # noqa: B018
