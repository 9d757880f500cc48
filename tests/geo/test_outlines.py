"""No outline, however it was drawn, holds a processor: what is too much is refused before anything is repaired."""

import io
import json
import sqlite3
import struct
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.importers import containers, polygons
from geo.importers.files import read_rows
from geo.importers.reading import Request
from geo.readers.outlines import MAX_DEPTH, excess, is_too_deep
from geo.schema import GeoDataError
from layers.analysis.area_files import UploadError, read_area, read_ring
from tests.shapes import HOSTILE, scribble

SECONDS = 2.0


REAL = {
    "a circle of 49,000 corners": shapely.Point(-74, 5).buffer(1, 12_250),
    "a bow tie": shapely.Polygon([(-75, 5), (-74, 6), (-74, 5), (-75, 6)]),
    "a scribble by hand": scribble(30),
    "9,000 holes side by side": shapely.Polygon(
        shapely.box(-76, 3, -72, 7).exterior,
        [shapely.box(x, y, x + 0.01, y + 0.01).exterior for x in np.arange(-75.9, -72.9, 0.03)
         for y in np.arange(3.1, 6.1, 0.034)],
    ),
    "a point": shapely.Point(-74, 5),
}  # fmt: skip


def quickly(call: Callable[[], object]) -> None:
    """The call ends within the time that a reader waits."""
    start = time.process_time()
    call()
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("shape", HOSTILE.values(), ids=list(HOSTILE))
def test_what_is_too_much_is_found_before_it_is_repaired(shape: shapely.Geometry) -> None:
    """As one outline, and as one beside others in collections."""
    quickly(lambda: excess(np.array([shape])))
    assert excess(np.array([shape])) is not None
    assert excess(np.array([shapely.Point(0, 0), shapely.GeometryCollection([shape])])) is not None


@pytest.mark.parametrize("shape", REAL.values(), ids=list(REAL))
def test_real_outlines_pass(shape: shapely.Geometry) -> None:
    """Detailed, with many holes, or with the faults that outlines have."""
    quickly(lambda: excess(np.array([shape])))
    assert excess(np.array([shape])) is None


@pytest.mark.parametrize("shape", HOSTILE.values(), ids=list(HOSTILE))
def test_the_area_page_answers_at_once(shape: shapely.Geometry) -> None:
    """With what is wrong."""

    def refused() -> None:
        with pytest.raises(UploadError, match=r"times|rings|vertices"):
            read_area("a.geojson", shapely.to_geojson(shape).encode())

    quickly(refused)


def test_a_link_answers_at_once() -> None:
    """A drawn area of 12 kB."""
    text = ";".join(f"{lon:.4f},{lat:.4f}" for lon, lat in shapely.get_coordinates(scribble(800)))

    def refused() -> None:
        with pytest.raises(UploadError):
            read_ring(text)

    quickly(refused)


NO_RINGS = (
    *("", "1", "٧,5;6,7;8,9", "²,³;4,5;6,7", "1_0,5;2,3;4,5", "nan,5;2,3;4,5", "inf,5;2,3;4,5"),
    *("1e308,5;2,3;4,5", " -74,5;-73,5;-73,6", "-74,5,9;-73,5;-73,6", "-74,5;"),
)


@pytest.mark.parametrize("text", NO_RINGS)
def test_a_link_has_plain_numbers_only(text: str) -> None:
    """Python reads more as numbers than a link has."""
    with pytest.raises(UploadError):
        read_ring(text)


@pytest.mark.parametrize("shape", HOSTILE.values(), ids=list(HOSTILE))
def test_an_import_answers_at_once(shape: shapely.Geometry, tmp_path: Path) -> None:
    """The row is refused with the reason; a good one beside it is taken."""
    path = tmp_path / "areas.gpkg"
    good = shapely.box(-74.5, 5, -74, 5.5)
    gpd.GeoDataFrame({"id": ["bad", "good"]}, geometry=[shape, good], crs="EPSG:4326").to_file(path)
    polygons.read(request(tmp_path, good))  # what is read once a process is no part of the time
    readings = []
    quickly(
        lambda: readings.append(polygons.read(Request(path, "x", date(2026, 1, 1), constants={"kind": "mining"})))
    )
    bad = readings[0].report.set_index("record").loc["bad"]
    assert bad["outcome"] == "refused"
    assert "too often to repair" in bad["reason"]
    assert readings[0].accepted == 1


def request(folder: Path, shape: shapely.Geometry) -> Request:
    """A request to import one polygon."""
    path = folder / "one.geojson"
    gpd.GeoDataFrame({"id": ["1"]}, geometry=[shape], crs="EPSG:4326").to_file(path)
    return Request(path, "x", date(2026, 1, 1), constants={"kind": "mining"})


SHAPES = (
    "POINT (1 2)",
    "POINT ZM (1 2 3 4)",
    "LINESTRING (0 0, 1 1)",
    "POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))",
    "MULTIPOINT (1 1, 2 2)",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
    "GEOMETRYCOLLECTION (POINT (1 1), GEOMETRYCOLLECTION (POLYGON ((0 0, 1 0, 1 1, 0 0))))",
)


@pytest.mark.parametrize("text", SHAPES)
@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("order", [0, 1])
def test_the_depth_of_binary_is_measured(text: str, flavor: str, order: int) -> None:
    """Whole shapes are not too deep, in either flavour and byte order; cut ones are refused."""
    wkb = shapely.to_wkb(shapely.from_wkt(text), output_dimension=4, byte_order=order, flavor=flavor)
    assert not is_too_deep(wkb)
    assert is_too_deep(wkb[:-1])


def collections(depth: int) -> bytes:
    """Collections in collections."""
    return struct.pack("<BII", 1, 7, 1) * depth + shapely.to_wkb(shapely.Point(-74, 5))


def test_collections_in_collections_do_not_end_the_process(tmp_path: Path) -> None:
    """Neither in a GeoPackage nor in GeoJSON, nor on import."""
    assert not is_too_deep(collections(MAX_DEPTH - 1))
    assert is_too_deep(collections(MAX_DEPTH + 1))
    path = tmp_path / "deep.gpkg"
    gpd.GeoDataFrame({"id": [1]}, geometry=[shapely.box(-74, 5, -73, 6)], crs="EPSG:4326").to_file(path)
    with sqlite3.connect(path) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        head = b"GP\0\1" + struct.pack("<i", 4326)
        base.execute("UPDATE deep SET geom = ?", (head + collections(200_000),))
    base.close()
    with pytest.raises(UploadError):
        read_area("deep.gpkg", path.read_bytes())
    with pytest.raises(GeoDataError):
        polygons.read(Request(path, "x", date(2026, 1, 1), constants={"kind": "mining"}))
    for depth in (100, 900, 100_000):
        text = '{"type":"GeometryCollection","geometries":[' * depth + "]}" * depth
        with pytest.raises(UploadError):
            read_area("deep.geojson", text.encode())


def bomb(name: str, size: int) -> bytes:
    """A zip file whose one member is ``size`` zeros."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as to,
    ):
        for _ in range(size // 1_000_000):
            to.write(bytes(1_000_000))
    return packed.getvalue()


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.xlsx", "bomb.ods", "bomb.kmz"])
def test_bombs_are_refused_before_they_are_unpacked(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By how far they unpack, and by their size."""
    for size, most in ((50_000_000, containers.MAX_UNPACKED), (3_000_000, 2_000_000)):
        monkeypatch.setattr(containers, "MAX_UNPACKED", most)
        (tmp_path / name).write_bytes(bomb("table.csv", size))
        with pytest.raises(GeoDataError, match="unpacks to more than is read"):
            read_rows(tmp_path / name)


def test_archives_in_archives_end(tmp_path: Path) -> None:
    """A zip file called .csv in a zip file, and so on."""
    content = b"a,b\n1,2\n"
    for level in range(5):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("table.csv", content)
        content = packed.getvalue()
        (tmp_path / f"{level}.zip").write_bytes(content)
    assert len(read_rows(tmp_path / "0.zip")) == 1
    with pytest.raises(GeoDataError, match="archives in archives"):
        read_rows(tmp_path / "4.zip")


def test_json_that_is_no_json_is_told(tmp_path: Path) -> None:
    """Nested too deep for a reader."""
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000 + json.dumps({}) + "]" * 100_000)
    with pytest.raises(GeoDataError, match="is not JSON"):
        read_rows(path)
