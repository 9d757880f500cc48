"""The server preloads what its first visitor needs, and no more."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from layers import cli
from layers.app import serve, table_cache
from layers.app.table_cache import TableCache, shared_cache
from layers.scene import basemap
from layers.tables import Tables
from tests.layers.app.serving import Served


@pytest.fixture
def make_small(small: Path) -> Callable[[], Tables]:
    """Read the small country again, as another server would."""
    return lambda: Tables.read(small)


def test_tables_are_read_before_a_visitor_comes(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first visitor finds them in the cache."""
    monkeypatch.setattr(table_cache, "PROCESSED", small)
    table_cache._cache_of.cache_clear()
    serve.preload()
    assert shared_cache()._tables is not None


def test_a_visitor_who_comes_early_computes_nothing_again(small: Path) -> None:
    """He waits for what the server computes, and what it computes is computed once."""
    shared, began, prepared = TableCache(small), threading.Event(), []

    def prepare(tables: Tables) -> None:
        began.set()
        time.sleep(0.2)
        prepared.append(tables)

    def again(_: Tables) -> None:
        raise AssertionError("computed again")

    server = threading.Thread(target=shared.get, args=(prepare,))
    server.start()
    began.wait()
    assert shared.get(again) is prepared[0]
    server.join()
    assert len(prepared) == 1


def test_the_base_map_is_kept_for_the_next_server(
    make_small: Callable[[], Tables], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is computed again only if the file is damaged or what it is made of has changed."""
    computed: list[Tables] = []

    def compute(tables: Tables) -> basemap.Basemap:
        computed.append(tables)
        return basemap.for_country(tables)

    monkeypatch.setattr(table_cache, "for_country", compute)
    country_map = TableCache(tmp_path / "processed").base_map
    first, again = country_map(make_small()), country_map(make_small())
    assert len(computed) == 1
    assert (again.id, again.codes, again.anchors) == (first.id, first.codes, first.anchors)
    kept = tmp_path / "cache" / "base-map.json"
    for damaged in (b"", b"{}", b"[]", kept.read_bytes()[:-9]):
        kept.write_bytes(damaged)
        assert country_map(make_small()).id == first.id
    assert len(computed) == 5
    renamed = make_small()
    renamed.municipalities.loc[0, "municipality"] = "Otro"
    assert country_map(renamed).id != first.id
    kept.unlink()
    kept.symlink_to(tmp_path)  # nothing can be kept
    assert country_map(make_small()).id == first.id


def test_only_the_pages_of_community_cloud_may_send_commands(served: Served) -> None:
    """A page around an embedded map cannot stop or rerun the app; the host that the documentation names can."""
    with urllib.request.urlopen(f"{served.url}/_stcore/host-config", timeout=5) as answer:
        allowed = json.load(answer)["allowedOrigins"]
    assert allowed == ["https://*.streamlit.app", "https://share.streamlit.io"]


def test_a_broken_build_does_not_stop_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages show the error."""
    (tmp_path / "manifest.json").write_text("{}")
    monkeypatch.setattr(table_cache, "PROCESSED", tmp_path)
    serve.preload()


def test_no_component_is_imported_before_there_is_a_server() -> None:
    """A component imported earlier would not be registered, and its frame would not be served."""
    code = "import sys; from layers.app import serve; serve.preload(); print('streamlit_folium' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot become another program there")
def test_the_command_becomes_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill of the command leaves no server running: they are one process."""
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, words: became.append(words))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    assert CliRunner().invoke(cli.app, ["app", "--address", "127.0.0.1", "--port", port]).exit_code == 0
    assert became[0][1:5] == ["-m", "layers.app.serve", "--server.port", port]
