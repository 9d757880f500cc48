"""The map of a print map: municipalities coloured by class, overlays, and annotation.

It is drawn in EPSG:9377 (:mod:`layers.figure.grid`); no areas or distances are measured here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.collections import PathCollection
from numpy.typing import NDArray

from layers.catalog.model import Pattern
from layers.figure import annotation, hexagons
from layers.figure.grid import Box, path_of, points, projected, to_degrees, window
from layers.figure.incidents import numbered
from layers.figure.scene_data import classes_of, clip_scene, shapes_of
from layers.figure.sheet import HATCH, INK, NODATA_COLOR, Sheet
from layers.ink import PAPER_COLOR
from layers.scene.basemap import Basemap
from layers.scene.mark_model import NODATA, OUTSIDE, Mark
from layers.scene.marks import SCALE
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

SEA: Final = "#e3eaed"
LAND: Final = "#efece4"
NEIGHBOUR_COLOR: Final = "#f3f0e9"
BORDER: Final = "#a9a397"
PATTERNS: Final[Mapping[Pattern, str]] = {"falling": 4 * "\\", "dots": "....", "rows": "----", "columns": "||||"}
"""Hatching of areas, in matplotlib's letters."""
CELL: Final = 3.2
"""Events closer than this on paper, in millimetres, are drawn as one mark."""

_MAX_MARK: Final = 7.0  # width in millimetres
_TOLERANCE: Final = 0.05  # of simplification, in millimetres on paper


class Panel:
    """A map on a sheet.

    Parameters
    ----------
    place
        Left, top, width and height on the sheet in millimetres.

    Attributes
    ----------
    context
        Whether neighbouring countries or rivers of Natural Earth were drawn.
    """

    def __init__(
        self,
        sheet: Sheet,
        place: tuple[float, float, float, float],
        selection: Selection,
        tables: Tables,
        base: Basemap,
        scene: Scene,
    ) -> None:
        self.selection, self.tables, self.base = selection, tables, base
        self.width, self.height = place[2:]
        self.axes = sheet.axes(*place)
        self.body = sheet.paper.body
        self.box = window(selection, tables, self.width / self.height)
        self.metres = (self.box[2] - self.box[0]) / self.width  # per millimetre of paper
        self.scene = clip_scene(scene, self.box)
        self.occupied: list[Box] = []
        self.t = translator(selection.lang)
        self.classes, self.colors = classes_of(base, scene)
        self.unit = self._unit()
        self.context = False

    @property
    def scale(self) -> float:
        """Denominator of the map scale on this paper."""
        return self.metres * 1000

    def draw(self) -> None:
        """Draw the map."""
        minx, miny, maxx, maxy = self.box
        self.axes.set(xlim=(minx, maxx), ylim=(miny, maxy), facecolor=SEA, aspect="equal")
        for spine in self.axes.spines.values():
            spine.set(color=BORDER, linewidth=0.5)
        self._context()
        shapes = self._municipalities()
        for overlay in self.scene["overlays"]:
            self._overlay(overlay, shapes)
        annotation.graticule(self)
        annotation.furniture(self)
        annotation.names(self, shapes)

    def _context(self) -> None:
        """Draw neighbouring countries and, on a map of the whole country, large rivers (too coarse for a part)."""
        context = self.tables.features.get("context")
        if context is None:
            return
        around = self.degrees(0.5)
        for kind, style in (
            ("country", {"facecolor": NEIGHBOUR_COLOR, "edgecolor": BORDER, "linewidth": 0.6, "zorder": 1}),
            ("river", {"facecolor": "none", "edgecolor": "#9db9c4", "linewidth": 0.6, "zorder": 3.5}),
        ):
            rows = context[context["kind"] == kind]
            shapes = shapely.clip_by_rect(rows.geometry.to_numpy(), *around)
            if self.tables.has_boundaries and kind == "country":
                shapes = shapes[(rows["name"] != "Colombia").to_numpy()]
            elif self.tables.has_boundaries:
                if self.scene["view"]["part"]:
                    continue
                # the layer is cut at a box beyond the border, so the rivers are complete inside it
                land = shapely.coverage_union_all(self.tables.municipalities.geometry.to_numpy())
                shapes = shapely.intersection(shapes, land)
            drawn = self._simplify(projected(shapes))
            visible = shapely.intersects(drawn, shapely.box(*self.box))
            self.context = self.context or bool(visible.any())
            self._add(drawn, **style)

    def _municipalities(self) -> dict[str, shapely.Geometry]:
        """Draw the municipalities in the window; return their geometries in EPSG:9377 by code."""
        table = self.tables.municipalities
        if not self.tables.has_boundaries:
            return self._seats()
        near = table[table.geometry.intersects(shapely.box(*self.degrees(0.05)))]
        degrees = self.metres * _TOLERANCE / 111_000
        raw = near.geometry.to_numpy()
        shapes = dict(
            zip(near["municipality_code"], projected(shapely.coverage_simplify(raw, degrees * 2)), strict=True)
        )
        classes = self.classes
        thin = 0.2 if len(classes) > 200 else 0.35
        outside = [shape for code, shape in shapes.items() if classes.get(code, OUTSIDE) == OUTSIDE]
        self._add(outside, facecolor=LAND, edgecolor="#d6d1c5", linewidth=thin, zorder=2)
        for class_id, color in self.colors.items():
            kept = [shapes[code] for code, own in classes.items() if own == class_id and code in shapes]
            self._add(kept, facecolor=color, edgecolor="#8d877a", linewidth=thin, zorder=2)
        blank = [shapes[code] for code, own in classes.items() if own == NODATA and code in shapes]
        self._add(blank, facecolor=NODATA_COLOR, edgecolor="#b9b4a8", linewidth=0, hatch=HATCH, zorder=2)
        self._add(blank, facecolor="none", edgecolor="#8d877a", linewidth=thin, zorder=2.1)
        for _, rows in near.groupby("department_code"):
            outline = shapely.coverage_union_all(np.array([shapes[code] for code in rows["municipality_code"]]))
            self._add([outline], facecolor="none", edgecolor="#6b675f", linewidth=0.6, zorder=2.5)
        if self.selection.municipality_code:
            self._add(
                [shapes[self.selection.municipality_code]],
                facecolor="none",
                edgecolor=INK,
                linewidth=1.5,
                zorder=3,
            )
        return shapes

    def _seats(self) -> dict[str, shapely.Geometry]:
        rows = self.tables.municipalities
        at = dict(zip(rows["municipality_code"], points(rows[["seat_lon", "seat_lat"]]), strict=True))
        for code, class_id in self.classes.items():
            if class_id != OUTSIDE:
                x, y = at[code]
                color = self.colors.get(class_id, NODATA_COLOR)
                self.axes.scatter([x], [y], s=60, c=color, edgecolors="#6b675f", linewidths=0.5, zorder=4)
        return {code: shapely.Point(place).buffer(self.metres) for code, place in at.items()}

    def _overlay(self, overlay: Mark, shapes: dict[str, shapely.Geometry]) -> None:
        kind = overlay["kind"]
        if kind == "outlines":
            self._regions(overlay, shapes)
        elif kind == "shapes":
            self._features(overlay)
        elif kind == "points":
            self._points(overlay)
        elif kind == "incidents":
            numbered(self, overlay)
        elif kind == "hexagons":
            hexagons.draw(self.axes, overlay, self.scene, self._place(shapes), self.box)

    def _features(self, overlay: Mark) -> None:
        """Draw areas with their hatching, lines, and points; a shape may have parts of each."""
        shapes = np.array([shapes_of(each) for each in overlay["shapes"]], dtype=object)
        parts = shapely.get_parts(self._simplify(projected(shapes)))
        kinds = shapely.get_type_id(parts)
        areas = parts[kinds == shapely.GeometryType.POLYGON]
        lines = parts[kinds == shapely.GeometryType.LINESTRING]
        spots = shapely.get_coordinates(parts[kinds == shapely.GeometryType.POINT])
        if overlay["pattern"]:
            hatching = {"hatch": PATTERNS[overlay["pattern"]], "hatchcolors": [overlay["color"]]}
            self._add(areas, facecolor="none", edgecolor="none", zorder=4, **hatching)
        self._add([*areas, *lines], facecolor="none", edgecolor=overlay["color"], linewidth=0.7, zorder=4.1)
        if len(spots):
            self.axes.scatter(*spots.T, s=5, c=overlay["color"], linewidths=0, zorder=4.2)

    def _regions(self, overlay: Mark, shapes: dict[str, shapely.Geometry]) -> None:
        table = self.tables.municipalities
        for region in sorted(table["region"].dropna().unique()):
            kept = [
                shapes[code] for code in table.loc[table["region"] == region, "municipality_code"] if code in shapes
            ]
            if kept and self.tables.has_boundaries:
                outline = shapely.coverage_union_all(np.array(kept))
                self._add([outline], facecolor="none", edgecolor=overlay["color"], linewidth=1.3, zorder=3)

    def _grouped_by_place(self, overlay: Mark) -> list[tuple[Any, int]]:
        """Group events by cells of :data:`CELL` millimetres; return the centre and the number of events of each."""
        places = np.array(overlay["xy"], dtype=float).reshape(-1, 2) / SCALE
        cell = self.metres * CELL
        cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for px, py in points(places):
            cells.setdefault((int(px // cell), int(py // cell)), []).append((px, py))
        return [(np.mean(members, axis=0), len(members)) for members in cells.values()]

    def _grouped_by_municipality(self, overlay: Mark) -> list[tuple[Any, int]]:
        """Group events by municipality; return its centre and the number of events of each."""
        at = list(self.base.anchors.values())
        return [(points([at[index]])[0], count) for index, count in Counter(overlay["at"]).items()]

    def _marks(self, overlay: Mark) -> list[tuple[Any, int]]:
        if not overlay["count"]:
            return []
        return (
            self._grouped_by_municipality(overlay)
            if overlay["gather"] == "municipality"
            else self._grouped_by_place(overlay)
        )

    def _unit(self) -> float:
        """Width in millimetres of the mark of one event; areas are proportional to the number of events."""
        numbers = [
            n for overlay in self.scene["overlays"] if overlay["kind"] == "points" for _, n in self._marks(overlay)
        ]
        self.most = max(numbers, default=0)
        return float(min(1.5, _MAX_MARK / max(self.most, 1) ** 0.5))

    def _points(self, overlay: Mark) -> None:
        square = overlay["gather"] == "municipality"
        for place, count in sorted(self._marks(overlay), key=lambda mark: -mark[1]):
            width = self.unit * count**0.5
            self.axes.scatter(
                *place, s=(width / 25.4 * 72) ** 2, marker="s" if square else "o", c=overlay["color"], alpha=0.75,
                edgecolors=PAPER_COLOR, linewidths=0.4, zorder=6,
            )  # fmt: skip
            if width > 2:
                half = width / 2 * self.metres
                self.occupied.append((place[0] - half, place[1] - half, place[0] + half, place[1] + half))

    def _place(self, shapes: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
        """Those of the municipalities that belong to the place."""
        return {code: shape for code, shape in shapes.items() if self.classes.get(code, OUTSIDE) != OUTSIDE}

    def center(self) -> tuple[float, float]:
        """Longitude and latitude of the centre of the window."""
        minlon, minlat, maxlon, maxlat = self.degrees(0)
        return (minlon + maxlon) / 2, (minlat + maxlat) / 2

    def degrees(self, margin: float) -> Box:
        """Bounds of the window in degrees, extended by ``margin``."""
        minx, miny, maxx, maxy = self.box
        edge = shapely.segmentize(shapely.box(minx, miny, maxx, maxy), (maxx - minx) / 20)
        lon, lat = to_degrees(*shapely.get_coordinates(edge).T)
        return lon.min() - margin, lat.min() - margin, lon.max() + margin, lat.max() + margin

    def _simplify(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        simplified: NDArray[np.object_] = shapely.simplify(shapes, self.metres * _TOLERANCE)
        return simplified

    def _add(self, shapes: Iterable[shapely.Geometry], **style: Any) -> None:
        """Draw geometries clipped to the window, each as one path."""
        minx, miny, maxx, maxy = self.box
        edge = 3 * self.metres
        cut = shapely.clip_by_rect(
            np.array(list(shapes), dtype=object), minx - edge, miny - edge, maxx + edge, maxy + edge
        )
        paths = [path_of(shape) for shape in cut if shape is not None and not shape.is_empty]
        if paths:
            drawn = PathCollection([path for path in paths if path is not None], **style)
            self.axes.add_collection(drawn, autolim=False)
