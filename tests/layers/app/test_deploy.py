"""The configuration in docs/deploy.md works unchanged: nginx, a sub-path, a health check."""

import re
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from geo.source import ROOT
from tests.layers.app.country import write
from tests.layers.app.serving import Served, answering, choose, mounted, opened, query, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

GUIDE = (ROOT / "docs" / "deploy.md").read_text("utf-8")


def block(language: str) -> str:
    """The first code block of that language in the guide, which is the app's."""
    found: str = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)[0]
    return found


@pytest.fixture(scope="module")
def proxied(nginx: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app behind nginx, configured as in the guide, on free ports."""
    folder = tmp_path_factory.mktemp("nginx")
    write(folder / "data" / "processed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serve(folder, "/terrapaz") as behind:
        upstream = behind.url.removesuffix("/terrapaz")
        assert block("nginx").count("http://127.0.0.1:8501") == 2
        places = block("nginx").replace("http://127.0.0.1:8501", upstream)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        config = folder / "nginx.conf"
        config.write_text(
            f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}"
            f"server {{\nlisten 127.0.0.1:{port};\nlocation / {{ return 200 'the rest of the site'; }}\n"
            f"{places}}}\n}}\n"
        )
        proxy = subprocess.Popen([nginx, "-c", str(config), "-p", str(folder), "-g", "daemon off;"])
        try:
            yield Served(answering(f"http://127.0.0.1:{port}/terrapaz", proxy), folder)
        finally:
            proxy.terminate()
            proxy.wait(10)


@pytest.mark.browser
def test_the_map_works_below_a_path_of_a_site(tab: "Page", proxied: Served) -> None:
    """Mounted, filtered, linked, all through the proxy."""
    frame = opened(tab, f"{proxied.url}/?region=catatumbo")
    frame.evaluate("window.marked = true")
    choose(tab, "Color de los municipios", "Personas muertas en el conflicto armado")
    tab.wait_for_url("**choropleth=deaths**")
    assert frame.evaluate("window.marked") is True
    assert query(tab) == {"region": "catatumbo", "choropleth": "deaths"}
    assert "/terrapaz/" in tab.url


@pytest.mark.browser
def test_every_page_works_below_a_path_of_a_site(tab: "Page", proxied: Served) -> None:
    """Comparison, area and sources, by link and by the menu."""
    opened(tab, f"{proxied.url}/compare?mode=both&choropleth=deaths&with=forest_loss")
    tab.get_by_role("link", name="Área").click()
    tab.wait_for_url("**/terrapaz/area**")
    mounted(tab)
    tab.get_by_role("link", name="Fuentes").click()
    tab.locator(".tp-reported").wait_for()
    assert urlsplit(tab.url).path == "/terrapaz/sources"


def test_the_health_check_answers(proxied: Served) -> None:
    """Status 200 and one word."""
    with urllib.request.urlopen(f"{proxied.url}/_stcore/health", timeout=5) as answer:
        assert (answer.status, answer.read()) == (200, b"ok")


@pytest.mark.browser
def test_static_files_are_cached_and_the_rest_of_the_site_is_unaffected(tab: "Page", proxied: Served) -> None:
    """Files with a checksum in their name are marked as immutable."""
    opened(tab, f"{proxied.url}/map")
    script = next(
        url
        for frame in tab.frames
        for url in frame.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        if "/app/static/terrapaz-" in url and url.endswith(".js")
    )
    with urllib.request.urlopen(script, timeout=5) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    with urllib.request.urlopen(proxied.url.removesuffix("/terrapaz") + "/", timeout=5) as answer:
        assert answer.read() == b"the rest of the site"


def test_the_unit_and_the_proxy_agree() -> None:
    """Path and port of the systemd unit are those of the nginx block."""
    unit = block("ini")
    command = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    port = re.search(r"--server.port (\d+)", command)
    path = re.search(r"--server.baseUrlPath (\S+)", command)
    assert port is not None
    assert path is not None
    assert f"127.0.0.1:{port[1]};" in block("nginx")
    assert f"location {path[1]}/ " in block("nginx")
    assert "ReadWritePaths=/srv/terrapaz/data /srv/terrapaz/static" in unit
