"""The selection as a map on paper: PNG at 300 dpi, SVG or PDF, on A4 or a slide.

It shows the scene that the web map shows (:func:`layers.compose.scene`): one truth for classes, colours and words.
The same selection of the same data gives the same bytes.
"""

from __future__ import annotations

import io
from typing import Any, Final, Literal

from matplotlib.figure import Figure

from geo.schema import GeoDataError
from layers import basemap, compose
from layers.figure.panel import BLANK, HATCH, ISLANDS, Panel, islands, locator
from layers.figure.sheet import (
    ACCENT,
    BOLD,
    HEAD,
    INK,
    ITALIC,
    PAPERS,
    PLAIN,
    SOFT,
    Face,
    Paper,
    PaperName,
    Sheet,
    height_of,
    house_style,
    leading,
    width_of,
)
from layers.i18n import N_, Translator, translator
from layers.selection import Selection
from layers.tables import Tables

Format = Literal["png", "svg", "pdf"]
FORMATS: Final[tuple[Format, ...]] = ("png", "svg", "pdf")
DPI: Final = 300

_GRID: Final = N_("Projection: MAGNA-SIRGAS / Origen Nacional (EPSG:9377)")
_GAP: Final = 5.0
_SIZES: Final = (1, 5, 20, 100)


def figure(selection: Selection, tables: Tables, paper: PaperName = "a4-landscape") -> bytes:
    """Write the selection as a PNG; see :func:`render` for other formats.

    Examples
    --------
    >>> from layers.tables import Tables
    >>> picture = figure(Selection(region="catatumbo"), Tables.read())  # doctest: +SKIP
    """
    return render(selection, tables, paper=paper, kind="png")


def render(
    selection: Selection, tables: Tables, *, paper: PaperName = "a4-landscape", kind: Format = "png", dpi: int = DPI
) -> bytes:
    """Draw the selection as a print map.

    Parameters
    ----------
    paper
        Of :data:`layers.figure.sheet.PAPERS`.
    kind
        ``png``, ``svg`` or ``pdf``.
    dpi
        Dots an inch; for ``png`` only.

    Raises
    ------
    GeoDataError
        No such paper or format, or a place that is not in this edition of the boundaries.
    """
    if paper not in PAPERS:
        raise GeoDataError("no such paper", source="figure", value=paper, remedy=f"one of {', '.join(PAPERS)}")
    if kind not in FORMATS:
        raise GeoDataError("no such format", source="figure", value=kind, remedy=f"one of {', '.join(FORMATS)}")
    with house_style():
        return _bytes(draw(selection, tables, PAPERS[paper]), kind, dpi)


def plain_map(selection: Selection, tables: Tables, width: float, height: float, body: float = 6.5) -> bytes:
    """Draw the map and its legend only, as SVG, for a page that carries title and credits itself.

    Parameters
    ----------
    width, height
        Of the map in millimetres; the legend below takes what it needs.
    body
        Size of text in points.
    """
    base = basemap.around(tables, selection)
    scene = compose.scene(selection, tables, base)
    t = translator(selection.lang)
    with house_style():
        left, right = width * 0.54, width * 0.42
        measured = _Legend(Sheet(PAPERS["a4-portrait"]), scene, t, body)
        room = max(measured.colours(0, 0, left, draw=False), measured.marks(0, 0, right, draw=False))
        sheet = Sheet(Paper("inset", width, height + 2.5 + room, 0, body))
        sheet.figure.set_facecolor("none")
        panel = Panel(sheet, (0.2, 0.2, width - 0.4, height - 0.4), selection, tables, base, scene)
        panel.draw()
        legend = _Legend(sheet, scene, t, body).of(panel)
        legend.colours(0, height + 2.5, left)
        legend.marks(width - right, height + 2.5, right)
        return _bytes(sheet.figure, "svg", DPI)


def _bytes(drawn: Figure, kind: Format, dpi: int) -> bytes:
    undated: dict[Format, dict[str, Any]] = {
        "png": {"Software": None},
        "svg": {"Date": None},
        "pdf": {"CreationDate": None},
    }
    stream = io.BytesIO()
    drawn.savefig(stream, format=kind, dpi=dpi, metadata=undated[kind], facecolor=drawn.get_facecolor())
    return stream.getvalue()


def draw(selection: Selection, tables: Tables, paper: Paper) -> Figure:
    """Set the whole sheet; :func:`render` writes it. To be called under :func:`layers.figure.sheet.house_style`."""
    base = basemap.around(tables, selection)
    scene = compose.scene(selection, tables, base)
    t = translator(selection.lang)
    sheet = Sheet(paper)
    wide = paper.width - 2 * paper.margin
    left, top = paper.margin, _header(sheet, scene, t)
    bottom = paper.height - paper.margin
    foot = _Foot(sheet, scene, t)
    foot_top = bottom - foot.height(wide)
    if paper.side:
        place = (left, top, wide - paper.side - _GAP, foot_top - top - _GAP)
        panel = Panel(sheet, place, selection, tables, base, scene)
        panel.draw()
        column = left + wide - paper.side
        _side(sheet, scene, tables, panel, t, (column, top, paper.side, foot_top - _GAP))
    else:
        legend = _Legend(sheet, scene, t, paper.body)
        three = (wide - 2 * _GAP) / 3
        room = max(
            legend.colours(0, 0, three, draw=False),
            legend.marks(0, 0, three, draw=False),
            _mini_height(tables, three) if tables.drawn else 0,
        )
        band = foot_top - _GAP - room
        place = (left, top, wide, band - top - _GAP)
        panel = Panel(sheet, place, selection, tables, base, scene)
        panel.draw()
        legend.of(panel).colours(left, band, three)
        legend.marks(left + three + _GAP, band, three)
        _locator(sheet, scene, tables, panel, t, (left + 2 * (three + _GAP), band, three))
    foot.draw(left, foot_top, wide, panel.scale)
    return sheet.figure


def _header(sheet: Sheet, scene: compose.Scene, t: Translator) -> float:
    """Set title and subtitle; return where the map begins."""
    paper, scale = sheet.paper, sheet.paper.body / 7.2
    left, wide = paper.margin, paper.width - 2 * paper.margin
    sheet.rule(left, paper.margin, 16 * scale, ACCENT, 2.2)
    top = sheet.paragraph(left, paper.margin + 2.2, wide, scene["title"], 15 * scale, HEAD)
    colored = scene["choropleths"]
    parts = [scene["period"]]
    if colored:
        first = colored[0]
        parts = [first["years"] or scene["period"], first["unit"], first["over"]]
        if first["years"] and first["years"] != scene["period"]:
            parts.append(t("period asked for: {period}", period=scene["period"]))
    return sheet.paragraph(left, top + 0.3, wide, " · ".join(filter(None, parts)), 8.6 * scale, color=SOFT) + 2.2


class _Legend:
    """What the colours and marks mean. Every method returns the height it takes; ``draw=False`` only measures.

    The widths of marks are known when the map is drawn: ``unit`` is that of one event, ``most`` the largest number.
    """

    def __init__(self, sheet: Sheet, scene: compose.Scene, t: Translator, body: float) -> None:
        self.sheet, self.scene, self.t, self.body = sheet, scene, t, body
        self.unit, self.most = 0.7, 100

    def of(self, panel: Panel) -> _Legend:
        """The legend of a map as drawn."""
        self.scene, self.unit, self.most = panel.scene, panel.unit, panel.most
        return self

    def _text(self, left: float, top: float, wide: float, text: str, size: float, face: Face, draw: bool) -> float:
        if draw:
            self.sheet.paragraph(left, top, wide, text, size, face)
        return height_of(text, wide, size, face)

    def colours(self, left: float, top: float, wide: float, *, draw: bool = True) -> float:
        """Classes with their numbers, no data, how they were made."""
        if not self.scene["choropleths"]:
            return 0.0
        first, body, start = self.scene["choropleths"][0], self.body, top
        top += self._text(left, top, wide, first["title"], body * 1.08, BOLD, draw)
        top += self._text(left, top, wide, first["unit"], body, PLAIN, draw) + 0.8
        high, step = leading(body) * 0.8, leading(body) * 1.16
        rows: list[tuple[str, str, str, dict[str, Any]]] = [
            (row["color"], row["label"], row["told"], {}) for row in first["classes"]
        ]
        if first["nodata"]["n"]:
            rows.append((BLANK, first["nodata"]["label"], first["nodata"]["told"], {"hatch": HATCH}))
        for color, label, count, style in rows:
            height = max(step, height_of(label, wide - 20, body) + step - leading(body))
            if draw:
                edge = {"edgecolor": "#8d877a", "linewidth": 0.4} | style
                self.sheet.swatch(left, top + 0.2, 8, high, facecolor=color, **edge)
                self.sheet.paragraph(left + 10, top, wide - 20, label, body)
                self.sheet.line(left + wide - width_of(count, body * 0.9), top, count, body * 0.9, color=SOFT)
            top += height
        count = self.t.plural(
            "Right: number of municipalities; {n} has data.",
            "Right: number of municipalities; {n} have data.",
            first["n"],
        )
        top += 0.8
        for text in filter(None, (count, first["method"], first["note"])):
            if draw:
                self.sheet.paragraph(left, top, wide, text, body * 0.84, color=SOFT)
            top += height_of(text, wide, body * 0.84)
        return top - start

    def marks(self, left: float, top: float, wide: float, *, draw: bool = True) -> float:
        """Layers on top, with the sizes of their marks, and the numbered incidents."""
        start = top
        for overlay in self.scene["overlays"]:
            height = self._mark(overlay, left, top, wide, draw=draw)
            top += height + (1.2 if height else 0)
        if any(row["kind"] == "points" for row in self.scene["overlays"]):
            top += self._sizes(left, top, draw=draw)
        return max(top - start, 0.0) if self.scene["overlays"] else 0.0

    def _mark(self, overlay: dict[str, Any], left: float, top: float, wide: float, *, draw: bool) -> float:
        body, step = self.body, leading(self.body)
        kind, start = overlay["kind"], top
        title = overlay["title"]
        if kind != "outlines":
            title = f"{title} ({self.t.number(overlay['count'])})"
        if draw:
            style: dict[str, Any] = {"facecolor": overlay["color"], "edgecolor": "none"}
            if kind == "outlines":
                self.sheet.swatch(left, top + step * 0.42, 8, 0.5, **style)
            elif kind == "shapes":
                fill = {"facecolor": overlay["fill"] or "none", "alpha": 0.28, "edgecolor": "none"}
                self.sheet.swatch(left, top + 0.2, 8, step * 0.8, **fill)
                edge = {"facecolor": "none", "edgecolor": overlay["color"], "linewidth": 0.7}
                self.sheet.swatch(left, top + 0.2, 8, step * 0.8, **edge)
            else:
                disc = kind == "incidents" or overlay["gather"] == "place"
                self._disc(left + 4, top + step * 0.5, 2.4, overlay["color"], disc)
        top += self._text(left + 10, top, wide - 10, title, body, PLAIN, draw)
        if kind == "incidents" and overlay["count"]:
            for number, text in enumerate(_stories(overlay), start=1):
                if draw:
                    self.sheet.line(left + 4 - width_of(str(number), body * 0.88, BOLD) / 2, top, str(number),
                                    body * 0.88, BOLD, color=ACCENT)  # fmt: skip
                    self.sheet.paragraph(left + 10, top, wide - 10, text, body * 0.88)
                top += height_of(text, wide - 10, body * 0.88) + 0.3
        if overlay["note"] and kind != "incidents":
            if draw:
                self.sheet.paragraph(left + 10, top, wide - 10, overlay["note"], body * 0.84, color=SOFT)
            top += height_of(overlay["note"], wide - 10, body * 0.84)
        return top - start

    def _sizes(self, left: float, top: float, *, draw: bool) -> float:
        """Marks of some numbers of events, side by side."""
        if self.most < 2:
            return 0.0
        shown = [*(number for number in _SIZES if number < self.most / 1.5), self.most]
        rounds = any(row["kind"] == "points" and row["gather"] == "place" for row in self.scene["overlays"])
        high: float = max(self.unit * shown[-1] ** 0.5, leading(self.body))
        if draw:
            x, level = left + 2, top + high / 2
            for number in shown:
                size = self.unit * number**0.5
                self._disc(x + size / 2, level, size, SOFT, rounds)
                label = self.t.number(number)
                self.sheet.line(x + size + 1, level - leading(self.body) / 2, label, self.body * 0.9)
                x += size + 4 + width_of(label, self.body * 0.9)
            self.sheet.line(x - 1, level - leading(self.body) / 2, self.t("events"), self.body * 0.9, color=SOFT)
        return high

    def _disc(self, x: float, y: float, size: float, color: str, rounds: bool = True) -> None:
        axes = self.sheet.axes(x - size, y - size, 2 * size, 2 * size)
        axes.axis("off")
        axes.set(xlim=(-1, 1), ylim=(-1, 1))
        points = size / 25.4 * 72
        axes.scatter(
            [0], [0], s=points**2, c=color, marker="o" if rounds else "s", alpha=0.8, linewidths=0, clip_on=False
        )


def _stories(overlay: dict[str, Any]) -> list[str]:
    """Date and title of each numbered incident."""
    columns = overlay["fields"][:2]
    texts = [[column["words"][row] if row >= 0 else "" for row in column["rows"]] for column in columns]
    return [". ".join(filter(None, reversed(pair))) for pair in zip(*texts, strict=True)]


def _side(
    sheet: Sheet, scene: compose.Scene, tables: Tables, panel: Panel, t: Translator,
    place: tuple[float, float, float, float],
) -> None:  # fmt: skip
    """Set the column beside the map: legend and marks from the top, small map at the bottom."""
    left, top, wide, bottom = place
    room = bottom - top - (_mini_height(tables, wide) + _GAP if tables.drawn else 0)
    body = sheet.paper.body
    for _ in range(8):
        legend = _Legend(sheet, scene, t, body).of(panel)
        used = legend.colours(left, top, wide, draw=False) + 4 + legend.marks(left, top, wide, draw=False)
        if used <= room:
            break
        body *= 0.95
    first = legend.colours(left, top, wide)
    if panel.scene["overlays"]:
        if first:
            sheet.rule(left, top + first + 2, wide)
        legend.marks(left, top + first + (4 if first else 0), wide)
    if tables.drawn:
        _locator(sheet, scene, tables, panel, t, (left, bottom - _mini_height(tables, wide), wide))


def _mini_height(tables: Tables, wide: float) -> float:
    return min(44.0, wide * 0.72)


def _locator(
    sheet: Sheet, scene: compose.Scene, tables: Tables, panel: Panel, t: Translator, place: tuple[float, float, float]
) -> None:
    """Show where in Colombia the map lies or, on a map of the country, the islands it leaves out."""
    if not tables.drawn:
        return
    left, top, wide = place
    high = _mini_height(tables, wide)
    text = leading(sheet.paper.body * 0.84) + 0.6
    size = high - text
    whole = not scene["view"]["part"]
    if whole and not (tables.municipalities["department_code"] == ISLANDS).any():
        return
    label = "San Andrés y Providencia" if whole else t("Location in Colombia")
    sheet.line(left, top, label, sheet.paper.body * 0.84, ITALIC, color=SOFT)
    spot = (left, top + text, min(wide, size * 0.86), size)
    if whole:
        islands(sheet, spot, panel)
    else:
        locator(sheet, spot, tables, panel.box)


class _Foot:
    """Notices, sources with their licences, and what the map was made with, at the foot of the sheet."""

    def __init__(self, sheet: Sheet, scene: compose.Scene, t: Translator) -> None:
        self.sheet, self.t = sheet, t
        self.size = sheet.paper.body * 0.8
        own = scene["choropleths"][0].get("notices", []) if scene["choropleths"] else []
        self.notices = list(dict.fromkeys([*own, *scene["notices"]]))
        self.credits = [
            ". ".join(
                part.rstrip(".")
                for part in (
                    f"{row['title']}: {row['attribution']}",
                    f"{row['licence']}{', ' + row['retrieved'] if row['retrieved'] else ''}",
                )
            )
            + "."
            for row in scene["credits"]
        ]
        self.colophon = scene["colophon"]

    def _fine(self, scale: float) -> str:
        rounded = self.t.number(round(scale, -3 if scale < 1e6 else -4))
        fraction = self.t("about 1:{scale} on this paper", scale=rounded)
        return " · ".join([*self.colophon, self.t(_GRID), *([fraction] if self.sheet.paper.name == "A4" else [])])

    def _columns(self, wide: float) -> tuple[float, float]:
        notes = (wide - _GAP) * 0.4 if self.notices else 0.0
        return notes, wide - notes - (_GAP if self.notices else 0)

    def height(self, wide: float) -> float:
        """Millimetres it takes."""
        notes, rest = self._columns(wide)
        tall = [self._tall(self.credits, rest), self._tall(self.notices, notes)]
        return max(tall) + 2.8 + height_of(self._fine(9_999_999), wide, self.size)

    def _tall(self, texts: list[str], wide: float) -> float:
        if not texts:
            return 0.0
        return leading(self.size) + sum(height_of(text, wide, self.size) + 0.35 for text in texts)

    def draw(self, left: float, top: float, wide: float, scale: float) -> None:
        """Set it; the scale as a fraction holds for the paper it is made for."""
        notes, rest = self._columns(wide)
        self.sheet.rule(left, top, wide, INK, 0.6)
        start = top + 1.6
        if self.notices:
            self._list(left, start, notes, self.t("What this map does not show"), self.notices)
        self._list(left + wide - rest, start, rest, self.t("Sources and licences"), self.credits)
        bottom = self.sheet.paper.height - self.sheet.paper.margin
        fine = self._fine(scale)
        level = bottom - height_of(fine, wide, self.size)
        self.sheet.rule(left, level - 0.8, wide)
        self.sheet.paragraph(left, level, wide, fine, self.size, color=SOFT)

    def _list(self, left: float, top: float, wide: float, title: str, texts: list[str]) -> None:
        self.sheet.line(left, top, title, self.size, BOLD)
        top += leading(self.size)
        for text in texts:
            top = self.sheet.paragraph(left, top, wide, text, self.size, color=SOFT) + 0.35
