"""Accessibility: axe-core finds nothing serious on any page, in the light and the dark theme; keyboard use."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest

from layers.analysis import joint, requests
from layers.answers import write
from layers.tables import Tables
from tests.layers.app.serving import Served, opened, wait_until_idle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

pytestmark = pytest.mark.browser

PAGES = {
    "start": "/",
    "map": "/?region=catatumbo&choropleth=deaths",
    "profile": "/?region=catatumbo&municipality=54800&lang=en",
    "compare": "/compare?mode=both&choropleth=deaths&with=forest_loss",
    "beside": "/compare?region=catatumbo&choropleth=deaths",
    "area": "/area?area=-73.3,8.5;-73.1,8.5;-73.2,8.6",
    "embedded": "/?region=catatumbo&embed=true",
    "analysis": "/analysis?question=coincidence",
    "table": "/table?columns=deaths,forest_loss",
    "sources": "/sources",
}


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    return next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text("utf-8")


def violations(frame: "Frame | Page", axe: str) -> list[dict[str, Any]]:
    """Serious violations that axe-core finds in a frame, with their first element."""
    frame.evaluate(axe)
    found: list[dict[str, Any]] = frame.evaluate("axe.run().then((result) => result.violations)")
    return [
        {"rule": each["id"], "where": each["nodes"][0]["html"][:200]}
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def reversals(page: "Page") -> set[str]:
    """How the maps of a page and the classes beside them are reversed in lightness: all in one way."""
    shown = "(query) => [...document.querySelectorAll(query)].map((each) => getComputedStyle(each).filter)"
    frames = [frame for frame in page.frames if "st_folium" in frame.url]
    return {
        *(way for frame in frames for way in frame.evaluate(shown, "#map_div")),
        *page.evaluate(shown, ".tp-key i, .tp-square tbody td"),
    }


ENGLISH = re.compile(
    r"Sidebar|(Expand|Collapse) sidebar|App pages|Open|file upload|Help for .*|.* — (start|end)|Skip .*"
)
"""What Streamlit says in English only."""


def spoken(page: "Page") -> list[str]:
    """Names of elements and frames, as a screen reader says them."""
    names = "[...document.querySelectorAll('[aria-label]')].map((each) => each.getAttribute('aria-label'))"
    frames = "[...document.querySelectorAll('iframe')].map((each) => each.title)"
    skip = "[...document.querySelectorAll('[data-testid=stSkipToContent]')].map((each) => each.textContent)"
    return [*page.evaluate(names), *page.evaluate(frames), *page.evaluate(skip)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_serious_violations(chromium: "Browser", served: Served, axe: str, name: str, scheme: str) -> None:
    """Contrast, names, roles, order: on the page and inside the map's frame, which is dark on a dark page."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    if name == "start":
        page.goto(served.url + PAGES[name])
        page.locator(".tp-calendar").wait_for(timeout=30_000)
    elif name == "table":
        page.goto(served.url + PAGES[name])
        page.locator(".st-key-measures summary").click(timeout=30_000)
        page.locator(".tp-matrix").wait_for(timeout=30_000)
    elif name == "sources":
        page.goto(served.url + PAGES[name])
        page.locator(".tp-sources details").first.wait_for(timeout=30_000)
    elif name == "analysis":
        page.goto(served.url + PAGES[name])
        page.locator(".st-key-answer button").click(timeout=30_000)
        page.locator(".tp-account").wait_for(timeout=30_000)
    else:
        opened(page, served.url + PAGES[name])
    page.mouse.move(0, 0)
    wait_until_idle(page)
    page.wait_for_function("document.title.endsWith(' · Terrapaz')")  # each page names itself and its place
    found = [problem for frame in page.frames for problem in violations(frame, axe)]
    reversed_as, said = reversals(page), spoken(page)
    context.close()
    assert not found
    assert [text for text in said if text.startswith("streamlit_folium")] == []
    if "lang=en" not in PAGES[name]:
        assert [text for text in said if ENGLISH.fullmatch(text)] == []
    assert reversed_as <= {"none" if scheme == "light" else "invert(0.9) hue-rotate(180deg)"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_exported_answer_has_no_serious_violations(
    chromium: "Browser", processed: Path, axe: str, tmp_path: Path, scheme: str
) -> None:
    """On a phone, with every part open: no serious violation, and nothing wider than the screen."""
    tables = Tables.read(processed)
    asked = requests.standard_requests(tables, "between_within")[0]
    path = tmp_path / "answer.html"
    path.write_bytes(write(joint.answer(tables, asked), tables, "es", path.name)[path.name])
    context = chromium.new_context(
        viewport={"width": 390, "height": 800},
        color_scheme=scheme,
        bypass_csp=True,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    found = violations(page, axe)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
    assert not found
    assert not wide


def test_the_map_is_used_by_keyboard(tab: "Page", served: Served) -> None:
    """A municipality is found, selected and deselected without a mouse."""
    frame = opened(tab, f"{served.url}/?region=catatumbo")
    finder = tab.frame_locator("iframe").get_by_role("combobox")
    finder.focus()
    tab.keyboard.type("caucasia")
    finder.press("Enter")
    tab.wait_for_url("**municipality=05154**")
    assert frame.get_attribute("#map_div", "aria-label")
    button = tab.get_by_role("button", name="Cerrar")
    button.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "municipality" not in url)
    tab.wait_for_function("document.activeElement.id === 'tp-picker-municipality'")  # its button is gone
