"""The map itself, in millimetres of paper: municipalities in their classes, what lies on top, names, scale, north.

Drawn in MAGNA-SIRGAS / Origen Nacional (EPSG:9377), Colombia's own grid: its scale is true within 0.3 % on the
mainland. Nothing is measured here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import numpy as np
import pyproj
import shapely
from matplotlib.collections import PathCollection
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib_scalebar.scalebar import ScaleBar
from numpy.typing import NDArray

from geo.schema import CRS
from layers import basemap
from layers.basemap import Basemap
from layers.classes import ZERO
from layers.compose import Scene
from layers.figure.sheet import ACCENT, GROUND, INK, PLAIN, SOFT, Sheet, width_of
from layers.i18n import translator
from layers.selection import Selection
from layers.tables import Tables
from layers.terms import COUNTRIES

GRID: Final = "EPSG:9377"
SEA: Final = "#e3eaed"
LAND: Final = "#efece4"
BEYOND: Final = "#f3f0e9"
BORDER: Final = "#a9a397"
ISLANDS: Final = "88"
BLANK: Final = "#e4e1d9"
HATCH: Final = "////"
CELL: Final = 3.2
"""Events closer than this on paper, in millimetres, are drawn as one mark."""

_SCALE: Final = 1e4
_WIDEST: Final = 7.0  # mark, in millimetres
_SIMPLIFIED: Final = 0.05  # millimetres on paper
Box = tuple[float, float, float, float]


class Panel:
    """A map on a sheet.

    Parameters
    ----------
    left, top, width, height
        Its place on the sheet in millimetres.
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
        self._graticule()
        self._furniture()
        self._names(shapes)

    def _context(self) -> None:
        context = self.tables.features.get("context")
        if context is None:
            return
        around = self._degrees(0.5)
        for kind, style in (
            ("country", {"facecolor": BEYOND, "edgecolor": BORDER, "linewidth": 0.6, "zorder": 1}),
            ("river", {"facecolor": "none", "edgecolor": "#9db9c4", "linewidth": 0.6, "zorder": 3.5}),
        ):
            rows = context[context["kind"] == kind]
            shapes = shapely.clip_by_rect(rows.geometry.to_numpy(), *around)
            if kind == "country":
                kept = (rows["name"] != "Colombia").to_numpy() if self.tables.drawn else np.full(len(rows), True)
                shapes = shapes[kept]
            self._add(self._simple(projected(shapes)), **style)

    def _municipalities(self) -> dict[str, shapely.Geometry]:
        """Draw the municipalities within the window; return their shapes on the grid, by code."""
        table = self.tables.municipalities
        if not self.tables.drawn:
            return self._seats()
        near = table[table.geometry.intersects(shapely.box(*self._degrees(0.05)))]
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

    def _overlay(self, overlay: dict[str, Any], shapes: dict[str, shapely.Geometry]) -> None:
        kind = overlay["kind"]
        if kind == "outlines":
            self._regions(overlay, shapes)
        elif kind == "shapes":
            polygons = self._simple(
                projected(np.array([_polygons(each) for each in overlay["shapes"]], dtype=object))
            )
            self._add(polygons, facecolor=overlay["fill"] or "none", edgecolor="none", alpha=0.28, zorder=4)
            self._add(polygons, facecolor="none", edgecolor=overlay["color"], linewidth=0.7, zorder=4.1)
        elif kind == "points":
            self._points(overlay)
        elif kind == "incidents":
            self._numbered(overlay)

    def _regions(self, overlay: dict[str, Any], shapes: dict[str, shapely.Geometry]) -> None:
        table = self.tables.municipalities
        for region in sorted(table["region"].dropna().unique()):
            kept = [
                shapes[code] for code in table.loc[table["region"] == region, "municipality_code"] if code in shapes
            ]
            if kept and self.tables.drawn:
                outline = shapely.coverage_union_all(np.array(kept))
                self._add([outline], facecolor="none", edgecolor=overlay["color"], linewidth=1.3, zorder=3)

    def _gathered(self, overlay: dict[str, Any]) -> list[tuple[Any, int]]:
        """Where circles go and how many events each stands for: those in one cell of paper."""
        places = np.array(overlay["xy"], dtype=float).reshape(-1, 2) / _SCALE
        cell = self.metres * CELL
        cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for px, py in points(places):
            cells.setdefault((int(px // cell), int(py // cell)), []).append((px, py))
        return [(np.mean(members, axis=0), len(members)) for members in cells.values()]

    def _counted(self, overlay: dict[str, Any]) -> list[tuple[Any, int]]:
        """Where squares go, in the middle of municipalities: what is counted there and has no place."""
        at = anchors(self.base)
        return [(points([at[index]])[0], count) for index, count in Counter(overlay["at"]).items()]

    def _marks(self, overlay: dict[str, Any]) -> list[tuple[Any, int]]:
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

    def _points(self, overlay: dict[str, Any]) -> None:
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

    def _numbered(self, overlay: dict[str, Any]) -> None:
        """Numbered discs; the list beside the map tells what they are. Those at one place stand side by side."""
        spots: dict[tuple[float, float], list[int]] = {}
        coordinates = np.array(overlay["xy"], dtype=float).reshape(-1, 2) / _SCALE
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

    def _names(self, shapes: dict[str, shapely.Geometry]) -> None:
        """Write names where they find room, the chosen place first."""
        table = self.tables.municipalities.set_index("municipality_code")
        letters = self.letters
        inner = shapely.box(*self.box)
        country = len(self.base.codes) > 300
        if not country:
            wanted = [code for code in shapes if letters.get(code, ".") != "."]
            wanted.sort(key=lambda code: (code != self.selection.municipality_code, -shapes[code].area))
            size = self.body * 0.93
            for code in wanted:
                self._name(
                    str(table["municipality"][code]), shapely.intersection(shapes[code], inner), size, INK, 1.6
                )
        if self.tables.drawn:
            size = self.body * (0.75 if country else 1.0)
            for _, rows in table.groupby("department_code"):
                kept = [
                    shapes[code]
                    for code in rows.index
                    if code in shapes and (country or letters.get(code, ".") == ".")
                ]
                if kept:
                    land = shapely.intersection(shapely.coverage_union_all(np.array(kept)), inner)
                    # five empty letters between the capitals would need a font feature: capitals alone do
                    self._name(str(rows["department"].iloc[0]).upper(), land, size * 0.8, SOFT, 1.1)
        context = self.tables.features.get("context")
        if context is not None:
            rows = context[(context["kind"] == "country") & context["name"].isin(COUNTRIES)]
            for name, shape in zip(rows["name"], projected(rows.geometry.to_numpy()), strict=True):
                self._name(
                    self.scene["names"][name].upper(), shapely.intersection(shape, inner), self.body, SOFT, 1.0
                )

    def _name(self, text: str, shape: shapely.Geometry, size: float, color: str, room: float) -> None:
        """Write a name where a shape is widest, unless it would not fit or would cover another."""
        if shape.is_empty or shape.area < (2 * self.metres) ** 2:
            return
        circle = shapely.maximum_inscribed_circle(shape, tolerance=self.metres)
        x, y = shapely.get_coordinates(shapely.get_point(circle, 0))[0]
        wide = width_of(text, size, PLAIN) * self.metres
        high = size / 72 * 25.4 * self.metres
        if wide > shapely.length(circle) * 2 * room + high:
            return
        for shift in (0.0, 1.6, -1.6, 3.2, -3.2, 4.8, -4.8):
            box = (x - wide / 2, y + shift * high - high / 2, x + wide / 2, y + shift * high + high / 2)
            inside = box[0] > self.box[0] and box[2] < self.box[2] and box[1] > self.box[1] and box[3] < self.box[3]
            if inside and not any(_meet(box, other) for other in self.taken):
                self.taken.append(box)
                self.axes.text(
                    x, y + shift * high, text, fontsize=size, color=color, ha="center", va="center", zorder=8,
                    parse_math=False, path_effects=[withStroke(linewidth=1.8, foreground=GROUND, alpha=0.9)],
                )  # fmt: skip
                return

    def _graticule(self) -> None:
        """Meridians and parallels, with their degrees at the frame."""
        minlon, minlat, maxlon, maxlat = self._degrees(0)
        span = max(maxlon - minlon, maxlat - minlat)
        step = next(each for each in (0.1, 0.25, 0.5, 1.0, 2.0, 5.0) if span / each <= 6 or each == 5.0)
        minx, miny, maxx, maxy = self.box
        inset, size = self.metres * 0.8, self.body * 0.66
        for lon in np.arange(np.ceil(minlon / step) * step, maxlon, step):
            x, y = points([(lon, each) for each in np.linspace(minlat - 1, maxlat + 1, 60)]).T
            self.axes.plot(x, y, color=SOFT, linewidth=0.25, alpha=0.35, zorder=5)
            at = float(np.interp(miny, y, x))
            if minx + self.width * 0.32 * self.metres < at < maxx - 9 * self.metres:
                self._degree(at + inset, miny + inset, f"{self.t.number(abs(lon), 2)}° {self.t('W')}", "left", size)
        for lat in np.arange(np.ceil(minlat / step) * step, maxlat, step):
            x, y = points([(each, lat) for each in np.linspace(minlon - 1, maxlon + 1, 60)]).T
            self.axes.plot(x, y, color=SOFT, linewidth=0.25, alpha=0.35, zorder=5)
            at = float(np.interp(maxx, x, y))
            if miny + 9 * self.metres < at < maxy - 12 * self.metres:
                side = "N" if lat > 1e-9 else "S" if lat < -1e-9 else ""
                self._degree(maxx - inset, at + inset, f"{self.t.number(abs(lat), 2)}° {side}".strip(), "right", size)

    def _degree(self, x: float, y: float, text: str, align: str, size: float) -> None:
        halo = [withStroke(linewidth=1.4, foreground=GROUND, alpha=0.8)]
        self.axes.text(x, y, text, fontsize=size, color=SOFT, ha=align, va="bottom", zorder=8, path_effects=halo)

    def _furniture(self) -> None:
        """Scale bar and north arrow; the arrow points to true north in the middle of the map."""
        minx, miny, maxx, maxy = self.box
        unit = self.metres
        bar = ScaleBar(
            1, "m", length_fraction=0.2, location="lower left", box_color=GROUND, box_alpha=0.85, color=INK,
            border_pad=0.6, pad=0.4, width_fraction=0.006,
            font_properties={"family": "DejaVu Sans", "size": self.body * 0.85},
        )  # fmt: skip
        bar.set_zorder(9)
        self.axes.add_artist(bar)
        self.taken.append((minx, miny, minx + self.width * 0.3 * unit, miny + 11 * unit))
        x, y = maxx - 7 * unit, maxy - 12.5 * unit
        angle = np.deg2rad(convergence(*self._middle()))
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        arrow = np.array([(0, 6), (1.9, -2), (0, -0.4), (-1.9, -2)]) * unit @ turn.T + (x, y)
        half = arrow[[0, 2, 3]]
        self.axes.fill(*arrow.T, facecolor=GROUND, edgecolor=INK, linewidth=0.6, zorder=9)
        self.axes.fill(*half.T, facecolor=INK, edgecolor=INK, linewidth=0.6, zorder=9)
        north = np.array([0, 8]) * unit @ turn.T + (x, y)
        halo = [withStroke(linewidth=1.6, foreground=GROUND)]
        self.axes.text(
            *north, "N", fontsize=self.body, weight="bold", ha="center", va="center", zorder=9, path_effects=halo
        )
        self.taken.append((x - 4 * unit, y - 4 * unit, maxx, maxy))

    def _middle(self) -> tuple[float, float]:
        minlon, minlat, maxlon, maxlat = self._degrees(0)
        return (minlon + maxlon) / 2, (minlat + maxlat) / 2

    def _degrees(self, margin: float) -> Box:
        """The window in degrees, widened by ``margin``."""
        minx, miny, maxx, maxy = self.box
        edge = shapely.segmentize(shapely.box(minx, miny, maxx, maxy), (maxx - minx) / 20)
        lon, lat = _back(*shapely.get_coordinates(edge).T)
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
        paths = [_path(shape) for shape in cut if shape is not None and not shape.is_empty]
        if paths:
            drawn = PathCollection([path for path in paths if path is not None], **style)
            self.axes.add_collection(drawn, autolim=False)


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
            x, y = points(places / _SCALE).T
            inside = np.flatnonzero((box[0] < x) & (x < box[2]) & (box[1] < y) & (y < box[3]))
            fields = [field | {"rows": [field["rows"][row] for row in inside]} for field in overlay["fields"]]
            overlay = overlay | {"count": len(inside), "xy": places[inside].ravel().tolist(), "fields": fields}
        if overlay["kind"] != "places" and (overlay["kind"] != "incidents" or overlay["count"]):
            overlays.append(overlay)
    return scene | {"overlays": overlays}


def window(selection: Selection, tables: Tables, aspect: float) -> Box:
    """Bounds on the grid, in metres, of what is to be seen: the place with some air, filled up to ``aspect``."""
    box = shapely.segmentize(shapely.box(*basemap.bounds(tables, tables.selected(selection))), 0.2)
    x, y = points(shapely.get_coordinates(box)).T
    wide, high = x.max() - x.min(), y.max() - y.min()
    air = 0.35 if selection.municipality_code else 0.08
    wide, high = wide * (1 + air), high * (1 + air)
    wide, high = max(wide, high * aspect), max(high, wide / aspect)
    middle = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    return middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2


def locator(sheet: Sheet, place: tuple[float, float, float, float], tables: Tables, box: Box) -> None:
    """Draw a small Colombia and where ``box`` (metres on the grid) lies in it."""
    axes = _small(sheet, place, _outline(tables), 0.08)
    style: dict[str, Any] = {"facecolor": "#d9d4c7", "edgecolor": GROUND, "linewidth": 0.3}
    axes.add_collection(PathCollection([path for path in map(_path, _outline(tables)) if path], **style))
    minx, miny, maxx, maxy = box
    frame = Rectangle((minx, miny), maxx - minx, maxy - miny, facecolor="none", edgecolor=ACCENT, linewidth=1.1)
    axes.add_patch(frame)


def islands(sheet: Sheet, place: tuple[float, float, float, float], panel: Panel) -> None:
    """Draw San Andrés and Providencia, which a map of the mainland leaves out, in the colours of the map."""
    table = panel.tables.municipalities
    away = table[table["department_code"] == ISLANDS]
    shapes = projected(away.geometry.to_numpy())
    axes = _small(sheet, place, shapes, 0.15)
    for code, shape in zip(away["municipality_code"], shapes, strict=True):
        letter = panel.letters.get(code, ".")
        color = panel.colors.get(letter, BLANK)
        style: dict[str, Any] = {"facecolor": color, "edgecolor": "#8d877a", "linewidth": 0.3}
        path = _path(shape)
        if path:
            axes.add_collection(PathCollection([path], hatch=HATCH if letter == "-" else None, **style))


def _small(sheet: Sheet, place: tuple[float, float, float, float], shapes: NDArray[np.object_], air: float) -> Any:
    """Axes around shapes, filled up to their own aspect."""
    axes = sheet.axes(*place)
    axes.set(facecolor=SEA)
    for spine in axes.spines.values():
        spine.set(color=BORDER, linewidth=0.4)
    minx, miny, maxx, maxy = shapely.total_bounds(shapes)
    wide, high = (maxx - minx) * (1 + air), (maxy - miny) * (1 + air)
    wide, high = max(wide, high * place[2] / place[3]), max(high, wide * place[3] / place[2])
    x, y = (minx + maxx) / 2, (miny + maxy) / 2
    axes.set(xlim=(x - wide / 2, x + wide / 2), ylim=(y - high / 2, y + high / 2))
    return axes


def anchors(base: Basemap) -> list[tuple[float, float]]:
    """Where the marks of each municipality stand, in the order of the base map's codes."""
    if "topology" in base.data:
        rows = [shape["properties"] for shape in base.data["topology"]["objects"]["municipalities"]["geometries"]]
    else:
        rows = base.data["seats"]
    return [(row["at"][0], row["at"][1]) for row in rows]


def projected(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Shapes in degrees onto the grid."""
    found: NDArray[np.object_] = shapely.transform(shapes, lambda xy: np.column_stack(_forth(*xy.T)))
    return found


def points(places: Any) -> NDArray[np.float64]:
    """Longitudes and latitudes, one row each, onto the grid."""
    return np.column_stack(_forth(*np.asarray(places, dtype=float).T))


def convergence(lon: float, lat: float) -> float:
    """Angle in degrees, clockwise, from grid north to true north."""
    return -float(pyproj.Proj(GRID).get_factors(lon, lat).meridian_convergence)


@cache
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(CRS, GRID, always_xy=True)


def _forth(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[Any, Any]:
    x, y = _transformer().transform(lon, lat)
    return x, y


def _back(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
    lon, lat = _transformer().transform(x, y, direction="INVERSE")
    return lon, lat


@cache
def _outline(tables: Tables) -> NDArray[np.object_]:
    """Departments of the mainland, coarse."""
    table = tables.municipalities[tables.municipalities["department_code"] != "88"]
    groups = table.groupby("department_code")
    union = [shapely.coverage_union_all(rows.geometry.to_numpy()) for _, rows in groups]
    return projected(shapely.coverage_simplify(np.array(union), 0.04))


def _polygons(rings: list[list[list[int]]]) -> shapely.Geometry:
    """A shape of the scene: polygons of rings of differences, in whole 1e-4 degrees."""
    polygons = []
    for polygon in rings:
        drawn = [np.cumsum(np.array(ring, dtype=float).reshape(-1, 2), axis=0) / _SCALE for ring in polygon]
        usable = [ring for ring in drawn if len(ring) >= 4]
        if usable:
            polygons.append(shapely.polygons(usable[0], holes=usable[1:] or None))
    return shapely.multipolygons(polygons)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _path(shape: shapely.Geometry) -> Path | None:
    parts = shapely.get_parts(shape)
    lines = [
        ring
        for part in parts
        for ring in (shapely.get_rings(part) if part.geom_type == "Polygon" else [part])
        if ring.geom_type in ("LinearRing", "LineString")
    ]
    paths = [Path(shapely.get_coordinates(line), closed=line.geom_type == "LinearRing") for line in lines]
    return Path.make_compound_path(*paths) if paths else None
