"""Data of a scene for a print map: classes and colours, overlays in the window, polygons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.catalog.model import Hexagons
from layers.figure.grid import Box, points
from layers.scene import compose
from layers.scene.basemap import Basemap
from layers.scene.classification import ZERO
from layers.scene.mark_model import OUTSIDE
from layers.scene.marks import SCALE
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables


def scene_of(selection: Selection, tables: Tables, base: Basemap) -> Scene:
    """The scene of a print map: hexagons stand in place of the colours of municipalities, which they would cover."""
    if any(isinstance(layer, Hexagons) for layer in tables.overlays_of(selection)):
        selection = replace(selection, choropleth=None)
    return compose.scene(selection, tables, base)


def classes_of(base: Basemap, scene: Scene) -> tuple[dict[str, str], dict[str, str]]:
    """Return the class of each municipality by code, and the colour of each class."""
    if scene["choropleths"]:
        first = scene["choropleths"][0]
        colors = {str(row["class"]): row["color"] for row in first["classes"]}
        return dict(zip(base.codes, first["class_codes"], strict=True)), colors
    inside = zip(base.codes, scene["inside"], strict=True)
    return {code: "0" if flag == "1" else OUTSIDE for code, flag in inside}, {"0": ZERO}


def clip_scene(scene: Scene, box: Box) -> Scene:
    """Return the scene without incidents outside ``box`` and without names of towns, which print maps leave out."""
    overlays = []
    for overlay in scene["overlays"]:
        if overlay["kind"] == "incidents" and overlay["count"]:
            places = np.array(overlay["xy"], dtype=float).reshape(-1, 2)
            x, y = points(places / SCALE).T
            inside = np.flatnonzero((box[0] < x) & (x < box[2]) & (box[1] < y) & (y < box[3]))
            fields = [field | {"rows": [field["rows"][row] for row in inside]} for field in overlay["fields"]]
            overlay = overlay | {"count": len(inside), "xy": places[inside].ravel().tolist(), "fields": fields}
        if overlay["kind"] != "places" and (overlay["kind"] != "incidents" or overlay["count"]):
            overlays.append(overlay)
    return scene | {"overlays": overlays}


def shapes_of(parts: list[list[list[int]]]) -> shapely.Geometry:
    """Decode a shape of a scene: its parts are rings, delta-encoded in units of 1e-4 degrees.

    Returns
    -------
    shapely.GeometryCollection
        Polygons, lines (what is not closed, or so small that its corners fall together) and points; EPSG:4326.
    """
    found = []
    for part in parts:
        rings = [np.cumsum(np.array(ring, dtype=float).reshape(-1, 2), axis=0) / SCALE for ring in part]
        if _is_closed(rings[0]):
            found.append(shapely.polygons(rings[0], holes=[ring for ring in rings[1:] if _is_closed(ring)] or None))
        elif len(rings[0]) > 1:
            found.append(shapely.linestrings(rings[0]))
        else:
            found.append(shapely.points(rings[0][0]))
    return shapely.GeometryCollection(found)


def _is_closed(ring: NDArray[np.float64]) -> bool:
    return len(ring) >= 4 and bool((np.abs(ring[0] - ring[-1]) < 1 / SCALE / 2).all())
