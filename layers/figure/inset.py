"""Inset maps: the location in Colombia, and the islands that a map of the mainland leaves out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from matplotlib.collections import PathCollection
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from layers.caching import weak_lru_cache
from layers.figure import hexagons
from layers.figure.grid import Box, path_of, projected
from layers.figure.panel import BORDER, SEA, Panel
from layers.figure.sheet import ACCENT, HATCH, NODATA_COLOR, Sheet
from layers.ink import PAPER_COLOR
from layers.scene.mark_model import NODATA, OUTSIDE
from layers.tables import Tables

ISLANDS: Final = "88"
"""Code of the department of San Andrés and Providencia."""


def locator(sheet: Sheet, place: tuple[float, float, float, float], tables: Tables, box: Box) -> None:
    """Draw a small map of Colombia with the outline of ``box`` (metres of EPSG:9377)."""
    axes = _small(sheet, place, _outline(tables), 0.08)
    style: dict[str, Any] = {"facecolor": "#d9d4c7", "edgecolor": PAPER_COLOR, "linewidth": 0.3}
    axes.add_collection(PathCollection([path for path in map(path_of, _outline(tables)) if path], **style))
    minx, miny, maxx, maxy = box
    frame = Rectangle((minx, miny), maxx - minx, maxy - miny, facecolor="none", edgecolor=ACCENT, linewidth=1.1)
    axes.add_patch(frame)


def islands(sheet: Sheet, place: tuple[float, float, float, float], panel: Panel) -> None:
    """Draw San Andrés and Providencia in the colours of the map."""
    table = panel.tables.municipalities
    rows = table[table["department_code"] == ISLANDS]
    shapes = projected(rows.geometry.to_numpy())
    axes = _small(sheet, place, shapes, 0.15)
    for code, shape in zip(rows["municipality_code"], shapes, strict=True):
        class_id = panel.classes.get(code, OUTSIDE)
        color = panel.colors.get(class_id, NODATA_COLOR)
        style: dict[str, Any] = {"facecolor": color, "edgecolor": "#8d877a", "linewidth": 0.3}
        path = path_of(shape)
        if path:
            axes.add_collection(PathCollection([path], hatch=HATCH if class_id == NODATA else None, **style))
    for overlay in panel.scene["overlays"]:
        if overlay["kind"] == "hexagons":
            minx, maxx, miny, maxy = axes.axis()
            hexagons.draw(
                axes,
                overlay,
                panel.scene,
                dict(zip(rows["municipality_code"], shapes, strict=True)),
                (minx, miny, maxx, maxy),
            )


def _small(sheet: Sheet, place: tuple[float, float, float, float], shapes: NDArray[np.object_], margin: float) -> Any:
    """Create axes with the bounds of shapes and a margin, extended to the aspect ratio of the axes."""
    axes = sheet.axes(*place)
    axes.set(facecolor=SEA)
    for spine in axes.spines.values():
        spine.set(color=BORDER, linewidth=0.4)
    minx, miny, maxx, maxy = shapely.total_bounds(shapes)
    wide, high = (maxx - minx) * (1 + margin), (maxy - miny) * (1 + margin)
    wide, high = max(wide, high * place[2] / place[3]), max(high, wide * place[3] / place[2])
    x, y = (minx + maxx) / 2, (miny + maxy) / 2
    axes.set(xlim=(x - wide / 2, x + wide / 2), ylim=(y - high / 2, y + high / 2))
    return axes


@weak_lru_cache(1)
def _outline(tables: Tables) -> NDArray[np.object_]:
    """Simplified departments of the mainland in EPSG:9377."""
    table = tables.municipalities[tables.municipalities["department_code"] != ISLANDS]
    groups = table.groupby("department_code")
    union = [shapely.coverage_union_all(rows.geometry.to_numpy()) for _, rows in groups]
    return projected(shapely.coverage_simplify(np.array(union), 0.04))
