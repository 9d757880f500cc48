"""What a figure reads from a scene: classes and colours, places of marks, shapes, and what lies within its window."""

from __future__ import annotations

import numpy as np
import shapely

from layers.figure.grid import Box, points
from layers.scene.basemap import Basemap
from layers.scene.classification import ZERO
from layers.scene.marks import SCALE
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables


def classes_of(
    selection: Selection, tables: Tables, base: Basemap, scene: Scene
) -> tuple[dict[str, str], dict[str, str]]:
    """Class of each municipality, as the scene writes it (dot: outside, dash: no data), and each class's colour."""
    if scene["choropleths"]:
        first = scene["choropleths"][0]
        colors = {str(row["class"]): row["color"] for row in first["classes"]}
        return dict(zip(base.codes, first["of"], strict=True)), colors
    shown = set(tables.shown(selection))
    return {code: "0" if code in shown else "." for code in base.codes}, {"0": ZERO}


def within(scene: Scene, box: Box) -> Scene:
    """The scene without what a print does not show: incidents outside the map, and the names of towns."""
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


def polygons_of(rings: list[list[list[int]]]) -> shapely.Geometry:
    """A shape of the scene: polygons of rings of differences, in whole 1e-4 degrees."""
    polygons = []
    for polygon in rings:
        drawn = [np.cumsum(np.array(ring, dtype=float).reshape(-1, 2), axis=0) / SCALE for ring in polygon]
        usable = [ring for ring in drawn if len(ring) >= 4]
        if usable:
            polygons.append(shapely.polygons(usable[0], holes=usable[1:] or None))
    return shapely.multipolygons(polygons)
