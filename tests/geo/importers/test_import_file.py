"""What is imported is stored whole or not at all, and the next build uses it."""

import hashlib
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

import geo.build.inputs
import geo.catalogue
from geo.build.pipeline import build, verify
from geo.catalogue import catalogue, discover
from geo.imported import imported, refusals, store
from geo.importers.import_file import READERS, import_file, name_of
from geo.loader import Declared
from geo.schema import EVENTS, GeoDataError, check
from geo.sources import dane_mgn, regions
from tests import exports
from tests.geo.importers.files import SQUARE, TODAY, layer, request, write


def one_event(path: Path, code: str = "05790", **cells: str) -> Path:
    return write(path, {"id": "1", "date": "2023-03-19", "event_type": "attack", "divipola": code} | cells)


def test_what_is_imported_is_a_source_like_any_other(tmp_path: Path) -> None:
    """The catalogue has it, its loader gives the table, its file keeps its checksum, its row is in the report."""
    reading, folder = import_file("events", request(one_event(tmp_path / "My events.csv"), name=""), tmp_path / "raw")
    assert folder.name == "my-events"
    source = catalogue(tmp_path / "raw")["imported-my-events"]
    assert [file.origin for file in source.files] == ["imported"] * 2
    assert hashlib.sha256((folder / "table.parquet").read_bytes()).hexdigest() == source.files[0].sha256
    loaded = discover(tmp_path / "raw")[source.id].load(tmp_path / "raw")
    pd.testing.assert_frame_equal(pd.DataFrame(loaded), pd.DataFrame(reading.table), check_column_type=False)
    assert "1 of 1 rows accepted" in source.caveats[-1]
    assert source.publisher_url == "file:My%20events.csv"
    assert len(pd.read_csv(folder / "report.csv")) == 1
    assert "imported-my-events" not in catalogue(tmp_path)


def test_importing_again_replaces(tmp_path: Path) -> None:
    """A second import of one name leaves nothing of the first."""
    for code in ("05790", "05120"):
        import_file("events", request(one_event(tmp_path / "e.csv", code)), tmp_path / "raw")
    loaded = discover(tmp_path / "raw")["imported-demo"].load(tmp_path / "raw")
    assert loaded["municipality_code"].tolist() == ["05120"]
    assert [path.name for path in (tmp_path / "raw" / "imported").iterdir()] == ["demo"]


@pytest.mark.parametrize("form", READERS)
def test_a_file_that_cannot_be_used_leaves_nothing(tmp_path: Path, form: str) -> None:
    """Whatever a reader refuses whole, data/raw stays as it was."""
    raw = tmp_path / "raw"
    import_file("events", request(one_event(tmp_path / "e.csv")), raw)
    before = sorted(path.read_bytes() for path in raw.rglob("*") if path.is_file())
    suffix = "geojson" if form == "polygons" else "csv"
    (tmp_path / f"bad.{suffix}").write_text("a,b\n1,2\n")
    with pytest.raises(GeoDataError):
        import_file(form, request(tmp_path / f"bad.{suffix}"), raw)
    assert sorted(path.read_bytes() for path in raw.rglob("*") if path.is_file()) == before


def test_a_crash_while_storing_leaves_the_earlier_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half-imported stays behind."""
    raw = tmp_path / "raw"
    reading, folder = import_file("events", request(one_event(tmp_path / "e.csv")), raw)

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    with pytest.raises(OSError, match="disk full"):
        store(reading.source, reading.table, reading.report, raw)
    monkeypatch.undo()
    assert [path.name for path in (raw / "imported").iterdir()] == [folder.name]
    assert len(imported(raw)["imported-demo"].load(raw)) == 1


def test_a_broken_record_says_what_to_do(tmp_path: Path) -> None:
    """A source.json that is none is an error with its remedy."""
    folder = tmp_path / "imported" / "x"
    folder.mkdir(parents=True)
    (folder / "source.json").write_text("{}")
    with pytest.raises(GeoDataError, match="import the file again"):
        imported(tmp_path)


@pytest.mark.parametrize("text", ["../../etc", "a/b", "Ñandú 2", "x" * 3])
def test_a_name_is_safe_for_a_folder(text: str) -> None:
    """Whatever the name, the folder lies in data/raw/imported."""
    assert name_of(text).replace("-", "").isalnum()


def test_refusals_are_summed_up() -> None:
    """Reasons that differ only in what they quote are one kind, the most frequent first."""
    report = pd.DataFrame(
        {
            "row": [1, 2, 3, 4],
            "outcome": ["refused", "accepted", "refused", "refused"],
            "reason": ["year: not a year: 23", "", "the id of row 2 again", "year: not a year: 24"],
        }
    )
    assert refusals(report) == [("year: not a year", 2, 1), ("the same again", 1, 3)]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("value: not a number", "value: not a number"),
        ("lon: not a number: N/A", "lon: not a number"),
        ("date: not a date: 2023-13-01T02:30: 00Z", "date: not a date"),
        ("is in the future: 2030-01-01", "is in the future"),
        ("no municipality of that name in its department: A: B", "no municipality of that name in its department"),
        ("no place, neither municipality nor department nor point", None),
    ],
)
def test_a_summary_keeps_the_reason_and_drops_the_value(reason: str, kind: str | None) -> None:
    """What follows a column is the reason; only the value after that is left out, colons in it or not."""
    report = pd.DataFrame({"row": [1], "outcome": ["refused"], "reason": [reason]})
    assert refusals(report) == [(kind or reason, 1, 1)]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A raw folder for a catalogue of boundaries and regions only, so that a build takes seconds."""
    few = {"dane_mgn": Declared(dane_mgn), "regions": Declared(regions)}
    monkeypatch.setattr(geo.catalogue, "_declared", lambda: few)
    monkeypatch.setattr(geo.build.inputs, "_code_hash", lambda: "code")
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def test_the_next_build_uses_what_was_imported(small: Path, tmp_path: Path) -> None:
    """Events are located and counted, statistics and polygons are there, and the manifest tells where from."""
    out = tmp_path / "processed"
    rows = [exports.acled(n, admin2="Nowhere", geo_precision="1") for n in (1, 2)] + [
        exports.acled(3, geo_precision="3"),
        exports.acled(4, iso="862", country=""),
    ]
    whole = {"start": date(2023, 1, 1), "end": date(2023, 12, 31), "complete": True}
    import_file("acled", request(write(tmp_path / "acled.csv", *rows), name="", **whole), small)
    stats = {"divipola": "05120", "year": "2023", "variable": "v", "unit": "u", "value": "1"}
    import_file("statistics", request(write(tmp_path / "s.csv", stats), name="stats"), small)
    area = layer(tmp_path / "s.geojson", [box(-76, 7, -74, 9)])
    shapes = layer(tmp_path / "p.geojson", [SQUARE], year=[2023])
    import_file("polygons", request(shapes, name="pits", constants={"kind": "mining"}, searched=area), small)
    import_file("polygons", request(shapes, name="cuts", constants={"kind": "clearing"}), small)
    first = build(out, small)
    events_ = gpd.read_parquet(out / "events.parquet")
    check(events_, EVENTS, "test")
    assert events_["located_by"].tolist().count("point") == 2
    rejects = pd.read_parquet(out / "rejects.parquet")
    aside = rejects[rejects["source"] == "imported-acled"].set_index("reason")["rows"]
    assert aside.to_dict() == {"known to the department only": 1, "refused at import: not in Colombia": 1}
    table = pd.read_parquet(out / "indicators.parquet")
    killed = table[(table["source"] == "imported-acled") & (table["variable"] == "fatalities_best")]
    norte_de_santander = killed.loc[killed["municipality_code"].str.startswith("54"), "municipality_code"]
    assert norte_de_santander.tolist() == ["54245"]  # the event known to the department may be in any of the others
    assert len(killed) == 1121 - 40 + 1
    assert killed["value"].sum() == 18
    assert table.loc[table["source"] == "imported-stats", "value"].tolist() == [1.0]
    mined = table[table["source"] == "imported-pits"]
    assert mined["value"].sum() == pytest.approx(gpd.read_parquet(out / "mining.parquet")["area_ha"].sum(), rel=1e-6)
    assert (mined["value"] == 0).any()
    assert len(gpd.read_parquet(out / "deforestation.parquet")) == 1
    entries = {entry["path"]: entry for entry in first.manifest["inputs"]}
    assert entries["imported/acled/table.parquet"]["origin"] == "imported"
    assert entries["imported/acled/table.parquet"]["retrieved"] == TODAY.isoformat()
    assert entries["imported/acled/table.parquet"]["redistributable"] is False
    assert entries["imported/stats/table.parquet"]["redistributable"] is True
    assert verify(out, small) == []
    assert not build(out, small).fresh


def test_the_build_fills_in_no_zero_for_a_lost_row(small: Path, tmp_path: Path) -> None:
    """Medellín's code has lost its zero, a date in Florencia does not exist: 7 victims, no figure, 2, and zeros."""
    rows = [
        {"fecha": "2021-02-01", "tipo": "homicidio", "codigo dane": "5001000", "cantidad": "7"},
        {"fecha": "2021-03-01", "tipo": "homicidio", "codigo dane": "54810000", "cantidad": "2"},
        {"fecha": "2021-02-31", "tipo": "homicidio", "codigo dane": "18001000", "cantidad": "4"},
    ]
    whole = {"start": date(2021, 1, 1), "end": date(2021, 12, 31), "complete": True}
    import_file("events", request(write(tmp_path / "e.csv", *rows), name="own", **whole), small)
    build(tmp_path / "processed", small)
    table = pd.read_parquet(tmp_path / "processed" / "indicators.parquet")
    own = table[(table["source"] == "imported-own") & (table["variable"] == "victims")]
    victims = own.set_index("municipality_code")["value"]
    assert victims.loc[["05001", "54810"]].tolist() == [7, 2]
    assert victims["18150"] == 0
    assert "18001" not in victims
    assert len(victims) == 1120


def test_a_spoilt_import_is_missing_and_the_rest_is_built(small: Path, tmp_path: Path) -> None:
    """A table that is not what it was is left out, and the report says how to mend it."""
    import_file("events", request(one_event(tmp_path / "e.csv"), name="good"), small)
    _, folder = import_file("events", request(one_event(tmp_path / "e.csv"), name="bad"), small)
    (folder / "table.parquet").write_bytes(b"spoilt")
    report = build(tmp_path / "processed", small)
    assert "import your file again" in report.missing["imported-bad"]
    built = pd.read_parquet(tmp_path / "processed" / "events.parquet", columns=["source"])
    assert built["source"].tolist() == ["imported-good"]
