"""A small country built in code, and the app served on it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.catalogue import catalogue, declared_sources
from geo.schema import CRS, EVENTS, INDICATORS, MUNICIPALITIES, check
from geo.source import RAW, ROOT, SOURCES, write_sources
from geo.sources import ceasefires, incidents, reported_figures
from geo.statistics.indicators import count_events
from layers.tables import Tables

HOSTILE = '<img src=x onerror="window.top.hacked=1">${alert(1)}{{7*7}}</script>\u202e\'"'
"""Text that must show as text wherever it appears."""

PLACES = (
    ("05120", "Cáceres", "05", "Antioquia", "bajo-cauca", -75.0, 7.5),
    ("05154", "Caucasia", "05", "Antioquia", "bajo-cauca", -74.9, 7.5),
    ("18001", "Florencia", "18", "Caquetá", "caqueta", -75.6, 1.6),
    ("54800", "Teorama", "54", "Norte de Santander", "catatumbo", -73.3, 8.5),
    ("54810", HOSTILE, "54", "Norte de Santander", "catatumbo", -73.2, 8.5),
)


def municipalities() -> gpd.GeoDataFrame:
    """Five squares of a tenth of a degree, two of them beside each other."""
    rows = [
        {
            "municipality_code": code,
            "municipality": name,
            "department_code": department_code,
            "department": department,
            "region": region,
            "pdet_subregion": None,
            "area_km2": 122.0,
            "seat_lon": lon + 0.05,
            "seat_lat": lat + 0.05,
            "geometry": shapely.box(lon, lat, round(lon + 0.1, 6), lat + 0.1),
        }
        for code, name, department_code, department, region, lon, lat in PLACES
    ]
    table = gpd.GeoDataFrame(rows, crs=CRS).astype({"pdet_subregion": "str"})
    return check(table[list(MUNICIPALITIES.columns)], MUNICIPALITIES, "test")


def event(
    number: int, source: str, kind: str, day: str, code: str, killed: tuple[int, int, int], precision: int
) -> dict:
    lon, lat = next(place[5:] for place in PLACES if place[0] == code)
    return {
        "event_id": f"{source}:{number}",
        "source": source,
        "source_event_id": str(number),
        "date_start": pd.Timestamp(day),
        "date_end": pd.Timestamp(day),
        "date_precision": 1,
        "event_type": kind,
        "source_event_type": kind,
        "actor_1": HOSTILE,
        "actor_2": None,
        "fatalities_low": killed[0],
        "fatalities_best": killed[1],
        "fatalities_high": killed[2],
        "victims": None,
        "municipality_code": code,
        "department_code": code[:2],
        "location_precision": precision,
        "located_by": "code",
        "description": HOSTILE,
        "citation": HOSTILE,
        "geometry": shapely.Point(lon + 0.03, lat + 0.04) if precision <= 2 else None,
    }


def events() -> gpd.GeoDataFrame:
    """Three UCDP events and one massacre; the massacre and one event are in Teorama on the same day."""
    rows = [
        event(1, "ucdp_ged", "armed_clash", "2015-02-03", "54810", (1, 2, 4), 1),
        event(2, "ucdp_ged", "violence_against_civilians", "2015-05-06", "54800", (5, 5, 5), 3),
        event(3, "ucdp_ged", "armed_clash", "2017-08-09", "18001", (1, 1, 1), 2),
        event(1, "cnmh_massacres", "massacre", "2015-05-06", "54800", (5, 5, 5), 3),
    ]
    return typed(rows)


def typed(rows: list[dict]) -> gpd.GeoDataFrame:
    """Rows as a table of events."""
    dtypes = {name: column.dtype for name, column in EVENTS.columns.items() if name != "geometry"}
    table = gpd.GeoDataFrame(rows, crs=CRS).astype(dtypes)
    return check(table[list(EVENTS.columns)], EVENTS, "test")


def indicators() -> pd.DataFrame:
    """Counts of the events above, and tree cover loss of 2015 and 2016 for all but one municipality."""
    known = catalogue()
    counted = [
        count_events(events().query("source == @name"), known[name], municipalities())
        for name in ("ucdp_ged", "cnmh_massacres")
    ]
    loss = [
        {
            "municipality_code": code,
            "year": year,
            "variable": "tree_cover_loss",
            "unit": "ha",
            "value": value,
            "source": "gfw_loss",
        }
        for code, value in (("54800", 10.0), ("18001", 0.0), ("05120", 3.0), ("05154", 4.0))
        for year in (2015, 2016)
    ]
    cover = [
        {
            "municipality_code": code,
            "year": 2000,
            "variable": "tree_cover_2000",
            "unit": "ha",
            "value": 1000.0,
            "source": "gfw_loss",
        }
        for code in ("54800", "18001", "05120", "05154")
    ]
    table = pd.concat([*counted, pd.DataFrame(loss + cover).astype({"year": "int16"})], ignore_index=True)
    return check(table[list(INDICATORS.columns)], INDICATORS, "test")


def write(folder: Path, *, drawn: bool = True, version: str = "test1") -> Path:
    """Write the small country as a build."""
    folder.mkdir(parents=True, exist_ok=True)
    places = municipalities()
    if not drawn:
        places["geometry"] = gpd.GeoSeries([None] * len(places), crs=CRS)
    places.to_parquet(folder / "municipalities.parquet")
    incidents.load(RAW).to_parquet(folder / "incidents.parquet")
    ceasefires.load(RAW).to_parquet(folder / "ceasefires.parquet")
    reported_figures.load(RAW).to_parquet(folder / "reported_figures.parquet")
    missing = {"dane_mgn": "boundaries.geojson is not here", "gfw_loss": "COL.xlsx is not here"}
    if drawn:
        events().to_parquet(folder / "events.parquet")
        indicators().to_parquet(folder / "indicators.parquet")
        missing = {}
    manifest = {
        "data_version": version,
        "boundaries": {"id": "test", "title": "MGN 2018, limits of 2021"} if drawn else None,
        "inputs": [
            {
                "source": "ucdp_ged",
                "path": HOSTILE,
                "tracked": False,
                "sha256": "0" * 64,
                "bytes": 1000,
                "retrieved": "2026-01-02",
                "redistributable": True,
            }
        ],
        "missing": missing,
        "outputs": {},
    }
    write_sources(declared_sources().values(), folder / SOURCES)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the small country's tables."""
    return write(tmp_path_factory.mktemp("small") / "processed")


@pytest.fixture(scope="session")
def tables(small: Path) -> Tables:
    """The small country in memory."""
    return Tables.read(small)


@dataclass(frozen=True)
class Served:
    """The app at work: its address and the folder of its tables."""

    url: str
    home: Path

    @property
    def processed(self) -> Path:
        return self.home / "data" / "processed"


def serve(home: Path, below: str = "") -> Iterator[Served]:
    """Run the app over the tables of ``home``, below a path, until the generator is closed."""
    raw = home / "data" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for table in [*RAW.glob("*.csv"), RAW / "bundled", RAW / "crosswalks"]:
        if not (raw / table.name).exists():
            (raw / table.name).symlink_to(table)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    flags = ["--server.headless", "true", "--server.address", "127.0.0.1"]
    places = {"TERRAPAZ_HOME": str(home), "TERRAPAZ_MIRROR": str(home / "no mirror")}
    command += [*flags, "--server.baseUrlPath", below]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | places)
    try:
        yield Served(_answering(f"http://127.0.0.1:{port}{below}", process), home)
    finally:
        process.terminate()
        process.wait(10)


def _answering(url: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
            return url
        time.sleep(0.1)
    raise RuntimeError("the app does not answer")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app over the small country."""
    home = tmp_path_factory.mktemp("home")
    write(home / "data" / "processed")
    yield from serve(home)


@pytest.fixture
def app(small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    """The app over the small country, run without a browser."""
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr("layers.app.table_cache.PROCESSED", small)
    monkeypatch.setattr("layers.app.mapview.STATIC", tmp_path)
    return AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
