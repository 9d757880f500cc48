"""Areas that a reader brings: every format gives the same area, and no file gets further than it should."""

import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import pytest
import shapely

from geo.schema import CRS
from layers.analysis import area_files, area_geopackage
from layers.analysis.area_files import UploadError, read_area, read_ring
from tests.layers.app.areas import AREA, ORIGEN_NACIONAL, OUTER, frame, geopackage, kml, same, shapefile


def refused(name: str, data: bytes) -> str:
    with pytest.raises(UploadError) as told:
        read_area(name, data)
    return told.value.message


@pytest.mark.parametrize("crs", [CRS, ORIGEN_NACIONAL])
def test_geojson_is_read(crs: str) -> None:
    """Also the older kind that names a projected system."""
    assert same(read_area("a.GeoJSON", frame(crs).to_json(drop_id=True, to_wgs84=False).encode()))


@pytest.mark.parametrize(
    "bare", [AREA, shapely.GeometryCollection([shapely.Point(0, 0), shapely.MultiPolygon([AREA])])]
)
def test_a_bare_geometry_is_read(bare: shapely.Geometry) -> None:
    """Without a feature around it, its polygons however deep."""
    assert same(read_area("a.json", b"\xef\xbb\xbf" + shapely.to_geojson(bare).encode()))


@pytest.mark.parametrize("space", ["http://www.opengis.net/kml/2.2", "http://earth.google.com/kml/2.1"])
def test_kml_is_read_with_its_holes(space: str) -> None:
    """Heights are left out, points as well."""
    assert same(read_area("a.kml", kml(space=space).encode()))
    assert same(read_area("a.kml", kml(space=space).replace("UTF-8", "ISO-8859-1").encode("latin-1")))


def test_a_kmz_is_read_as_the_kml_in_it() -> None:
    """Whatever the name of its document, beside its pictures; a bomb is refused."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("files/icon.png", b"no picture")
        archive.writestr("doc.kml", kml())
    assert same(read_area("a.KMZ", packed.getvalue()))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("more.kml", bytes(area_files.MAX_UNPACKED))
    assert refused("a.kmz", packed.getvalue()) == area_files.TOO_LARGE


@pytest.mark.parametrize("crs", [CRS, ORIGEN_NACIONAL, "EPSG:3857"])
def test_a_geopackage_is_read(tmp_path: Path, crs: str) -> None:
    """In its own coordinates, and also as QGIS leaves it, with a log beside it."""
    data = geopackage(tmp_path, crs)
    assert same(read_area("a.gpkg", data))
    assert same(read_area("a.gpkg", data[:18] + b"\2\2" + data[20:]))


@pytest.mark.parametrize("crs", [CRS, ORIGEN_NACIONAL, "EPSG:3857"])
def test_a_zipped_shapefile_is_read(tmp_path: Path, crs: str) -> None:
    """From a folder within the archive, beside what macOS puts there."""
    assert same(read_area("a.zip", shapefile(tmp_path, crs, below="shapes/")))


def test_several_polygons_are_one_area_and_overlaps_count_once() -> None:
    """A bow tie is made valid."""
    west, east = shapely.box(-75, 7, -74.4, 8), shapely.box(-74.6, 7, -74, 8)
    found = read_area("a.geojson", frame(shapes=[west, east]).to_json().encode())
    assert found.area == pytest.approx(1)
    tie = shapely.Polygon([(-75, 7), (-74, 8), (-74, 7), (-75, 8)])
    assert read_area("a.geojson", shapely.to_geojson(tie).encode()).area == pytest.approx(0.5)


def test_what_is_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """In bytes, in vertices."""
    assert refused("a.geojson", b" " * (area_files.MAX_BYTES + 1)) == area_files.TOO_LARGE
    monkeypatch.setattr(area_files, "MAX_VERTICES", 9)
    assert refused("a.geojson", shapely.to_geojson(AREA).encode()) == area_files.TOO_DETAILED


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """What its members say they unpack to is counted before any is read."""
    bomb = io.BytesIO(shapefile(tmp_path))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("more.shp", bytes(area_files.MAX_UNPACKED))
    assert len(bomb.getvalue()) < area_files.MAX_BYTES
    assert refused("a.zip", bomb.getvalue()) == area_files.TOO_LARGE


def test_names_within_an_archive_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A member that would climb out of its folder is read like any other: nothing is written anywhere."""
    monkeypatch.chdir(tmp_path)
    data = shapefile(tmp_path, below="../climbed/")
    before = sorted(tmp_path.rglob("*"))
    assert same(read_area("../../etc/passwd.zip", data))
    assert sorted(tmp_path.rglob("*")) == before
    assert not (tmp_path.parent / "climbed").exists()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(b'<OGRVRTDataSource><OGRVRTLayer name="passwd"/></OGRVRTDataSource>', id="driver"),
        pytest.param(b"\x00\x00\x27\x0a", id="cut off"),
        pytest.param(b"", id="empty"),
    ],
)
def test_a_shape_of_another_kind_is_not_opened(other: bytes) -> None:
    """What calls itself a shape and is a list of files to open is refused by its first bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.shp", other)
        archive.writestr("a.prj", frame().crs.to_wkt())
    assert refused("a.zip", packed.getvalue()) == area_files.NOT_READ


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    """A document may declare none, in whatever encoding, so none can grow or fetch a file."""
    told = '<!DOCTYPE kml [<!ENTITY a "-75,7"><!ENTITY b SYSTEM "file:///etc/passwd">]><kml'
    assert refused("a.kml", kml().replace("<kml", told, 1).encode(encoding)) == area_files.NOT_READ


def test_coordinates_have_to_have_a_system(tmp_path: Path) -> None:
    """A shapefile without .prj, a GeoPackage and a GeoJSON that say nothing known."""
    assert refused("a.zip", shapefile(tmp_path, leave=(".prj",))) == area_files.NO_CRS
    frame().set_crs(None, allow_override=True).to_file(tmp_path / "bare.gpkg", driver="GPKG")
    assert refused("a.gpkg", (tmp_path / "bare.gpkg").read_bytes()) == area_files.NO_CRS
    named = json.loads(shapely.to_geojson(AREA)) | {"crs": {"type": "name", "properties": {"name": "mine"}}}
    assert refused("a.geojson", json.dumps(named).encode()) == area_files.NO_CRS


def test_a_system_that_opens_files_is_refused(tmp_path: Path) -> None:
    """A definition may name a grid, which PROJ would look for on the disk."""
    path = tmp_path / "area.gpkg"
    geopackage(tmp_path)
    with sqlite3.connect(path) as base:
        base.execute(
            "UPDATE gpkg_spatial_ref_sys SET organization = 'x', definition ="
            " replace(definition, 'AUTHORITY', 'EXTENSION[\"PROJ4_GRIDS\",\"nadgrids=/etc/passwd\"],AUTHORITY')"
        )
    base.close()
    assert refused("a.gpkg", path.read_bytes()) == area_files.NO_CRS


@pytest.mark.parametrize(
    "outer",
    [
        [(10.0, 50.0), (11.0, 50.0), (11.0, 51.0), (10.0, 50.0)],
        [(7.0, -75.0), (7.0, -74.0), (8.0, -74.0), (7.0, -75.0)],
        [(-75.0, 7.0), (float("inf"), 7.0), (-74.0, 8.0), (-75.0, 7.0)],
        [(-75.0, 7.0), (float("nan"), 7.0), (-74.0, 8.0), (-75.0, 7.0)],
    ],
)
def test_elsewhere_in_the_world_is_refused(outer: list[tuple[float, float]]) -> None:
    """Another continent, latitude first, nowhere at all."""
    assert refused("a.kml", kml(outer).encode()) == area_files.NOT_IN_COLOMBIA


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.exe", b"MZ", area_files.NOT_READ),
        ("geojson", b"{}", area_files.NOT_READ),
        ("a.geojson", b"{}", area_files.NOT_READ),
        ("a.geojson", b"[" * 100_000, area_files.NOT_READ),
        ("a.geojson", b'{"type": "Point", "coordinates": [-74, 5]}', area_files.NO_AREA),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', area_files.NO_AREA),
        ("a.geojson", b'{"type": "Polygon", "coordinates": [[[-74, 5]]]}', area_files.NOT_READ),
        ("a.kml", b"<kml", area_files.NOT_READ),
        ("a.kml", b"<kml/>", area_files.NO_AREA),
        ("a.zip", b"PK\x03\x04", area_files.NOT_READ),
        ("a.gpkg", b"PK\x03\x04", area_files.NOT_READ),
        ("a.gpkg", b"SQLite format 3\0" + bytes(100), area_files.NOT_READ),
    ],
)
def test_what_is_no_area_is_refused(name: str, data: bytes, told: str) -> None:
    """With a reason that a reader understands, never with an error of some library."""
    assert refused(name, data) == told


TRICKS = {
    "endless view": (
        "DROP TABLE gpkg_geometry_columns",
        "CREATE VIEW gpkg_geometry_columns AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT 'area' AS table_name, 'geom' AS column_name, 4326 AS srs_id FROM n",
    ),
    "layer that is a view": (
        "CREATE VIEW trick AS SELECT readfile('/etc/passwd') AS geom",
        "UPDATE gpkg_geometry_columns SET table_name = 'trick'",
    ),
    "attached file": (
        "UPDATE gpkg_geometry_columns SET table_name = 'other.area'",
        "CREATE TRIGGER take AFTER INSERT ON area BEGIN DELETE FROM area; END",
    ),
    "quotes": ("UPDATE gpkg_geometry_columns SET column_name = 'geom\" FROM area; ATTACH ''x'' AS y; --'",),
    "a column that is computed": (
        "CREATE TABLE blown (i, geom AS (zeroblob(900000000)))",
        "INSERT INTO blown VALUES (1)",
        "UPDATE gpkg_geometry_columns SET table_name = 'blown'",
    ),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_database_is_only_read(tmp_path: Path, trick: str) -> None:
    """Views, functions, recursion, other files: whatever it says, only columns of its tables are looked at."""
    path = tmp_path / "area.gpkg"
    geopackage(tmp_path)
    with sqlite3.connect(path) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("PRAGMA foreign_keys = OFF")
        for statement in TRICKS[trick]:
            base.execute(statement)
    base.close()
    assert refused("a.gpkg", path.read_bytes()) in (area_files.NOT_READ, area_files.NO_AREA, area_files.NO_CRS)


def test_a_small_file_cannot_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading ends at the vertex that is too much, not after the last row, and when its time is over."""
    path = tmp_path / "area.gpkg"
    geopackage(tmp_path)
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE much (geom)")
        wkb = b"GP\0\1" + struct.pack("<i", 4326) + shapely.to_wkb(shapely.box(-75, 7, -74, 8))
        base.executemany("INSERT INTO much VALUES (?)", [(wkb,)] * 5000)
        base.execute("UPDATE gpkg_geometry_columns SET table_name = 'much'")
    base.close()
    monkeypatch.setattr(area_files, "MAX_VERTICES", 50)
    read = []
    monkeypatch.setattr(area_geopackage, "is_too_deep", lambda wkb: bool(read.append(1)))
    assert refused("a.gpkg", path.read_bytes()) == area_files.TOO_DETAILED
    assert len(read) == 11
    monkeypatch.setattr(area_files, "MAX_VERTICES", 50_000)
    monkeypatch.setattr(area_files, "MAX_SECONDS", -1)
    assert refused("a.gpkg", path.read_bytes()) == area_files.NOT_READ


def test_a_drawn_ring_comes_back_from_its_link() -> None:
    """Closed or not, either way round."""
    ring = ";".join(f"{x},{y}" for x, y in OUTER[:-1])
    assert shapely.equals(read_ring(ring), shapely.Polygon(OUTER))


@pytest.mark.parametrize(
    "text", ["", ";", "1,2", "-75,7;-74,7", "a,b;c,d;e,f", "<script>", "nan,nan;nan,nan;nan,nan"]
)
def test_a_ring_that_is_none_is_refused(text: str) -> None:
    """A link is written by anybody."""
    with pytest.raises(UploadError):
        read_ring(text)
