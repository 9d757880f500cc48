"""A server makes ready what its first visitor needs, and only that."""

import subprocess
import sys
from pathlib import Path

import pytest

from layers.app import serve, table_cache
from layers.app.table_cache import shelf


def test_tables_are_read_before_a_visitor_comes(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first visitor finds them on the shelf."""
    monkeypatch.setattr(table_cache, "PROCESSED", small)
    table_cache._of.cache_clear()
    serve.make_ready()
    assert shelf()._tables is not None


def test_a_build_that_cannot_be_read_stops_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Visitors are told by their page."""
    (tmp_path / "manifest.json").write_text("{}")
    monkeypatch.setattr(table_cache, "PROCESSED", tmp_path)
    serve.make_ready()


def test_no_component_is_imported_before_there_is_a_server() -> None:
    """It would register with none, and its frame would never be served."""
    code = "import sys; from layers.app import serve; serve.make_ready(); print('streamlit_folium' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
