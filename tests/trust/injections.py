"""Hostile texts in every field of an import, in every output: nothing runs, nothing is fetched, text stays text."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import geopandas as gpd
import openpyxl
from playwright.sync_api import Browser, Route
from shapely import box

from bench.app import serving
from geo.build.pipeline import build
from geo.importers.import_file import import_file
from geo.importers.reading import Request
from geo.schema import CRS, GeoDataError
from layers import figure
from layers.dossier import document as dossier
from layers.extract import extract
from layers.outputs import html
from layers.selection import Selection
from layers.tables import Tables
from tests.chromium import browsing
from tests.geo.importers.files import TODAY, write
from tests.small_build import small_catalogue
from tests.trust.tries import Try, Verdict, WrongError

HOST = "evil.example"
_RUN = (
    "<script>RUN</script>",
    "</script><script>RUN</script>",
    "</style><script>RUN</script>",
    "<ScRiPt>RUN</sCrIpT>",
    '<img src=x onerror="RUN">',
    '"><img src=x onerror="RUN">',
    "'><img src=x onerror='RUN'>",
    "<svg onload=RUN>",
    "<svg><script>RUN</script></svg>",
    "<math><mi//xlink:href='javascript:RUN'>",
    "<iframe srcdoc='<script>RUN</script>'>",
    "<input autofocus onfocus=RUN>",
    "<details open ontoggle=RUN>x</details>",
    "<body onload=RUN>",
    "<marquee onstart=RUN>x</marquee>",
    "javascript:RUN",
    "[x](javascript:RUN)",
    "`RUN`",
    "$$RUN$$",
    ":red[RUN]",
    "# RUN",
    "* RUN",
    "| RUN |",
    "> RUN",
    "1. RUN",
    "{{RUN}}",
    "${RUN}",
    "#{RUN}",
    "<%=RUN%>",
    "{RUN}",
    "+RUN",
    "-RUN",
    "@RUN",
    "\t=RUN",
    "\r=RUN",
    "]]><script>RUN</script>",
    "<!--RUN-->",
    "--><script>RUN</script>",
    "&lt;script&gt;RUN",
    "\u202eRUN",
    "\ufeff=RUN",
    "=cmd|' /C calc'!A0 RUN",
    "{{ cycler.__init__.__globals__ }} RUN",
)
_FETCH = (
    "<img src=URL>",
    "<svg><image href=URL /></svg>",
    "<iframe src=URL></iframe>",
    "<object data=URL></object>",
    "<embed src=URL>",
    "<link rel=stylesheet href=URL>",
    "<style>@import 'URL'</style>",
    "<style>*{background:url(URL)}</style>",
    "<base href=URL>",
    "<video src=URL autoplay>",
    "<audio src=URL autoplay>",
    "<meta http-equiv=refresh content='0;url=URL'>",
    "<form action=URL><input>",
    "![x](URL)",
    "[x](URL)",
    "<URL>",
    "[![x](URL)](URL)",
    "[x]: URL",
    "URL",
    '=HYPERLINK("URL";"x")',
    '=WEBSERVICE("URL")',
)
PAYLOADS = (*_RUN, *_FETCH)
"""Each says its number where it runs or asks for something."""

PLACE = Selection(lang="es", region="catatumbo", start="2023-01", end="2023-12")
FORMULA = tuple("=+-@\t\r")


def payload(number: int) -> str:
    """The text of a number, which it names."""
    run = f"window.top.hit=(window.top.hit||[]).concat({number})"
    return PAYLOADS[number].replace("RUN", run).replace("URL", f"https://{HOST}/{number}")


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many of the texts, each in every field of an import of events and one of polygons, in every output."""
    numbers = range(len(PAYLOADS))[:: max(1, len(PAYLOADS) // count)][:count]
    raw, processed = folder / "data" / "raw", folder / "data" / "processed"
    raw.mkdir(parents=True)
    with small_catalogue(raw):
        for number in numbers:
            bring(number, folder, raw)
        tables = Tables.read(build(processed, raw).out)
        shown = tuple(name for name in tables.overlays if name.startswith("imported-"))
        selection = replace(PLACE, layers=("regions", *shown))
        with browsing() as browser:
            outputs = {**_pages(selection, tables, folder, browser), **_files(selection, tables)}
            for name, found in outputs.items():
                for number in numbers:
                    yield f"{name}, {number}: {payload(number)[:50]}", _attempt(number, found)


def size() -> int:
    return len(PAYLOADS)


def bring(number: int, folder: Path, raw: Path) -> None:
    """Import a file of events and one of polygons whose every text is hostile."""
    text = payload(number)
    facts = dict.fromkeys(("title", "publisher", "licence", "attribution"), text)
    with suppress(GeoDataError):  # no other address is taken
        facts["url"] = Request(folder, "", TODAY, url=text).address
    row = {"date": "2023-03-19", "event_type": "attack", "divipola": "54810", "lon": "-72.74", "lat": "8.64"}
    row |= {"location_precision": "1"} | dict.fromkeys(("id", "actor_1", "actor_2", "relato", "cita"), text)
    columns = {"description": "relato", "citation": "cita"}
    whole = {"start": date(2023, 1, 1), "end": date(2023, 12, 31)}
    events = Request(write(folder / "e.csv", row), f"e{number}", TODAY, columns=columns, **whole, **facts)  # type: ignore[arg-type]
    import_file("events", events, raw)
    shape = gpd.GeoDataFrame({"id": [text], "nombre": [text]}, geometry=[box(-72.8, 8.5, -72.7, 8.6)], crs=CRS)
    shape.to_file(folder / "p.geojson")
    asked = {"columns": {"name": "nombre"}, "constants": {"kind": "mining"}}
    polygons = Request(folder / "p.geojson", f"p{number}", TODAY, **asked, **facts)  # type: ignore[arg-type]
    import_file("polygons", polygons, raw)


Found = Callable[[], set[int]]
"""The numbers that ran or asked for something; :data:`ALL` where the output as a whole is wrong."""


def _attempt(number: int, found: Found) -> Callable[[], Verdict | None]:
    def act() -> None:
        if number in (wrong := found()):
            raise WrongError(f"it ran, or was fetched; so did {len(wrong) - 1} others")

    return act


def _pages(selection: Selection, tables: Tables, folder: Path, browser: Browser) -> dict[str, Found]:
    """What a browser opens."""
    report = dossier.html(selection, tables)
    made = {
        "map.html": html.html(selection, tables).encode(),
        "report.html": report.encode(),
        "figure.svg": figure.render(selection, tables, kind="svg"),
    }
    found = {}
    for name, content in made.items():
        (folder / name).write_bytes(content)
        found[name] = _visited(browser, f"file://{folder / name}", allowed=ANY_LINK)
    query = "&".join(f"{key}={value}" for key, value in selection.to_query().items())
    with serving(folder) as (url, _):
        for page in ("map", "compare", "analysis", "area", "sources"):
            allowed = ADDRESS if page == "sources" else NO_LINK
            found[f"the page {page}"] = _visited(browser, f"{url}/{page}?{query}", wait=8000, allowed=allowed)
    found["report.pdf"] = _named(dossier.pdf(report))
    return {name: (lambda wrong=wrong: wrong) for name, wrong in found.items()}


NO_LINK = re.compile(r"(?!)")
ADDRESS = re.compile(rf"https://{HOST}/\d+")
"""The page of sources has the address that an import states as its publisher's."""
ANY_LINK = re.compile(r"https?://.*")
"""Maps and dossiers link an address in a citation, for whoever follows it."""


def _visited(browser: Browser, url: str, wait: int = 1500, *, allowed: re.Pattern[str]) -> set[int]:
    """Open a page and what opens on it; the numbers that ran, were asked for, or are links that are not allowed."""
    asked: list[str] = []

    def guard(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in ("file", "data", "blob") or address.hostname in ("localhost", "127.0.0.1"):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route("**", guard)
    page = context.new_page()
    page.goto(url, wait_until="domcontentloaded")
    page.wait_for_timeout(wait)
    for kind in ("summary", "[data-testid=stExpander] summary", "button[aria-expanded=false]"):
        for each in page.locator(kind).all()[:8]:
            if each.is_visible():
                each.click(timeout=2000, force=True)
    page.mouse.move(640, 450)
    page.mouse.click(640, 450)
    page.wait_for_timeout(500)
    ran = {int(number) for frame in page.frames for number in frame.evaluate("window.top.hit || []")}
    live = page.locator(f"a[href*='{HOST}'], a[href^='javascript:']").evaluate_all("all => all.map(a => a.href)")
    context.close()
    wrong = [each for each in live if not allowed.fullmatch(each)]
    return ran | {int(number) for each in (*asked, *wrong) for number in re.findall(r"(?:/|concat\()(\d+)", each)}


def _named(pdf: bytes) -> set[int]:
    return {int(number) for number in re.findall(rb"/JavaScript.*?concat\((\d+)\)", pdf, re.DOTALL)}


def _files(selection: Selection, tables: Tables) -> dict[str, Found]:
    """What other programs open."""
    with zipfile.ZipFile(io.BytesIO(extract(selection, tables, "data.csv.zip")["data.csv.zip"])) as archive:
        texts = [archive.read(name).decode("utf-8-sig") for name in archive.namelist() if name.endswith(".csv")]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
    book = openpyxl.load_workbook(io.BytesIO(extract(selection, tables, "data.xlsx")["data.xlsx"]))
    typed = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    shapes = json.loads(extract(selection, tables, "data.geojson", "events")["data.geojson"])
    properties = [value for each in shapes["features"] for value in each["properties"].values()]
    begun = [cell for cell in cells if cell.startswith(FORMULA) and not re.fullmatch(r"-?[\d.,eE+-]+", cell)]
    formulas = [str(cell.value) for cell in typed if cell.data_type == "f"]
    links = [cell.hyperlink.target or "" for cell in typed if cell.hyperlink]
    return {
        "data.csv": lambda: _numbers(begun),
        "data.xlsx": lambda: _numbers([*formulas, *(each for each in links if HOST in each)]),
        "data.geojson": lambda: set() if properties else set(range(len(PAYLOADS))),
    }


def _numbers(texts: list[str]) -> set[int]:
    return {number for number in range(len(PAYLOADS)) if any(payload(number).strip() in text for text in texts)}
