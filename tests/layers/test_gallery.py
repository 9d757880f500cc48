"""The gallery is a folder that opens anywhere: every link is relative and leads somewhere, nothing is fetched."""

import json
import posixpath
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from typer.testing import CliRunner

from layers import cli
from layers.catalog import LAYERS
from layers.outputs.gallery import gallery
from layers.tables import Tables

SOME = ("forest_loss", "ucdp", "massacres", "incidents", "parks", "regions")
PLACES = ("caqueta", None)
LINK = re.compile(r'\b(?:href|src|action|xlink:href)="([^"]*)"')


@pytest.fixture(scope="module")
def site(small_tables: Tables) -> dict[str, bytes]:
    """A whole site of six municipalities and six layers."""
    return dict(gallery(small_tables, SOME, PLACES, ["18001"]))


def test_it_has_a_page_for_every_map_layer_and_dossier(site: dict[str, bytes]) -> None:
    """In both languages."""
    pages = ["index.html", "dossiers/18001.html", *(f"maps/{place}.html" for place in ("caqueta", "colombia"))]
    pages += [f"layers/{name}.html" for name in SOME]
    assert sorted(site) == sorted(pages + [f"en/{page}" for page in pages])


def test_every_layer_of_the_catalogue_is_in_it(small_tables: Tables) -> None:
    """None that this build offers is left out by default, and each is linked from the index."""
    pages = dict(gallery(small_tables, places=(), dossiers=()))
    index = pages["index.html"].decode()
    offered = [name for name, layer in LAYERS.items() if small_tables.is_available(layer)]
    assert [name for name in offered if f'href="layers/{name}.html"' not in index] == []
    assert [name for name in offered if f"en/layers/{name}.html" not in pages] == []


def test_every_link_is_relative_and_leads_to_a_page(site: dict[str, bytes]) -> None:
    """A link of a page of ours names a file of the site."""
    ours = {name: page for name, page in site.items() if not re.search(r"(^|/)(maps|dossiers)/", name)}
    links = [(name, link) for name, content in ours.items() for link in LINK.findall(content.decode())]
    assert {name for name, _ in links} >= {"index.html", "en/index.html"}
    for name, link in links:
        assert not re.match(r"[a-z]+:|/", link), (name, link)
        assert posixpath.normpath(posixpath.join(posixpath.dirname(name), link)) in site, (name, link)


def test_the_same_data_gives_the_same_site(site: dict[str, bytes], small_tables: Tables) -> None:
    """Byte for byte."""
    assert dict(gallery(small_tables, SOME, PLACES, ["18001"])) == site


def test_languages_do_not_mix(site: dict[str, bytes]) -> None:
    """The Spanish page speaks Spanish, the English one English."""
    spanish, english = site["layers/forest_loss.html"].decode(), site["en/layers/forest_loss.html"].decode()
    assert 'lang="es"' in spanish
    assert "Valores más altos" in spanish
    assert "Highest values" in english
    assert "Sin datos" not in english


def test_a_layer_page_states_the_values_of_the_map(site: dict[str, bytes]) -> None:
    """1,300 of 50,000 ha a year and step: Bogotá lost 5,200 ha, 10.4 % of its cover; Solita has no data."""
    page = site["en/layers/forest_loss.html"].decode()
    rows = re.findall(r"<tr><td>([^<]*)</td><td>[^<]*</td><td>([^<]*)</td></tr>", page)
    assert rows == [("Bogotá, D.C.", "10.4"), ("Tibú", "7.8"), ("Cáceres", "5.2"), ("Cartagena del Chairá", "2.6")]
    assert re.search(r"No data<span class=\"n\">1</span>", page)


def test_names_are_escaped(small_tables: Tables) -> None:
    """What comes from outside is text."""
    named = small_tables.municipalities.assign(municipality="<b>x</b> & y")
    hostile = replace(small_tables, municipalities=named)
    page = dict(gallery(hostile, ["forest_loss"], (), ()))["layers/forest_loss.html"].decode()
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in page
    assert "<b>" not in page


@pytest.mark.browser
def test_pages_open_from_a_disk_without_a_request(chromium: Browser, site: dict[str, bytes], tmp_path: Path) -> None:
    """Index, layer and map, both languages, with the network cut off: one request each, no complaint."""
    for name, content in site.items():
        page = tmp_path / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_bytes(content)
    context = chromium.new_context(offline=True)
    for name in ("index.html", "layers/forest_loss.html", "en/dossiers/18001.html", "maps/caqueta.html"):
        page, requests, complaints = context.new_page(), [], []
        page.on("request", lambda request, seen=requests: seen.append(request.url))
        page.on("console", lambda message, said=complaints: said.append(message.text))
        page.on("pageerror", lambda error, said=complaints: said.append(str(error)))
        page.goto((tmp_path / name).as_uri())
        assert requests == [(tmp_path / name).as_uri()], name
        assert complaints == [], name
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="National parks").click()
    assert page.locator("h1").inner_text() == "Colombia: national parks"
    assert page.locator("main svg path").count() >= 2
    context.close()


def test_the_command_refuses_to_replace_what_is_no_gallery(tmp_path: Path) -> None:
    """A folder with somebody's files stays as it is."""
    (tmp_path / "letter.txt").write_text("dear")
    result = CliRunner().invoke(cli.app, ["gallery", "-o", str(tmp_path)])
    assert "which would be lost" in str(result.exception)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_the_command_replaces_a_gallery(
    small_tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a whole: a page that is gone from the site is gone from the folder."""
    monkeypatch.setattr(Tables, "read", lambda _: small_tables)
    monkeypatch.setattr("layers.outputs.gallery.gallery", lambda tables, dossiers: gallery(tables, ["parks"], (), ()))
    site = tmp_path / "site"
    for _ in range(2):
        assert CliRunner().invoke(cli.app, ["gallery", "-o", str(site)]).exit_code == 0
        assert (site / "layers" / "parks.html").is_file()
        assert not (site / "old.html").exists()
        (site / "old.html").write_text("old")


def test_a_story_is_in_the_gallery_where_the_tables_have_it(small_tables: Tables) -> None:
    """One page a language, linked from the index; without its incidents there is none."""
    told = small_tables.incidents.assign(story="2023-03-02-bajo-cauca", incident_id=["2023-03-02-bajo-cauca", "b"])
    pages = dict(gallery(replace(small_tables, incidents=told), ["forest_loss"], (), ()))
    assert 'href="stories/strike-2023.html"' in pages["index.html"].decode()
    assert "description a" in pages["en/stories/strike-2023.html"].decode()
    assert not [name for name in pages if "catatumbo-2025" in name]


def test_every_page_describes_its_data(site: dict[str, bytes], small_tables: Tables) -> None:
    """A Dataset of schema.org with name, place, period, version, and every source with publisher and terms."""
    for path, content in site.items():
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content.decode(), re.DOTALL)
        assert len(found) == 1, path
        facts = json.loads(found[0])
        assert facts["@type"] == "Dataset"
        assert facts["version"] == small_tables.version
        assert facts["inLanguage"] == ("en" if path.startswith("en/") else "es")
        assert 50 <= len(facts["description"]) <= 5000, path
        assert {"name", "temporalCoverage", "spatialCoverage", "creditText"} <= facts.keys()
        assert facts["isBasedOn"], path
        for source in facts["isBasedOn"]:
            assert source["license"]["name"]
            assert source["publisher"]["name"]
