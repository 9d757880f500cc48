"""Read the points of a user's rows, from geometries or from columns of degrees, and find those outside Colombia."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.bundled import bundled
from geo.importers.reading import Request
from geo.loader import Declared
from geo.readers.numerals import Mark, parse_numbers
from geo.schema import CRS
from geo.source import RAW
from geo.sources import dane_mgn

TOLERANCE: Final = 0.01
"""Degrees, some 1.1 km: a point this far from the municipalities may be in Colombia, off a generalized coast or with
coordinates of two decimals. San Antonio del Táchira, across the river from Villa del Rosario, is farther."""

_DEGREES: Final = re.compile(
    r"""(?P<sign>[-+]?)\s*(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*(?P<mark>[°º˚]?)\s*
    (?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['′’´]\s*)?
    (?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:["″”]|''|’’|´´)\s*)?
    (?P<side>[NSEWO]?)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def read_points(
    rows: pd.DataFrame, shapes: gpd.GeoSeries | None, request: Request
) -> tuple[gpd.GeoSeries, pd.Series]:
    """Read the point of each row: its geometry if the file is a layer, otherwise ``lon`` and ``lat``.

    Degrees are decimal, with a sign or a letter (``72.74 W``), or in minutes and seconds (``8° 38' 24,0" N``).

    Parameters
    ----------
    rows
        The file's rows under our names.
    shapes
        The geometries of a layer, EPSG:4326, on the same index; None for a table.

    Returns
    -------
    tuple
        Points in Colombia, EPSG:4326, missing where a row has none; and the problem of each point that cannot be
        used (empty if there is none, or no point).
    """
    if shapes is not None:
        flat = shapely.force_2d(shapes.to_numpy())
        problem = pd.Series("", index=rows.index, dtype=str)
        present = ~(shapely.is_missing(flat) | shapely.is_empty(flat))
        other = present & (shapely.get_type_id(flat) != shapely.GeometryType.POINT)
        problem[other] = "the geometry is not a point"
        lon, lat = shapely.get_x(flat), shapely.get_y(flat)
    elif {"lon", "lat"} <= set(rows.columns):
        lon, lat, problem = _from_columns(rows, request)
    else:
        return _series(np.full(len(rows), None), rows.index), pd.Series("", index=rows.index, dtype=str)
    known = np.isfinite(lon) & np.isfinite(lat)
    points = np.full(len(rows), None, dtype=object)
    points[known] = shapely.points(lon[known], lat[known])
    inside = in_country(points)
    swapped = np.zeros(len(rows), dtype=bool)
    swapped[known] = in_country(shapely.points(lat[known], lon[known])) & ~inside[known]
    written = pd.Series([f"{x:.6g}, {y:.6g}" for x, y in zip(lon, lat, strict=True)], index=rows.index)
    problem = problem.mask(known & ~inside, "in no municipality of Colombia: " + written)
    problem = problem.mask(swapped, "lon and lat are swapped: " + written)
    points[~inside] = None
    return _series(points, rows.index), problem


def in_country(shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each shape (EPSG:4326) is in a municipality of Colombia, or within :data:`TOLERANCE` of one.

    Missing and empty shapes are not.

    Raises
    ------
    GeoDataError
        If the bundled boundaries are missing.
    """
    found: NDArray[np.bool_] = shapely.dwithin(_country(), shapes, TOLERANCE)
    return found


@cache
def _country() -> shapely.Geometry:
    """The union of the bundled municipalities, prepared."""
    country = shapely.coverage_union_all(_boundaries().geometry.to_numpy())
    shapely.prepare(country)
    return country


def _boundaries() -> gpd.GeoDataFrame:
    loader = bundled(Declared(dane_mgn), dane_mgn.DEFAULT.id)
    assert loader is not None  # every bundle has the default edition
    return loader.load(RAW)


def contradicted(points: gpd.GeoSeries, code: pd.Series) -> pd.Series:
    """Whether each point is farther than :data:`TOLERANCE` from the municipality of its row's code.

    A point or a code that is missing contradicts nothing, nor does a code that the bundled boundaries do not have.
    """
    own = np.array([_municipalities().get(each) for each in code], dtype=object)
    shapes = points.to_numpy()
    known = ~(shapely.is_missing(own) | shapely.is_missing(shapes))
    return pd.Series(known & ~shapely.dwithin(own, shapes, TOLERANCE), index=code.index)


@cache
def _municipalities() -> dict[str, shapely.Geometry]:
    """The bundled municipalities by code, prepared."""
    table = _boundaries()
    shapes = table.geometry.to_numpy()
    shapely.prepare(shapes)
    return dict(zip(table["municipality_code"], shapes, strict=True))


def _from_columns(rows: pd.DataFrame, request: Request) -> tuple[NDArray[Any], NDArray[Any], pd.Series]:
    """Longitudes and latitudes, NaN where a row does not have both, and the problem of each row."""
    stated = (rows["lon"] != "") & (rows["lat"] != "")
    problem = pd.Series("", index=rows.index, dtype=str)
    degrees = {}
    for name in ("lon", "lat"):
        degrees[name], reason = _parse_degrees(rows[name], request.decimal)
        faulty = stated & (reason != "") & (problem == "")
        problem = problem.mask(faulty, f"{name}: " + reason + ": " + rows[name])
    usable = stated & (problem == "")
    return degrees["lon"].where(usable).to_numpy(), degrees["lat"].where(usable).to_numpy(), problem


def _parse_degrees(text: pd.Series, mark: Mark | None) -> tuple[pd.Series, pd.Series]:
    """Parse a column of degrees, decimal or not, as :func:`geo.readers.numerals.parse_numbers` does."""
    found = [_DEGREES.fullmatch(value) for value in text]
    written = pd.Series([bool(parts and (parts["mark"] or parts["side"])) for parts in found], index=text.index)
    plain = text.mask(written, "0")
    numbers, problem = parse_numbers(plain, mark or ("," if plain.str.contains(",").any() else "."))
    values = [_decimal(parts) if parts else 0.0 for parts in found]
    return numbers.mask(written, pd.Series(values, index=text.index)), problem


def _decimal(parts: re.Match[str]) -> float:
    size = sum(
        float((parts[unit] or "0").replace(",", ".")) / per
        for unit, per in (("degrees", 1), ("minutes", 60), ("seconds", 3600))
    )
    return -size if parts["sign"] == "-" or parts["side"].upper() in ("S", "W", "O") else size


def _series(points: NDArray[Any], index: pd.Index) -> gpd.GeoSeries:
    return gpd.GeoSeries(points, index=index, crs=CRS)
