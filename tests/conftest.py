"""Fixtures that more than one room needs, and the account of what had to be left out for want of something."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

from geo.source import RAW, ROOT
from tests.chromium import NoChromiumError, browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

# what a helper asserts is explained as what a test asserts
pytest.register_assert_rewrite("tests.builders", "tests.geo", "tests.layers")

# how long an example takes is the machine's affair: a test that fails on a slow day says nothing of the code
settings.register_profile("terrapaz", deadline=None)
settings.load_profile("terrapaz")

MIRROR = Path(os.environ.get("TERRAPAZ_MIRROR", ROOT.parent / "shared" / "mirror"))


class Need(NamedTuple):
    """Something that a clone does not bring along: what it is, and how it is got."""

    what: str
    remedy: str


NEEDS = {
    "originals": Need(
        "the publishers' raw files",
        "run .venv/bin/terrapaz fetch, or set TERRAPAZ_MIRROR to a folder of them (where unset: ../shared/mirror)",
    ),
    "chromium": Need(
        "Chromium",
        "run .venv/bin/playwright install chromium, install your system's, or set CHROMIUM_PATH to it",
    ),
    "nginx": Need("nginx", "install your system's package nginx"),
    "pango": Need(
        "Pango, which WeasyPrint draws with",
        "install libpango-1.0-0 and libpangoft2-1.0-0 (Debian, Ubuntu) or pango (Homebrew, Fedora)",
    ),
}


def needs(name: str) -> NoReturn:
    """Leave out the test at work, because what ``name`` stands for in ``NEEDS`` is not here."""
    pytest.skip(f"needs {name}: {NEEDS[name].remedy}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where TERRAPAZ_COMPLETE is set, a test that is left out has failed, whatever the reason."""
    report = yield
    if os.environ.get("TERRAPAZ_COMPLETE") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"left out, though TERRAPAZ_COMPLETE is set: {reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were left out for want of what, and the way to each."""
    reasons = Counter(reason(report) for report in terminalreporter.stats.get("skipped", ()))
    left_out = {need: count for name, need in NEEDS.items() if (count := reasons[f"needs {name}: {need.remedy}"])}
    if left_out:
        terminalreporter.section("left out", yellow=True)
    for need, count in left_out.items():
        terminalreporter.write_line(f"{count} test{'s' * (count > 1)} for want of {need.what}: {need.remedy}")


def reason(report: pytest.TestReport) -> str:
    """Why a test was skipped, also where the report came from another process."""
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr).removeprefix(
        "Skipped: "
    )


@pytest.fixture(scope="session")
def originals() -> Path:
    """A folder laid out as ``<source>/<file>`` that holds the raw files of every pinned source."""
    for folder in (MIRROR, RAW):
        if (folder / "ucdp_ged").is_dir():
            return folder
    needs("originals")


@pytest.fixture(scope="session")
def original(originals: Path) -> Callable[[str], Path]:
    """One file of the originals that only a mirror holds, by its path."""

    def find(path: str) -> Path:
        return originals / path if (originals / path).is_file() else needs("originals")

    return find


@pytest.fixture(scope="session")
def bundle() -> Callable[..., Any]:
    """What the bundle's loader of a source reads, by its id and, where it depends on that, the edition."""
    from geo.bundled import bundled
    from geo.catalogue import declared

    def load(name: str, edition: str = "mgn2018-limits2021") -> Any:
        loader = bundled(declared(name), edition)
        assert loader is not None
        return loader.load(RAW)

    return load


@pytest.fixture(scope="session")
def no_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder for raw files: what a build finds is the bundle and the curated tables."""
    return tmp_path_factory.mktemp("raw")


@pytest.fixture(scope="session")
def processed(no_raw: Path, request: pytest.FixtureRequest) -> Path:
    """The tables of a whole build from the bundle, kept between runs as long as inputs and code stay the same."""
    from geo.build.pipeline import build

    return build(request.config.cache.mkdir("processed") / "tables", no_raw).out


@pytest.fixture(scope="session")
def from_originals(originals: Path, request: pytest.FixtureRequest) -> Path:
    """The tables of a whole build from the publishers' files."""
    from geo.build.pipeline import build

    return build(request.config.cache.mkdir("processed") / "originals", originals).out


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """Chromium without a window."""
    try:
        with browsing() as browser:
            yield browser
    except NoChromiumError:
        needs("chromium")


@pytest.fixture(scope="session")
def nginx() -> str:
    """Path of the program, which Debian keeps off the path of ordinary users."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin") or needs("nginx")


@pytest.fixture(scope="session")
def pango() -> None:
    """WeasyPrint can draw: the system has the libraries that it loads."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        needs("pango")


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
