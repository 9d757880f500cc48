"""The base map: municipalities, departments around them, neighbouring countries, large rivers.

It contains neither values nor translated texts, so that the app mounts it once and then sends only what changes.
Borders are simplified as a polygon coverage (no gaps, no slivers) and written as TopoJSON, which stores a shared
border once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final, NotRequired, TypedDict

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from topojson.core.topology import Topology

from geo.schema import CRS
from layers.caching import weak_lru_cache
from layers.scene.encoding import pack
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_
from layers.validation import check

COUNTRY: Final = 0.003
CONTEXT: Final = 0.015
"""Simplification tolerances in degrees: for municipalities on the map of the country, and for their surroundings."""

FRAME: Final = (-92.0, -15.0, -58.0, 20.0)
"""Bounds (minx, miny, maxx, maxy) to which neighbours are clipped and a map can be panned."""

SHEET: Final = (-82.0, -6.0, -65.0, 14.5)
"""Bounds to which neighbours are clipped on the map of a part of the country."""

SEAS: Final = ((N_("Caribbean Sea"), -75.9, 12.9), (N_("Pacific Ocean"), -80.4, 4.6))
"""Names of seas, with longitude and latitude of their labels."""

Box = tuple[float, float, float, float]

_MARGIN: Final = (0.25, 0.45)
_ISLET: Final = 0.02  # square degrees, some 250 km²
_RESOLUTION: Final = 2000  # width in pixels of the largest map that shows every detail
_COUNTRIES: Final = frozenset({"Brazil", "Ecuador", "Panama", "Peru", "Venezuela"})


class Place(TypedDict):
    """A municipality of the base map; ``at`` is where its name goes: longitude, latitude, radius in degrees."""

    id: str
    name: str
    department: str
    region: NotRequired[str]
    at: tuple[float, float, float]


class Ground(TypedDict):
    """The base map as the runtime reads it.

    Attributes
    ----------
    frame
        Bounds at which the context is cut, (minx, miny, maxx, maxy).
    seas
        Name, longitude and latitude of each label.
    seats
        The municipalities, in a build without boundaries.
    topology
        TopoJSON with the objects ``municipalities`` (each with a :class:`Place`), ``departments``, ``neighbours`` and
        ``rivers``; those without features are left out.
    labels
        Of departments: code, name, longitude, latitude, radius.
    """

    frame: Box
    seas: Sequence[tuple[str, float, float]]
    seats: NotRequired[list[Place]]
    topology: NotRequired[dict[str, Any]]
    labels: NotRequired[list[list[Any]]]


@dataclass(frozen=True)
class Basemap:
    """The geometry of a map.

    Attributes
    ----------
    codes
        Its municipalities, in the order in which a scene lists their values.
    data
        The data for the runtime.
    """

    codes: tuple[str, ...]
    data: Ground

    @property
    def context(self) -> bool:
        """Whether it contains data of Natural Earth: neighbouring countries or rivers."""
        return not {"neighbours", "rivers"}.isdisjoint(self.data.get("topology", {}).get("objects", {}))

    @cached_property
    def anchors(self) -> dict[str, tuple[float, float]]:
        """Longitude and latitude of the label and the marks of each municipality, by code."""
        if "topology" in self.data:
            rows = [shape["properties"] for shape in self.data["topology"]["objects"]["municipalities"]["geometries"]]
        else:
            rows = self.data["seats"]
        return {row["id"]: (row["at"][0], row["at"][1]) for row in rows}

    @cached_property
    def json(self) -> str:
        """``data`` as compact JSON; arcs are packed (:mod:`layers.scene.encoding`), which halves their size."""
        data = self.data
        if "topology" in data:
            arcs = [pack(chain.from_iterable(arc)) for arc in data["topology"]["arcs"]]
            data = data | {"topology": data["topology"] | {"arcs": arcs}}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def id(self) -> str:
        """Checksum of the geometry, by which a scene identifies its base map."""
        return hashlib.sha256(self.json.encode()).hexdigest()[:12]


def for_country(tables: Tables) -> Basemap:
    """The base map of the country, with every municipality."""
    return _basemap(tables, None)


def for_selection(tables: Tables, selection: Selection) -> Basemap:
    """The base map of a selected place, which the build must have: municipalities near it, other departments."""
    check(selection, tables)
    shown = tables.shown_codes(selection)
    return _basemap(tables, None if len(shown) == len(tables.municipalities) else tuple(shown.tolist()))


def bounds(tables: Tables, codes: pd.Index) -> Box:
    """Bounds (minx, miny, maxx, maxy) of municipalities, or of their seats where there is no geometry."""
    return _bounds(tables, tuple(codes.tolist()))


@weak_lru_cache(256)
def _bounds(tables: Tables, codes: tuple[str, ...]) -> Box:
    rows = tables.municipalities[tables.municipalities["municipality_code"].isin(codes)]
    # the distant islands would shift the mainland into a corner
    mainland = rows[rows["department_code"] != "88"] if len(rows) > 1 else rows
    kept = mainland if len(mainland) else rows
    if kept.geometry.notna().any():
        box = kept.total_bounds
    else:
        lon, lat = kept["seat_lon"], kept["seat_lat"]
        box = np.array([lon.min() - 0.3, lat.min() - 0.3, lon.max() + 0.3, lat.max() + 0.3])
    return tuple(round(float(value), 4) for value in box)  # type: ignore[return-value]


@weak_lru_cache(16)
def _basemap(tables: Tables, shown: tuple[str, ...] | None) -> Basemap:
    table = tables.municipalities
    near = table if shown is None else table[_near(table, shown, tables)]
    frame = FRAME if shown is None else SHEET
    data: Ground = {"frame": frame, "seas": SEAS}
    if not tables.has_boundaries:
        data["seats"] = [_seat(row) for row in near.itertuples()]
        return Basemap(tuple(near["municipality_code"]), data)
    rest = table.drop(near.index)
    tolerance = COUNTRY if shown is None else _extent(bounds(tables, pd.Index(shown))) / _RESOLUTION
    simplified = shapely.coverage_simplify(near.geometry.to_numpy(), tolerance)
    context = tables.features.get("context", gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs=CRS))
    layers = {
        "municipalities": _frame(
            simplified,
            [_properties(*pair) for pair in zip(near.itertuples(), label_positions(simplified), strict=True)],
        ),
        "departments": _departments(rest),
        "neighbours": _neighbours(context[context["kind"] == "country"], frame),
        # generalised for 1:10 million, these rivers are too coarse for the map of a region
        "rivers": _rivers(context[(context["kind"] == "river") & (shown is None)], near),
    }
    data["topology"] = _topology(
        {name: layer for name, layer in layers.items() if len(layer)}, (frame[2] - frame[0]) / tolerance * 4
    )
    data["labels"] = _department_labels(table)
    return Basemap(tuple(near["municipality_code"]), data)


def _near(table: gpd.GeoDataFrame, shown: tuple[str, ...], tables: Tables) -> pd.Series:
    """Mask of the shown municipalities and those near them."""
    if not tables.has_boundaries:
        return pd.Series(table["municipality_code"].isin(shown))
    minx, miny, maxx, maxy = box = bounds(tables, pd.Index(shown))
    margin = np.clip(0.25 * _extent(box), *_MARGIN)
    window = shapely.box(minx - margin, miny - margin, maxx + margin, maxy + margin)
    return pd.Series(table.geometry.intersects(window))


def _extent(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _dissolve(rest: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    groups = rest.groupby("department_code")
    shapes = [shapely.coverage_union_all(group.geometry.to_numpy()) for _, group in groups]
    return gpd.GeoDataFrame({"department_code": list(groups.groups)}, geometry=shapes, crs=CRS)


def _departments(rest: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Departments around the municipalities: simplified coarsely, so they are drawn below them."""
    shapes = _dissolve(rest).geometry.to_numpy()
    return _frame(shapely.coverage_simplify(shapes, CONTEXT), [{} for _ in shapes])


def label_positions(shapes: NDArray[np.object_]) -> list[tuple[float, float, float]]:
    """Centre of the largest inscribed circle of each polygon: longitude, latitude and radius in degrees."""
    lines = shapely.maximum_inscribed_circle(shapes, tolerance=0.01)
    ends = shapely.get_coordinates(shapely.get_point(lines, 0))
    radius = shapely.length(lines)
    return [(round(x, 3), round(y, 3), round(r, 3)) for (x, y), r in zip(ends.tolist(), radius.tolist(), strict=True)]


def _properties(row: Any, at: tuple[float, float, float]) -> Place:
    code, name, department = row.municipality_code, row.municipality, row.department
    if isinstance(row.region, str):
        return {"id": code, "name": name, "department": department, "region": row.region, "at": at}
    return {"id": code, "name": name, "department": department, "at": at}


def _seat(row: Any) -> Place:
    return _properties(row, (row.seat_lon, row.seat_lat, 0.1))


def _neighbours(countries: gpd.GeoDataFrame, frame: Box) -> gpd.GeoDataFrame:
    clipped = countries.clip(shapely.box(*frame)) if len(countries) else countries
    clipped = clipped[clipped.geom_type.isin(["Polygon", "MultiPolygon"])].sort_values("name")
    shapes = _without_islets(shapely.coverage_simplify(clipped.geometry.to_numpy(), CONTEXT))
    named = clipped["name"].isin(_COUNTRIES)
    return _frame(
        shapes,
        [
            {"name": name, **({"at": place} if label else {})}
            for name, label, place in zip(clipped["name"], named, label_positions(shapes), strict=True)
        ],
    )


def _without_islets(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Drop small islands, which would be dots but take many bytes."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kept = shapely.area(parts) > _ISLET
    kept |= ~np.isin(owner, owner[kept])  # a country of small islands only is kept
    return np.array([shapely.multipolygons(parts[kept & (owner == index)]) for index in range(len(shapes))])


def _rivers(rivers: gpd.GeoDataFrame, near: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    land = shapely.coverage_union_all(near.geometry.to_numpy()) if len(rivers) else None
    lines = shapely.simplify(shapely.intersection(rivers.geometry.to_numpy(), land), 0.005)
    lines = lines[~shapely.is_empty(lines)]
    return _frame(lines, [{} for _ in lines])


def _department_labels(table: gpd.GeoDataFrame) -> list[list[Any]]:
    """Labels of departments: code, name, longitude, latitude, radius."""
    outlines = _dissolve(table)
    names = table.groupby("department_code")["department"].first()
    places = label_positions(shapely.simplify(outlines.geometry.to_numpy(), 0.02))
    return [[code, names[code], *place] for code, place in zip(outlines["department_code"], places, strict=True)]


def _frame(shapes: NDArray[np.object_], properties: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"properties": properties}, geometry=gpd.GeoSeries(list(shapes), crs=CRS))


def _topology(layers: dict[str, gpd.GeoDataFrame], cells: float) -> dict[str, Any]:
    """Encode layers as one TopoJSON object; each geometry gets its properties from its row."""
    topology: dict[str, Any] = json.loads(
        Topology(
            [layer[["geometry"]] for layer in layers.values()],
            object_name=list(layers),
            prequantize=cells,
            topology=True,
        ).to_json()
        or "{}"
    )
    for name, layer in layers.items():
        for geometry, properties in zip(topology["objects"][name]["geometries"], layer["properties"], strict=True):
            geometry.pop("bbox", None)
            geometry.pop("id", None)
            geometry["properties"] = properties
    return topology
