"""The small country of ``country.py``, and the app over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.source import ROOT
from layers.tables import Tables
from tests.layers.app.country import write
from tests.layers.app.serving import Served, serve


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the small country's tables."""
    return write(tmp_path_factory.mktemp("small") / "processed")


@pytest.fixture(scope="session")
def tables(small: Path) -> Tables:
    """The small country in memory."""
    return Tables.read(small)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app over the small country."""
    home = tmp_path_factory.mktemp("home")
    write(home / "data" / "processed")
    with serve(home) as running:
        yield running


@pytest.fixture
def app(small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    """The app over the small country, run without a browser."""
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr("layers.app.table_cache.PROCESSED", small)
    monkeypatch.setattr("layers.app.mapview.STATIC", tmp_path)
    monkeypatch.setattr("layers.app.render_gate.FIRST_LEAD", 0)  # there is no browser whose map it waits for
    return AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
