"""The geometry a map stands on, drawn once: municipalities, departments beyond them, neighbours, large rivers.

It holds no number and no language, so that the app can mount it once and only send what changes. Borders are
simplified as a coverage (no gaps, no slivers) and written as TopoJSON, where a shared border is stored once.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

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

COUNTRY: Final = 0.003
CONTEXT: Final = 0.015
"""Tolerance of simplification in degrees: municipalities of the country, and what lies beyond those of a part."""

FRAME: Final = (-92.0, -15.0, -58.0, 20.0)
"""How far a map can be moved, and what neighbours are cut at: (minx, miny, maxx, maxy)."""

SHEET: Final = (-82.0, -6.0, -65.0, 14.5)
"""What neighbours are cut at on the map of a part of the country."""

SEAS: Final = ((N_("Caribbean Sea"), -75.9, 12.9), (N_("Pacific Ocean"), -80.4, 4.6))
"""Names on the water, with longitude and latitude."""

Box = tuple[float, float, float, float]

_MARGIN: Final = (0.25, 0.45)
_ISLET: Final = 0.02  # square degrees, some 250 km²
_FINENESS: Final = 2000  # a place is drawn as fine as a map this many pixels wide can show
_COUNTRIES: Final = frozenset({"Brazil", "Ecuador", "Panama", "Peru", "Venezuela"})


@dataclass(frozen=True)
class Basemap:
    """Geometry to mount once.

    Attributes
    ----------
    codes
        Municipalities it can colour, in the order in which a scene lists their values.
    data
        What the runtime mounts: ``topology`` (objects ``municipalities``, ``departments``, ``neighbours``,
        ``rivers``), ``seats`` in place of municipalities that have no geometry, ``seas`` and ``frame``.
    """

    codes: tuple[str, ...]
    data: dict[str, Any]

    @property
    def context(self) -> bool:
        """Whether anything of Natural Earth is drawn: countries around, rivers within."""
        return not {"neighbours", "rivers"}.isdisjoint(self.data.get("topology", {}).get("objects", {}))

    @cached_property
    def anchors(self) -> dict[str, tuple[float, float]]:
        """Longitude and latitude where the name and the marks of each municipality go, by code."""
        if "topology" in self.data:
            rows = [shape["properties"] for shape in self.data["topology"]["objects"]["municipalities"]["geometries"]]
        else:
            rows = self.data["seats"]
        return {row["id"]: (row["at"][0], row["at"][1]) for row in rows}

    @cached_property
    def json(self) -> str:
        """``data`` as compact JSON; arcs are packed (:mod:`layers.scene.encoding`), which halves them."""
        data = self.data
        if "topology" in data:
            arcs = [pack(chain.from_iterable(arc)) for arc in data["topology"]["arcs"]]
            data = data | {"topology": data["topology"] | {"arcs": arcs}}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def id(self) -> str:
        """Checksum of the geometry: a scene names the base map it was made for."""
        return hashlib.sha256(self.json.encode()).hexdigest()[:12]


def country(tables: Tables) -> Basemap:
    """The whole country, every municipality of which can be coloured."""
    return _basemap(tables, None)


def around(tables: Tables, selection: Selection) -> Basemap:
    """The selected place in detail with the municipalities near it; the rest of the country as departments."""
    shown = tables.shown_codes(selection)
    return _basemap(tables, None if len(shown) == len(tables.municipalities) else tuple(shown))


def bounds(tables: Tables, codes: pd.Index) -> Box:
    """Bounds (minx, miny, maxx, maxy) of municipalities, or of their seats where there is no geometry."""
    return _bounds(tables, tuple(codes))


@weak_lru_cache(256)
def _bounds(tables: Tables, codes: tuple[str, ...]) -> Box:
    rows = tables.municipalities[tables.municipalities["municipality_code"].isin(codes)]
    # islands far off the mainland would push the country into a corner
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
    data: dict[str, Any] = {"frame": frame, "seas": SEAS}
    if not tables.has_boundaries:
        data["seats"] = [_seat(row) for row in near.itertuples()]
        return Basemap(tuple(near["municipality_code"]), data)
    rest = table.drop(near.index)
    tolerance = COUNTRY if shown is None else _extent(bounds(tables, pd.Index(shown))) / _FINENESS
    detail = shapely.coverage_simplify(near.geometry.to_numpy(), tolerance)
    context = tables.features.get("context", gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs=CRS))
    layers = {
        "municipalities": _frame(
            detail, [_described(*pair) for pair in zip(near.itertuples(), label_places(detail), strict=True)]
        ),
        "departments": _departments(rest),
        "neighbours": _neighbours(context[context["kind"] == "country"], frame),
        # drawn for 1:10 million, these rivers would miss their valleys on the map of a region
        "rivers": _rivers(context[(context["kind"] == "river") & (shown is None)], near),
    }
    data["topology"] = _topology(
        {name: layer for name, layer in layers.items() if len(layer)}, (frame[2] - frame[0]) / tolerance * 4
    )
    data["labels"] = _department_labels(table)
    return Basemap(tuple(near["municipality_code"]), data)


def _near(table: gpd.GeoDataFrame, shown: tuple[str, ...], tables: Tables) -> pd.Series:
    """Mask of the municipalities in or near the shown ones."""
    if not tables.has_boundaries:
        return pd.Series(table["municipality_code"].isin(shown))
    minx, miny, maxx, maxy = box = bounds(tables, pd.Index(shown))
    margin = np.clip(0.25 * _extent(box), *_MARGIN)
    window = shapely.box(minx - margin, miny - margin, maxx + margin, maxy + margin)
    return pd.Series(table.geometry.intersects(window))


def _extent(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _dissolved(rest: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    groups = rest.groupby("department_code")
    shapes = [shapely.coverage_union_all(group.geometry.to_numpy()) for _, group in groups]
    return gpd.GeoDataFrame({"department_code": list(groups.groups)}, geometry=shapes, crs=CRS)


def _departments(rest: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """What lies beyond the municipalities: coarse, so it does not meet them exactly and is drawn beneath."""
    shapes = _dissolved(rest).geometry.to_numpy()
    return _frame(shapely.coverage_simplify(shapes, CONTEXT), [{} for _ in shapes])


def label_places(shapes: NDArray[np.object_]) -> list[tuple[float, float, float]]:
    """Where a polygon has most room for a label: longitude, latitude and radius in degrees."""
    lines = shapely.maximum_inscribed_circle(shapes, tolerance=0.01)
    ends = shapely.get_coordinates(shapely.get_point(lines, 0))
    radius = shapely.length(lines)
    return [(round(x, 3), round(y, 3), round(r, 3)) for (x, y), r in zip(ends.tolist(), radius.tolist(), strict=True)]


def _described(row: Any, place: tuple[float, float, float]) -> dict[str, Any]:
    return {
        "id": row.municipality_code,
        "name": row.municipality,
        "department": row.department,
        **({"region": row.region} if isinstance(row.region, str) else {}),
        "at": place,
    }


def _seat(row: Any) -> dict[str, Any]:
    return _described(row, (row.seat_lon, row.seat_lat, 0.1))


def _neighbours(countries: gpd.GeoDataFrame, frame: Box) -> gpd.GeoDataFrame:
    clipped = countries.clip(shapely.box(*frame)) if len(countries) else countries
    clipped = clipped[clipped.geom_type.isin(["Polygon", "MultiPolygon"])].sort_values("name")
    shapes = _without_islets(shapely.coverage_simplify(clipped.geometry.to_numpy(), CONTEXT))
    named = clipped["name"].isin(_COUNTRIES)
    return _frame(
        shapes,
        [
            {"name": name, **({"at": place} if label else {})}
            for name, label, place in zip(clipped["name"], named, label_places(shapes), strict=True)
        ],
    )


def _without_islets(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Drop what would be a dot: it costs as much as a province."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kept = shapely.area(parts) > _ISLET
    kept |= ~np.isin(owner, owner[kept])  # an archipelago of dots stays
    return np.array([shapely.multipolygons(parts[kept & (owner == index)]) for index in range(len(shapes))])


def _rivers(rivers: gpd.GeoDataFrame, near: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    land = shapely.coverage_union_all(near.geometry.to_numpy()) if len(rivers) else None
    lines = shapely.simplify(shapely.intersection(rivers.geometry.to_numpy(), land), 0.005)
    lines = lines[~shapely.is_empty(lines)]
    return _frame(lines, [{} for _ in lines])


def _department_labels(table: gpd.GeoDataFrame) -> list[list[Any]]:
    """Names of departments where each has most room: code, name, longitude, latitude, radius."""
    outlines = _dissolved(table)
    names = table.groupby("department_code")["department"].first()
    places = label_places(shapely.simplify(outlines.geometry.to_numpy(), 0.02))
    return [[code, names[code], *place] for code, place in zip(outlines["department_code"], places, strict=True)]


def _frame(shapes: NDArray[np.object_], properties: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"properties": properties}, geometry=gpd.GeoSeries(list(shapes), crs=CRS))


def _topology(layers: dict[str, gpd.GeoDataFrame], cells: float) -> dict[str, Any]:
    """Write layers as one TopoJSON object; each geometry gets its ``id`` and properties from its row."""
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
