"""Areas uploaded by a reader: GeoJSON, KML, GeoPackage or a zipped shapefile, read in memory with size limits.

The bytes are untrusted. They are never written to disk, nor passed to a library that would open further files which
they name: each format has a minimal reader, and anything else is refused.
"""

from __future__ import annotations

import io
import json
import lzma
import re
import sqlite3
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from time import monotonic
from typing import Any, Final

import numpy as np
import pyogrio
import pyproj
import shapely
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from geo.schema import CRS, GeoDataError
from layers.scene.basemap import FRAME
from layers.text.i18n import N_

MAX_BYTES: Final = 5_000_000
MAX_UNPACKED: Final = 40_000_000
MAX_VERTICES: Final = 50_000

MAX_SECONDS: Final = 3.0
"""Time limit for reading the tables of a GeoPackage."""

FORMATS: Final = ("geojson", "json", "kml", "gpkg", "zip")

TOO_LARGE: Final = N_("The file is larger than {most} MB.")
NOT_READ: Final = N_("The file cannot be read as GeoJSON, KML, GeoPackage or a zipped shapefile.")
NO_AREA: Final = N_("It contains no polygon.")
NOT_IN_COLOMBIA: Final = N_("It is not in Colombia. Coordinates have to be longitude, latitude.")
TOO_DETAILED: Final = N_("It has more than {most} vertices.")
NO_CRS: Final = N_("It does not state its coordinate system.")

_MEMBERS: Final = (".shp", ".shx", ".prj")
_SYSTEM: Final = (
    "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
)
_EXTERNAL_FILES: Final = re.compile(r"grids=(?!@null)|parameterfile|\+init", re.IGNORECASE)
"""Parts of a CRS definition that name files which PROJ would open."""

_READ_ERRORS: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    ElementTree.ParseError,
    LookupError,
    OSError,
    RuntimeError,
    ShapelyError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    sqlite3.Error,
    zipfile.BadZipFile,
    zlib.error,
)
"""Exceptions that the readers raise for a damaged file."""


class UploadError(GeoDataError):
    """An area that cannot be used; ``message`` is the reason as a translatable text, ``values`` are its fields."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values), source="upload")
        self.message, self.values = message, values


def read_area(name: str, data: bytes) -> shapely.Geometry:
    """Read all polygons of a file as one area.

    Parameters
    ----------
    name
        File name; only its extension is used.
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
    if len(data) > MAX_BYTES:
        raise UploadError(TOO_LARGE, most=MAX_BYTES // 1_000_000)
    reader = _READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise UploadError(NOT_READ)
    try:
        return as_area(reader(data))
    except UploadError:
        raise
    except _READ_ERRORS as error:
        raise UploadError(NOT_READ) from error


def read_ring(text: str) -> shapely.Geometry:
    """Read a drawn area as a link writes it: ``lon,lat;lon,lat;...``.

    Raises
    ------
    UploadError
        Not a ring, or somewhere else in the world.
    """
    try:
        return as_area([shapely.Polygon([(float(pair[0]), float(pair[1])) for pair in _pairs(text.split(";"))])])
    except UploadError:
        raise
    except (ValueError, IndexError, ShapelyError) as error:
        raise UploadError(NO_AREA) from error


def as_area(parts: Iterable[shapely.Geometry]) -> shapely.Geometry:
    """Union of the polygons of several geometries as one valid area within limits; lines and points are left out."""
    polygons: list[shapely.Geometry] = []
    vertices = 0
    for part in parts:  # one by one: a small file may unpack to more than the memory holds
        vertices += int(shapely.get_num_coordinates(part))
        if vertices > MAX_VERTICES:
            raise UploadError(TOO_DETAILED, most=MAX_VERTICES)
        if not np.isfinite(shapely.get_coordinates(part)).all():
            raise UploadError(NOT_IN_COLOMBIA)
        polygons += _polygons(shapely.make_valid(shapely.force_2d(part)))
    area = shapely.union_all(polygons)
    if area.is_empty:
        raise UploadError(NO_AREA)
    if not shapely.box(*FRAME).contains(area):
        raise UploadError(NOT_IN_COLOMBIA)
    return area


def _polygons(shape: shapely.Geometry) -> Iterator[shapely.Geometry]:
    if shape.geom_type == "Polygon":
        yield shape
    elif hasattr(shape, "geoms"):
        for piece in shape.geoms:
            yield from _polygons(piece)


def _geojson(data: bytes) -> Iterator[shapely.Geometry]:
    content = json.loads(data.decode("utf-8-sig"))
    reproject = _from_named_crs(content["crs"]) if content.get("crs") else _unchanged
    features = content["features"] if content["type"] == "FeatureCollection" else [content]
    for feature in features:
        geometry = feature["geometry"] if feature["type"] == "Feature" else feature
        if geometry:
            yield reproject(shapely.from_geojson(json.dumps(geometry)))


def _from_named_crs(crs: Any) -> Callable[[shapely.Geometry], shapely.Geometry]:
    """Reprojection from the CRS that a GeoJSON older than RFC 7946 may name: WGS 84 or an EPSG code."""
    name = str(crs["properties"]["name"])
    if name.endswith("CRS84"):
        return _unchanged
    number = re.search(r"EPSG:+(\d{4,6})$", name)
    if number is None:
        raise UploadError(NO_CRS)
    return _reprojection(int(number[1]))


def _unchanged(shape: shapely.Geometry) -> shapely.Geometry:
    return shape


def _kml(data: bytes) -> Iterator[shapely.Geometry]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # coordinates are ASCII, and names are not read
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UploadError(NOT_READ)
    root = ElementTree.fromstring(text)  # noqa: S314, no entity can be declared
    for polygon in root.iterfind(".//{*}Polygon"):
        rings = {
            kind: [_ring(line.text or "") for line in polygon.iterfind(f"{{*}}{kind}//{{*}}coordinates")]
            for kind in ("outerBoundaryIs", "innerBoundaryIs")
        }
        if rings["outerBoundaryIs"]:
            yield shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"])


def _ring(text: str) -> list[tuple[float, float]]:
    return [(float(pair[0]), float(pair[1])) for pair in _pairs(text.split())]


def _pairs(places: list[str]) -> list[list[str]]:
    return [place.split(",") for place in places]


def _geopackage(data: bytes) -> Iterator[shapely.Geometry]:
    """Read with an in-memory SQLite database: ordinary columns of ordinary tables, within a time limit."""
    if not data.startswith(b"SQLite format 3\0"):
        raise UploadError(NOT_READ)
    until = monotonic() + MAX_SECONDS
    with closing(sqlite3.connect(":memory:")) as base:
        # QGIS marks its files as having a write-ahead log beside them (bytes 18 and 19); there is none in memory
        base.deserialize(data[:18] + b"\1\1" + data[20:])
        base.execute("PRAGMA trusted_schema = OFF")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_BYTES)
        base.set_progress_handler(lambda: monotonic() > until, 10_000)
        base.set_authorizer(_authorizer)
        rows = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        ordinary = {name for name, sql in rows if not re.match(r"\s*CREATE\s+VIRTUAL", sql or "", re.IGNORECASE)}
        if not {"gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= ordinary:
            raise UploadError(NOT_READ)
        layers = base.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns").fetchall()
        for table, column, system in layers:
            if table not in ordinary:
                continue
            row = base.execute(_SYSTEM, (system,)).fetchone() if system > 0 else None
            reproject = _reprojection((row[1] if str(row[0]).upper() == "EPSG" else row[2]) if row else None)
            names = (str(name).replace('"', '""') for name in (column, table))
            for (blob,) in base.execute('SELECT "{}" FROM "{}"'.format(*names)):  # noqa: S608, names are quoted
                if blob:
                    yield reproject(shapely.from_wkb(_wkb(blob)))


def _authorizer(action: int, *_: object) -> int:
    """SQLite authorizer: columns may be read; functions, recursion and ATTACH are denied."""
    is_allowed = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY


def _wkb(blob: bytes) -> bytes:
    """Well-known binary after the GeoPackage header."""
    if blob[:2] != b"GP":
        raise UploadError(NOT_READ)
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    return blob[8 + envelope :]


def _shapefile(data: bytes) -> Iterator[shapely.Geometry]:
    """Only geometries and their CRS are taken from the archive, under names of our own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise UploadError(TOO_LARGE, most=MAX_UNPACKED // 1_000_000)
        shapes = {name[:-4] for name in archive.namelist() if name.lower().endswith(".shp")}
        # macOS adds a file of its own, named ._file, for each file
        for stem in sorted(stem for stem in shapes if not stem.rpartition("/")[2].startswith("._")):
            names = (name for name in archive.namelist() if name[:-4] == stem and name[-4:].lower() in _MEMBERS)
            members = {name[-4:].lower(): archive.read(name) for name in names}
            if members[".shp"][:4] != b"\x00\x00\x27\x0a":
                raise UploadError(NOT_READ)
            if ".prj" not in members:
                raise UploadError(NO_CRS)
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as packed:
                for ending in _MEMBERS:
                    if ending in members:
                        packed.writestr(f"area{ending}", members[ending])
            reproject = _reprojection(members[".prj"].decode("utf-8", "replace"))
            _, _, found, _ = pyogrio.raw.read(buffer.getvalue(), columns=[])
            yield from (reproject(shape) for shape in shapely.from_wkb(found) if shape is not None)


def _reprojection(definition: str | int | None) -> Callable[[shapely.Geometry], shapely.Geometry]:
    """Reprojection to EPSG:4326 from a CRS, given as WKT or EPSG code."""
    if not definition or _EXTERNAL_FILES.search(str(definition)):
        raise UploadError(NO_CRS)
    try:
        system = pyproj.CRS.from_wkt(definition) if isinstance(definition, str) else pyproj.CRS.from_epsg(definition)
        steps = pyproj.Transformer.from_crs(system, CRS, always_xy=True)
    except ProjError as error:
        raise UploadError(NO_CRS) from error

    def reproject(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, steps.transform, interleaved=False)

    return reproject


_READERS: Final[dict[str, Callable[[bytes], Iterator[Any]]]] = {
    "geojson": _geojson,
    "json": _geojson,
    "kml": _kml,
    "gpkg": _geopackage,
    "zip": _shapefile,
}
