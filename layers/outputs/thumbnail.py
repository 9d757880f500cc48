"""A layer as a small SVG drawing of the country or a region, without scripts or requests."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import cos, radians, sqrt
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.statistics.hexagons import outlines
from layers.caching import weak_lru_cache
from layers.catalog.model import Choropleth, Hexagons, Incidents, Layer, Outlines, Points, Shapes
from layers.scene import basemap, cells
from layers.scene.choropleth import shade
from layers.scene.hexagons import classified
from layers.scene.mark_model import NODATA, OUTSIDE, PARTIAL
from layers.selection import Selection
from layers.tables import Tables

SIDE: Final = 720
"""Units along the longer side of a drawing."""

LAND: Final = "#f1ece1"
BORDER: Final = "#b9b1a2"
BLANK: Final = "#dcd7cc"
_TOLERANCE: Final = 1.2
_DOT: Final = 5.0


class _Frame:
    """Transform from degrees to the units of a drawing: plate carrée, true to scale along the middle parallel."""

    def __init__(self, box: basemap.Box) -> None:
        minx, miny, maxx, maxy = box
        self.lon_scale = cos(radians((miny + maxy) / 2))
        self.scale = SIDE / max((maxx - minx) * self.lon_scale, maxy - miny)
        self.left, self.top = minx, maxy
        self.width = round((maxx - minx) * self.lon_scale * self.scale)
        self.height = round((maxy - miny) * self.scale)

    def transform(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Geometries in units, y downwards."""
        transformed: NDArray[np.object_] = shapely.transform(
            shapes,
            lambda xy: (xy - [self.left, self.top]) * [self.lon_scale * self.scale, -self.scale],
        )
        return transformed


def render_thumbnail(layer: Layer, selection: Selection, tables: Tables, label: str) -> str:
    """Render one layer on the municipalities that a selection shows.

    Parameters
    ----------
    label
        Text for screen readers.

    Returns
    -------
    str
        An ``svg`` element; the same for the same data and selection.
    """
    shown = tuple(tables.shown_codes(selection).tolist())
    frame, municipalities = _base_map(tables, shown)
    if isinstance(layer, Choropleth):
        drawn = _choropleth(layer, selection, tables, municipalities)
    else:
        drawn = [_path(municipalities, LAND, BORDER), *_overlay(layer, selection, tables, frame, municipalities)]
    return (
        f'<svg viewBox="0 0 {frame.width} {frame.height}" role="img" aria-label="{escape(label)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>'
    )


@weak_lru_cache(8)
def _base_map(tables: Tables, shown: tuple[str, ...]) -> tuple[_Frame, gpd.GeoSeries]:
    table = tables.municipalities.set_index("municipality_code").loc[list(shown)]
    frame = _Frame(basemap.bounds(tables, pd.Index(shown)))
    if tables.has_boundaries:
        shapes = shapely.coverage_simplify(frame.transform(table.geometry.to_numpy()), _TOLERANCE)
    else:
        seats = frame.transform(shapely.points(table["seat_lon"], table["seat_lat"]))
        shapes = shapely.buffer(seats, 2 * _DOT, quad_segs=4)
    return frame, gpd.GeoSeries(shapes, index=table.index)


def _choropleth(layer: Choropleth, selection: Selection, tables: Tables, municipalities: gpd.GeoSeries) -> list[str]:
    shaded = shade(layer, selection, tables, list(municipalities.index))
    class_codes = pd.Series(list(shaded["class_codes"]), index=municipalities.index)
    colors = {str(row["class"]): row["color"] for row in shaded["classes"]} | {NODATA: BLANK, OUTSIDE: LAND}
    return [
        _path(municipalities[class_codes == code], colors[code], BORDER if code == NODATA else None)
        for code in sorted(set(class_codes))
    ]


def _overlay(
    layer: Layer, selection: Selection, tables: Tables, frame: _Frame, municipalities: gpd.GeoSeries
) -> Iterable[str]:
    if isinstance(layer, Shapes):
        table = tables.features.get(layer.table)
        if table is None:
            return
        shapes = table.geometry[table["source"].isin(layer.sources)].to_numpy()
        box = shapely.box(0, 0, frame.width, frame.height)
        within = shapely.intersection(shapely.simplify(shapely.make_valid(frame.transform(shapes)), 1), box)
        yield _path(within[~shapely.is_empty(within)], "none", layer.line)
    elif isinstance(layer, Points):
        events = tables.events_of(selection, layer.source)
        if layer.gather == "municipality":
            counts = events["municipality_code"].value_counts().sort_index()
            yield from _squares(municipalities.representative_point(), counts, layer.color)
        else:
            points = shapely.get_coordinates(frame.transform(tables.located(events).geometry.to_numpy()))
            yield _dots(points, layer.color, _DOT)
    elif isinstance(layer, Incidents):
        rows = tables.incidents_of(selection)
        codes = [] if rows.empty else list(rows["municipality_codes"].str[:5])
        middles = municipalities.representative_point().reindex(codes).dropna()
        yield _dots(shapely.get_coordinates(middles.to_numpy()), layer.color, 2 * _DOT)
    elif isinstance(layer, Hexagons):
        found = cells.count(layer, selection, tables)
        classes, codes = classified(layer, found)
        drawn = frame.transform(outlines(found.table[["q", "r"]].to_numpy(), found.size))
        fills = {str(number): color for number, color in enumerate(classes.colors, start=1)} | {NODATA: BLANK}
        for code in sorted(set(codes) - {"0"}):
            line = layer.color if code == PARTIAL else None
            yield _path(drawn[np.array(codes) == code], fills.get(code, "none"), line)
    elif isinstance(layer, Outlines):
        named = tables.municipalities.set_index("municipality_code")["region"].reindex(municipalities.index)
        yield from (
            _path(municipalities[named == region], "none", layer.color) for region in sorted(named.dropna().unique())
        )


def _squares(middles: gpd.GeoSeries, counts: pd.Series, color: str) -> Iterable[str]:
    for code, count in counts.items():
        if code in middles.index:
            side = _DOT * sqrt(count)
            x, y, side = (round(number) for number in (middles[code].x - side / 2, middles[code].y - side / 2, side))
            yield f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{color}" opacity=".8"/>'


def _dots(points: NDArray[np.float64], color: str, radius: float) -> str:
    places = sorted({(round(x), round(y)) for x, y in points.tolist()})
    drawn = "".join(f'<circle cx="{x}" cy="{y}" r="{radius:.0f}"/>' for x, y in places)
    return f'<g fill="{color}" fill-opacity=".75">{drawn}</g>'


def _path(shapes: gpd.GeoSeries | NDArray[np.object_], fill: str, line: str | None) -> str:
    """One path of many shapes; adjacent shapes are merged, so that no seam shows between them."""
    parts = np.asarray(shapes, dtype=object)
    joined = shapely.union_all(parts[~shapely.is_missing(parts)])
    data = "".join(_path_data(ring) for part in shapely.get_parts(joined) for ring in _rings(part))
    edge = f' stroke="{line}" stroke-width="1.5"' if line else f' stroke="{fill}" stroke-width=".5"'
    return f'<path d="{data}" fill="{fill}" fill-rule="evenodd"{edge}/>' if data else ""


def _rings(part: shapely.Geometry) -> Iterable[shapely.Geometry]:
    if part.geom_type == "Polygon":
        return list(shapely.get_rings(part))
    return [part] if part.geom_type == "LineString" else []


def _path_data(ring: shapely.Geometry) -> str:
    points = np.round(shapely.get_coordinates(ring)).astype(int)
    steps = np.diff(points, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if not len(steps):
        return ""
    (x, y), differences = points[0], " ".join(f"{dx},{dy}" for dx, dy in steps.tolist())
    return f"M{x},{y}l{differences}"
