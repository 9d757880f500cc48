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
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import pyogrio
import pyproj
import shapely
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from geo.readers.outlines import excess
from geo.schema import CRS, GeoDataError
from layers.analysis.area_geopackage import read_layers
from layers.scene.basemap import FRAME
from layers.text.i18n import N_

MAX_BYTES: Final = 5_000_000
MAX_UNPACKED: Final = 40_000_000
MAX_VERTICES: Final = 50_000

MAX_SECONDS: Final = 3.0
"""Time limit for reading the tables of a GeoPackage."""

FORMATS: Final = ("geojson", "json", "kml", "kmz", "gpkg", "zip")

TOO_LARGE: Final = N_("The file is larger than {most} MB.")
NOT_READ: Final = N_("The file cannot be read as GeoJSON, KML, KMZ, GeoPackage or a zipped shapefile.")
NO_AREA: Final = N_("It contains no polygon.")
NOT_IN_COLOMBIA: Final = N_("It is not in Colombia. Coordinates have to be longitude, latitude.")
TOO_TANGLED: Final = N_("Its outlines cross themselves or one another more than {most} times.")
TOO_NESTED: Final = N_("More than {most} of its rings lie in one another.")
TOO_DETAILED: Final = N_("It has more than {most} vertices.")
NO_CRS: Final = N_("It does not state its coordinate system.")

_EXCESS: Final = {"crossings": TOO_TANGLED, "nested rings": TOO_NESTED}
_NUMBER: Final = r"-?[0-9]{1,3}(?:\.[0-9]{1,17})?(?:e-[0-9]{1,2})?"
_RING: Final = re.compile(rf"{_NUMBER},{_NUMBER}(?:;{_NUMBER},{_NUMBER})*")
"""A drawn area in a link: what the app writes, and nothing else that Python takes for a number."""

_MEMBERS: Final = (".shp", ".shx", ".prj")
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
    if not _RING.fullmatch(text):
        raise UploadError(NO_AREA)
    try:
        return as_area([shapely.Polygon([(float(pair[0]), float(pair[1])) for pair in _pairs(text.split(";"))])])
    except UploadError:
        raise
    except (ValueError, ShapelyError) as error:
        raise UploadError(NO_AREA) from error


def as_area(parts: Iterable[shapely.Geometry]) -> shapely.Geometry:
    """Union of the polygons of several geometries as one valid area within limits; lines and points are left out."""
    shapes: list[shapely.Geometry] = []
    vertices = 0
    for part in parts:  # one by one: a small file may unpack to more than the memory holds
        vertices += int(shapely.get_num_coordinates(part))
        if vertices > MAX_VERTICES:
            raise UploadError(TOO_DETAILED, most=MAX_VERTICES)
        if not np.isfinite(shapely.get_coordinates(part)).all():
            raise UploadError(NOT_IN_COLOMBIA)
        shapes.append(shapely.force_2d(part))
    if too_much := excess(np.array(shapes, dtype=object)):
        raise UploadError(_EXCESS[too_much.of], most=too_much.most)
    area = shapely.union_all([polygon for shape in shapes for polygon in _polygons(shapely.make_valid(shape))])
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
    for system, shapes in read_layers(data, MAX_BYTES, MAX_SECONDS):
        reproject = _reprojection(system)
        yield from (reproject(shapely.from_wkb(wkb)) for wkb in shapes)


def _kmz(data: bytes) -> Iterator[shapely.Geometry]:
    with _archive(data) as archive:
        for name in sorted(name for name in archive.namelist() if name.lower().endswith(".kml")):
            yield from _kml(archive.read(name))


@contextmanager
def _archive(data: bytes) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise UploadError(TOO_LARGE, most=MAX_UNPACKED // 1_000_000)
        yield archive


def _shapefile(data: bytes) -> Iterator[shapely.Geometry]:
    """Only geometries and their CRS are taken from the archive, under names of our own."""
    with _archive(data) as archive:
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
    "kmz": _kmz,
    "gpkg": _geopackage,
    "zip": _shapefile,
}
