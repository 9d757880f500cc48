"""A reader's own area in Chromium: drawn, uploaded, reported, linked and removed; and navigation between pages."""

from typing import TYPE_CHECKING

import pytest
import shapely

from tests.layers.app.serving import Served, opened, query

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

pytestmark = pytest.mark.browser

AREA = shapely.Polygon([(-73.3, 8.5), (-73.1, 8.5), (-73.2, 8.6)])
"""A triangle over Teorama and its neighbour."""


def click(tab: "Page", frame: "Frame", lon: float, lat: float) -> None:
    x, y = frame.evaluate(
        """([lon, lat]) => {
            const p = map.latLngToContainerPoint([lat, lon]), box = frameElement.getBoundingClientRect();
            return [box.left + p.x, box.top + p.y];
        }""",
        [lon, lat],
    )
    tab.mouse.click(x, y)


def test_an_area_is_drawn_reported_linked_and_removed(tab: "Page", served: Served) -> None:
    """Corner by corner; the link restores it; Escape cancels a drawing."""
    frame = opened(tab, f"{served.url}/area?lang=en")
    tab.get_by_text("No area yet").wait_for()
    frame.evaluate("void map.setView([8.55, -73.2], 9, {animate: false})")
    frame.get_by_role("button", name="Draw an area").click()
    tab.keyboard.press("Escape")
    assert frame.get_by_role("button", name="Draw an area").is_visible()
    frame.get_by_role("button", name="Draw an area").click()
    for lon, lat in AREA.exterior.coords[:-1]:
        click(tab, frame, lon, lat)
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="Events inside").wait_for()
    link = query(tab)["area"]
    corners = shapely.Polygon([tuple(map(float, pair.split(","))) for pair in link.split(";")])
    assert shapely.hausdorff_distance(corners, AREA) < 0.01
    size = tab.get_by_role("heading", name="hectares").inner_text()
    row = tab.get_by_role("table", name="Events inside").get_by_role("row", name="Organised violence")
    assert "low 1, high 4" in row.inner_text()
    opened(tab, f"{served.url}/area?lang=en&area={link}")
    tab.get_by_role("heading", name=size).wait_for()
    tab.get_by_role("button", name="Remove the drawn area").click()
    tab.get_by_text("No area yet").wait_for()
    assert "area" not in query(tab)


def test_an_uploaded_area_is_not_in_the_link(tab: "Page", served: Served) -> None:
    """A GeoJSON is read and drawn; an invalid file shows an error, and the page still works."""
    frame = opened(tab, f"{served.url}/area")
    content = shapely.to_geojson(AREA).encode()
    upload = tab.locator("input[type=file]")
    upload.set_input_files({"name": "mine.geojson", "mimeType": "application/geo+json", "buffer": content})
    tab.get_by_role("heading", name="Eventos dentro del área").wait_for()
    frame.wait_for_function("map.terrapaz.area && map.getZoom() > 8")
    assert query(tab) == {}
    upload.set_input_files({"name": "mine.kml", "mimeType": "text/xml", "buffer": b"<!DOCTYPE kml><kml/>"})
    tab.locator(".tp-notices.wrong", has_text="No se puede leer").wait_for()
    assert not any("mine" in path.name for path in served.home.rglob("*"))


def test_the_selection_is_kept_from_page_to_page(tab: "Page", served: Served) -> None:
    """The comparison has the region and measure of the map, and so has the map afterwards."""
    opened(tab, f"{served.url}/?region=catatumbo&choropleth=deaths")
    tab.get_by_role("link", name="Comparar").click()
    tab.wait_for_url("**/compare?**region=catatumbo**")
    assert query(tab)["choropleth"] == "deaths"
    tab.locator(".tp-key").nth(1).wait_for()
    tab.get_by_role("link", name="Mapa").click()
    tab.wait_for_url(lambda url: "compare" not in url and "region=catatumbo" in url)
    assert query(tab) == {"region": "catatumbo", "choropleth": "deaths"}
