"""Every number has its way back to a file, a release, a day and a method."""

from pathlib import Path

import pandas as pd
import pytest

from geo.build.lineage import METHODS, ZEROS, trace
from geo.build.pipeline import read_manifest
from geo.catalogue import catalogue
from geo.overlaps import OVERLAPS
from geo.schema import LINEAGE, check


@pytest.fixture(scope="module")
def lineage(processed: Path) -> pd.DataFrame:
    return pd.read_parquet(processed / "lineage.parquet").set_index(["source", "variable"])


@pytest.mark.parametrize(
    ("source", "variable", "method", "zeros"),
    [
        ("evoa", "evoa_area", "published", "absent"),
        ("coca", "coca_area", "published", "stated"),
        ("ucdp_ged", "events", "events", "absent"),
        ("ucdp_ged", "events_armed_clash", "events", "absent"),
        ("police_homicides", "victims", "people", "absent"),
        ("firms_modis", "fires", "points", "absent"),
        ("mapbiomas_transitions", "deforestation", "raster", "measured"),
        ("mapbiomas_transitions", "deforestation_in_reserves", "inside", "measured"),
        ("amw_mining", "gold_mining_detected", "flow", "measured"),
        ("amw_mining", "gold_mining_detected_outside_parks", "outside", "measured"),
        ("parks", "mainland_park_area", "stock", "measured"),
    ],
)
def test_each_kind_of_number_tells_how_it_came_about(source: str, variable: str, method: str, zeros: str) -> None:
    """The method and the meaning of a zero follow from what the source is."""
    rows = pd.DataFrame({"source": [source], "variable": [variable], "unit": ["ha"]})
    told = trace(rows, catalogue(Path("nothing imported")), ()).iloc[0]
    assert (told["method"], told["zeros"]) == (METHODS[method], ZEROS[zeros])


def test_inputs_are_the_files_of_the_source_and_of_what_it_was_cut_by() -> None:
    """An overlap names three sources' files; a published figure only its own; the day is the source's newest."""
    files = [
        {"source": name, "path": f"{name}/a", "sha256": "00", "retrieved": day}
        for name, day in [
            ("mapbiomas_transitions", "2026-01-02"),
            ("protected_caqueta", "2026-05-05"),
            ("dane_mgn", "2026-03-03"),
            ("coca", "2026-01-01"),
            ("coca", "2026-02-01"),
        ]
    ]
    rows = pd.DataFrame(
        {
            "source": ["mapbiomas_transitions", "coca"],
            "variable": ["deforestation_in_protected", "coca_area"],
            "unit": ["ha", "ha"],
        }
    )
    told = trace(rows, catalogue(Path("nothing imported")), files).set_index("source")
    assert told.loc["mapbiomas_transitions", "inputs"] == (
        "mapbiomas_transitions/a sha256:00 | protected_caqueta/a sha256:00 | dane_mgn/a sha256:00"
    )
    assert told.loc["mapbiomas_transitions", "retrieved"] == "2026-01-02"
    assert told.loc["coca", ["inputs", "retrieved"]].tolist() == [
        "coca/a sha256:00 | coca/a sha256:00",
        "2026-02-01",
    ]


@pytest.mark.data
def test_every_number_of_a_build_has_its_lineage(processed: Path, lineage: pd.DataFrame) -> None:
    """One row a series, none without files and a day; files and checksums are those of the manifest."""
    check(lineage.reset_index(), LINEAGE, "test")
    indicators = pd.read_parquet(processed / "indicators.parquet", columns=["source", "variable"])
    assert set(lineage.index) == set(indicators.drop_duplicates().itertuples(index=False, name=None))
    manifest = read_manifest(processed)
    assert manifest is not None
    files = [file for entry in manifest["inputs"] for file in (entry, *entry.get("originals", ()))]
    known = {f"{file['path']} sha256:{file['sha256']}" for file in files}
    assert set(lineage["inputs"].str.split(" | ", regex=False).explode()) <= known
    assert lineage["retrieved"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert set(lineage["method"]) == set(METHODS.values())
    parted = [overlap for overlap in OVERLAPS if not catalogue()[overlap.areas].optional]
    assert {(overlap.source, overlap.inside) for overlap in parted} <= set(lineage.index)
