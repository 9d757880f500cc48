"""What a selection and the tables of a build know, they know by themselves: nobody looks into data/raw for them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import geo.catalogue
from geo.build.pipeline import build
from geo.catalogue import declared
from geo.importers.import_file import import_file
from geo.importers.reading import Request
from geo.schema import GeoDataError
from geo.source import RAW, SOURCES
from layers.outputs import html
from layers.scene import basemap, compose
from layers.selection import Selection, parse_query
from layers.tables import Tables
from layers.validation import check


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder below data/raw can be listed, no file there opened or looked at."""

    def refuse(self: Path, *_: object, **__: object) -> Iterator[Path]:
        raise AssertionError(f"looked into {self}")

    def guarded(name: str) -> object:
        usual = getattr(Path, name)
        return lambda self, *args, **more: (
            refuse(self) if self.absolute().is_relative_to(RAW) else usual(self, *args, **more)
        )

    for name in ("glob", "rglob", "iterdir", "open", "is_file", "exists", "read_text", "read_bytes"):
        monkeypatch.setattr(Path, name, guarded(name))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of boundaries and a user's events, from a folder of raw files that is not the project's."""
    home = tmp_path_factory.mktemp("elsewhere")
    raw = home / "raw"
    raw.mkdir()
    rows = {"date": ["2023-05-01"], "divipola": ["54245"], "lat": ["8.6"], "lon": ["-73.4"], "event_type": ["attack"]}
    pd.DataFrame(rows).to_csv(home / "e.csv", index=False)
    import_file("events", Request(home / "e.csv", "mine", date(2026, 11, 22)), raw)
    few = {name: declared(name) for name in ("dane_mgn", "regions")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geo.catalogue, "_declared", lambda: few)
        return build(home / "processed", raw).out


@pytest.mark.usefixtures("blind")
def test_a_selection_reads_no_folder() -> None:
    """It is made and read from a link by its own rules alone."""
    selection, errors = parse_query({"layers": "ucdp,imported-mine", "choropleth": "deaths", "sources": "imported-a"})
    assert errors == []
    assert selection.layers == ("ucdp", "imported-mine")
    assert parse_query({"layers": "nonsense"})[1]
    assert parse_query(selection.to_query())[0] == selection


@pytest.mark.data
@pytest.mark.usefixtures("blind")
def test_the_catalogue_travels_with_the_tables(elsewhere: Path) -> None:
    """The import of another raw folder has its layer, its credit and its map; the project's folder is not asked."""
    tables = Tables.read(elsewhere)
    assert "imported-mine" in tables.overlays
    selection = Selection(department_code="54", start="2023-01", end="2023-12", layers=("imported-mine",))
    scene = compose.scene(selection, tables, basemap.for_selection(tables, selection))
    assert [mark["count"] for mark in scene["overlays"]] == [1]
    assert "imported-mine" in {credit["id"] for credit in scene["credits"]}
    assert "imported-mine" in html.html(selection, tables)


@pytest.mark.data
def test_a_layer_that_this_build_lacks_is_named(elsewhere: Path) -> None:
    """A map without a layer that was asked for would be taken for one without events."""
    tables = Tables.read(elsewhere)
    selection = Selection(layers=("imported-mine", "imported-other"))
    with pytest.raises(GeoDataError, match=r"no such layer in this build.*imported-other"):
        check(selection, tables)


@pytest.mark.data
def test_tables_without_their_catalogue_are_of_another_version(elsewhere: Path, tmp_path: Path) -> None:
    """A build that has no sources.json is not read with whatever this version declares."""
    for path in elsewhere.iterdir():
        if path.name != SOURCES:
            (tmp_path / path.name).symlink_to(path)
    with pytest.raises(GeoDataError, match=r"sources\.json.*terrapaz build --force"):
        Tables.read(tmp_path)


@pytest.mark.data
def test_sources_are_read_as_they_were_written(elsewhere: Path, real: Tables) -> None:
    """Every field of every source survives the file, for tables made in code and for those read alike."""
    from geo.catalogue import declared_sources

    assert real.sources == declared_sources()
    assert replace(Tables.read(elsewhere).sources["imported-mine"], files=()).kind == "events"
