"""Annotation of a print map: names, graticule, scale bar and north arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.patheffects import withStroke
from matplotlib_scalebar.scalebar import ScaleBar

from layers.figure.grid import Box, convergence, points, projected
from layers.figure.sheet import INK, SOFT
from layers.ink import PAPER_COLOR
from layers.scene.mark_model import OUTSIDE
from layers.text.terms import COUNTRIES
from layers.text.typesetting import PLAIN, width_of

if TYPE_CHECKING:
    from layers.figure.panel import Panel


def names(panel: Panel, shapes: dict[str, shapely.Geometry]) -> None:
    """Label municipalities, departments and countries where there is room, the selected municipality first."""
    table = panel.tables.municipalities.set_index("municipality_code")
    classes = panel.classes
    window = shapely.box(*panel.box)
    is_country = len(panel.base.codes) > 300
    if not is_country:
        wanted = [code for code in shapes if classes.get(code, OUTSIDE) != OUTSIDE]
        wanted.sort(key=lambda code: (code != panel.selection.municipality_code, -shapes[code].area))
        size = panel.body * 0.93
        for code in wanted:
            _name(panel, str(table["municipality"][code]), shapely.intersection(shapes[code], window), size, INK, 1.6)
    if panel.tables.has_boundaries:
        size = panel.body * (0.75 if is_country else 1.0)
        for _, rows in table.groupby("department_code"):
            kept = [
                shapes[code]
                for code in rows.index
                if code in shapes and (is_country or classes.get(code, OUTSIDE) == OUTSIDE)
            ]
            if kept:
                land = shapely.intersection(shapely.coverage_union_all(np.array(kept)), window)
                # capitals without letter-spacing, which would need a font feature
                _name(panel, str(rows["department"].iloc[0]).upper(), land, size * 0.8, SOFT, 1.1)
    context = panel.tables.features.get("context")
    if context is not None:
        rows = context[(context["kind"] == "country") & context["name"].isin(COUNTRIES)]
        for name, shape in zip(rows["name"], projected(rows.geometry.to_numpy()), strict=True):
            _name(
                panel, panel.scene["names"][name].upper(), shapely.intersection(shape, window), panel.body, SOFT, 1.0
            )


def _name(panel: Panel, text: str, shape: shapely.Geometry, size: float, color: str, room: float) -> None:
    """Write a name where a shape is widest, unless it does not fit or overlaps another label."""
    if shape.is_empty or shape.area < (2 * panel.metres) ** 2:
        return
    circle = shapely.maximum_inscribed_circle(shape, tolerance=panel.metres)
    x, y = shapely.get_coordinates(shapely.get_point(circle, 0))[0]
    wide = width_of(text, size, PLAIN) * panel.metres
    high = size / 72 * 25.4 * panel.metres
    if wide > shapely.length(circle) * 2 * room + high:
        return
    for shift in (0.0, 1.6, -1.6, 3.2, -3.2, 4.8, -4.8):
        box = (x - wide / 2, y + shift * high - high / 2, x + wide / 2, y + shift * high + high / 2)
        inside = box[0] > panel.box[0] and box[2] < panel.box[2] and box[1] > panel.box[1] and box[3] < panel.box[3]
        if inside and not any(_overlap(box, other) for other in panel.occupied):
            panel.occupied.append(box)
            panel.axes.text(
                x, y + shift * high, text, fontsize=size, color=color, ha="center", va="center", zorder=8,
                parse_math=False, path_effects=[withStroke(linewidth=1.8, foreground=PAPER_COLOR, alpha=0.9)],
            )  # fmt: skip
            return


def graticule(panel: Panel) -> None:
    """Draw meridians and parallels, labelled at the frame."""
    minlon, minlat, maxlon, maxlat = panel.degrees(0)
    span = max(maxlon - minlon, maxlat - minlat)
    step = next(each for each in (0.1, 0.25, 0.5, 1.0, 2.0, 5.0) if span / each <= 6 or each == 5.0)
    minx, miny, maxx, maxy = panel.box
    inset, size = panel.metres * 0.8, panel.body * 0.66
    for lon in np.arange(np.ceil(minlon / step) * step, maxlon, step):
        x, y = points([(lon, each) for each in np.linspace(minlat - 1, maxlat + 1, 60)]).T
        panel.axes.plot(x, y, color=SOFT, linewidth=0.25, alpha=0.35, zorder=5)
        at = float(np.interp(miny, y, x))
        if minx + panel.width * 0.32 * panel.metres < at < maxx - 9 * panel.metres:
            _degree(panel, at + inset, miny + inset, f"{panel.t.number(abs(lon), 2)}° {panel.t('W')}", "left", size)
    for lat in np.arange(np.ceil(minlat / step) * step, maxlat, step):
        x, y = points([(each, lat) for each in np.linspace(minlon - 1, maxlon + 1, 60)]).T
        panel.axes.plot(x, y, color=SOFT, linewidth=0.25, alpha=0.35, zorder=5)
        at = float(np.interp(maxx, x, y))
        if miny + 9 * panel.metres < at < maxy - 12 * panel.metres:
            side = "N" if lat > 1e-9 else "S" if lat < -1e-9 else ""
            _degree(panel, maxx - inset, at + inset, f"{panel.t.number(abs(lat), 2)}° {side}".strip(), "right", size)


def _degree(panel: Panel, x: float, y: float, text: str, align: str, size: float) -> None:
    halo = [withStroke(linewidth=1.4, foreground=PAPER_COLOR, alpha=0.8)]
    panel.axes.text(x, y, text, fontsize=size, color=SOFT, ha=align, va="bottom", zorder=8, path_effects=halo)


def furniture(panel: Panel) -> None:
    """Draw scale bar and north arrow; the arrow points to true north at the centre of the map."""
    minx, miny, maxx, maxy = panel.box
    unit = panel.metres
    bar = ScaleBar(
        1, "m", length_fraction=0.2, location="lower left", box_color=PAPER_COLOR, box_alpha=0.85, color=INK,
        border_pad=0.6, pad=0.4, width_fraction=0.006,
        font_properties={"family": "DejaVu Sans", "size": panel.body * 0.85},
    )  # fmt: skip
    bar.set_zorder(9)
    panel.axes.add_artist(bar)
    panel.occupied.append((minx, miny, minx + panel.width * 0.3 * unit, miny + 11 * unit))
    x, y = maxx - 7 * unit, maxy - 12.5 * unit
    angle = np.deg2rad(convergence(*panel.center()))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    arrow = np.array([(0, 6), (1.9, -2), (0, -0.4), (-1.9, -2)]) * unit @ turn.T + (x, y)
    half = arrow[[0, 2, 3]]
    panel.axes.fill(*arrow.T, facecolor=PAPER_COLOR, edgecolor=INK, linewidth=0.6, zorder=9)
    panel.axes.fill(*half.T, facecolor=INK, edgecolor=INK, linewidth=0.6, zorder=9)
    north = np.array([0, 8]) * unit @ turn.T + (x, y)
    halo = [withStroke(linewidth=1.6, foreground=PAPER_COLOR)]
    panel.axes.text(
        *north, "N", fontsize=panel.body, weight="bold", ha="center", va="center", zorder=9, path_effects=halo
    )
    panel.occupied.append((x - 4 * unit, y - 4 * unit, maxx, maxy))


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
