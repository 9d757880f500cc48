"""The site of the documentation: built strictly, whole in itself, nothing from elsewhere, legible on a phone."""

import functools
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import TimeoutError as TooLateError

import layers
from geo.source import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

ELSEWHERE = re.compile(r"(?:https?:)?//")


class Read(HTMLParser):
    """What a page loads by itself, where its links lead, and the anchors that it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.classes: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.loaded += [found[name] for name in ("src", "srcset", "poster", "data") if name in found]
        if "href" in found:
            (self.loaded if tag == "link" else self.links).append(found["href"])
        self.anchors |= {found[name] for name in ("id", "name") if name in found}
        self.classes |= set(found.get("class", "").split())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as make docs builds it; a warning fails it."""
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(target)],
        cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Read]:
    """Every page but that of a path that leads nowhere."""
    return {page: Read(page) for page in sorted(site.rglob("*.html")) if page.name != "404.html"}


def test_every_document_is_a_page(pages: dict[Path, Read], site: Path) -> None:
    """README, CONTRIBUTING and CHANGELOG, each page of docs; and classes of the Python face have their anchors."""
    written = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    written |= {Path(name) for name in ("index.html", "contributing.html", "changelog.html", "security.html")}
    assert {page.relative_to(site) for page in pages} == written
    anchors = {anchor for page in pages.values() for anchor in page.anchors}
    homes = {name: f"{getattr(layers, name).__module__}.{name}" for name in layers.__all__}
    assert set(homes.values()) <= anchors


def test_nothing_comes_from_elsewhere(pages: dict[Path, Read], site: Path) -> None:
    """No script, style, font or picture of another host, and no drawing that the theme would fetch a script for."""
    assert [(page.name, url) for page, read in pages.items() for url in read.loaded if ELSEWHERE.match(url)] == []
    assert [page.name for page, read in pages.items() if "mermaid" in read.classes] == []
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text("utf-8")), sheet.name


def test_every_link_leads_somewhere(pages: dict[Path, Read], site: Path) -> None:
    """To a file of the site and, on a page of it, to an anchor that is there."""
    lost = []
    for page, read in pages.items():
        for link in read.links + read.loaded:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link == "javascript:void(0)":
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            known = pages[target].anchors if target in pages else set()
            if not target.is_file() or (target in pages and parts.fragment and parts.fragment not in known):
                lost.append((page.relative_to(site).as_posix(), link))
    assert lost == []


def test_docstrings_are_read_as_text(pages: dict[Path, Read]) -> None:
    """No role of reStructuredText is left in them."""
    for page in pages:
        if page.parent.name == "api":
            assert not re.search(r":(?:attr|class|data|exc|func|meth|mod):", page.read_text("utf-8")), page.name


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served, for the time of the tests."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.browser
def test_pages_fit_the_screen_and_ask_for_nothing(
    tab: "Page", pages: dict[Path, Read], site: Path, address: str
) -> None:
    """Nothing is wider than a screen or a phone but what scrolls by itself; what is loaded is the site's own."""
    wide = []
    for page in pages:
        tab.goto(f"{address}/{page.relative_to(site).as_posix()}")
        for width in (1280, 390):
            tab.set_viewport_size({"width": width, "height": 844})
            fits = "width => innerWidth === width && document.documentElement.scrollWidth <= width"
            try:  # the page is laid out again some time after its window has the size
                tab.wait_for_function(fits, arg=width, timeout=5000)
            except TooLateError:
                wide.append((page.name, width))
    assert wide == []


@pytest.mark.browser
def test_search_finds_a_word_without_a_network(tab: "Page", address: str) -> None:
    """The index is part of the site."""
    tab.goto(f"{address}/index.html")
    field = tab.locator(".md-search__input")
    field.click()
    ready = tab.locator(".md-search-result__meta", has_text="Type to start searching")
    ready.wait_for(state="attached")  # what is typed before the index is there is lost
    field.press_sequentially("DIVIPOLA")  # the search listens to keys
    tab.locator(".md-search-result__link").first.wait_for()
