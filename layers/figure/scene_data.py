"""Data of a scene for a print map: classes and colours, overlays in the window, polygons."""

from __future__ import annotations

import numpy as np
import shapely

from layers.figure.grid import Box, points
from layers.scene.basemap import Basemap
from layers.scene.classification import ZERO
from layers.scene.marks import SCALE
from layers.scene.model import OUTSIDE, Scene
from layers.selection import Selection
from layers.tables import Tables


def classes_of(
    selection: Selection, tables: Tables, base: Basemap, scene: Scene
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the class of each municipality by code, and the colour of each class."""
    if scene["choropleths"]:
        first = scene["choropleths"][0]
        colors = {str(row["class"]): row["color"] for row in first["classes"]}
        return dict(zip(base.codes, first["class_codes"], strict=True)), colors
    shown = set(tables.shown_codes(selection))
    return {code: "0" if code in shown else OUTSIDE for code in base.codes}, {"0": ZERO}


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


def polygons_of(rings: list[list[list[int]]]) -> shapely.Geometry:
    """Decode a multipolygon of a scene: its rings are delta-encoded in units of 1e-4 degrees."""
    polygons = []
    for polygon in rings:
        drawn = [np.cumsum(np.array(ring, dtype=float).reshape(-1, 2), axis=0) / SCALE for ring in polygon]
        usable = [ring for ring in drawn if len(ring) >= 4]
        if usable:
            polygons.append(shapely.polygons(usable[0], holes=usable[1:] or None))
    return shapely.multipolygons(polygons)
