"""The start page: three regions in brief, each on the way to its map; and which address opens which page."""

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.schema import REGIONS
from geo.source import ROOT
from layers.app import state
from layers.app.presets import presets
from layers.selection import Selection
from tests.layers.app.headless import html, opened, query


def test_the_app_opens_on_the_start_page(app: AppTest) -> None:
    """A region in brief three times, without a map, and with nothing in the link."""
    shown = html(opened(app))
    assert shown.count('<article class="tp-brief">') == len(REGIONS)
    assert "tp-calendar" in shown
    assert not app.select_slider
    assert query(app) == {}


def test_the_start_page_is_the_same_page_in_english(app: AppTest) -> None:
    """Its link says which page it is of, because one with a language alone has always been that of a map."""
    opened(app).button_group(key=state.key("lang")).set_value("en").run()
    assert not app.exception
    assert query(app) == {"lang": "en", "page": "start"}
    assert "In Catatumbo, UCDP counts" in html(app)
    again = opened(AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60), **query(app))
    assert "tp-brief" in html(again)


class Context:
    """The address that a browser asks for."""

    def __init__(self, path: str, *, is_embedded: bool = False) -> None:
        self.url = f"http://localhost{path}"
        self.is_embedded = is_embedded


@pytest.mark.parametrize(
    ("path", "link", "embedded", "expected"),
    [
        ("/", {}, False, False),
        ("/", {"region": "catatumbo"}, False, True),
        ("/", {"lang": "en"}, False, True),
        ("/", {"utm_source": "x"}, False, True),
        ("/", {}, True, True),
        ("/", {"lang": "en", "page": "start"}, False, False),
        ("/terrapaz", {"region": "catatumbo"}, False, True),
        ("/terrapaz/compare", {"region": "catatumbo"}, False, False),
        ("/map", {"region": "catatumbo"}, False, False),
        ("/start", {"lang": "en"}, False, True),
    ],
)
def test_an_address_without_a_path_is_that_of_one_page(
    path: str, link: dict[str, str], embedded: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With parameters it is the map's, as it always was; a page that is asked for by its path never has two."""
    session: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr(st, "context", Context(path, is_embedded=embedded))
    monkeypatch.setattr(st, "query_params", link)
    assert state.opens_map() is expected
    link.clear()
    assert state.opens_map() is expected


@pytest.mark.parametrize("region", REGIONS)
def test_a_card_opens_a_map_of_its_region(region: str) -> None:
    """Its parameters are a selection's."""
    _, shown = presets(Selection())[region]
    assert Selection.from_query(shown.to_query()).region == region


def test_the_start_page_leaves_the_selection_as_it_is(app: AppTest) -> None:
    """A reader who looks at it and returns to the map by the menu finds the same map."""
    opened(app, lang="en", page="start", region="catatumbo")
    assert app.session_state["selection"].region == "catatumbo"
    assert query(app) == {"lang": "en", "page": "start"}
