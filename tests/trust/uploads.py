"""Files for the area page, mutated by rules: the area is the one that was written, or the file is refused at once."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import shapely

from layers.analysis.area_files import UploadError, read_area
from layers.scene.basemap import FRAME
from tests.layers.app.areas import AREA, ORIGEN_NACIONAL, frame, geopackage, kml, same, shapefile
from tests.shapes import HOSTILE
from tests.trust.tries import Try, Verdict, WrongError, chance

SECONDS = 3.0

Change = Callable[[bytes, random.Random], bytes]


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many files: each format whole, each with each mutation in turn, and outlines that are hard to repair."""
    whole = _whole(folder)
    makers = [*_hostile()]
    for number in range(count):
        at = chance("uploads", number)
        if number < len(makers):
            name, (file, data) = f"{makers[number][0]}", makers[number][1:]
            yield f"{number}: {name}", _attempt(file, data, None)
            continue
        file, data = whole[number % len(whole)]
        mutation, change, is_same = MUTATIONS[number // len(whole) % len(MUTATIONS)]
        yield f"{number}: {file}, {mutation}", _attempt(file, change(data, at), is_same)


def _attempt(file: str, data: bytes, is_same: bool | None) -> Callable[[], Verdict]:
    """``is_same``: the area must be the same; None: it must be refused; False: a valid one, or a refusal."""

    def act() -> Verdict:
        try:
            found = read_area(file, data)
        except UploadError as error:
            if is_same:
                raise WrongError(f"a good file is refused: {error}") from error
            return Verdict.REFUSED
        if is_same is None:
            raise WrongError(f"accepted: {found.geom_type}")
        if not (found.is_valid and shapely.box(*FRAME).contains(found)):
            raise WrongError("an area that is not valid, or is elsewhere")
        if is_same and not same(found):
            raise WrongError(f"another area: {found.wkt[:200]}")
        return Verdict.RIGHT

    return act


def _whole(folder: Path) -> list[tuple[str, bytes]]:
    kmz = io.BytesIO()
    with zipfile.ZipFile(kmz, "w") as archive:
        archive.writestr("doc.kml", kml())
    return [
        ("a.geojson", frame().to_json().encode()),
        ("a.json", frame(ORIGEN_NACIONAL).to_json(to_wgs84=False).encode()),
        ("a.json", json.dumps(shapely.geometry.mapping(AREA)).encode()),
        ("a.kml", kml().encode()),
        ("a.kml", kml(space="http://earth.google.com/kml/2.1").encode()),
        ("a.kmz", kmz.getvalue()),
        ("a.gpkg", geopackage(folder)),
        ("a.zip", shapefile(folder, below="carpeta/")),
        ("a.zip", shapefile(folder, ORIGEN_NACIONAL)),
    ]


def _hostile() -> Iterator[tuple[str, str, bytes]]:
    """Files that must be refused."""
    for name, shape in HOSTILE.items():
        yield name, "a.geojson", shapely.to_geojson(shape).encode()
    yield "deep JSON", "a.geojson", b"[" * 200_000
    deep = '{"type":"GeometryCollection","geometries":[' * 5000
    yield "nested collections", "a.geojson", f"{deep}{']}' * 5000}".encode()
    yield "entities", "a.kml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><kml>&a;</kml>'
    yield "a file of the system", "a.kml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>'
    yield "a point", "a.geojson", b'{"type":"Point","coordinates":[-74,5]}'
    yield "Paris", "a.geojson", shapely.to_geojson(shapely.box(2, 48, 3, 49)).encode()
    yield "swapped", "a.geojson", shapely.to_geojson(shapely.box(7, -75, 8, -74)).encode()
    yield "infinity", "a.geojson", b'{"type":"Polygon","coordinates":[[[-74,5],[1e309,6],[-73,6],[-74,5]]]}'
    yield "no number", "a.geojson", b'{"type":"Polygon","coordinates":[[[NaN,5],[NaN,6],[-73,6],[NaN,5]]]}'
    for ending in ("zip", "kmz"):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(3):
                archive.writestr(f"{number}.{'kml' if ending == 'kmz' else 'shp'}", bytes(20_000_000))
        yield f"a bomb as {ending}", f"a.{ending}", bomb.getvalue()
    yield "nothing", "a.geojson", b""
    yield "another ending", "a.exe", b"MZ"
    yield "no ending", "area", b"{}"


def _ends(data: bytes, at: random.Random) -> bytes:
    return data[: at.randrange(len(data) - 1)]


def _flips(data: bytes, at: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(at.choice([1, 3, 30])):
        spoilt[at.randrange(len(spoilt))] ^= 1 << at.randrange(8)
    return bytes(spoilt)


def _zeros(data: bytes, at: random.Random) -> bytes:
    start = at.randrange(len(data))
    return data[:start] + bytes(at.randrange(1, 64)) + data[start + 64 :]


def _again(data: bytes, at: random.Random) -> bytes:
    start = at.randrange(len(data))
    return data[:start] + data[start : start + at.randrange(1, 500)] * at.randrange(2, 9) + data[start:]


MUTATIONS: tuple[tuple[str, Change, bool], ...] = (
    ("whole", lambda data, _: data, True),
    ("cut off", _ends, False),
    ("bits flipped", _flips, False),
    ("zeros", _zeros, False),
    ("repeated", _again, False),
)
