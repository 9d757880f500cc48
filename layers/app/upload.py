"""Areas that a reader brings: GeoJSON, KML, GeoPackage or a zipped shapefile, read in memory and within bounds.

The bytes come from a stranger. None is written to disk, and none reaches a library that would open whatever it is
told to: each format is read by the least that reads it, and anything else is refused.
"""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, Final

import pyogrio
import pyproj
import shapely
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.ops import transform

from geo.schema import CRS, GeoDataError
from layers.basemap import FRAME
from layers.i18n import N_

MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 40_000_000
MOST_VERTICES: Final = 50_000

FORMATS: Final = ("geojson", "json", "kml", "gpkg", "zip")

TOO_LARGE: Final = N_("The file is larger than {most} MB.")
NOT_READ: Final = N_("The file cannot be read as GeoJSON, KML, GeoPackage or a zipped shapefile.")
NO_AREA: Final = N_("There is no polygon in it.")
ELSEWHERE: Final = N_("It does not lie in Colombia. Coordinates are longitude, latitude.")
TOO_DETAILED: Final = N_("It has more than {most} vertices.")
NO_CRS: Final = N_("It does not state its coordinate system.")


class UploadError(GeoDataError):
    """An area that cannot be used; ``told`` is the reason as a source string of the catalogue, with its values."""

    def __init__(self, told: str, **values: object) -> None:
        super().__init__(told.format(**values), source="upload")
        self.told, self.values = told, values


def read_area(name: str, data: bytes) -> shapely.Geometry:
    """Read all polygons of a file as one area.

    Parameters
    ----------
    name
        File name; only its ending is used.
    data
        Content.

    Returns
    -------
    shapely.Geometry
        Polygon or multipolygon, valid, EPSG:4326.

    Raises
    ------
    UploadError
        Too large, not one of the formats, without a polygon, or somewhere else in the world.
    """
    if len(data) > MOST_BYTES:
        raise UploadError(TOO_LARGE, most=MOST_BYTES // 1_000_000)
    reader = _READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise UploadError(NOT_READ)
    try:
        return whole(list(reader(data)))
    except UploadError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, struct.error, sqlite3.Error, ShapelyError) as error:
        raise UploadError(NOT_READ) from error
    except (ElementTree.ParseError, zipfile.BadZipFile, RecursionError, RuntimeError, OSError) as error:
        raise UploadError(NOT_READ) from error


def read_ring(text: str) -> shapely.Geometry:
    """Read a drawn area as a link writes it: ``lon,lat;lon,lat;...``.

    Raises
    ------
    UploadError
        Not a ring, or somewhere else in the world.
    """
    try:
        return whole([shapely.Polygon([(float(pair[0]), float(pair[1])) for pair in _pairs(text.split(";"))])])
    except UploadError:
        raise
    except (ValueError, IndexError, ShapelyError) as error:
        raise UploadError(NO_AREA) from error


def whole(parts: list[shapely.Geometry]) -> shapely.Geometry:
    """One valid area of several geometries, within bounds; lines and points are left out."""
    if sum(shapely.get_num_coordinates(part) for part in parts) > MOST_VERTICES:
        raise UploadError(TOO_DETAILED, most=MOST_VERTICES)
    polygons = [
        piece
        for part in parts
        for piece in shapely.get_parts(shapely.make_valid(shapely.force_2d(part)))
        if piece.geom_type in ("Polygon", "MultiPolygon")
    ]
    area = shapely.union_all(polygons) if polygons else shapely.Polygon()
    if area.is_empty:
        raise UploadError(NO_AREA)
    if not shapely.box(*FRAME).contains(area):
        raise UploadError(ELSEWHERE)
    return area


def _geojson(data: bytes) -> Iterator[shapely.Geometry]:
    found = json.loads(data.decode("utf-8-sig"))
    features = found["features"] if found["type"] == "FeatureCollection" else [found]
    for feature in features:
        geometry = feature["geometry"] if feature["type"] == "Feature" else feature
        if geometry:
            yield shapely.from_geojson(json.dumps(geometry))


def _kml(data: bytes) -> Iterator[shapely.Geometry]:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UploadError(NOT_READ)
    space = "{http://www.opengis.net/kml/2.2}"
    root = ElementTree.fromstring(data)  # noqa: S314, no entity can be declared
    for polygon in root.iter(f"{space}Polygon"):
        rings = {
            kind: [_ring(line.text or "") for line in polygon.iterfind(f"{space}{kind}//{space}coordinates")]
            for kind in ("outerBoundaryIs", "innerBoundaryIs")
        }
        if rings["outerBoundaryIs"]:
            yield shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"])


def _ring(text: str) -> list[tuple[float, float]]:
    return [(float(pair[0]), float(pair[1])) for pair in _pairs(text.split())]


def _pairs(places: list[str]) -> list[list[str]]:
    return [place.split(",") for place in places]


def _geopackage(data: bytes) -> Iterator[shapely.Geometry]:
    """Read by SQLite alone, which knows no files but this one."""
    if not data.startswith(b"SQLite format 3\0"):
        raise UploadError(NOT_READ)
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        base.execute("PRAGMA trusted_schema = OFF")
        tables = base.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns").fetchall()
        for table, column, system in tables:
            row = base.execute("SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (system,)).fetchone()
            move = _to_degrees(row[0] if row and system > 0 else None)
            names = (str(name).replace('"', '""') for name in (column, table))
            for (blob,) in base.execute('SELECT "{}" FROM "{}"'.format(*names)):  # noqa: S608, names are quoted
                if blob:
                    yield move(shapely.from_wkb(_wkb(blob)))


def _wkb(blob: bytes) -> bytes:
    """Well-known binary after GeoPackage's header."""
    if blob[:2] != b"GP":
        raise UploadError(NOT_READ)
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    return blob[8 + envelope :]


def _shapefile(data: bytes) -> Iterator[shapely.Geometry]:
    """Of the archive only the shapes and their coordinate system are taken, under names of our own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise UploadError(TOO_LARGE, most=MOST_UNPACKED // 1_000_000)
        stems = sorted({name[:-4] for name in archive.namelist() if name.lower().endswith(".shp")})
        for stem in stems:
            members = {name[-4:].lower(): archive.read(name) for name in archive.namelist() if name[:-4] == stem}
            if members[".shp"][:4] != b"\x00\x00\x27\x0a":
                raise UploadError(NOT_READ)
            if ".prj" not in members:
                raise UploadError(NO_CRS)
            clean = io.BytesIO()
            with zipfile.ZipFile(clean, "w") as packed:
                for ending in (".shp", ".shx", ".prj"):
                    if ending in members:
                        packed.writestr(f"area{ending}", members[ending])
            _, _, shapes, _ = pyogrio.raw.read(clean.getvalue(), columns=[])
            move = _to_degrees(members[".prj"].decode("utf-8", "replace"))
            yield from (move(shape) for shape in shapely.from_wkb(shapes) if shape is not None)


def _to_degrees(definition: str | None) -> Callable[[shapely.Geometry], shapely.Geometry]:
    if definition is None:
        raise UploadError(NO_CRS)
    try:
        system = pyproj.CRS.from_wkt(definition)
    except CRSError as error:
        raise UploadError(NO_CRS) from error
    steps = pyproj.Transformer.from_crs(system, CRS, always_xy=True)

    def move(shape: shapely.Geometry) -> shapely.Geometry:
        return transform(steps.transform, shape)

    return move


_READERS: Final[dict[str, Callable[[bytes], Iterator[Any]]]] = {
    "geojson": _geojson,
    "json": _geojson,
    "kml": _kml,
    "gpkg": _geopackage,
    "zip": _shapefile,
}
