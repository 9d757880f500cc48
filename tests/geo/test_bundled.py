"""The bundle is what the originals give: facts and figures, small, in step with the sources, read back exactly."""

import json
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import rasterio
import shapely
from hypothesis import given
from hypothesis import strategies as st
from rasterio.transform import from_origin

from geo.build.bundle import bundle, bundleable, write_table
from geo.build.packing import pack
from geo.bundled import CATALOGUE, FOLDER, bundled, entries_of, read_catalogue, read_table
from geo.catalogue import catalogue, declared, discover
from geo.fetch import sha256
from geo.loader import DECIMALS, rounded_shapes
from geo.schema import CRS, GeoDataError
from geo.source import RAW
from geo.sources import dane_mgn
from geo.zones import BitField, Zones

BUNDLE = RAW / FOLDER
FILES = sorted(path for path in BUNDLE.iterdir() if path.name != CATALOGUE)
LARGEST, WHOLE = 4_000_000, 12_000_000

TEXTS = {
    # column: longest value in characters
    "act_number": 40,
    "act_type": 40,
    "actor_1": 80,
    "actor_2": 80,
    "citation": 120,
    "department": 60,
    "department_code": 2,
    "description": 160,
    "event_type": 30,
    "feature_id": 60,
    "kind": 30,
    "located_by": 5,
    "municipality": 40,
    "municipality_code": 5,
    "name": 140,
    "pdet_subregion": 60,
    "people": 130,
    "reason": 90,
    "record": 60,
    "reserve_id": 10,
    "source_event_id": 20,
    "source_event_type": 30,
    "unit": 10,
    "variable": 30,
}
"""The only text columns that the bundle may hold. None is for what others wrote, none for names of persons."""

NAMES = ("name", "people")
"""Columns of names of places and peoples, which may be long: one reserve has 23 words."""

LABELLED = re.compile(r"(?:[A-ZÁÉÍÓÚ][\w ]*: [^.:]+(?:\. |\.$))+")
"""A description that a loader puts together from a publisher's categories: ``Arma o medio: granada.``"""


def test_the_catalogue_names_every_file_as_it_is() -> None:
    """Each file of the folder stands in the catalogue with its checksum, size and rows, and no other does."""
    told = {file["path"]: file for entry in read_catalogue().values() for file in entry["files"]}
    assert sorted(told) == [path.name for path in FILES]
    for path in FILES:
        assert told[path.name]["sha256"] == sha256(path)
        assert told[path.name]["bytes"] == path.stat().st_size
        if path.suffix == ".parquet":
            assert told[path.name]["rows"] == pq.read_metadata(path).num_rows


def test_it_is_small() -> None:
    """At most 4 MB a file and 12 MB in all."""
    sizes = [path.stat().st_size for path in BUNDLE.iterdir()]
    assert max(sizes) <= LARGEST
    assert sum(sizes) <= WHOLE


def test_every_source_whose_terms_are_stated_is_in_it() -> None:
    """All but curated tables, optional sources, and those whose terms are not stated."""
    expected = {
        name
        for name, source in catalogue(Path("none")).items()
        if not (source.on_request or all(file.tracked for file in source.files))
    }
    assert set(bundleable()) == expected
    assert {entry["source"] for entry in read_catalogue().values()} == expected
    assert {name for name, source in catalogue(Path("none")).items() if source.fetch_only} == {
        "dethier_rivers",
        "reserves_polygons",
    }


@pytest.mark.parametrize("name", bundleable())
def test_an_entry_is_made_of_the_pinned_originals(name: str) -> None:
    """Checksum and address of each original are those that the source declares: a new pin asks for a new bundle."""
    source = declared(name).source
    for entry in entries_of(name):
        if "renewed" in entry:  # from refreshed data: there is no pin, and the entry has its own facts
            assert all(file["path"].startswith("refreshed/") for file in entry["originals"])
            continue
        files = source.files if name != "dane_mgn" else (dane_mgn.edition(entry["edition"]).file,)
        facts = ("path", "sha256", "url", "retrieved")
        pinned = [
            (file.path, file.sha256, file.url, file.retrieved or source.retrieved)
            for file in files
            if not file.tracked
        ]
        assert [tuple(file[fact] for fact in facts) for file in entry["originals"]] == pinned
        assert entry["licence"] == source.licence
        assert entry["attribution"] == source.attribution
        assert entry["left_out"]


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".parquet"], ids=lambda path: path.stem)
def test_no_file_holds_what_others_wrote(path: Path) -> None:
    """Text columns are those of a closed list, each value is short, and no value is a sentence."""
    table = pq.read_table(path)
    metadata = table.schema.metadata or {}
    assert set(metadata) <= {b"geo"}
    assert b"creator" not in metadata.get(b"geo", b"")
    for field in table.schema:
        if str(field.type) not in ("string", "large_string"):
            continue
        values = table[field.name].drop_null().unique().to_pylist()
        assert max(map(len, values), default=0) <= TEXTS[field.name], field.name
        for value in values:
            sentence = value.endswith(".") and len(value.split()) > 6
            if field.name == "description":
                assert LABELLED.fullmatch(value), value
            else:
                assert not sentence or field.name in NAMES, value


degrees = st.floats(-82, 14, allow_nan=False).map(lambda value: round(value, DECIMALS))


@given(st.lists(st.tuples(degrees, degrees), min_size=1, max_size=50))
def test_six_decimals_come_back_exactly(points: list[tuple[float, float]]) -> None:
    """Stored on a binary grid, coordinates are read as the decimals they were."""
    table = gpd.GeoDataFrame({"name": "x"}, geometry=shapely.points(points), index=range(len(points)), crs=CRS)
    with TemporaryDirectory() as folder:
        write_table(table, Path(folder) / "points.parquet")
        found = read_table(Path(folder) / "points.parquet")
    assert shapely.get_coordinates(found.geometry).tolist() == [list(point) for point in points]


def test_rounding_keeps_shared_borders_and_validity() -> None:
    """Two neighbours stay a coverage; a needle that rounding would fold is snapped, not left crossing itself."""
    west = shapely.Polygon([(0, 0), (1 / 3, 1 / 7), (1 / 3, 6 / 7), (0, 1)])
    east = shapely.Polygon([(1 / 3, 1 / 7), (1, 0), (1, 1), (1 / 3, 6 / 7)])
    assert shapely.coverage_is_valid(rounded_shapes([west, east]))
    needle = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0.5, 4e-7), (0, 1)])
    assert needle.is_valid
    found = rounded_shapes(needle)
    assert not shapely.transform(needle, lambda xy: xy.round(DECIMALS)).is_valid
    assert found.is_valid
    assert found.area == pytest.approx(needle.area)
    assert shapely.get_coordinates(found).round(DECIMALS).tolist() == shapely.get_coordinates(found).tolist()


def raster(path: Path, cells: object, **also: object) -> Path:
    data = np.array(cells, dtype=np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", width=data.shape[1], height=data.shape[0], count=1, dtype="uint8", crs=CRS,
        transform=from_origin(0, data.shape[0], 1, 1), **also,
    ) as out:  # fmt: skip
        out.write(data, 1)
    return path


FIRST = [[0, 1, 2, 3], [4, 1, 1, 0], [0, 0, 2, 2], [3, 3, 4, 0]]
SECOND = [[1, 0, 0, 3], [0, 1, 4, 2], [2, 2, 2, 2], [0, 1, 0, 1]]
CLASSES = {1: "loss", 2: "gain", 3: "change"}


def test_years_are_packed_and_tabulated_as_they_were(tmp_path: Path) -> None:
    """Two bits a year in one band: each year's hectares are those of its own raster; class 4 reads 0."""
    series = [
        (raster(tmp_path / f"{year}.tif", cells), {value: (year, name) for value, name in CLASSES.items()})
        for year, cells in ((2020, FIRST), (2021, SECOND))
    ]
    fields = pack(series, tmp_path / "packed.tif")
    with rasterio.open(tmp_path / "packed.tif") as data:
        kept = [np.where(np.array(cells) == 4, 0, cells) for cells in (FIRST, SECOND)]
        assert data.read(1).tolist() == (kept[0] + 4 * kept[1]).tolist()
    zones = Zones(["W", "E"], [shapely.box(0, 0, 2, 4), shapely.box(2, 0, 4, 4)])
    packed = [BitField(tmp_path / "packed.tif", field["shift"], field["bits"]) for field in fields]
    together = zones.tabulate_each([(field, list(CLASSES)) for field in packed])
    for (path, classes), field, read_once in zip(series, packed, together, strict=True):
        one = zones.tabulate(path, list(classes))
        other = zones.tabulate(field, list(classes))
        pd.testing.assert_frame_equal(one, other, check_exact=False, rtol=1e-15)
        pd.testing.assert_frame_equal(read_once, other, check_exact=True)


@pytest.mark.parametrize(
    ("also", "classes"),
    [({}, {4: (2020, "x")}), ({"nodata": 0}, {1: (2020, "x")})],
    ids=["four classes", "nodata"],
)
def test_what_two_bits_do_not_hold_is_refused(
    tmp_path: Path, also: dict[str, object], classes: dict[int, tuple[int, str]]
) -> None:
    """A class above 3 or a nodata value would be lost in silence."""
    with pytest.raises(GeoDataError, match="cannot be packed"):
        pack([(raster(tmp_path / "a.tif", FIRST, **also), classes)], tmp_path / "packed.tif")


def test_bit_fields_need_unsigned_classes_without_nodata(tmp_path: Path) -> None:
    """A nodata value says nothing of a field of bits."""
    path = raster(tmp_path / "a.tif", FIRST, nodata=0)
    with pytest.raises(GeoDataError, match="no nodata value"):
        Zones(["W"], [shapely.box(0, 0, 4, 4)]).tabulate(BitField(path, 0, 2))


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    """A source that is not bundled is told with those that are; nothing is written."""
    with pytest.raises(GeoDataError, match=r"not bundled.*'dethier_rivers'.*ucdp_ged"):
        bundle(["dethier_rivers"], tmp_path, tmp_path / "bundled")
    assert not (tmp_path / "bundled").exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"coca": {"source": "coca"}}', '{"coca": 1}'])
def test_a_broken_catalogue_is_told(tmp_path: Path, text: str) -> None:
    """A catalogue that is no JSON, or of another shape, names itself and the remedy."""
    (tmp_path / CATALOGUE).write_text(text)
    with pytest.raises(GeoDataError, match=r"catalogue\.json.*restore it from git"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize("name", bundleable())
def test_the_originals_give_the_bundle(name: str, originals: Path, tmp_path: Path) -> None:
    """Made anew from the publishers' files, every file of a source has the bytes that are in git.

    What is written is read back and compared with the loader's table before it is taken, so that the same bytes mean
    the same rows.
    """
    if any("renewed" in entry for entry in entries_of(name)):
        return
    entries = bundle([name], originals, tmp_path / "bundled")
    assert entries == {key: entry for key, entry in read_catalogue().items() if entry["source"] == name}
    for entry in entries.values():
        for file in entry["files"]:
            assert (tmp_path / "bundled" / file["path"]).read_bytes() == (BUNDLE / file["path"]).read_bytes()


def test_one_source_is_renewed_beside_the_others(originals: Path, tmp_path: Path) -> None:
    """The files and entries of the other sources stay as they are."""
    folder = shutil.copytree(BUNDLE, tmp_path / "bundled")
    (folder / "pdet.parquet").unlink()
    bundle(["pdet"], originals, folder)
    for path in BUNDLE.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_both_builds_hold_the_same_tables(from_originals: Path, processed: Path) -> None:
    """From the originals or the bundle: the same names of tables."""
    assert {path.name for path in from_originals.iterdir()} == {path.name for path in processed.iterdir()}


def test_a_build_from_the_bundle_is_one_from_the_originals(from_originals: Path, processed: Path) -> None:
    """Every row of the sources in both is the same to the last bit: events, indicators, features, rejects ..."""
    fetch_only = [name for name, source in catalogue(Path("none")).items() if source.fetch_only]
    for path in sorted(processed.glob("*.parquet")):
        one, other = _table(from_originals / path.name), _table(path)
        if "source" in one.columns:
            one = one[~one["source"].isin(fetch_only)].reset_index(drop=True)
        if path.stem == "lineage":  # which files were read is what differs
            one, other = one.drop(columns="inputs"), other.drop(columns="inputs")
        if path.stem == "panel":
            one = one[list(other.columns)]
        if path.stem == "events":  # the words of UCDP's coders stay behind
            words = one["source"] == "ucdp_ged"
            assert other.loc[words, "description"].isna().all()
            one["description"] = one["description"].mask(words)
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other), check_exact=True, obj=path.stem)


def _table(path: Path) -> pd.DataFrame:
    spatial = b"geo" in (pq.read_schema(path).metadata or {})
    return gpd.read_parquet(path) if spatial else pd.read_parquet(path)


def test_a_loader_says_which_originals_it_stands_for() -> None:
    """The bundle's loader carries the originals, for manifest and lineage."""
    loader = bundled(declared("coca"))
    assert loader is not None
    assert [file["path"] for file in loader.originals] == [file.path for file in declared("coca").source.files]
    assert [file.origin for file in loader.source.files] == ["bundled"]
    assert json.dumps(loader.originals)


def test_discover_reads_no_file() -> None:
    """A look at the catalogue opens no data: loaders are made, not asked."""
    assert {name for name, loader in discover(Path("none")).items() if loader.source.files} >= set(bundleable())
