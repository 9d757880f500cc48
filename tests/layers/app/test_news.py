"""The page What is new, and the section of dossiers that says the same."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo.changes import history
from geo.schema import CHANGES, REPORTED_CHANGES, check
from layers.app import state
from layers.dossier import news
from layers.dossier.writer import Writer
from layers.selection import Selection
from layers.tables import Tables
from tests.layers.app.headless import Picker, html

SCRIPT = "from layers.app import state\nfrom layers.app.pages import news\nstate.sync()\nnews.page()"


def reported(version: str, day: str, *rows: dict[str, object]) -> pd.DataFrame:
    whole = dict.fromkeys(CHANGES.columns) | {"source": "ucdp_ged", "count": 1, "preliminary": False}
    table = pd.DataFrame([whole | row for row in rows]).assign(data_version=version, reported_on=day)
    types = REPORTED_CHANGES.types
    return check(table[list(types)].astype(types), REPORTED_CHANGES, "test")


EVENTS = {"kind": "new", "variable": "events", "municipality_code": "54800", "department_code": "54"}
EDITIONS = (
    reported("one", "2026-11-21", EVENTS | {"period": "2025-11", "count": 4}),
    reported("two", "2026-11-28", EVENTS | {"period": "2025-12", "count": 2, "preliminary": True}),
)


@pytest.fixture
def page(app: AppTest, small: Path) -> Iterator[AppTest]:
    """The page over two editions."""
    for edition in EDITIONS:
        history.record(edition, small, "https://example.org/terrapaz/")
    (small / "manifest.json").touch()
    yield AppTest.from_string(SCRIPT, default_timeout=60)
    (small / history.REPORTED).unlink()
    (small / "manifest.json").touch()


def test_editions_are_listed_newest_first(page: AppTest) -> None:
    """By day and source, with the feeds' address; a dot for the browser to show."""
    page.run()
    assert not page.exception
    shown = html(page)
    assert shown.index("28 de noviembre de 2026") < shown.index("21 de noviembre de 2026")
    assert "2 eventos nuevos, diciembre de 2025." in shown
    assert shown.count('class="tp-dot" hidden') == 2
    assert 'href="https://example.org/terrapaz/"' in shown
    assert "Preliminar" in shown


def test_the_reader_chooses_edition_and_place(page: AppTest) -> None:
    """Only that edition; of another place, no change."""
    page.run()
    page.selectbox(key=state.key("edition")).select("one").run()
    assert "diciembre de 2025" not in html(page)
    assert "UCDP" in Picker(page, "news-source").words["ucdp_ged"][-1]
    Picker(page, "news-source").pick("ucdp_ged")
    Picker(page, "place").pick("caqueta")
    assert "Sin cambios." in html(page)


def test_before_the_first_edition_the_page_says_how_it_begins(app: AppTest) -> None:
    """And names the command."""
    page = AppTest.from_string(SCRIPT, default_timeout=60).run()
    assert not page.exception
    assert "terrapaz watch" in html(page)


def test_a_dossier_tells_the_newest_edition(tables: Tables) -> None:
    """Of its place only; without an edition there is no section."""
    changes = pd.concat(EDITIONS[::-1], ignore_index=True)
    with_news = Tables(**{name: getattr(tables, name) for name in tables.__dataclass_fields__} | {"changes": changes})
    here, elsewhere = Selection(municipality_code="54800", lang="en"), Selection(region="caqueta", lang="en")
    section = news.section(Writer(here, with_news))
    assert section is not None
    (table,) = section.blocks
    assert section.title == "Since the last edition"
    assert [row[1] for row in table.rows] == [  # type: ignore[union-attr]
        "2 new events, December 2025. Preliminary: the publisher may still correct it."
    ]
    assert news.section(Writer(elsewhere, with_news)) is None
    assert news.section(Writer(replace(here), tables)) is None
