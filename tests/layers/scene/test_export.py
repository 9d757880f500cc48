"""One file, the same each time, that may fetch nothing and run nothing but its own scripts."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit_folium import generate_leaflet_string

from layers.catalog import OVERLAYS
from layers.outputs import edition, html
from layers.scene import basemap
from layers.scene.mounted import mounted_map
from layers.scene.web_assets import write_assets
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

REGION = Selection(
    region="bajo-cauca", start="2012-01", end="2013-12", layers=("regions", "ucdp", "incidents", "parks")
)


def test_two_exports_are_the_same_bytes(tables: Tables) -> None:
    """Also when nothing is cached from the first export."""
    first = html.html(REGION, tables)
    translator.cache_clear()
    again = Tables(**{name: getattr(tables, name) for name in tables.__dataclass_fields__})
    assert html.html(REGION, again).encode() == first.encode()


def test_only_its_own_scripts_may_run(tables: Tables) -> None:
    """The policy names every script and style by checksum, and no address."""
    page = html.html(REGION, tables)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]  # type: ignore[index]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    for kind in ("script", "style"):
        blocks = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        wanted = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in blocks}
        assert {rule.strip("'").removeprefix("sha256-") for rule in rules[f"{kind}-src"].split()} == wanted
    assert page.index("Content-Security-Policy") < page.index("<script>")


def test_nothing_is_linked(tables: Tables) -> None:
    """No src, no stylesheet, no source map, no import."""
    page = html.html(REGION, tables)
    head, _, scripts = page.partition("<body")
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", page)
    assert "sourceMappingURL" not in page
    assert "@import" not in head
    assert scripts.count("<script>") == 1


def test_tiles_are_allowed_only_when_asked_for(tables: Tables) -> None:
    """Then from their one server, as pictures."""
    page = html.html(replace(REGION, tiles="osm"), tables)
    assert "img-src data: https://tile.openstreetmap.org;" in page
    assert "tile.openstreetmap.org" not in html.html(REGION, tables)


def test_hostile_text_never_reaches_the_markup(tables: Tables, hostile: tuple[str, ...]) -> None:
    """It is in the scene, and nowhere else; the template engine leaves it alone."""
    page = html.html(REGION, tables)
    assert not any(text in page for text in hostile)
    assert "49" not in re.findall(r"window.hit=3\} ([^\"]{0,30})", page)
    published = re.search(r"Terrapaz\.publish\(map_terrapaz, (.*)\);", page)[1]  # type: ignore[index]
    scene = edition.in_language(json.loads(published)["scene"], 0)
    words = {word for mark in scene["overlays"] for field in mark.get("fields", ()) for word in field["words"]}
    assert set(hostile) <= words


def test_the_page_says_its_language_and_summary(tables: Tables) -> None:
    """For screen readers, search engines, and browsers without scripts."""
    page = html.html(replace(REGION, lang="en"), tables)
    assert '<html lang="en">' in page
    assert "<title>Bajo Cauca: share of tree cover lost, 2012–2013 · Terrapaz</title>" in page
    assert re.search(r"<noscript><p>Map of Bajo Cauca, 2012–2013\.", page)


def test_what_the_app_mounts_is_constant(tables: Tables, tmp_path: Path) -> None:
    """Files by checksum, written once; the map's script is the same whatever is shown on it."""
    base = basemap.for_country(tables)
    first = write_assets(base, tmp_path, "../../app/static/")
    written = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert write_assets(base, tmp_path, "../../app/static/") == first
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == written
    for address in (first.script, first.style, first.base):
        path = tmp_path / address.removeprefix("../../app/static/")
        assert hashlib.sha256(path.read_bytes()).hexdigest()[:12] in path.name
    rendered = [generate_leaflet_string(mounted_map(first)) for _ in range(2)]
    assert rendered[0] == rendered[1]
    assert first.base in rendered[0]


@pytest.mark.data
@pytest.mark.parametrize(
    ("selection", "limit"),
    [
        (Selection(region="bajo-cauca", layers=("regions", "incidents", "ucdp", "massacres", "terrorism")), 750_000),
        (Selection(region="catatumbo", layers=("regions", "incidents", "ucdp", "massacres", "rivers")), 750_000),
        (
            Selection(region="caqueta", start="1989-01", layers=("regions", "mining", "ucdp", "parks", "rivers")),
            750_000,
        ),
        (Selection(start="1989-01", layers=tuple(OVERLAYS)), 4_000_000),
    ],
    ids=["bajo-cauca", "catatumbo", "caqueta", "country"],
)
def test_an_export_is_small(real: Tables, selection: Selection, limit: int) -> None:
    """A region travels by mail, and the country with every layer since 1989 still does."""
    assert len(html.html(selection, real).encode()) < limit
