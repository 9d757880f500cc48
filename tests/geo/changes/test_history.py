"""The previous build and the reported changes survive the next build."""

from pathlib import Path

import pandas as pd
import pytest

from geo.changes import history
from geo.schema import CHANGES, REPORTED_CHANGES, GeoDataError
from geo.source import MANIFEST


def edition(version: str, count: int = 1) -> pd.DataFrame:
    row = dict.fromkeys(CHANGES.columns) | {"source": "evoa", "kind": "new", "preliminary": False}
    table = pd.DataFrame([row | {"count": count, "data_version": version, "reported_on": "2026-11-28"}])
    return table.astype(REPORTED_CHANGES.types)


def a_build(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).write_text(f'{{"data_version": "{version}"}}')
    (folder / "events.parquet").write_text(version)
    return folder


def test_the_previous_build_shares_its_files(tmp_path: Path) -> None:
    """It has no previous build of its own; the next one replaces it."""
    folder = a_build(tmp_path / "processed", "one")
    (folder / "README.md").write_text("tracked")
    previous = folder / history.PREVIOUS
    history.store_previous(folder, previous)
    assert sorted(path.name for path in previous.iterdir()) == ["events.parquet", MANIFEST]
    assert (previous / "events.parquet").stat().st_ino == (folder / "events.parquet").stat().st_ino
    later = a_build(tmp_path / "later", "two")
    history.store_previous(later, previous)
    assert history.version(previous) == "two"
    assert history.version(folder) == "one"
    assert history.version(tmp_path) is None


def test_editions_are_recorded_once_and_the_oldest_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newest first; the address of the feeds goes with them."""
    monkeypatch.setattr(history, "_EDITIONS", 2)
    for version in ("one", "two", "two", "three"):
        history.record(edition(version), tmp_path, "https://example.org/")
    reported = history.reported(tmp_path)
    assert reported["data_version"].tolist() == ["three", "two"]
    assert reported.attrs["feeds"] == "https://example.org/"


def test_what_cannot_be_read_raises(tmp_path: Path) -> None:
    """No build, a build without its tables, a table that is none: each with a remedy."""
    with pytest.raises(GeoDataError, match="nothing is built here"):
        history.read(tmp_path)
    with pytest.raises(GeoDataError, match="cannot be read"):
        history.read(a_build(tmp_path / "processed", "one"))
    (tmp_path / history.REPORTED).write_text("no table")
    with pytest.raises(GeoDataError, match="remove it"):
        history.reported(tmp_path)


def test_one_source_is_the_final_form_of_another() -> None:
    """As their modules declare it."""
    finals, preliminary = history.succession()
    assert finals["ucdp_candidate"] == finals["ucdp_ged_211"] == "ucdp_ged"
    assert preliminary == {"ucdp_candidate"}
