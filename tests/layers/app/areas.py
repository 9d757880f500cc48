"""An area with a hole, as the files of every format that the area page takes."""

import io
import zipfile
from pathlib import Path

import geopandas as gpd
import shapely

from geo.schema import CRS

OUTER = [(-75.0, 7.0), (-74.0, 7.0), (-74.0, 8.0), (-75.0, 8.0), (-75.0, 7.0)]
INNER = [(-74.6, 7.4), (-74.4, 7.4), (-74.4, 7.6), (-74.6, 7.6), (-74.6, 7.4)]
AREA = shapely.Polygon(OUTER, [INNER])
ORIGEN_NACIONAL = "EPSG:9377"


def frame(crs: str = CRS, shapes: list[shapely.Geometry] | None = None) -> gpd.GeoDataFrame:
    """The area as a table in a coordinate system, with its sides in many steps so that they stay where they are."""
    fine = [shapely.segmentize(shape, 0.01) for shape in shapes or [AREA]]
    return gpd.GeoDataFrame({"name": ["área"] * len(fine)}, geometry=fine, crs=CRS).to_crs(crs)


def kml(outer: list[tuple[float, float]] = OUTER, space: str = "http://www.opengis.net/kml/2.2") -> str:
    def ring(kind: str, points: list[tuple[float, float]]) -> str:
        text = " ".join(f"{x},{y},0" for x, y in points)
        return f"<{kind}><LinearRing><coordinates>\n{text}\n</coordinates></LinearRing></{kind}>"

    rings = ring("outerBoundaryIs", outer) + ring("innerBoundaryIs", INNER)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="{space}"><Document><Placemark><name>Área</name>'
        f"<MultiGeometry><Point><coordinates>-74,7</coordinates></Point><Polygon>{rings}</Polygon></MultiGeometry>"
        "</Placemark></Document></kml>"
    )


def geopackage(folder: Path, crs: str = CRS) -> bytes:
    path = folder / "area.gpkg"
    frame(crs).to_file(path, driver="GPKG")
    return path.read_bytes()


def shapefile(folder: Path, crs: str = CRS, leave: tuple[str, ...] = (), below: str = "") -> bytes:
    frame(crs).to_file(folder / "Area.shp")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("Area.*")):
            if path.suffix not in leave:
                archive.write(path, below + path.name)
                archive.writestr(f"__MACOSX/._{path.name}", b"resource fork")
    return packed.getvalue()


def same(found: shapely.Geometry) -> bool:
    return bool(shapely.symmetric_difference(found, AREA).area < 1e-4)
