"""Fixtures that more than one room needs."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from geo.source import RAW, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

MIRROR = Path(os.environ.get("TERRAPAZ_MIRROR", ROOT.parent / "shared" / "mirror"))


@pytest.fixture(scope="session")
def raw() -> Path:
    """A folder laid out as ``<source>/<file>`` that holds the raw files of every pinned source."""
    for folder in (MIRROR, RAW):
        if (folder / "ucdp_ged").is_dir():
            return folder
    pytest.skip("no raw files: set TERRAPAZ_MIRROR or run terrapaz fetch")


@pytest.fixture(scope="session")
def processed(raw: Path, request: pytest.FixtureRequest) -> Path:
    """The tables of a whole build, kept between runs for as long as inputs and code stay the same."""
    from geo.pipeline import build

    return build(request.config.cache.mkdir("processed") / "tables", raw).out


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """Chromium without a window. Without it tests are skipped, or fail where TERRAPAZ_REQUIRE_BROWSER is set."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        (pytest.fail if os.environ.get("TERRAPAZ_REQUIRE_BROWSER") else pytest.skip)("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=[*flags, "--disable-component-update"])
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: "Browser") -> "Iterator[Page]":
    """An empty page that can reach this machine only; it must raise no error and ask for nothing from outside."""
    strange: list[str] = []

    def guard(route: "Route") -> None:
        if urlsplit(route.request.url).hostname in ("localhost", "127.0.0.1"):
            route.continue_()
        else:
            strange.append(f"asked for {route.request.url}")
            route.abort()

    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.route(lambda url: url.startswith("http"), guard)
    page = context.new_page()
    page.on("pageerror", lambda error: strange.append(f"error: {error}"))

    def listen(said: "ConsoleMessage") -> None:
        # Streamlit looks for its server below each page's path before it finds it at the root
        if said.type == "error" and "/_stcore/" not in said.location.get("url", ""):
            strange.append(f"console: {said.text}")

    page.on("console", listen)
    yield page
    context.close()
    assert not strange
