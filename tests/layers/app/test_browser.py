"""The app in Chromium without a network: what a change keeps, what it moves, what a link restores."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.source import RAW, ROOT
from layers.text.i18n import LANGS
from tests.layers.app.country import write
from tests.layers.app.serving import Served, choose, mounted, opened, query, serve, wait_until_idle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Locator, Page

pytestmark = pytest.mark.browser


def shown(frame: "Frame") -> int:
    return int(frame.evaluate("map_div._container.dataset.shown"))


def after(frame: "Frame", count: int) -> None:
    frame.wait_for_function("n => Number(map_div._container.dataset.shown) > n", arg=count, timeout=15_000)


def view(frame: "Frame") -> list[float]:
    found: list[float] = frame.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")
    return found


def pixel(frame: "Frame", code: str) -> list[float]:
    """Where on the page the middle of a municipality is; a mark of an incident may lie there, and take a click."""
    found: list[float] = frame.evaluate(
        """code => {
            const state = map.terrapaz, spot = state.municipalities[state.byCode.get(code)];
            const p = map.latLngToContainerPoint([spot.at[1], spot.at[0]]);
            const box = window.frameElement.getBoundingClientRect();
            return [box.left + p.x, box.top + p.y];
        }""",
        code,
    )
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_opens_in_both_languages(tab: "Page", served: Served, lang: str) -> None:
    """A title, a legend, a scale; no request leaves the server (the tab checks this)."""
    frame = opened(tab, f"{served.url}/?lang={lang}")
    title = {"es": "Proporción de la cobertura arbórea perdida", "en": "Share of tree cover lost"}[lang]
    tab.get_by_role("heading", name=title).wait_for()
    assert frame.locator(".tp-panel").inner_text().count("\n") > 3
    assert frame.locator(".leaflet-control-scale-line").is_visible()
    assert frame.evaluate("map_div._container.lang") == lang


def test_a_filter_keeps_place_zoom_and_popup(tab: "Page", served: Served) -> None:
    """The map is not mounted again: a property of its window, its view and its open popup are kept."""
    frame = opened(tab, f"{served.url}/?region=catatumbo&layers=regions")
    frame.evaluate("window.marked = true; map.setView([8.52, -73.2], 10.5, {animate: false})")
    tab.mouse.click(*pixel(frame, "54800"))
    frame.wait_for_selector(".tp-popup")
    tab.locator(".tp-profile h2", has_text="Teorama").wait_for()
    frame.wait_for_function("map.getSize().x === map.getContainer().clientWidth")
    before, count = view(frame), shown(frame)
    choose(tab, "Color de los municipios", "Personas muertas en el conflicto armado")
    after(frame, count)
    tab.wait_for_url("**choropleth=deaths**")
    assert frame.evaluate("window.marked") is True
    assert view(frame) == pytest.approx(before, abs=1e-3)  # a pixel: the map beside the profile is narrower
    assert frame.locator(".tp-popup").is_visible()
    tab.get_by_role("heading", name="Personas muertas en el conflicto armado").wait_for()


def test_another_place_moves_the_map(tab: "Page", served: Served) -> None:
    """Choosing a region zooms to it."""
    frame = opened(tab, f"{served.url}/map")
    before, count = view(frame), shown(frame)
    choose(tab, "Región o departamento", "Catatumbo, región")
    after(frame, count)
    lat, lng, zoom = view(frame)
    assert zoom > before[2]
    assert 8 < lat < 9
    assert -74 < lng < -72.5


def test_a_click_selects_a_municipality_and_a_second_one_deselects_it(tab: "Page", served: Served) -> None:
    """The link changes, and the municipality is outlined."""
    frame = opened(tab, f"{served.url}/?region=catatumbo&layers=regions")
    before = view(frame)
    tab.mouse.click(*pixel(frame, "54800"))
    tab.wait_for_url("**municipality=54800**")
    frame.wait_for_function("map.terrapaz.ring")
    # it does not zoom in; beside the profile the frame is narrower, in which the whole place may need a smaller scale
    assert view(frame)[2] <= before[2]
    frame.evaluate("map.closePopup()")
    tab.mouse.click(*pixel(frame, "54800"))
    tab.wait_for_url(lambda url: "municipality" not in url)
    frame.wait_for_function("!map.terrapaz.ring")


def tick(box: "Locator") -> None:
    """Tick a checkbox by its key: in a section that is still opening, a pointer would miss it."""
    box.locator("input").press("Space")


def test_hexagons_switched_off_in_the_legend_leave_heading_and_link(tab: "Page", served: Served) -> None:
    """They are what the page is headed by; chosen again in the sidebar they are on the map again."""
    frame = opened(tab, f"{served.url}/?region=catatumbo&choropleth=deaths&layers=ucdp_hexagons&lang=en")
    heading = tab.locator(".tp-heading h1, h1").first
    title = heading.inner_text()
    assert "hexagons" in title
    frame.get_by_role("checkbox", name="hexagons").click()
    tab.wait_for_url(lambda url: "hexagons" not in url)
    heading.filter(has_not_text="hexagons").wait_for()
    sidebar = tab.locator("[data-testid=stSidebar]")
    sidebar.get_by_text("Armed conflict").first.click()
    tick(sidebar.locator("[data-testid=stCheckbox]", has_text=title))
    tab.wait_for_url("**ucdp_hexagons**")
    again = frame.get_by_role("checkbox", name="hexagons")
    again.wait_for()
    assert again.is_checked()


def test_the_back_button_undoes_a_change(tab: "Page", served: Served) -> None:
    """Widgets and map follow the link."""
    frame = opened(tab, f"{served.url}/?region=catatumbo")
    count = shown(frame)
    choose(tab, "Región o departamento", "Bajo Cauca, región")
    after(frame, count)
    tab.wait_for_url("**region=bajo-cauca**")
    count = shown(frame)
    tab.go_back()
    after(frame, count)
    assert query(tab)["region"] == "catatumbo"
    tab.locator(".tp-kicker", has_text="Catatumbo").wait_for()


def test_another_page_and_back_keep_period_and_language(tab: "Page", served: Served) -> None:
    """Part of a year stays part of a year: by the menu, and by the button."""
    link = {"lang": "en", "region": "catatumbo", "from": "2015-03", "to": "2019-08"}
    opened(tab, f"{served.url}/?{urlencode(link)}")

    def back() -> None:
        """Over the link of the menu, where the browser keeps it as an entry of its own: the selection is the same."""
        tab.go_back()
        if "/area" in tab.url:
            tab.get_by_role("heading", name="An area of your own").wait_for()
            tab.go_back()

    for way in (lambda: tab.get_by_role("link", name="Map", exact=True).click(), back):
        tab.get_by_role("link", name="Area", exact=True).click()
        tab.get_by_role("heading", name="An area of your own").wait_for()
        assert query(tab) == link
        way()
        tab.locator(".tp-kicker", has_text="Catatumbo").wait_for()
        tab.wait_for_url(lambda url: "from=2015-03" in url)
        assert query(tab) == link


def test_quick_changes_of_the_period_are_all_applied(tab: "Page", served: Served) -> None:
    """Each ends what is still being made for the one before; the link has the last, and nothing is reported."""
    opened(tab, f"{served.url}/?region=catatumbo&from=2012-01&to=2018-12")
    wait_until_idle(tab)
    knob = tab.locator("[data-testid=stSlider] input").first
    for _ in range(6):
        knob.press("ArrowRight")
        tab.wait_for_timeout(140)
    tab.wait_for_url("**from=2012-07**")
    wait_until_idle(tab)
    assert tab.locator("[data-testid=stException]").count() == 0


@pytest.mark.parametrize("path", ["map", "compare", "area", "map?embed=true"])
def test_the_page_loads_what_a_map_needs_before_its_frame(tab: "Page", served: Served, path: str) -> None:
    """So that on a slow network it is there when the frame asks."""
    frame = opened(tab, f"{served.url}/{path}")
    names = "performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes('/app/static/'))"
    asked = [name for name in frame.evaluate(names) if not name.endswith(".svg")]
    assert len(asked) == 3
    assert set(tab.evaluate(names)) >= set(asked)


def test_quick_changes_are_all_applied(tab: "Page", served: Served) -> None:
    """Four ticks in a row, faster than the page answers: the link has all four."""
    opened(tab, f"{served.url}/?layers=none")
    tab.get_by_test_id("stSidebarUserContent").get_by_text("Conflicto armado", exact=True).click()
    boxes = tab.locator(".st-key-layers-conflict [data-testid=stCheckbox]")
    boxes.first.wait_for()
    for place in range(4):
        tick(boxes.nth(place))
    tab.wait_for_function("new URL(location).searchParams.get('layers')?.split(',').length === 4")


@pytest.mark.parametrize("typed", ["teora", "TEORAMÁ", "orama"])
def test_a_municipality_is_found_by_name(tab: "Page", served: Served, typed: str) -> None:
    """With or without accents and capitals, from any part of the name; the profile opens beside the map."""
    frame = opened(tab, f"{served.url}/map")
    finder = tab.frame_locator("iframe").get_by_role("combobox", name="Buscar un municipio")
    finder.fill(typed)
    tab.frame_locator("iframe").get_by_role("option", name="Teorama").wait_for()
    finder.press("Enter")
    tab.wait_for_url("**municipality=54800**")
    tab.locator(".tp-profile h2", has_text="Teorama").wait_for()
    assert view(frame)[2] > 8
    tab.get_by_role("button", name="Cerrar").click()
    tab.wait_for_url(lambda url: "municipality" not in url)
    tab.locator(".st-key-profile").wait_for(state="detached")


def test_an_unknown_name_is_reported(tab: "Page", served: Served) -> None:
    """The list shows a message instead of being empty."""
    opened(tab, f"{served.url}/map")
    tab.frame_locator("iframe").get_by_role("combobox").fill("Macondo")
    tab.frame_locator("iframe").get_by_text("Ningún municipio con ese nombre").wait_for()


def test_the_map_can_be_animated(tab: "Page", served: Served) -> None:
    """Year by year on one map, then the period again."""
    frame = opened(tab, f"{served.url}/?region=catatumbo&choropleth=deaths&from=2015-01&to=2017-12")
    frame.evaluate("window.marked = true")
    tab.get_by_role("button", name="Reproducir por año").click()
    for year in ("2015", "2016", "2017"):
        tab.locator(".tp-head", has_text=f"personas por 100 km² · {year}").wait_for()
    tab.get_by_role("button", name="Reproducir por año").wait_for()
    tab.locator(".tp-head", has_text="2015–2017").wait_for()
    assert frame.evaluate("window.marked") is True
    assert query(tab)["from"] == "2015-01"


def test_a_preset_moves_the_slider_and_the_next_choice_keeps_its_period(tab: "Page", served: Served) -> None:
    """The browser shows the months of the preset, and sends them with what is chosen next."""
    frame = opened(tab, f"{served.url}/?lang=en")
    tab.wait_for_function("document.documentElement.lang === 'en'")
    count = shown(frame)
    tab.get_by_role("button", name="Bajo Cauca: gold").click()
    after(frame, count)
    ends = tab.get_by_test_id("stSliderThumbValue")
    ends.filter(has_text="January 2014").wait_for()
    ends.filter(has_text="December 2023").wait_for()
    choose(tab, "Colour of the municipalities", "People killed in armed conflict")
    tab.wait_for_url("**choropleth=deaths**")
    assert query(tab)["from"] == "2014-01"


def test_a_table_sorts_numbers_as_numbers_and_no_data_last(tab: "Page", served: Served) -> None:
    """Whichever way the map's table is sorted; names sort without regard to accents."""
    opened(tab, f"{served.url}/?lang=en&from=2015-01&to=2016-12")
    tab.get_by_text("The map in words and as a table").click()
    table = tab.locator("table.tp-sortable")
    table.wait_for()
    head = table.locator("th.tp-figure")

    def column() -> list[str]:
        return table.locator("td.tp-figure").all_inner_texts()

    head.get_by_role("button").click()
    down = column()
    assert head.get_attribute("aria-sort") == "descending"
    head.get_by_role("button").click()
    up = column()
    assert head.get_attribute("aria-sort") == "ascending"
    assert [float(text) for text in down[:-1]] == [2, 0.8, 0.6, 0]
    assert up[:-1] == down[-2::-1]
    assert up[-1] == down[-1] == "No data"


def test_hostile_text_is_text_everywhere(tab: "Page", served: Served) -> None:
    """A municipality and an event named like an attack are hovered, clicked and read."""
    frame = opened(tab, f"{served.url}/?region=catatumbo&layers=ucdp,regions&municipality=54810")
    wait_until_idle(tab)  # beside a profile the map is narrower
    frame.wait_for_function("map.getSize().x === map.getContainer().clientWidth")
    x, y = pixel(frame, "54810")
    tab.mouse.move(x, y)
    frame.wait_for_selector(".tp-tip")
    before = shown(frame)
    tab.mouse.click(x, y)
    frame.wait_for_selector(".tp-popup")
    assert "<img src=x" in frame.locator(".tp-popup").inner_text()
    # the click also deselected it: the map moves, and takes the room of the profile
    frame.wait_for_function("n => Number(map_div._container.dataset.shown) > n", arg=before)
    tab.wait_for_selector(".st-key-profile", state="detached")
    event = """() => { const p = map.latLngToContainerPoint([8.54, -73.17]), b = frameElement.getBoundingClientRect();
                        return [b.left + p.x, b.top + p.y]; }"""
    where = None
    while where != (where := frame.evaluate(event)):
        tab.wait_for_timeout(300)
    frame.evaluate("map.closePopup()")
    frame.wait_for_selector(".tp-popup", state="detached")
    tab.mouse.click(*where)
    frame.wait_for_selector(".tp-popup dl")
    assert "<img src=x" in frame.locator(".tp-popup").inner_text()
    assert tab.evaluate("window.hacked") is None
    assert frame.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    assert tab.evaluate("document.querySelectorAll('img[src=x]').length") == 0


def test_a_second_visit_takes_the_geometry_from_the_browser_cache(chromium: "Browser", served: Served) -> None:
    """Scripts and geometry are served once. (A tab whose requests are intercepted would not cache anything.)"""
    context = chromium.new_context()
    opened(context.new_page(), f"{served.url}/map")
    cached: dict[str, bool] = {}

    def record(event: dict[str, Any]) -> None:
        cached[event["response"]["url"]] = bool(event["response"].get("fromDiskCache"))

    again = context.new_page()
    session = context.new_cdp_session(again)
    session.send("Network.enable")
    session.on("Network.responseReceived", record)
    opened(again, f"{served.url}/map")
    static = {url: hit for url, hit in cached.items() if "/app/static/" in url}
    context.close()
    assert any("base-" in url for url in static)
    assert all(static.values())


def test_the_map_can_be_downloaded(tab: "Page", served: Served, tmp_path: Path) -> None:
    """The downloaded page opens from the disk and draws."""

    def downloaded(label: str) -> Path:
        with tab.expect_download() as waiting:
            tab.get_by_role("button", name=label).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    opened(tab, f"{served.url}/?region=catatumbo")
    tab.get_by_role("button", name="Descargar").click()
    path = downloaded("Mapa, un archivo HTML")
    assert path.name == "terrapaz-catatumbo-forest-loss-2010-01-2025-12.html"
    assert "Terrapaz.mount" in path.read_text("utf-8")
    dossier = downloaded("Ficha territorial, para imprimir")
    assert dossier.name == "terrapaz-catatumbo-forest-loss-2010-01-2025-12-dossier.html"
    assert "<h1>Catatumbo" in dossier.read_text("utf-8")


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app under a path of its own, as behind a proxy."""
    home = tmp_path_factory.mktemp("below")
    write(home / "data" / "processed")
    with serve(home, "/mapas/terrapaz") as running:
        yield running


def test_a_sub_path_is_respected(tab: "Page", below: Served) -> None:
    """Scripts and geometry are found below the server's base path."""
    frame = opened(tab, f"{below.url}/?region=catatumbo")
    assert frame.locator(".tp-panel").is_visible()


def test_a_rebuild_is_shown_without_a_restart(tab: "Page", below: Served) -> None:
    """The next change of a filter shows the new data version."""
    frame = opened(tab, f"{below.url}/map")
    assert "test1" in frame.locator(".tp-credit").inner_text()
    write(below.processed, version="second")
    choose(tab, "Región o departamento", "Catatumbo, región")
    tab.wait_for_url("**region=catatumbo**")
    tab.frame_locator("iframe").get_by_text("second").wait_for()


@pytest.mark.slow
def test_the_first_visit_builds(tab: "Page", tmp_path: Path) -> None:
    """No tables, no mirror, no network: steps are shown, then every municipality, and nothing is missing."""
    with serve(tmp_path) as running:
        tab.goto(f"{running.url}/?lang=es")
        tab.get_by_role("heading", name="Preparando los datos").wait_for(timeout=45_000)
        frame = mounted(tab, 150_000)
        assert frame.evaluate("map.terrapaz.municipalities.length") == 1121
        assert tab.locator(".tp-notices", has_text="terrapaz build").count() == 0
        tab.goto("about:blank")


def test_a_first_visit_without_the_bundle_shows_the_remedy(tab: "Page", tmp_path: Path) -> None:
    """An incomplete clone cannot build; the page names the file and the remedy."""
    clone = tmp_path / "clone"
    for name in ("geo", "layers", ".streamlit", "data/raw/crosswalks"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "streamlit_app.py", clone)
    for table in RAW.glob("*.csv"):
        shutil.copy(table, clone / "data" / "raw")
    with serve(tmp_path, clone=clone) as running:
        tab.goto(running.url)
        tab.get_by_text("restore it from git").first.wait_for(timeout=45_000)
        tab.goto("about:blank")


@pytest.mark.parametrize("mode", ["maps", "change"])
def test_on_a_phone_no_control_covers_the_place(chromium: "Browser", served: Served, mode: str) -> None:
    """Its north is below finder and legend; maps side by side have their legend above them."""
    tab = chromium.new_page(viewport={"width": 360, "height": 800})
    frame = opened(tab, f"{served.url}/compare?choropleth=deaths&mode={mode}")
    room = frame.evaluate(
        """() => {
          const { map, scene } = window.map.terrapaz, [[, west], [north]] = scene.view.bounds;
          const bottom = (node) => node.getBoundingClientRect().bottom, box = map.getContainer();
          const lowest = Math.max(...[...box.querySelectorAll(".tp-box, .tp-finder")].map(bottom));
          return map.latLngToContainerPoint([north, west]).y + box.getBoundingClientRect().top - lowest;
        }"""
    )
    legends = tab.locator(".tp-key").count() + frame.locator(".tp-box:visible").count()
    tab.close()
    assert room >= 0
    assert legends


def test_maps_side_by_side_move_together(tab: "Page", served: Served) -> None:
    """Two maps of one place; both sides are stored in the link."""
    link = "region=catatumbo&choropleth=deaths&mode=maps&with=forest_loss&with_from=2015-01&with_to=2016-12"
    tab.goto(f"{served.url}/compare?{link}")
    for place in range(2):
        tab.frame_locator("iframe").nth(place).locator("#map_div[data-shown]").wait_for(timeout=45_000)
    left, right = (frame for frame in tab.frames if "st_folium" in frame.url)
    left.evaluate("void map.setView([8.5, -73.3], 9.25, {animate: false})")
    right.wait_for_function("Math.abs(map.getCenter().lat - 8.5) < 0.01 && map.getZoom() === 9.25")
    right.evaluate("void map.setZoom(8, {animate: false})")
    left.wait_for_function("map.getZoom() === 8")
    assert tab.locator(".tp-sub h2").all_inner_texts() == [
        "Personas muertas en el conflicto armado",
        "Proporción de la cobertura arbórea perdida",
    ]
    assert query(tab)["with"] == "forest_loss"


@pytest.mark.parametrize(
    ("mode", "lang", "heading"),
    [
        ("change", "es", "Cambio: Personas muertas en el conflicto armado"),
        ("both", "en", "The same data as a scatter plot"),
    ],
)
def test_a_comparison_in_one_map(tab: "Page", served: Served, mode: str, lang: str, heading: str) -> None:
    """The change between two periods, and two measures at once, each by its link, which is not changed."""
    link = {"choropleth": "deaths", "from": "2015-01", "to": "2015-12", "mode": mode}
    link |= {"with_from": "2016-01", "with_to": "2017-12"} if mode == "change" else {"with": "forest_loss"}
    link |= {"lang": lang} if lang != "es" else {}
    frame = opened(tab, f"{served.url}/compare?{urlencode(link)}")
    tab.get_by_role("heading", name=heading).wait_for()
    assert frame.locator(".tp-classes li").count() > 3
    assert query(tab) == link
    if mode == "both":
        tab.locator(".tp-chart svg circle").first.wait_for()
        assert tab.locator(".tp-square tbody td").count() == 9


def test_an_embedded_chart_opens_alone(tab: "Page", served: Served) -> None:
    """Title, drawing, sources, the way to Terrapaz and no menu, as narrow as 320 pixels; bars say their value."""
    tab.set_viewport_size({"width": 320, "height": 900})
    tab.goto(f"{served.url}/?chart=over_time&region=catatumbo&embed=true")
    drawing = tab.locator(".tp-chart svg")
    drawing.wait_for(timeout=30_000)
    assert tab.get_by_role("heading", level=1).inner_text() == "Cifras por fuente a lo largo del tiempo"
    assert tab.locator("[data-testid=stHeader]").is_hidden()
    assert "CC BY 4.0" in tab.locator(".st-key-chart-account").inner_text()
    assert tab.get_by_role("link", name="Abrir en Terrapaz").get_attribute("href") == f"{served.url}?region=catatumbo"
    box = drawing.bounding_box()
    assert box is not None
    assert box["x"] >= 40
    assert box["x"] + box["width"] <= 320
    bar = tab.locator(".tp-hit").first
    bar.hover()
    assert bar.locator(".tp-says").evaluate("node => getComputedStyle(node).visibility") == "visible"


def test_opening_a_section_below_the_map_updates_nothing_else(tab: "Page", served: Served) -> None:
    """Neither map nor slider is sent again when it is opened, and a new period keeps it open with its own values."""
    received: list[str | bytes] = []
    tab.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(frame)))
    frame = opened(tab, f"{served.url}/?lang=en&choropleth=deaths&from=2012-01&to=2013-12")
    wait_until_idle(tab)
    received.clear()
    tab.get_by_text("The map in words and as a table").click()
    table = tab.locator(".stMain table").filter(has_text="2012–2013")
    table.wait_for()
    answers = [ForwardMsg.FromString(each) for each in received if isinstance(each, bytes)]
    updated = {each.delta.new_element.WhichOneof("type") for each in answers if each.delta.HasField("new_element")}
    assert "html" in updated
    assert not updated & {"slider", "component_instance"}
    count = shown(frame)
    tab.get_by_role("slider").first.press("ArrowLeft")
    after(frame, count)
    tab.locator(".stMain table").filter(has_text="2011–2013").wait_for()
    table.wait_for(state="detached")
