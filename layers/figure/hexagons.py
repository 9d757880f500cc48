"""Hexagons of equal area on a print map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from geo.statistics.hexagons import SIZES, outlines
from layers.figure.grid import Box, path_of, projected
from layers.figure.sheet import HATCH, NODATA_COLOR
from layers.scene.classification import ZERO
from layers.scene.hexagons import seen
from layers.scene.mark_model import NODATA, PARTIAL, Mark
from layers.scene.model import Scene

_SCALES: Final = (1.0, 0.6, 0.36)
"""Of several layers, each is drawn inside the one before."""

_EDGE: Final = "#a59c8b"
_BORDER: Final = "#6f675a"


def is_inner(mark: Mark, scene: Scene) -> bool:
    """Whether hexagons are drawn inside those of another layer."""
    return seen(scene["overlays"]).index(mark) > 0


def style_of(code: str, mark: Mark) -> dict[str, Any]:
    """Fill, edge and hatching of a class, for cells and for the swatches of the legend."""
    if code == NODATA:
        return {"facecolor": NODATA_COLOR, "edgecolor": "#b9b4a8", "linewidth": 0.3, "hatch": HATCH}
    if code == PARTIAL:
        return {"facecolor": ZERO, "edgecolor": mark["color"], "linewidth": 1.1}
    colors = {str(row["class"]): row["color"] for row in mark["grid"]["classes"]}
    return {"facecolor": colors[code], "edgecolor": _EDGE, "linewidth": 0.3}


def draw(axes: Axes, mark: Mark, scene: Scene, shapes: Mapping[str, shapely.Geometry], box: Box) -> None:
    """Draw cells, and over the outermost the borders that opaque cells would hide.

    Parameters
    ----------
    shapes
        Municipalities of the place by code, EPSG:9377.
    box
        What is seen, in metres of EPSG:9377.
    """
    layers = seen(scene["overlays"])
    if mark not in layers:
        return
    depth = layers.index(mark)
    cells = projected(outlines(np.array(mark["cells"]).reshape(-1, 2), mark["grid"]["size"]))
    scale = _SCALES[min(depth, len(_SCALES) - 1)]
    codes = np.array(list(mark["class_codes"]))
    near = shapely.intersects(cells, shapely.box(*box))
    for code in sorted(set(codes[near])):
        chosen = cells[near & (codes == code)]
        paths = [path for cell in chosen if (path := path_of(_shrunk(cell, scale))) is not None]
        axes.add_collection(PathCollection(paths, zorder=2.6 + depth / 20, **style_of(code, mark)), autolim=False)
    if depth == 0 and shapes:
        _borders(axes, _joined(shapes) if mark["grid"]["size"] > SIZES[0] else [*shapes.values()], 0.3)
        _borders(axes, [shapely.coverage_union_all(np.array([*shapes.values()]))], 0.8)


def _joined(shapes: Mapping[str, shapely.Geometry]) -> list[shapely.Geometry]:
    """Departments: the borders of a thousand municipalities would cover the cells of a map of the country."""
    departments: dict[str, list[shapely.Geometry]] = {}
    for code, shape in shapes.items():
        departments.setdefault(code[:2], []).append(shape)
    return [shapely.coverage_union_all(np.array(each)) for each in departments.values()]


def _borders(axes: Axes, shapes: list[shapely.Geometry], width: float) -> None:
    paths = [path for shape in shapes if (path := path_of(shape)) is not None]
    style: dict[str, Any] = {"facecolor": "none", "edgecolor": _BORDER, "linewidth": width, "alpha": 0.85}
    axes.add_collection(PathCollection(paths, zorder=2.8, **style), autolim=False)


def _shrunk(cell: shapely.Geometry, scale: float) -> shapely.Geometry:
    middle = shapely.get_coordinates(shapely.centroid(cell))
    return shapely.transform(cell, lambda corners: middle + scale * (corners - middle))
