"""The map itself, in millimetres of paper: municipalities in their classes, what lies on top, names, scale, north.

Drawn on Colombia's own grid (:mod:`layers.figure.grid`); nothing is measured here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.collections import PathCollection
from numpy.typing import NDArray

from layers.figure import lettering
from layers.figure.grid import Box, back, path_of, points, projected, window
from layers.figure.seen import classes_of, polygons_of, within
from layers.figure.sheet import GROUND, INK, Sheet
from layers.scene.basemap import Basemap
from layers.scene.marks import SCALE
from layers.scene.model import Mark, Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

SEA: Final = "#e3eaed"
LAND: Final = "#efece4"
BEYOND: Final = "#f3f0e9"
BORDER: Final = "#a9a397"
BLANK: Final = "#e4e1d9"
HATCH: Final = "////"
CELL: Final = 3.2
"""Events closer than this on paper, in millimetres, are drawn as one mark."""

_WIDEST: Final = 7.0  # mark, in millimetres
_SIMPLIFIED: Final = 0.05  # millimetres on paper


class Panel:
    """A map on a sheet.

    Parameters
    ----------
    left, top, width, height
        Its place on the sheet in millimetres.

    Attributes
    ----------
    context
        Whether anything of Natural Earth was drawn.
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
        self.metres = (self.box[2] - self.box[0]) / self.width  # in one millimetre
        self.scene = within(scene, self.box)
        self.taken: list[Box] = []
        self.t = translator(selection.lang)
        self.letters, self.colors = classes_of(selection, tables, base, scene)
        self.unit = self._unit()
        self.context = False

    @property
    def scale(self) -> float:
        """How many times smaller than the ground the map is on this paper."""
        return self.metres * 1000

    def draw(self) -> None:
        """Draw everything."""
        minx, miny, maxx, maxy = self.box
        self.axes.set(xlim=(minx, maxx), ylim=(miny, maxy), facecolor=SEA, aspect="equal")
        for spine in self.axes.spines.values():
            spine.set(color=BORDER, linewidth=0.5)
        self._context()
        shapes = self._municipalities()
        for overlay in self.scene["overlays"]:
            self._overlay(overlay, shapes)
        lettering.graticule(self)
        lettering.furniture(self)
        lettering.names(self, shapes)

    def _context(self) -> None:
        """Countries around; on the map of the whole country its large rivers, too coarse for the map of a part."""
        context = self.tables.features.get("context")
        if context is None:
            return
        around = self.degrees(0.5)
        for kind, style in (
            ("country", {"facecolor": BEYOND, "edgecolor": BORDER, "linewidth": 0.6, "zorder": 1}),
            ("river", {"facecolor": "none", "edgecolor": "#9db9c4", "linewidth": 0.6, "zorder": 3.5}),
        ):
            rows = context[context["kind"] == kind]
            shapes = shapely.clip_by_rect(rows.geometry.to_numpy(), *around)
            if self.tables.has_boundaries and kind == "country":
                shapes = shapes[(rows["name"] != "Colombia").to_numpy()]
            elif self.tables.has_boundaries:
                if self.scene["view"]["part"]:
                    continue
                # the table ends at a box in which no river does: what lies within the border is whole
                land = shapely.coverage_union_all(self.tables.municipalities.geometry.to_numpy())
                shapes = shapely.intersection(shapes, land)
            drawn = self._simple(projected(shapes))
            seen = shapely.intersects(drawn, shapely.box(*self.box))
            self.context = self.context or bool(seen.any())
            self._add(drawn, **style)

    def _municipalities(self) -> dict[str, shapely.Geometry]:
        """Draw the municipalities within the window; return their shapes on the grid, by code."""
        table = self.tables.municipalities
        if not self.tables.has_boundaries:
            return self._seats()
        near = table[table.geometry.intersects(shapely.box(*self.degrees(0.05)))]
        degrees = self.metres * _SIMPLIFIED / 111_000
        raw = near.geometry.to_numpy()
        shapes = dict(
            zip(near["municipality_code"], projected(shapely.coverage_simplify(raw, degrees * 2)), strict=True)
        )
        letters = self.letters
        thin = 0.2 if len(letters) > 200 else 0.35
        outside = [shape for code, shape in shapes.items() if letters.get(code, ".") == "."]
        self._add(outside, facecolor=LAND, edgecolor="#d6d1c5", linewidth=thin, zorder=2)
        for letter, color in self.colors.items():
            kept = [shapes[code] for code, own in letters.items() if own == letter and code in shapes]
            self._add(kept, facecolor=color, edgecolor="#8d877a", linewidth=thin, zorder=2)
        blank = [shapes[code] for code, own in letters.items() if own == "-" and code in shapes]
        self._add(blank, facecolor=BLANK, edgecolor="#b9b4a8", linewidth=0, hatch=HATCH, zorder=2)
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
        for code, letter in self.letters.items():
            if letter != ".":
                x, y = at[code]
                color = self.colors.get(letter, BLANK)
                self.axes.scatter([x], [y], s=60, c=color, edgecolors="#6b675f", linewidths=0.5, zorder=4)
        return {code: shapely.Point(place).buffer(self.metres) for code, place in at.items()}

    def _overlay(self, overlay: Mark, shapes: dict[str, shapely.Geometry]) -> None:
        kind = overlay["kind"]
        if kind == "outlines":
            self._regions(overlay, shapes)
        elif kind == "shapes":
            polygons = self._simple(
                projected(np.array([polygons_of(each) for each in overlay["shapes"]], dtype=object))
            )
            self._add(polygons, facecolor=overlay["fill"] or "none", edgecolor="none", alpha=0.28, zorder=4)
            self._add(polygons, facecolor="none", edgecolor=overlay["color"], linewidth=0.7, zorder=4.1)
        elif kind == "points":
            self._points(overlay)
        elif kind == "incidents":
            self._numbered(overlay)

    def _regions(self, overlay: Mark, shapes: dict[str, shapely.Geometry]) -> None:
        table = self.tables.municipalities
        for region in sorted(table["region"].dropna().unique()):
            kept = [
                shapes[code] for code in table.loc[table["region"] == region, "municipality_code"] if code in shapes
            ]
            if kept and self.tables.has_boundaries:
                outline = shapely.coverage_union_all(np.array(kept))
                self._add([outline], facecolor="none", edgecolor=overlay["color"], linewidth=1.3, zorder=3)

    def _gathered(self, overlay: Mark) -> list[tuple[Any, int]]:
        """Where circles go and how many events each stands for: those in one cell of paper."""
        places = np.array(overlay["xy"], dtype=float).reshape(-1, 2) / SCALE
        cell = self.metres * CELL
        cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for px, py in points(places):
            cells.setdefault((int(px // cell), int(py // cell)), []).append((px, py))
        return [(np.mean(members, axis=0), len(members)) for members in cells.values()]

    def _counted(self, overlay: Mark) -> list[tuple[Any, int]]:
        """Where squares go, in the middle of municipalities: what is counted there and has no place."""
        at = list(self.base.anchors.values())
        return [(points([at[index]])[0], count) for index, count in Counter(overlay["at"]).items()]

    def _marks(self, overlay: Mark) -> list[tuple[Any, int]]:
        if not overlay["count"]:
            return []
        return self._counted(overlay) if overlay["gather"] == "municipality" else self._gathered(overlay)

    def _unit(self) -> float:
        """Width in millimetres of the mark of one event; the area of a mark grows with the number."""
        numbers = [
            n for overlay in self.scene["overlays"] if overlay["kind"] == "points" for _, n in self._marks(overlay)
        ]
        self.most = max(numbers, default=0)
        return float(min(1.5, _WIDEST / max(self.most, 1) ** 0.5))

    def _points(self, overlay: Mark) -> None:
        square = overlay["gather"] == "municipality"
        for place, count in sorted(self._marks(overlay), key=lambda mark: -mark[1]):
            width = self.unit * count**0.5
            self.axes.scatter(
                *place, s=(width / 25.4 * 72) ** 2, marker="s" if square else "o", c=overlay["color"], alpha=0.75,
                edgecolors=GROUND, linewidths=0.4, zorder=6,
            )  # fmt: skip
            if width > 2:
                half = width / 2 * self.metres
                self.taken.append((place[0] - half, place[1] - half, place[0] + half, place[1] + half))

    def _numbered(self, overlay: Mark) -> None:
        """Numbered discs; the list beside the map tells what they are. Those at one place stand side by side."""
        spots: dict[tuple[float, float], list[int]] = {}
        coordinates = np.array(overlay["xy"], dtype=float).reshape(-1, 2) / SCALE
        for number, place in enumerate(map(tuple, coordinates), start=1):
            spots.setdefault(place, []).append(number)
        step = self.metres * 3.6
        for (lon, lat), numbers in spots.items():
            x, y = points([(lon, lat)])[0]
            for position, number in enumerate(numbers):
                at = x + (position - (len(numbers) - 1) / 2) * step, y
                self.axes.scatter(*at, s=95, c=overlay["color"], edgecolors=GROUND, linewidths=0.7, zorder=7)
                self.axes.text(
                    *at, str(number), color=GROUND, fontsize=6.2, weight="bold", ha="center", va="center_baseline",
                    zorder=7.1, clip_on=True,
                )  # fmt: skip
                self.taken.append((at[0] - step / 2, y - step / 2, at[0] + step / 2, y + step / 2))

    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of the window."""
        minlon, minlat, maxlon, maxlat = self.degrees(0)
        return (minlon + maxlon) / 2, (minlat + maxlat) / 2

    def degrees(self, margin: float) -> Box:
        """The window in degrees, widened by ``margin``."""
        minx, miny, maxx, maxy = self.box
        edge = shapely.segmentize(shapely.box(minx, miny, maxx, maxy), (maxx - minx) / 20)
        lon, lat = back(*shapely.get_coordinates(edge).T)
        return lon.min() - margin, lat.min() - margin, lon.max() + margin, lat.max() + margin

    def _simple(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        found: NDArray[np.object_] = shapely.simplify(shapes, self.metres * _SIMPLIFIED)
        return found

    def _add(self, shapes: Iterable[shapely.Geometry], **style: Any) -> None:
        """Draw shapes cut at the window, as one path each."""
        minx, miny, maxx, maxy = self.box
        edge = 3 * self.metres
        cut = shapely.clip_by_rect(
            np.array(list(shapes), dtype=object), minx - edge, miny - edge, maxx + edge, maxy + edge
        )
        paths = [path_of(shape) for shape in cut if shape is not None and not shape.is_empty]
        if paths:
            drawn = PathCollection([path for path in paths if path is not None], **style)
            self.axes.add_collection(drawn, autolim=False)
