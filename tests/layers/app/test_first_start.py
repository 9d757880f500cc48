"""A new clone builds its tables and shows them without a click and without a network."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.layers.app.serving import mounted, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.browser
def test_the_first_visitor_needs_no_click(tab: "Page", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of a link shows that data are being prepared, then the map, at the same address."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with serve(tmp_path) as served:
        assert not served.processed.exists()
        tab.goto(f"{served.url}/map?lang=es")
        tab.get_by_text("Preparando los datos").first.wait_for(timeout=60_000)
        mounted(tab, patience=120_000)
        assert tab.url.startswith(f"{served.url}/map")
        assert (served.processed / "manifest.json").is_file()
        tab.goto("about:blank")  # a page that is open asks for a server that has ended
