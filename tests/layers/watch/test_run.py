"""A run reports what changed, once: also if it is killed, and if another build comes between."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

from geo.changes import history
from geo.changes.compare import compare
from geo.schema import CHANGES, REPORTED_CHANGES, GeoDataError, check
from geo.source import ROOT
from geo.swap import replacing
from layers import cli
from layers.watch.alerts import Alert
from layers.watch.rules import Output, Rule, Watch
from layers.watch.run import Outcome, run, was_reported
from tests.layers.watch import small

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
QUIET = [("54810", f"{year}-{month:02}", 1) for year in range(2017, 2020) for month in (2, 8)]
RULES = (Rule("unusual-events", "events", unusual=12, at_least=3),)
OUTPUT = Output("extract", "data/catatumbo-{date}.csv", {"region": "catatumbo", "from": "2015-01", "to": "2020-12"})

BUILDS = {
    "v0": small.build("v0", [small.source("2019-12")], small.events(*QUIET)),
    "v1": small.build("v1", [small.source("2020-01")], small.events(*QUIET, ("54810", "2020-01", 9))),
    "v2": small.build("v2", [small.source("2020-01")], small.events(*QUIET[1:], ("54810", "2020-01", 9))),
}  # fmt: skip

Watching = Callable[[str], Outcome]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path / "watch", places=("colombia", "catatumbo"), rules=RULES, outputs=(OUTPUT,))


@pytest.fixture
def watching(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watching:
    """A run of the watch that finds one of the builds above; what they differ in is computed once."""
    folder = tmp_path / "processed"

    def go(version: str) -> Outcome:
        monkeypatch.setattr("layers.watch.run.build", lambda *_, **__: _write(folder, version))
        return run(watch, folder, tmp_path / "raw", now=NOW)

    monkeypatch.setattr("layers.watch.run.compare", lambda older, newer, *_: _compared(older.version, newer.version))
    return go


@cache
def _compared(older: str, newer: str) -> pd.DataFrame:
    return compare(BUILDS[older], BUILDS[newer])


@pytest.fixture(scope="module", autouse=True)
def templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Write each build once; a test takes over its files."""
    for version, made in BUILDS.items():
        TEMPLATES[version] = tmp_path_factory.mktemp("builds") / version
        small.write(TEMPLATES[version], made)


TEMPLATES: dict[str, Path] = {}


def _write(folder: Path, version: str) -> None:
    if history.version(folder) == version:
        return
    with replacing(folder) as fresh:
        for source in (TEMPLATES[version], folder):
            for path in source.iterdir() if source.is_dir() else ():
                if source != folder or path.name in history.PRESERVED:
                    history.link_or_copy(path, fresh / path.name)


def entries(watch: Watch) -> list[str]:
    stored = json.loads((watch.folder / "state.json").read_text("utf-8"))["entries"]
    return [entry["id"] for places in stored.values() for each in places.values() for entry in each]


def test_the_first_run_has_nothing_to_compare_with(watching: Watching, watch: Watch) -> None:
    """It stores the build; the same build again is no news. Neither writes a file."""
    assert watching("v0").first
    again = watching("v0")
    assert (len(again.changes), again.files, again.first) == (0, (), False)
    assert not watch.folder.exists()


def test_an_edition(watching: Watching, watch: Watch, tmp_path: Path) -> None:
    """Every file, complete and in agreement; what it reports is not reported again."""
    watching("v0")
    outcome = watching("v1")
    folder = watch.folder
    assert sorted(outcome.files) == sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()
    )
    assert {path.name for path in folder.iterdir()} >= {
        "changes.csv",
        "changes.geojson",
        "digest.html",
        "feeds",
        "en",
    }
    assert outcome.changes.groupby("kind")["count"].sum().to_dict() == {"coverage": 1, "new": 9}
    assert [alert.id for alert in outcome.alerts] == ["unusual-events/ucdp_ged/54810/2020-01"]
    assert len(outcome.line) <= 160
    table = pd.read_csv(folder / "changes.csv", dtype=str)
    assert len(table) == len(pd.read_parquet(folder / "changes.parquet")) == 10
    (place,) = gpd.read_file(folder / "changes.geojson").to_dict("records")
    assert (place["municipality_code"], place["new"], place["sources"]) == ("54810", 9, "ucdp_ged")
    latest = json.loads((folder / "latest.json").read_text("utf-8"))
    assert latest["outputs"] == {OUTPUT.file: "data/catatumbo-2026-11-28.csv"}
    assert all((folder / path).is_file() for path in [*latest["outputs"].values(), *latest["digest"].values()])
    page = (folder / "en" / "digest.html").read_text("utf-8")
    assert "9 new events" in page
    assert "http" not in page.replace("http-equiv", "")
    message = message_from_bytes((folder / "digest.eml").read_bytes(), policy=policy.default)
    assert message["subject"] == outcome.line
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    assert "9 eventos nuevos" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    reported = check(history.reported(tmp_path / "processed"), REPORTED_CHANGES, "test")
    assert reported[["data_version", "reported_on"]].drop_duplicates().to_numpy().tolist() == [["v1", "2026-11-28"]]
    assert watching("v1").files == ()


def test_later_editions_add_to_the_feeds(watching: Watching, watch: Watch, tmp_path: Path) -> None:
    """Entries stay, with their ids; dated outputs of earlier editions stay too."""
    watching("v0")
    watching("v1")
    before = entries(watch)
    assert watching("v2").changes["kind"].tolist() == ["withdrawn"]
    after = entries(watch)
    assert set(before) < set(after)
    assert len(after) == len(set(after)) + len([name for name in set(after) if "/alert/" in name])
    assert history.reported(tmp_path / "processed")["data_version"].drop_duplicates().tolist() == ["v2", "v1"]


def test_what_was_reported_before_a_kill_is_not_reported_of_the_next_build(
    watching: Watching, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after it reported v1, before v1 was stored; then v2 comes: only what v2 adds is reported."""
    watching("v0")
    with monkeypatch.context() as dies:
        dies.setattr("layers.watch.run._complete", _die)
        with pytest.raises(KeyboardInterrupt):
            watching("v1")
    _write(tmp_path / "processed", "v2")
    outcome = watching("v2")
    assert outcome.changes["kind"].tolist() == ["withdrawn"]
    assert outcome.alerts == ()


def _die(*_: object) -> None:
    raise KeyboardInterrupt


STEPS = {"open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "ctypes.dlopen"}
"""Audit events at which a run can be killed: what it does to files."""


def _killed_at(step: int, go: Callable[[], object], count: Path | None = None) -> bool:
    """Run something in a process that is killed when it touches files for the ``step``-th time; whether it was."""
    process = os.fork()
    if process == 0:
        done = 0

        def hook(event: str, args: tuple[object, ...]) -> None:
            nonlocal done
            if event in STEPS and (event != "open" or args[1] not in ("r", "rb", None)):
                done += 1
                if done == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        try:
            go()
            if count is not None:
                count.write_text(str(done))
        finally:
            os._exit(0)
    _, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status)


def test_killed_at_any_moment(
    watching: Watching, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At twenty moments: no half edition, no change lost or reported twice."""
    watching("v0")
    outcome = watching("v1")
    expected = set(outcome.changes["event_id"].dropna())
    rendered = [(name, (watch.folder / name).read_bytes()) for name in outcome.files]  # once for all runs
    monkeypatch.setattr("layers.watch.run.files", lambda *_: iter(rendered))

    def afresh() -> None:
        for name in ("watch", "processed"):
            shutil.rmtree(tmp_path / name, ignore_errors=True)
        _write(tmp_path / "processed", "v0")
        history.store_previous(tmp_path / "processed", tmp_path / "processed" / "previous")

    afresh()
    assert not _killed_at(-1, lambda: watching("v1"), tmp_path / "steps")
    steps = int((tmp_path / "steps").read_text())
    assert steps > 40
    for step in range(1, steps + 1, max(1, steps // 20)):
        afresh()
        assert _killed_at(step, lambda: watching("v1"))
        was_reported = (watch.folder / "state.json").is_file()
        if was_reported:
            check(pd.read_parquet(watch.folder / "changes.parquet"), REPORTED_CHANGES, "test")
        outcome = watching("v1")
        assert set(outcome.changes["event_id"].dropna()) == (set() if was_reported else expected), step
        assert len(outcome.alerts) == (not was_reported)
        reported = history.reported(tmp_path / "processed")
        assert sorted(reported["event_id"].dropna()) == sorted(expected)
        assert history.version(tmp_path / "processed" / "previous") == "v1"


def test_a_publisher_that_fails_is_named(
    watching: Watching, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are asked, and what is at hand is compared."""

    def refuse(name: str, *_: object, **__: object) -> None:
        raise GeoDataError("does not answer", source=name, remedy="try later")

    watching("v0")
    monkeypatch.setattr("layers.watch.run.refresh", refuse)
    monkeypatch.setattr("layers.watch.run.build", lambda *_, **__: _write(tmp_path / "processed", "v1"))
    asking = Watch(watch.folder, refresh=("evoa", "coca"), places=("catatumbo",), rules=())
    outcome = run(asking, tmp_path / "processed", tmp_path / "raw", now=NOW)
    assert [text.partition(":")[0] for text in outcome.failed] == ["evoa", "coca"]
    assert outcome.files


def test_a_folder_of_something_else_is_left_alone(watching: Watching, watch: Watch) -> None:
    """Before anything is built."""
    watch.folder.mkdir()
    (watch.folder / "thesis.odt").write_text("years of work")
    with pytest.raises(GeoDataError, match="holds something else"):
        watching("v0")


def test_a_previous_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """It would be replaced by a build, the folder of the tables by itself."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.odt").write_text("years of work")
    for name, problem in (("mine", "holds something else"), ("processed", "is the folder of the tables")):
        with pytest.raises(GeoDataError, match=problem):
            run(Watch(tmp_path / "watch", previous=tmp_path / name), tmp_path / "processed", tmp_path / "raw")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.odt"]


def test_a_rise_reported_of_preliminary_data_is_not_reported_of_the_final_ones() -> None:
    """The same rule, place and period, by the release that replaces the candidate events."""
    final = Alert(RULES[0], "54810", "ucdp_ged", "2020-01", 9, "events")
    finals = {"ucdp_candidate": "ucdp_ged"}
    first = replace(final, source="ucdp_candidate", preliminary=True).id
    assert was_reported(final, [first], finals)
    assert was_reported(final, [final.id], finals)
    assert not was_reported(replace(final, period="2020-02"), [first], finals)
    assert not was_reported(final, [first], {})


def test_a_previous_build_that_cannot_be_read_says_what_to_remove(watching: Watching, tmp_path: Path) -> None:
    """Another build would not mend it."""
    watching("v0")
    for name in ("events.parquet", "manifest.json"):
        (tmp_path / "processed" / "previous" / name).unlink()
        (tmp_path / "processed" / "previous" / name).write_text("{}")
        with pytest.raises(GeoDataError, match=r"previous.*build to compare with.*remove that folder"):
            watching("v1")


@pytest.fixture
def country(processed: Path, tmp_path: Path) -> Path:
    """The bundled build, whose predecessor lacked the events of UCDP's last month."""
    folder = tmp_path / "processed"
    history.link_or_copy(processed, folder)
    previous = folder / "previous"
    history.store_previous(folder, previous)
    events = gpd.read_parquet(previous / "events.parquet")
    (previous / "events.parquet").unlink()
    ended = (events["source"] == "ucdp_ged") & (events["date_start"] >= "2025-12")
    events[~ended].to_parquet(previous / "events.parquet", index=False)
    for name, old, new in (
        (
            "sources.json",
            '"end": "2025-12-31",\n   "years": [\n    1989',
            '"end": "2025-11-30",\n   "years": [\n    1989',
        ),
        ("manifest.json", '"data_version": "', '"data_version": "x'),
    ):
        text = (previous / name).read_text("utf-8")
        (previous / name).unlink()
        (previous / name).write_text(text.replace(old, new), "utf-8")
    return folder


@pytest.mark.data
def test_the_bundled_data_from_cron(country: Path, no_raw: Path, tmp_path: Path) -> None:
    """No terminal, no locale, hardly an environment: exit code 4 and the line, then 0 and nothing written."""
    file = tmp_path / "watch.toml"
    file.write_text('places = ["catatumbo"]\nlanguages = ["en"]\nrule = []\n')
    command = [sys.executable, "-m", "layers.cli", "watch", str(file), "--out", str(country), "--raw", str(no_raw)]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert done.returncode == 4, done.stderr.decode()
    assert done.stdout.decode().startswith("Terrapaz ")
    written = (tmp_path / "watch" / "state.json").stat().st_mtime_ns
    again = CliRunner().invoke(cli.app, command[3:])
    assert (again.exit_code, again.stdout) == (0, "no change\n")
    assert (tmp_path / "watch" / "state.json").stat().st_mtime_ns == written
    changes = pd.read_parquet(tmp_path / "watch" / "changes.parquet")[list(CHANGES.columns)]
    assert changes["kind"].unique().tolist() == ["coverage", "new"]
    assert changes["period"].dropna().unique().tolist() == ["2025-12"]
