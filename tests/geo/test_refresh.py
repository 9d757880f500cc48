"""A refresh brings what its publisher has now, and what cannot be read takes the place of nothing."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer

import geo.build.inputs
import geo.catalogue
from geo.build.bundle import bundle
from geo.build.pipeline import build, verify
from geo.bundled import Bundled
from geo.catalogue import catalogue, declared, discover
from geo.importers import events, polygons, statistics
from geo.importers.import_file import READERS
from geo.loader import Declared
from geo.refresh import obtain, pin, refresh, refreshable
from geo.schema import EVENTS, GeoDataError, check
from geo.source import ROOT
from geo.sources import dane_mgn, mindefensa_terrorism, regions
from tests.geo.publishers.servers import KEYS, TODAY, Table, acts, redirect, refuse, served_by


def terrorism(server: HTTPServer, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    query = mindefensa_terrorism.PUBLISHER.queries["acts"]
    redirect(mindefensa_terrorism, monkeypatch, acts=served_by(server, query, table))


def test_a_refreshed_source_is_read_in_place_of_the_pinned_file(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New file, date, checksum, coverage and citation; the loader reads them; --pinned goes back."""
    terrorism(httpserver, acts(25), monkeypatch)
    done = refresh("mindefensa_terrorism", folder, today=TODAY, client=how, accept=True)
    source = catalogue(folder)["mindefensa_terrorism"]
    assert (done.rows, source.coverage.scope, source.coverage.end) == (25, "country", "2026-08-31")
    assert source.coverage.years == tuple(range(2003, 2026))
    assert source.files[0].path.startswith("refreshed/mindefensa_terrorism/")
    assert source.files[0].origin == "refreshed"
    facts = json.loads((done.folder / "source.json").read_text("utf-8"))
    assert (facts["on"], facts["rows"]) == ("2026-11-22", 25)
    assert obtain(source, folder) == source
    events = check(mindefensa_terrorism.load(folder), EVENTS, "test")
    assert len(events) == 25
    assert events["citation"].str.contains("2003-01-01/2026-08-31").all()
    assert not list((folder / "refreshed" / ".answers").iterdir())
    assert pin("mindefensa_terrorism", folder)
    assert catalogue(folder)["mindefensa_terrorism"] == mindefensa_terrorism.SOURCE
    assert not pin("mindefensa_terrorism", folder)


def test_what_was_refreshed_can_be_bundled(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The entry has the coverage and the day of the new data; nothing that was not refreshed is written."""
    terrorism(httpserver, acts(25), monkeypatch)
    refresh("mindefensa_terrorism", folder, today=TODAY, client=how, accept=True)
    entries = bundle((), folder, tmp_path / "bundled", refreshed=True)
    assert list(entries) == ["mindefensa_terrorism"]
    source = Bundled(declared("mindefensa_terrorism"), entries["mindefensa_terrorism"]).source
    newest = catalogue(folder)["mindefensa_terrorism"]
    assert source == replace(newest, files=source.files)
    assert source.files[0].path == "bundled/mindefensa_terrorism.parquet"
    assert len(pd.read_parquet(tmp_path / source.files[0].path)) == 25


@pytest.mark.parametrize("fault", ["schema", "down", "values", "years", "empty"])
def test_whatever_fails_the_old_file_stays(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """A changed table, a dead server, values that cannot be read, lost years, no rows: nothing on disk changes."""
    table = acts(25)
    terrorism(httpserver, table, monkeypatch)
    refresh("mindefensa_terrorism", folder, today=TODAY, client=how, accept=True)
    held = {path: path.read_bytes() for path in (folder / "refreshed" / "mindefensa_terrorism").iterdir()}
    wanted = {
        "schema": "cod_muni.*gone",
        "down": "does not answer",
        "values": "not a whole number",
        "years": r"2[0-9] year\(s\) are gone",
        "empty": "cannot be converted|no rows",
    }
    if fault == "schema":
        table.columns = ["fecha_hecho", "codigo", "municipio", "cantidad"]
    elif fault == "down":
        table.spoil = refuse(99, 503)
        table.modified = "now"
    elif fault == "values":
        table.rows = [[*row[:3], "many"] for row in table.rows]
    elif fault == "years":
        table.rows = table.rows[:2]
    else:
        table.rows = []
    with pytest.raises(GeoDataError, match=wanted[fault]):
        refresh("mindefensa_terrorism", folder, today=date(2026, 12, 1), client=how)
    assert {path: path.read_bytes() for path in (folder / "refreshed" / "mindefensa_terrorism").iterdir()} == held
    assert not [path for path in folder.iterdir() if path.name.startswith(".trying")]
    assert len(mindefensa_terrorism.load(folder)) == 25


def test_what_is_implausible_is_kept_aside_and_may_be_taken_on_purpose(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error has the figures and the way; --accept takes what was kept aside, unasked, and says so."""
    table = acts(2500)
    terrorism(httpserver, table, monkeypatch)
    refresh("mindefensa_terrorism", folder, today=TODAY, client=how, accept=True)
    table.rows = table.rows[::500]
    with pytest.raises(GeoDataError, match=r"2003: 1 events, 106 before.*refused/mindefensa_terrorism.*--accept"):
        refresh("mindefensa_terrorism", folder, today=TODAY, client=how)
    assert len(mindefensa_terrorism.load(folder)) == 2500
    aside = json.loads((folder / "refused" / "mindefensa_terrorism" / "source.json").read_text("utf-8"))
    httpserver.clear_all_handlers()
    done = refresh("mindefensa_terrorism", folder, today=date(2026, 11, 24), client=how, accept=True)
    assert (done.rows, len(mindefensa_terrorism.load(folder))) == (5, 5)
    facts = json.loads((done.folder / "source.json").read_text("utf-8"))
    assert facts["accepted"] == aside["implausible"]
    assert (facts["on"], facts["accepted_on"]) == ("2026-11-22", "2026-11-24")
    assert not (folder / "refused" / "mindefensa_terrorism").exists()


def test_what_has_no_endpoint_says_so(folder: Path, how: dict) -> None:
    """The error lists what can be refreshed."""
    with pytest.raises(GeoDataError, match=r"cannot be refreshed.*evoa"):
        refresh("dane_mgn", folder, client=how)


def test_the_next_build_uses_what_was_refreshed(
    httpserver: HTTPServer, how: dict, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest names the refreshed file; its rows are the events; a build without it is another version."""
    few = {module.SOURCE.id: Declared(module) for module in (dane_mgn, regions, mindefensa_terrorism)}
    monkeypatch.setattr(geo.catalogue, "_declared", lambda: few)
    monkeypatch.setattr(geo.build.inputs, "_code_hash", lambda: "code")
    before = build(tmp_path / "out", folder)
    terrorism(httpserver, acts(30, cod_muni="76001"), monkeypatch)
    refresh("mindefensa_terrorism", folder, today=TODAY, client=how, accept=True)
    after = build(tmp_path / "out", folder)
    assert before.manifest["data_version"] != after.manifest["data_version"]
    origins = {entry["path"]: entry["origin"] for entry in after.manifest["inputs"]}
    assert origins["refreshed/mindefensa_terrorism/terrorismo_mindefensa_nacional.csv"] == "refreshed"
    assert not any("/mindefensa_terrorism" in path for path in origins if origins[path] != "refreshed")
    table = pd.read_parquet(tmp_path / "out" / "indicators.parquet")
    counted = table[(table["variable"] == "events") & (table["year"] == 2010)]
    assert len(counted) == 1121
    assert counted.loc[counted["value"] > 0, "municipality_code"].tolist() == ["76001"]
    assert verify(tmp_path / "out", folder) == []


def test_what_can_be_refreshed_is_what_is_declared(folder: Path) -> None:
    """The catalogue's publishers and ACLED."""
    declared = {name for name, loader in discover().items() if loader.publisher}
    assert refreshable() == sorted([*declared, "acled"])
    assert {"evoa", "coca", "ucdp_ged", "firms_modis", "amw_mining", "runap"} <= declared


def test_the_guide_names_what_can_be_refreshed_and_imported(folder: Path) -> None:
    """docs/own-data.md has every source, key, format and column."""
    guide = (ROOT / "docs" / "own-data.md").read_text("utf-8")
    assert not [name for name in (*refreshable(), *READERS, *KEYS) if f"`{name}`" not in guide]
    columns = {*events.COLUMNS, *polygons.COLUMNS, *statistics.COLUMNS}
    assert not [name for name in columns if not re.search(rf"\b{name}\b", guide)]
