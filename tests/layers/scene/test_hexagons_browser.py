"""Hexagons in a browser: their corners, the cell under the pointer, years, legend and colours of municipalities."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from geo.statistics.hexagons import outlines
from layers.outputs import html
from layers.scene import basemap, compose
from layers.selection import Selection
from layers.tables import Tables

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

REGION = Selection(region="bajo-cauca", start="2012-01", end="2013-12", layers=("ucdp_hexagons",), lang="en")
PART = "map_terrapaz.terrapaz.scene.overlays[0]"
CARD = """([lat, lng]) => { const part = map_terrapaz.terrapaz.scene.overlays[0];
    const cell = TerrapazHexagons.find(part, { lat, lng });
    const card = TerrapazHexagons.card(map_terrapaz.terrapaz, part, cell);
    return Array.from(card.querySelectorAll("h3, dd")).map((node) => node.textContent); }"""


@pytest.fixture
def opened(tab: "Page", tables: Tables, tmp_path: Path) -> Callable[[Selection], "Page"]:
    """Open the export of a selection."""

    def open_map(selection: Selection = REGION) -> "Page":
        file = tmp_path / "map.html"
        file.write_text(html.html(selection, tables), "utf-8")
        tab.goto(file.as_uri())
        tab.wait_for_selector(".tp-panel", state="attached")
        return tab

    return open_map


def mark_of(selection: Selection, tables: Tables) -> dict[str, Any]:
    return compose.scene(selection, tables, basemap.for_selection(tables, selection))["overlays"][0]  # type: ignore[return-value]


def test_corners_are_those_of_the_projection(opened: Callable[[Selection], "Page"], tables: Tables) -> None:
    """The inverse in JavaScript and PROJ's agree to a decimetre; the cell under the pointer is found and told."""
    page, mark = opened(REGION), mark_of(REGION, tables)
    rings = page.evaluate(f"TerrapazHexagons.outlines({PART}).map(({{ ring }}) => ring)")
    cells = outlines(np.array(mark["cells"]).reshape(-1, 2), 100)
    drawn = shapely.polygons(np.array(rings)[..., ::-1])
    assert len(drawn) == len(cells)
    assert shapely.hausdorff_distance(drawn, cells).max() < 1e-6
    middles = [shapely.centroid(cell) for cell in cells]
    found = page.evaluate(
        f"(places) => places.map(([lng, lat]) => TerrapazHexagons.find({PART}, {{ lat, lng }}))",
        [[middle.x, middle.y] for middle in middles],
    )
    assert found == list(range(len(cells)))
    told = page.evaluate(CARD, [7.5, -74.5])
    assert told[0].startswith("Cell 100/")
    assert told[1:6] == ["2", "1", "100 km² · the whole cell", "2 events per 100 km²", "2012–2013"]
    single = page.evaluate(f"{PART}.grid.one")
    assert single == "event per 100 km²"


def test_a_year_has_the_numbers_of_that_year(opened: Callable[[Selection], "Page"], tables: Tables) -> None:
    """What the slider shows is what a map of that year alone shows, but for the classes, which years share."""
    year = 2013
    page = opened(REGION)
    page.evaluate(f"map_terrapaz.terrapaz.actions.go({year})")
    shown = page.evaluate(PART)
    alone = mark_of(replace(REGION, start=f"{year}-01", end=f"{year}-12"), tables)
    assert sum(shown["amounts"]) == sum(alone["amounts"]) == shown["count"]
    empty = [code == "0" for code in shown["class_codes"]]
    assert empty == [code == "0" for code in alone["class_codes"]]
    assert shown["grid"]["years"] == str(year)
    assert sum(row["n"] for row in shown["grid"]["classes"]) == len(shown["km2"])


def test_what_the_legend_has_is_what_is_drawn(opened: Callable[[Selection], "Page"], tables: Tables) -> None:
    """Of two layers that without data is drawn once the other is off, in cells of full size, and never over it."""
    page = opened(replace(REGION, layers=("ucdp_hexagons", "ucdp_candidate_hexagons")))
    drawn = """Object.fromEntries(map_terrapaz.terrapaz.overlays.map(({ part, layer }) =>
        [part.id, map_terrapaz.hasLayer(layer)]))"""
    legend = "TerrapazHexagons.shown(map_terrapaz.terrapaz).map(({ id }) => id)"
    assert [page.evaluate(drawn), page.evaluate(legend)] == [
        {"ucdp_hexagons": True, "ucdp_candidate_hexagons": False},
        ["ucdp_hexagons"],
    ]
    page.locator("[data-layer=ucdp_hexagons]").press("Space")
    assert [page.evaluate(drawn), page.evaluate(legend)] == [
        {"ucdp_hexagons": False, "ucdp_candidate_hexagons": True},
        ["ucdp_candidate_hexagons"],
    ]


def test_colours_beneath_come_back_when_hexagons_are_off(opened: Callable[[Selection], "Page"]) -> None:
    """Neither map nor heading is then of municipalities; the keyboard's place is kept; a table has all."""
    page = opened(REGION)
    heading, fill = (
        "document.querySelector('h1').textContent",
        "map_terrapaz.terrapaz.municipalities[0].style.fillColor",
    )
    first, bare = page.evaluate(heading), page.evaluate(fill)
    assert first == "Bajo Cauca: deadly events, in hexagons"
    page.locator("[data-layer=ucdp_hexagons]").press("Space")
    assert page.evaluate(heading) == "Bajo Cauca: share of tree cover lost"
    assert page.evaluate(fill) != bare
    assert page.evaluate("document.activeElement.dataset.layer") == "ucdp_hexagons"
    page.keyboard.press("Space")
    assert (page.evaluate(heading), page.evaluate(fill)) == (first, bare)
    page.locator(".tp-table summary").click()
    page.locator(".tp-table table >> nth=1").wait_for()
    rows = page.locator(".tp-table table >> nth=1").locator("tbody tr").all_inner_texts()
    assert len(rows) == page.evaluate(f"new Set({PART}.at).size")
    assert "0: " in page.locator(".tp-table caption >> nth=1").inner_text()


def test_over_hexagons_a_municipality_is_outlined(opened: Callable[[Selection], "Page"]) -> None:
    """Under the pointer it is above the cells, without a fill that would cover them; afterwards it is below."""
    page = opened(REGION)
    top = "map_terrapaz.terrapaz.renderer._drawLast.layer"
    municipality = "map_terrapaz.terrapaz.municipalities[0]"
    page.evaluate(f"{municipality}.layer.fire('mouseover', {{ latlng: {municipality}.latlng }})")
    assert page.evaluate(f"[{top} === {municipality}.layer, {top}.options.fill]") == [True, False]
    page.evaluate(f"{municipality}.layer.fire('mouseout')")
    assert page.evaluate(f"[{top} === {municipality}.layer, {municipality}.layer.options.fill]") == [False, True]
