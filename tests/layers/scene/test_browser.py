"""The exported map in a browser with the network cut off: it draws, answers, and takes no data for HTML."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from layers.outputs import html
from layers.scene import basemap, compose
from layers.selection import Selection
from layers.tables import Tables

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

REGION = Selection(
    region="bajo-cauca", start="2012-01", end="2013-12", layers=("regions", "ucdp", "massacres", "incidents", "parks")
)
PHONE = {"width": 390, "height": 844}

Opener = Callable[..., "Page"]


@pytest.fixture
def opened(tab: "Page", tables: Tables, tmp_path: Path) -> Opener:
    """Open the export of a selection from the disk, without a network, and wait for its map."""

    def open_map(selection: Selection = REGION, data: Tables = tables) -> "Page":
        file = tmp_path / "map.html"
        file.write_text(html.html(selection, data), "utf-8")
        asked: list[str] = []
        tab.context.set_offline(True)
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(file.as_uri())
        tab.wait_for_selector(".tp-panel", state="attached")
        assert asked == [file.as_uri()]
        return tab

    return open_map


def at(page: "Page", lon: float, lat: float) -> tuple[float, float]:
    """Where a place is on the page, in pixels."""
    x, y = page.evaluate(
        """([lon, lat]) => { const p = map_terrapaz.latLngToContainerPoint([lat, lon]),
        box = map_terrapaz.getContainer().getBoundingClientRect(); return [p.x + box.left, p.y + box.top]; }""",
        [lon, lat],
    )
    return x, y


def settle(page: "Page", busy: str) -> None:
    """Wait while ``busy`` holds; Playwright's own waiting needs eval, which the page forbids."""
    until(page, lambda: not page.evaluate(busy), f"still {busy}")


def until(page: "Page", holds: Callable[[], bool], otherwise: str) -> None:
    """Wait for what is so a moment later."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(20)
    pytest.fail(otherwise)


def click(page: "Page", lon: float, lat: float) -> None:
    page.mouse.click(*at(page, lon, lat))
    page.wait_for_selector(".leaflet-popup")
    settle(page, "map_terrapaz._panAnim && map_terrapaz._panAnim._inProgress")


def colour(page: "Page", lon: float, lat: float) -> str:
    """Colour of the drawing at a place, as #rrggbb, once what was asked for is painted."""
    pixel: list[int] = page.evaluate(
        """async ([lon, lat]) => {
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const r = map_terrapaz.terrapaz.renderer, c = r._container,
        k = c.width / c.clientWidth,
        p = map_terrapaz.latLngToLayerPoint([lat, lon]).subtract(L.DomUtil.getPosition(c));
        return Array.from(r._ctx.getImageData(p.x * k, p.y * k, 1, 1).data); }""",
        [lon, lat],
    )
    return "#" + "".join(f"{channel:02x}" for channel in pixel[:3])


def rows(page: "Page") -> dict[str, str]:
    """The card in the open popup: heading under "", every field under its label."""
    told: list[list[str]] = page.evaluate(
        """() => { const card = document.querySelector('.leaflet-popup .tp-card');
        return [["", card.querySelector('h3').textContent], ...Array.from(card.querySelectorAll('dt'))
        .map((dt) => [dt.textContent, dt.nextSibling.textContent])]; }"""
    )
    return dict(told)  # type: ignore[arg-type]


def test_municipalities_have_their_colours(opened: Opener, tables: Tables) -> None:
    """What is painted is what the scene's classes say; zero is not the paper, outside not a class."""
    page = opened(replace(REGION, layers=()))
    (part,) = compose.scene(replace(REGION, layers=()), tables, basemap.for_selection(tables, REGION))["choropleths"]
    colors = {row["class"]: row["color"] for row in part["classes"]}
    assert colour(page, -74.7, 7.2) == colors[1]
    assert colour(page, -73.3, 7.2) == colors[0]
    assert colour(page, -74.7, 8.1) == "#f1ede3"


def test_a_selected_municipality_is_named_at_any_zoom(opened: Opener) -> None:
    """Where the scale is too small for names of municipalities, the selected one has its name, once."""
    page = opened(replace(REGION, region=None, municipality_code="05154", layers=()))
    page.evaluate("map_terrapaz.setZoom(5, {animate: false})")
    names: list[str] = page.evaluate("map_terrapaz.terrapaz.labels.candidates().map(({text}) => text)")
    assert names.count("Caucasia") == 1
    assert "Tarazá" not in names


def test_no_data_is_hatched(opened: Opener) -> None:
    """Albania has no figure: two colours within a few pixels, none of them a class."""
    page = opened(replace(REGION, region=None, layers=()))
    found = {colour(page, -73.7 + step / 300, 8.3) for step in range(12)}
    assert len(found) == 2
    assert "#fffefb" not in found
    assert page.locator(".tp-classes .tp-hatched").count() == 1


def test_data_stays_text(opened: Opener, hostile: tuple[str, ...]) -> None:
    """Every hostile field, in each card of the place, arrives letter for letter, and nothing of it runs."""
    page = opened()
    click(page, -73.5, 7.5)
    seen = []
    for _ in hostile:
        card = rows(page)
        assert card["Relato"] == card["Fuente"]
        seen.append(card["Relato"])
        page.get_by_label("Siguiente", exact=True).click()
    assert sorted(seen) == sorted(hostile)
    assert page.evaluate("window.hit") is None
    assert page.locator(".leaflet-popup img, .leaflet-popup script").count() == 0


def test_a_click_tells_of_the_municipality(opened: Opener) -> None:
    """Name, code, value with unit, and the park under the pointer with its hostile name."""
    page = opened()
    click(page, -74.2, 7.6)
    text = page.locator(".leaflet-popup").inner_text()
    assert "Cáceres" in text
    assert "05120" in text
    assert "3 % de la cobertura arbórea de 2000" in text
    assert '<img src=x onerror="window.hit=1">' in text


def test_pages_turn_and_the_popup_stays(opened: Opener) -> None:
    """Three events share a place; the pager goes round."""
    page = opened()
    click(page, -74.5, 7.5)
    assert page.locator(".tp-pager span").inner_text() == "1 de 2"
    page.get_by_label("Siguiente", exact=True).click()
    page.get_by_label("Siguiente", exact=True).click()
    assert page.locator(".tp-pager span").inner_text() == "1 de 2"


def test_only_web_addresses_become_links(opened: Opener) -> None:
    """A source's address opens elsewhere and tells nothing of where it was clicked."""
    page = opened(replace(REGION, layers=("incidents",)))
    page.evaluate("document.querySelector('.tp-panel').open = false")
    spot = page.evaluate(
        "(() => { const m = map_terrapaz.terrapaz.overlays[0].marks[0].latlng; return [m.lng, m.lat]; })()"
    )
    click(page, *spot)
    links = page.locator(".leaflet-popup .tp-link")
    assert [link.get_attribute("href") for link in links.all()] == ["https://example.org/a"]
    assert links.first.get_attribute("rel") == "noopener noreferrer"


def test_layers_are_switched_off_and_on(opened: Opener) -> None:
    """What is off is not drawn, and comes back."""
    page = opened()
    circle = at(page, -74.5, 7.5)
    before = colour(page, -74.5, 7.5)
    tick = page.get_by_role("checkbox", name="Eventos mortales, localizados")
    tick.uncheck()
    until(page, lambda: colour(page, -74.5, 7.5) != before, "the circle is still drawn")
    tick.check()
    until(page, lambda: colour(page, -74.5, 7.5) == before, "the circle is not drawn again")
    assert at(page, -74.5, 7.5) == circle


def test_colours_are_chosen_by_the_reader(opened: Opener, tables: Tables) -> None:
    """Another measure: heading, legend, limits and table follow."""
    page = opened()
    page.locator(".tp-pick").select_option("deaths")
    assert page.locator("h1").inner_text() == "Bajo Cauca: personas muertas en el conflicto armado"
    assert "personas por 100 km²" in page.locator(".tp-unit").inner_text()
    page.locator(".tp-pick").select_option("")
    assert page.locator(".tp-classes").count() == 0


def test_an_open_popup_follows_the_measure(opened: Opener) -> None:
    """Cáceres: what the popup says of the first measure is gone when another is chosen."""
    page = opened()
    click(page, -74.2, 7.6)
    assert any("cobertura arbórea" in label for label in list(rows(page))[:2])
    page.locator(".tp-pick").select_option("deaths")
    first = next(label for label in rows(page) if label)
    assert first.startswith("Personas muertas en el conflicto armado")


def test_an_area_leaves_the_colours_beneath_it(opened: Opener) -> None:
    """Between the strokes of the park's hatching its municipality has the colour of its class."""
    spots = [(-74.45 + step / 400, 7.3) for step in range(45)]
    page = opened(replace(REGION, layers=()))
    before = [colour(page, *spot) for spot in spots]
    page = opened(replace(REGION, layers=("parks",)))
    after = [colour(page, *spot) for spot in spots]
    assert 0.5 < sum(map(str.__eq__, before, after)) / len(spots) < 1
    assert page.locator(".tp-sign.tp-falling").count() == 1


def test_the_table_is_the_map(opened: Opener, tables: Tables) -> None:
    """Its cells equal the values of the scene; a name in it opens the municipality."""
    page = opened()
    page.locator(".tp-table > summary").click()
    shown = compose.scene(REGION, tables, basemap.for_selection(tables, REGION), all_choropleths=True)
    cells = page.locator(".tp-table tbody tr").all()
    assert len(cells) == 2
    for index, line in enumerate(cells):
        told = line.locator(".tp-figure").all_inner_texts()
        assert told == [part["values"][index] or "–" for part in shown["choropleths"]]
    page.get_by_role("button", name="Caucasia").click()
    assert "Caucasia" in page.locator(".leaflet-popup h3").inner_text()


def test_a_new_scene_keeps_place_zoom_and_popup(opened: Opener, tables: Tables) -> None:
    """Only another place moves the map; values change under an open popup."""
    page = opened()
    base = basemap.for_selection(tables, REGION)
    page.evaluate("map_terrapaz.setView([7.4, -74.2], 10, {animate: false})")
    click(page, -74.2, 7.35)
    view = page.evaluate("[map_terrapaz.getCenter().lat, map_terrapaz.getCenter().lng, map_terrapaz.getZoom()]")

    def show(selection: Selection) -> None:
        page.evaluate("(scene) => Terrapaz.show(map_terrapaz, scene)", compose.scene(selection, tables, base))

    show(replace(REGION, choropleth="deaths", start="2011-01"))
    assert (
        page.evaluate("[map_terrapaz.getCenter().lat, map_terrapaz.getCenter().lng, map_terrapaz.getZoom()]") == view
    )
    assert page.locator(".leaflet-popup").count() == 1
    assert page.locator("h1").inner_text().endswith("personas muertas en el conflicto armado")
    show(replace(REGION, region="caqueta"))
    assert page.evaluate("map_terrapaz.getCenter().lat") > 8


ORDER = """() => { const { renderer, municipalities, overlays, ring } = map_terrapaz.terrapaz, up = [], down = [];
    const leaves = (layer) => (layer.getLayers ? layer.getLayers().flatMap(leaves) : [layer]);
    const above = new Set([...overlays.map(({ layer }) => layer), ring].flatMap(leaves));
    const kind = ({ layer }) => above.has(layer) ? "above" : layer === municipalities[0].layer ? "first" : "base";
    for (let node = renderer._drawFirst; node; node = node.next) up.push(kind(node));
    for (let node = renderer._drawLast; node; node = node.prev) down.unshift(kind(node));
    return up.join() === down.join() && up; }"""
"""What the canvas draws, from bottom to top; false if its links disagree."""


def test_only_what_changes_is_drawn_again(opened: Opener, tables: Tables) -> None:
    """The same scene draws nothing; a municipality under the pointer only itself, right below the overlays."""
    selection = replace(REGION, municipality_code="05154")
    page = opened(selection)
    scene = compose.scene(selection, tables, basemap.for_selection(tables, selection))

    def is_drawing() -> bool:
        return bool(page.evaluate("Boolean(map_terrapaz.terrapaz.renderer._redrawRequest)"))

    until(page, lambda: not is_drawing(), "still drawing")
    order = page.evaluate(ORDER)
    assert order[-1] == "above"
    page.evaluate("(scene) => Terrapaz.show(map_terrapaz, scene)", scene)
    assert not is_drawing()
    assert page.evaluate(ORDER) == order

    municipality = "map_terrapaz.terrapaz.municipalities[0]"
    own, drawn = page.evaluate(
        f"""() => {{ const {{ layer, latlng }} = {municipality}; layer.fire("mouseover", {{ latlng }});
        return [layer._pxBounds, map_terrapaz.terrapaz.renderer._redrawBounds].map((box) => box.getSize().x); }}"""
    )
    assert 0 < own < drawn <= own + 6
    others = [each for each in order if each != "first"]
    lowest = others.index("above")
    assert page.evaluate(ORDER) == [*others[:lowest], "first", *others[lowest:]]
    page.evaluate(f"{municipality}.layer.fire('mouseout')")
    assert page.evaluate(ORDER)[-1] == "above"


def test_names_lie_over_the_map_wherever_it_was_moved_from(opened: Opener) -> None:
    """After a drag the same view, set anew, has other pixels: names drawn for the old ones would be displaced."""
    page = opened()
    displaced = """() => {
      const [names, box] = ["canvas.tp-labels", ".leaflet-container"].map((each) => document.querySelector(each).getBoundingClientRect());
      return Math.hypot(names.left - box.left + 0.2 * box.width, names.top - box.top + 0.2 * box.height);
    }"""  # noqa: E501
    again = "setView(map_terrapaz.getCenter(), map_terrapaz.getZoom(), {animate: false, reset: true})"
    for move in ("panBy([90, 40], {animate: false})", again, "panBy([-90, -40], {animate: false})", again):
        page.evaluate(f"void map_terrapaz.{move}")
        assert page.evaluate(displaced) < 2


def test_the_focus_is_ringed(opened: Opener) -> None:
    """A municipality among its neighbours."""
    page = opened(replace(REGION, municipality_code="05154", layers=()))
    assert page.evaluate("Boolean(map_terrapaz.terrapaz.ring)")
    assert page.locator("h1").inner_text().startswith("Caucasia, Antioquia")


def test_on_a_phone_the_map_comes_first(opened: Opener, tab: "Page") -> None:
    """The legend is folded but says what hatching is, nothing runs over the edge, and it opens at a tap."""
    tab.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page = opened(replace(REGION, start="2012-01", end="2020-12"))
    panel = page.locator(".tp-panel")
    assert panel.get_attribute("open") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.evaluate("map_terrapaz.terrapaz.actions.go(2020)")
    assert panel.locator(".tp-gist").inner_text().strip() == "Sin datos de este año"
    page.evaluate("map_terrapaz.terrapaz.actions.go(2013)")
    assert panel.locator(".tp-gist .tp-ramp").is_visible()
    panel.locator("> summary").click()
    assert page.locator(".tp-classes").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_keyboard_reaches_everything(opened: Opener) -> None:
    """Tools, legend, layers and table take the focus in turn, and the map has a name."""
    page = opened()
    names: list[str] = []
    for _ in range(30):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.className || document.activeElement.tagName"))
    told = " ".join(names)
    assert all(name in told for name in ("folium-map", "tp-tool", "tp-pick", "INPUT", "SUMMARY"))
    label = page.get_by_role("region").first.get_attribute("aria-label")
    assert label is not None
    assert label.startswith("Mapa: Bajo Cauca, 2012–2013.")
    zoom = page.evaluate("map_terrapaz.getZoom()")
    page.get_by_label("Acercar").focus()
    page.keyboard.press("Enter")
    settle(page, f"map_terrapaz.getZoom() <= {zoom}")


def test_embedded_it_has_no_page_around(opened: Opener) -> None:
    """No heading, no table; credits and limits are folded into the map."""
    page = opened(replace(REGION, embed=True))
    assert page.locator(".tp-head, .tp-foot").count() == 0
    assert "Límites: MGN 2018" in page.locator(".tp-credit").inner_text()
    page.locator(".tp-credit summary").click()
    assert "DANE" in page.locator(".tp-credit").inner_text()
    assert page.evaluate("map_terrapaz.getSize().y") == 800 - page.evaluate(
        "document.querySelector('.tp-time').offsetHeight"
    )


def test_without_boundaries_seats_are_drawn(opened: Opener, seats: Tables) -> None:
    """Circles where the seats are, and a notice that says what is missing."""
    page = opened(replace(REGION, layers=("incidents", "regions")), seats)
    assert "terrapaz build" in page.locator(".tp-foot .tp-limits").inner_text()
    assert page.evaluate("map_terrapaz.terrapaz.municipalities[0].layer.getRadius()") == 9
    click(page, -74.5, 7.5)
    assert page.locator(".leaflet-popup").count() == 1


@pytest.mark.parametrize("lang", ["es", "en"])
def test_nobody_is_shut_out(opened: Opener, lang: Any) -> None:
    """axe finds no serious violation, with a popup and every part of the page open."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened(replace(REGION, lang=lang))
    for summary in page.locator(".tp-foot summary").all()[1:]:
        summary.click()
    page.evaluate("scrollTo(0, 0)")
    click(page, -74.2, 7.6)
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")] == []


@pytest.mark.data
@pytest.mark.parametrize("region", ["bajo-cauca", "catatumbo", "caqueta", None])
def test_real_maps_open_clean_and_fast(opened: Opener, real: Tables, region: str | None) -> None:
    """Every layer of the region drawn, no request, no error, each overlay on the map."""
    above = ("regions", "incidents", "ucdp", "massacres", "terrorism", "mining", "parks", "rivers")
    page = opened(Selection(region=region, start="1989-01", layers=above), real)
    drawn = page.evaluate(
        """map_terrapaz.terrapaz.overlays.map(({part, layer}) =>
        [part.id, part.count > 0, map_terrapaz.hasLayer(layer), layer.getLayers().length > 0])"""
    )
    assert {name for name, *_ in drawn} == set(above)
    assert all(shown and (full == any_) for _, any_, shown, full in drawn)
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
    assert ready < 8000


def test_it_prints_on_one_page(opened: Opener, tmp_path: Path) -> None:
    """With the whole map on it, colours and all; afterwards the screen is as before."""
    page = opened()
    before = page.evaluate("[map_terrapaz.getSize().x, map_terrapaz.getZoom()]")
    data = page.pdf(landscape=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    assert page.evaluate("[map_terrapaz.getSize().x, map_terrapaz.getZoom()]") == before
    assert page.evaluate("map_terrapaz.getContainer().style.zoom") == ""


def go(page: "Page", key: str) -> None:
    page.get_by_role("slider").press(key)


def figures(page: "Page") -> dict[str, str]:
    """First figure of each line of the map's table, by municipality."""
    if page.locator(".tp-table").get_attribute("open") is None:
        page.locator(".tp-table > summary").click()
    page.locator(".tp-table tbody tr").first.wait_for()
    lines = page.locator(".tp-table tbody tr").all()
    return {line.locator("th").inner_text(): line.locator(".tp-figure").first.inner_text() for line in lines}


def test_years_are_walked_with_the_keyboard(opened: Opener, tables: Tables) -> None:
    """All years first; each year has its own numbers in map, popup, legend and table, and all of them come back."""
    period = replace(REGION, layers=("ucdp", "massacres"), end="2014-12")
    page = opened(period)
    slider = page.get_by_role("slider", name="Año que se muestra")
    assert slider.get_attribute("aria-valuetext") == "Todos los años"
    whole = figures(page)
    for key, year in (("ArrowRight", 2012), ("ArrowRight", 2013)):
        go(page, key)
        single = replace(period, start=f"{year}-01", end=f"{year}-12")
        (part,) = compose.scene(single, tables, basemap.for_selection(tables, REGION))["choropleths"]
        assert slider.get_attribute("aria-valuetext") == str(year)
        assert list(figures(page).values()) == part["values"][:2]
        assert page.evaluate("map_terrapaz.terrapaz.scene.choropleths[0].amounts.slice(0, 2)") == part["amounts"][:2]
        assert page.locator(".tp-sub").inner_text().startswith(f"{year} ·")
    click(page, -74.2, 7.2)
    assert figures(page)["Cáceres"] + " % de la" in page.locator(".leaflet-popup").inner_text()
    assert page.locator(".leaflet-popup .tp-amount").first.inner_text().startswith("20 ha · dividido por: ")
    go(page, "Home")
    assert whole["Cáceres"] + " % de la" in page.locator(".leaflet-popup").inner_text()
    assert figures(page) == whole


def test_a_year_without_a_figure_is_not_a_zero(opened: Opener) -> None:
    """2014 is beyond the source: hatched, a dash in the table, and said; so is a layer that does not cover a year."""
    page = opened(replace(REGION, start="2012-01", end="2020-12", layers=("ucdp",)))
    page.evaluate("map_terrapaz.terrapaz.actions.go(2020)")
    assert set(figures(page).values()) == {"–"}
    assert page.locator(".tp-classes li").all_inner_texts() == ["Sin datos de este año\n2"]
    assert len({colour(page, -74.7 + step / 300, 7.2) for step in range(12)}) == 2
    assert "sin cobertura" in page.locator(".tp-layer").inner_text()
    assert "sin cobertura" in str(page.get_by_role("slider").get_attribute("aria-valuetext"))
    assert "sin cifras para 2020" in page.locator(".tp-foot .tp-limits").inner_text()


def test_events_follow_the_year(opened: Opener) -> None:
    """Those that began in it, counted in the legend and drawn; the others are gone."""
    page = opened(replace(REGION, layers=("ucdp", "massacres")))
    counts = []
    for key in ("Home", "ArrowRight", "ArrowRight"):
        go(page, key)
        counts.append([label.inner_text().split("\n")[-1] for label in page.locator(".tp-layer").all()])
        drawn = "map_terrapaz.terrapaz.overlays.map(({part, marks}) => [part.count, marks.length > 0])"
        assert all((count > 0) == shown for count, shown in page.evaluate(drawn))
    whole, *years = ([int(count) for count in row] for row in counts)
    assert whole == [sum(column) for column in zip(*years, strict=True)]


def test_the_language_changes_without_a_reload(opened: Opener, tables: Tables) -> None:
    """Every text is that of a map made in that language, popup and title included; the year stays."""
    page = opened(replace(REGION, end="2014-12"))
    go(page, "ArrowRight")
    click(page, -74.2, 7.2)
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("slider", name="Year shown").get_attribute("aria-valuetext") == "2012"
    assert page.title() == "Bajo Cauca: share of tree cover lost, 2012 · Terrapaz"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "% of the tree cover of 2000" in page.locator(".leaflet-popup").inner_text()
    go(page, "Home")
    page.wait_for_timeout(300)  # what the pointer was on fades
    english = page.locator("body").inner_text()
    other = opened(replace(REGION, end="2014-12", lang="en"))
    click(other, -74.2, 7.2)
    other.mouse.move(5, 5)
    settle(other, "document.querySelector('.tp-tip') !== null")
    assert other.locator("body").inner_text() == english
    assert (
        "Terrapaz contributors (2026). Bajo Cauca: share of tree cover lost"
        in other.locator(".tp-cite").text_content()
    )  # type: ignore[operator]


def test_a_municipality_is_found_without_its_accents(opened: Opener) -> None:
    """By the keyboard alone; its card opens."""
    page = opened()
    finder = page.get_by_role("combobox", name="Buscar un municipio")
    finder.fill("cace")
    assert page.locator("#tp-found li").all_inner_texts() == ["Cáceres\nAntioquia"]
    finder.press("Enter")
    assert page.locator(".leaflet-popup h3").inner_text() == "Cáceres"


def test_it_works_in_a_frame_of_another_page(opened: Opener, tab: "Page", tmp_path: Path) -> None:
    """The embedded map fills the frame, and its years turn there."""
    opened(replace(REGION, embed=True))
    outer = tmp_path / "report.html"
    outer.write_text('<iframe src="map.html" width="700" height="480"></iframe>', "utf-8")
    tab.goto(outer.as_uri())
    frame = tab.frame_locator("iframe")
    frame.locator(".tp-panel").wait_for()
    frame.get_by_role("slider").press("ArrowRight")
    assert frame.locator(".tp-year").inner_text() == "2012"
    assert frame.locator("body").evaluate("document.documentElement.scrollHeight") == 480
