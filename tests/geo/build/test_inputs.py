"""One order of inputs: the user's own, fetched originals, the bundle; and never the network."""

import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.build.inputs import Inputs, gather
from geo.bundled import Bundled, read_catalogue
from geo.loader import Declared
from geo.schema import GeoDataError
from geo.source import FACTS, RAW
from geo.sources import hansen, pdet


@pytest.fixture(autouse=True)
def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection fails."""

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def gathered(raw: Path, boundaries: str | None = None, *extra: str) -> Inputs:
    return gather(raw, boundaries, frozenset(extra))


def test_an_empty_folder_is_read_from_the_bundle(tmp_path: Path) -> None:
    """Every source whose terms are stated is there, and none is missing."""
    inputs = gathered(tmp_path)
    assert inputs.missing == {}
    assert inputs.remarks == ()
    assert isinstance(inputs.loaders["ucdp_ged"], Bundled)
    assert isinstance(inputs.loaders["incidents"], Declared)
    assert inputs.boundaries is not None
    assert inputs.boundaries.release.id == "mgn2018-limits2021"


def test_fetched_originals_come_before_the_bundle(originals: Path, tmp_path: Path) -> None:
    """The publisher's file in data/raw is read; the other sources are still those of the bundle."""
    (tmp_path / "pdet").mkdir()
    shutil.copy(originals / pdet.SOURCE.files[0].path, tmp_path / "pdet")
    inputs = gathered(tmp_path)
    assert isinstance(inputs.loaders["pdet"], Declared)
    assert isinstance(inputs.loaders["coca"], Bundled)


def test_a_spoilt_original_is_passed_over_and_told(tmp_path: Path) -> None:
    """Other bytes than the pinned ones are not read: the bundle is, and a remark names the file and the remedy."""
    (tmp_path / "pdet").mkdir()
    (tmp_path / pdet.SOURCE.files[0].path).write_text("divipola,subregion_pdet\n05001,X\n")
    inputs = gathered(tmp_path)
    assert isinstance(inputs.loaders["pdet"], Bundled)
    [remark] = inputs.remarks
    assert pdet.SOURCE.files[0].path in remark
    assert "terrapaz fetch" in remark
    assert str(tmp_path) not in remark


def test_what_was_refreshed_comes_first_and_is_never_replaced(tmp_path: Path) -> None:
    """A refreshed source whose file is gone is missing, with the way back: the bundle would be older than it says."""
    folder = tmp_path / "refreshed" / "coca"
    folder.mkdir(parents=True)
    (folder / FACTS).write_text(
        '{"on": "2026-12-24", "source": {"files": [{"path": "refreshed/coca/coca.csv", "sha256": "00"}]}}'
    )
    assert "terrapaz refresh" in gathered(tmp_path).missing["coca"]
    (folder / "coca.csv").write_text("not what it was")
    assert "sha256" in gathered(tmp_path).missing["coca"]


def test_optional_sources_wait_for_their_files(tmp_path: Path) -> None:
    """Without files they are left out in silence, unless they are asked for by name."""
    assert not {"hansen", "runap", "dethier_rivers"} & gathered(tmp_path).loaders.keys()
    asked = gathered(tmp_path, None, "hansen", "runap", "dethier_rivers")
    assert {name: text.split("Remedy: ")[1] for name, text in asked.missing.items()} == {
        "dethier_rivers": "run terrapaz fetch dethier_rivers.",
        "hansen": "run terrapaz fetch hansen.",
        "runap": "terrapaz refresh runap.",
    }


def test_tiles_of_another_release_are_told(tmp_path: Path) -> None:
    """Who has tiles of v1.12 and asks for none is told that v1.13 is read: the layer would vanish in silence."""
    (tmp_path / "hansen").mkdir()
    for tile in hansen.declare("GFC-2024-v1.12").files:
        (tmp_path / tile.path).touch()
    inputs = gathered(tmp_path)
    assert "hansen" not in inputs.loaders
    [remark] = inputs.remarks
    assert "Hansen_GFC-2025-v1.13_lossyear_20N_090W.tif: the file is missing" in remark
    assert "hansen/Hansen_GFC-2024-v1.12_lossyear_00N_070W.tif is there, which is not read" in remark


def test_files_of_an_optional_source_bring_it_in(originals: Path, tmp_path: Path) -> None:
    """Who fetched a source that is not bundled has it in the build."""
    shutil.copytree(originals / "dethier_rivers", tmp_path / "dethier_rivers")
    assert isinstance(gathered(tmp_path).loaders["dethier_rivers"], Declared)


def test_an_edition_that_is_not_there_is_told_with_the_way_to_it(tmp_path: Path) -> None:
    """Two editions are bundled; another one is not silently replaced by the default."""
    assert gathered(tmp_path, "mgn2018").loaders["dane_mgn"].source.period == "MGN 2018"
    with pytest.raises(GeoDataError, match=r"mgn2021.*terrapaz fetch --boundaries mgn2021"):
        gathered(tmp_path, "mgn2021")


def test_counts_of_points_are_those_of_the_edition(originals: Path, tmp_path: Path) -> None:
    """Fires are bundled as counts by edition; in other boundaries they are missing, not zero."""
    assert gathered(tmp_path, "mgn2018").loaders["firms_modis"].edition == "mgn2018"
    own = shutil.copy(originals / "dane_mgn_2021" / "mgn2021_municipios.geojson", tmp_path / "own.geojson")
    inputs = gathered(tmp_path, str(own))
    assert "firms_modis" in inputs.missing
    assert "firms_modis" not in inputs.loaders


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the bundle to spoil, in the place of the repository's."""
    folder = tmp_path / "repository"
    for name in ("bundled", "crosswalks"):
        shutil.copytree(RAW / name, folder / name)
    for table in RAW.glob("*.csv"):
        shutil.copy(table, folder)
    monkeypatch.setattr("geo.source.TRACKED", folder)
    monkeypatch.setattr("geo.bundled.read_catalogue", lambda: read_catalogue(folder / "bundled"))
    return folder / "bundled"


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"spoilt")], ids=["gone", "changed"])
def test_a_damaged_bundle_ends_the_build(copied: Path, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """A source that is not there for a fault would look like one without data: nothing is built."""
    damage(copied / "coca.parquet")
    with pytest.raises(GeoDataError, match=r"bundled/coca\.parquet.*restore it from git"):
        gathered(tmp_path)


def test_a_bundle_that_is_gone_ends_the_build(copied: Path, tmp_path: Path) -> None:
    """Without its catalogue there is nothing to show, and the remedy is git."""
    (copied / "catalogue.json").unlink()
    with pytest.raises(GeoDataError, match="restore it from git"):
        gathered(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A typo in --raw would leave out in silence what was imported there."""
    with pytest.raises(GeoDataError, match=r"does not exist.*typo"):
        gathered(tmp_path / "typo")


def test_facts_of_a_refresh_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """With the source and the way back to the pinned data."""
    (tmp_path / "refreshed" / "evoa").mkdir(parents=True)
    (tmp_path / "refreshed" / "evoa" / FACTS).write_text("{")
    with pytest.raises(GeoDataError, match=r"evoa.*terrapaz refresh evoa --pinned"):
        gathered(tmp_path)


def test_an_unknown_source_is_told(tmp_path: Path) -> None:
    """A typo in --with names the sources."""
    with pytest.raises(GeoDataError, match=r"no such source.*ucdp_ged"):
        gathered(tmp_path, None, "ucdp")
