"""The page Table: widgets, link, heads and cells agree; numbers are those of the map; no data is no zero."""

import math
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from layers import cli
from layers.analysis.matrix import KEYS, Chosen, matrix
from layers.app import state
from layers.app.pages import table
from layers.catalog import choropleth
from layers.scene import basemap
from layers.scene.choropleth import shade
from layers.selection import Selection
from layers.tables import Tables
from tests.layers.app.headless import Picker, html, opened, query
from tests.layers.app.serving import Served
from tests.layers.app.serving import query as address

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCRIPT = "from layers.app import state\nfrom layers.app.pages import table\nstate.sync()\ntable.page()"
YEARS = {"lang": "en", "from": "2015-01", "to": "2016-12"}


@pytest.fixture
def page(app: AppTest) -> AppTest:
    """The page alone, over the small country."""
    return AppTest.from_string(SCRIPT, default_timeout=60)


def heads(app: AppTest) -> list[str]:
    return re.findall(r'data-id="([^"]+)"', html(app))


def rows(app: AppTest) -> dict[str, list[tuple[str, str]]]:
    """Sort key and text of every number, by municipality."""
    lines = re.findall(r"<tr[^>]*><th scope=\"row\" data-key=\"([^\"]*)\">.*?</th>(.*?)</tr>", html(app))
    return {
        name: re.findall(r'<td class="tp-figure[^"]*" data-key="([^"]*)"[^>]*>([^<]*)', line) for name, line in lines
    }


def test_numbers_are_those_of_the_map_and_no_data_is_no_zero(page: AppTest, tables: Tables) -> None:
    """Each text is that of the popup; the cell of Tibú's forest is hatched, has no key, and no bar."""
    opened(page, **YEARS, columns="deaths,forest_loss", forms="map")
    selection = Selection.from_query(YEARS)
    codes = basemap.for_country(tables).codes
    names = dict(zip(tables.municipalities["municipality_code"], tables.municipalities["municipality"], strict=True))
    parts = [shade(choropleth(name), selection, tables, codes) for name in ("deaths", "forest_loss")]
    shown = rows(page)
    for at, code in enumerate(codes):
        if "<" not in names[code]:
            assert [text for _, text in shown[names[code]]] == [part["values"][at].split(" (")[0] for part in parts]
    missing = re.findall(r'<td class="([^"]*)" data-key=""([^>]*)>no data</td>', html(page))
    assert missing == [("tp-figure tp-of-forest tp-missing", "")]
    assert ("0", "0") in [(key.removesuffix(".0"), text) for key, text in shown["Florencia"]]
    assert "&lt;img src=x" in html(page)


@pytest.mark.parametrize(
    ("sort", "last"), [("forest_loss.map", True), ("-forest_loss.map", True), ("deaths.map", False), ("", False)]
)
def test_the_order_is_in_the_link(page: AppTest, sort: str, last: bool) -> None:
    """The head says by what the rows are sorted, and which way; what has no data is last either way."""
    opened(page, **YEARS, columns="deaths,forest_loss", forms="map", sort=sort)
    sorted_heads = re.findall(r'aria-sort="(\w+)" data-id="([^"]+)"', html(page))
    assert sorted_heads == [("descending" if sort.startswith("-") else "ascending", sort.removeprefix("-") or "name")]
    texts = [cells[1][1] for cells in rows(page).values()]
    assert (texts[-1] == "no data") == last
    assert query(page).get("sort", "") == sort


def test_measures_state_their_years_and_where_they_have_data(page: AppTest) -> None:
    """Beside its full name: the years here, or that there are none and where there are some."""
    opened(page, **YEARS, region="catatumbo", columns="deaths,mine_victims")
    labels = [each.label.replace("\\", "") for each in page.checkbox]
    assert any(label.startswith("People killed in armed conflict · 1989–2018") for label in labels)
    assert any(label == "Victims of mines and explosive remnants · no data in this build" for label in labels)
    assert "Victims of mines and explosive remnants: no data in this build." in html(page)
    assert heads(page) == ["name", "deaths.count", "deaths.map"]


def test_what_is_not_valid_in_a_link_is_reported_and_ignored(page: AppTest) -> None:
    """An unknown measure or form; an order by a column that is not shown is by name."""
    opened(page, lang="en", columns="deaths,<script>", forms="ratio", sort="-homicides.map")
    told = html(page)
    assert "columns=deaths,&lt;script&gt;" in told
    assert "forms=ratio" in told
    assert query(page) == {"lang": "en"}
    assert heads(page)[0] == "name"


def clicks(app: AppTest, at: random.Random) -> list[Callable[[], Any]]:
    """What can be clicked, with values drawn at random; a click on a head is another link."""

    def sort() -> None:
        app.query_params["sort"] = at.choice(["", "-"]) + at.choice(heads(app) or ["name"])

    def choice(kind: str, name: str, values: list[Any]) -> Callable[[], Any]:
        return lambda: getattr(app, kind)(key=state.key(name)).set_value(at.choice(values))

    return [
        sort,
        lambda: Picker(app, "place").pick(at.choice(["country", "catatumbo", "caqueta"])),
        choice("button_group", "forms", [["count"], ["map", "area"], ["count", "map"]]),
        choice("checkbox", "column:deaths", [True, False]),
        choice("checkbox", "column:events", [True, False]),
    ]


@pytest.mark.parametrize("seed", range(2))
def test_widgets_link_and_table_never_disagree(page: AppTest, tables: Tables, seed: int) -> None:
    """Six clicks at random, checked after each."""
    at = random.Random(seed)
    opened(page, **YEARS)
    for _ in range(6):
        at.choice(clicks(page, at))()
        page.run()
        assert not page.exception
        link = query(page)
        own = {key: link.pop(key) for key in KEYS if key in link}
        selection = Selection.from_query(link)
        chosen = Chosen.from_params(own, selection)
        found = matrix(selection, tables, chosen)
        several = len(set(found.places["department"])) > 1
        expected = ["name", *(["department"] if several else []), *(column.id for column in found.columns)]
        assert heads(page) == (expected if found.columns else [])
        assert set(page.button_group(key=state.key("forms")).value) == set(chosen.forms)
        ticked = {each.key.split("column:")[1] for each in page.checkbox if each.value}
        assert ticked == set(chosen.measures)
        if found.columns:
            names = [name for name in rows(page) if "<" not in name and "&lt;" not in name]
            assert names == [name for name in found.places["municipality"] if "<" not in name]


def test_of_a_long_table_the_first_rows_are_shown(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order that was chosen; the page says of how many."""
    monkeypatch.setattr(table, "MOST", 3)
    monkeypatch.setattr(table, "FIRST", 2)
    opened(page, **YEARS, columns="deaths", forms="count", sort="-deaths.count")
    assert [cells[0][1] for cells in rows(page).values()] == ["5", "2"]
    assert "The first 2 of 5 municipalities in this order" in html(page)


def test_the_command_writes_the_same_table(small: Path, tables: Tables, tmp_path: Path) -> None:
    """Measures, forms and order by flags; what is missing is empty."""
    path = tmp_path / "x.csv"
    flags = ["--from", "2015-01", "--to", "2016-12", "--columns", "deaths,forest_loss", "--forms", "count", "--sort"]
    command = ["extract", "--out", str(small), "-o", str(path), "--table", "matrix", *flags, "-forest_loss.count"]
    result = CliRunner().invoke(cli.app, command)
    assert result.exit_code == 0, result.output
    written = pd.read_csv(path, dtype={"municipality_code": str}).set_index("municipality_code")
    chosen = Chosen(("deaths", "forest_loss"), ("count",), "-forest_loss.count")
    found = matrix(Selection(start="2015-01", end="2016-12"), tables, chosen)
    assert list(written.index) == list(found.places.index)
    assert list(written["forest_loss.count"])[:4] == [20, 8, 6, 0]
    assert math.isnan(written["forest_loss.count"].iloc[4])
    assert written.loc["54800", "deaths.count"] == 5


@pytest.mark.browser
def test_a_head_sorts_and_the_way_back_undoes_it(tab: "Page", served: Served) -> None:
    """The order is in the address."""
    tab.goto(f"{served.url}/table?lang=en&from=2015-01&to=2016-12&columns=deaths&forms=count")
    tab.locator('.tp-matrix th[data-id="deaths.count"] button').click(timeout=30_000)
    tab.locator('.tp-matrix th[data-id="deaths.count"][aria-sort="descending"]').wait_for()
    assert address(tab)["sort"] == "-deaths.count"
    assert tab.locator(".tp-matrix tbody th").first.inner_text() == "Teorama"
    tab.go_back()
    tab.locator('.tp-matrix th[data-id="name"][aria-sort="ascending"]').wait_for()
    assert "sort" not in address(tab)
