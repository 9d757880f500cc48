"""Areas that a reader brings: GeoJSON, KML, GeoPackage or a zipped shapefile, read in memory and within bounds.

The bytes come from a stranger. None is written to disk, and none reaches a library that would open whatever it is
told to: each format is read by the least that reads it, and anything else is refused.
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

MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 40_000_000
MOST_VERTICES: Final = 50_000

MOST_SECONDS: Final = 3.0
"""How long a GeoPackage's tables may take to be read."""

FORMATS: Final = ("geojson", "json", "kml", "gpkg", "zip")

TOO_LARGE: Final = N_("The file is larger than {most} MB.")
NOT_READ: Final = N_("The file cannot be read as GeoJSON, KML, GeoPackage or a zipped shapefile.")
NO_AREA: Final = N_("There is no polygon in it.")
ELSEWHERE: Final = N_("It does not lie in Colombia. Coordinates are longitude, latitude.")
TOO_DETAILED: Final = N_("It has more than {most} vertices.")
NO_CRS: Final = N_("It does not state its coordinate system.")

_MEMBERS: Final = (".shp", ".shx", ".prj")
_SYSTEM: Final = (
    "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
)
_OPENS: Final = re.compile(r"grids=(?!@null)|parameterfile|\+init", re.IGNORECASE)
"""In a definition of a coordinate system: files that PROJ would open."""

_BROKEN: Final = (
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
"""What a reader of a broken file may raise."""


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
        return whole(reader(data))
    except UploadError:
        raise
    except _BROKEN as error:
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


def whole(parts: Iterable[shapely.Geometry]) -> shapely.Geometry:
    """One valid area of several geometries, within bounds; lines and points are left out."""
    polygons: list[shapely.Geometry] = []
    vertices = 0
    for part in parts:  # one by one: a small file may unpack to more than there is room for
        vertices += int(shapely.get_num_coordinates(part))
        if vertices > MOST_VERTICES:
            raise UploadError(TOO_DETAILED, most=MOST_VERTICES)
        if not np.isfinite(shapely.get_coordinates(part)).all():
            raise UploadError(ELSEWHERE)
        polygons += _polygons(shapely.make_valid(shapely.force_2d(part)))
    area = shapely.union_all(polygons)
    if area.is_empty:
        raise UploadError(NO_AREA)
    if not shapely.box(*FRAME).contains(area):
        raise UploadError(ELSEWHERE)
    return area


def _polygons(shape: shapely.Geometry) -> Iterator[shapely.Geometry]:
    if shape.geom_type == "Polygon":
        yield shape
    elif hasattr(shape, "geoms"):
        for piece in shape.geoms:
            yield from _polygons(piece)


def _geojson(data: bytes) -> Iterator[shapely.Geometry]:
    found = json.loads(data.decode("utf-8-sig"))
    move = _named(found["crs"]) if found.get("crs") else _stay
    features = found["features"] if found["type"] == "FeatureCollection" else [found]
    for feature in features:
        geometry = feature["geometry"] if feature["type"] == "Feature" else feature
        if geometry:
            yield move(shapely.from_geojson(json.dumps(geometry)))


def _named(stated: Any) -> Callable[[shapely.Geometry], shapely.Geometry]:
    """The coordinate system that a GeoJSON from before RFC 7946 may name: WGS 84 or one of EPSG's."""
    name = str(stated["properties"]["name"])
    if name.endswith("CRS84"):
        return _stay
    number = re.search(r"EPSG:+(\d{4,6})$", name)
    if number is None:
        raise UploadError(NO_CRS)
    return _to_degrees(int(number[1]))


def _stay(shape: shapely.Geometry) -> shapely.Geometry:
    return shape


def _kml(data: bytes) -> Iterator[shapely.Geometry]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # coordinates are the same in either, and names are not read
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
    """Read by SQLite, which knows no file but this one: plain columns of plain tables, and not for ever."""
    if not data.startswith(b"SQLite format 3\0"):
        raise UploadError(NOT_READ)
    until = monotonic() + MOST_SECONDS
    with closing(sqlite3.connect(":memory:")) as base:
        # a file that QGIS has left says that a log lies beside it (bytes 18 and 19); what is here stands without
        base.deserialize(data[:18] + b"\1\1" + data[20:])
        base.execute("PRAGMA trusted_schema = OFF")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
        base.set_progress_handler(lambda: monotonic() > until, 10_000)
        base.set_authorizer(_reading)
        rows = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        plain = {name for name, sql in rows if not re.match(r"\s*CREATE\s+VIRTUAL", sql or "", re.IGNORECASE)}
        if not {"gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= plain:
            raise UploadError(NOT_READ)
        layers = base.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns").fetchall()
        for table, column, system in layers:
            if table not in plain:
                continue
            row = base.execute(_SYSTEM, (system,)).fetchone() if system > 0 else None
            move = _to_degrees((row[1] if str(row[0]).upper() == "EPSG" else row[2]) if row else None)
            names = (str(name).replace('"', '""') for name in (column, table))
            for (blob,) in base.execute('SELECT "{}" FROM "{}"'.format(*names)):  # noqa: S608, names are quoted
                if blob:
                    yield move(shapely.from_wkb(_wkb(blob)))


def _reading(action: int, *_: object) -> int:
    """Columns may be read: no function, no recursion, nothing attached."""
    harmless = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY


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
        shapes = {name[:-4] for name in archive.namelist() if name.lower().endswith(".shp")}
        # beside each file macOS packs one of its own, named ._file
        for stem in sorted(stem for stem in shapes if not stem.rpartition("/")[2].startswith("._")):
            ours = (name for name in archive.namelist() if name[:-4] == stem and name[-4:].lower() in _MEMBERS)
            members = {name[-4:].lower(): archive.read(name) for name in ours}
            if members[".shp"][:4] != b"\x00\x00\x27\x0a":
                raise UploadError(NOT_READ)
            if ".prj" not in members:
                raise UploadError(NO_CRS)
            clean = io.BytesIO()
            with zipfile.ZipFile(clean, "w") as packed:
                for ending in _MEMBERS:
                    if ending in members:
                        packed.writestr(f"area{ending}", members[ending])
            move = _to_degrees(members[".prj"].decode("utf-8", "replace"))
            _, _, found, _ = pyogrio.raw.read(clean.getvalue(), columns=[])
            yield from (move(shape) for shape in shapely.from_wkb(found) if shape is not None)


def _to_degrees(definition: str | int | None) -> Callable[[shapely.Geometry], shapely.Geometry]:
    """What moves coordinates to degrees from a system, as WKT or a number of EPSG's."""
    if not definition or _OPENS.search(str(definition)):
        raise UploadError(NO_CRS)
    try:
        system = pyproj.CRS.from_wkt(definition) if isinstance(definition, str) else pyproj.CRS.from_epsg(definition)
        steps = pyproj.Transformer.from_crs(system, CRS, always_xy=True)
    except ProjError as error:
        raise UploadError(NO_CRS) from error

    def move(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, steps.transform, interleaved=False)

    return move


_READERS: Final[dict[str, Callable[[bytes], Iterator[Any]]]] = {
    "geojson": _geojson,
    "json": _geojson,
    "kml": _kml,
    "gpkg": _geopackage,
    "zip": _shapefile,
}
