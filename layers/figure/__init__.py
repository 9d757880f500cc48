"""Print maps of a selection: PNG at 300 dpi, SVG or PDF, on A4 or a slide.

A print map shows the scene of the web map (:func:`layers.scene.compose.scene`), so that classes, colours and texts
are the same. The same selection of the same data gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

from matplotlib.figure import Figure

from geo.schema import GeoDataError, one_of
from layers.figure.footer import GAP, Footer
from layers.figure.inset import ISLANDS, islands, locator
from layers.figure.legend import Legend
from layers.figure.panel import Panel
from layers.figure.scene_data import scene_of
from layers.figure.sheet import ACCENT, PAPERS, SOFT, Paper, PaperName, Sheet, house_style
from layers.scene import basemap
from layers.scene.basemap import Basemap
from layers.scene.hexagons import seen
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator, translator
from layers.text.typesetting import HEAD, ITALIC, clamp, leading

Format = Literal["png", "svg", "pdf"]
FORMATS: Final[tuple[Format, ...]] = ("png", "svg", "pdf")
DPI: Final = 300
_SMALLEST: Final = 5.0
"""Points of the smallest legend."""

_LARGEST_LEGEND: Final = 0.33
"""Share of the sheet's height that a legend below the map takes at most."""


def figure(selection: Selection, tables: Tables, paper: PaperName = "a4-landscape") -> bytes:
    """Render the selection as a PNG; see :func:`render` for other formats.

    Examples
    --------
    >>> from layers.tables import Tables
    >>> picture = figure(Selection(region="catatumbo"), Tables.read())  # doctest: +SKIP
    """
    return render(selection, tables, paper=paper, kind="png")


def render(
    selection: Selection, tables: Tables, *, paper: PaperName = "a4-landscape", kind: Format = "png", dpi: int = DPI
) -> bytes:
    """Render the selection as a print map.

    Parameters
    ----------
    paper
        One of :data:`layers.figure.sheet.PAPERS`.
    kind
        ``png``, ``svg`` or ``pdf``.
    dpi
        Dots per inch; for ``png`` only.

    Raises
    ------
    GeoDataError
        The paper or format does not exist, or the place is not in this edition of the boundaries.
    """
    return rendered(lambda sheet: draw(selection, tables, sheet), paper=paper, kind=kind, dpi=dpi)


def rendered(
    drawing: Callable[[Paper], Figure], *, paper: PaperName = "a4-landscape", kind: Format = "png", dpi: int = DPI
) -> bytes:
    """Draw on a paper and write it, as :func:`render` does."""
    if paper not in PAPERS:
        raise GeoDataError("no such paper", source="figure", value=paper, remedy=one_of(paper, PAPERS))
    if kind not in FORMATS:
        raise GeoDataError("no such format", source="figure", value=kind, remedy=one_of(kind, FORMATS))
    with house_style():
        return _bytes(drawing(PAPERS[paper]), kind, dpi)


class Inset(NamedTuple):
    """A map for a page that has title and credits of its own.

    Attributes
    ----------
    picture
        The map and its legend.
    context
        Whether neighbouring countries or rivers of Natural Earth were drawn.
    """

    picture: bytes
    context: bool


def plain_map(
    selection: Selection,
    tables: Tables,
    width: float,
    height: float,
    body: float = 6.5,
    *,
    kind: Format = "svg",
    dpi: int = DPI,
) -> Inset:
    """Render only the map and its legend.

    Parameters
    ----------
    width, height
        Size of the map in millimetres; the legend below it adds to the height.
    body
        Font size in points.
    """
    base = basemap.for_selection(tables, selection)
    scene = scene_of(selection, tables, base)
    t = translator(selection.lang)
    with house_style():
        left, right = width * 0.54, width * 0.42
        measured = Legend(Sheet(PAPERS["a4-portrait"]), scene, t, body)
        room = max(measured.colours(0, 0, left, draw=False), measured.marks(0, 0, right, draw=False))
        sheet = Sheet(Paper("inset", width, height + 2.5 + room, 0, body))
        sheet.figure.set_facecolor("none")
        panel = Panel(sheet, (0.2, 0.2, width - 0.4, height - 0.4), selection, tables, base, scene)
        panel.draw()
        legend = Legend(sheet, scene, t, body).for_panel(panel)
        legend.colours(0, height + 2.5, left)
        legend.marks(width - right, height + 2.5, right)
        return Inset(_bytes(sheet.figure, kind, dpi), panel.context)


def _bytes(drawn: Figure, kind: Format, dpi: int) -> bytes:
    metadata: dict[Format, dict[str, Any]] = {
        "png": {"Software": None},
        "svg": {"Date": None},
        "pdf": {"CreationDate": None},
    }
    stream = io.BytesIO()
    drawn.savefig(stream, format=kind, dpi=dpi, metadata=metadata[kind], facecolor=drawn.get_facecolor())
    return stream.getvalue()


def draw(selection: Selection, tables: Tables, paper: Paper) -> Figure:
    """Draw the whole sheet as a figure. Call it within :func:`layers.figure.sheet.house_style`."""
    base = basemap.for_selection(tables, selection)
    return draw_scene(scene_of(selection, tables, base), selection, tables, base, paper)


def draw_scene(scene: Scene, selection: Selection, tables: Tables, base: Basemap, paper: Paper) -> Figure:
    """Draw a scene, which may be another than that of the selection: that has the place and the language."""
    t = translator(selection.lang)
    sheet = Sheet(paper)
    wide = paper.width - 2 * paper.margin
    left, top = paper.margin, header(sheet, scene, t)
    bottom = paper.height - paper.margin
    footer = Footer(sheet, scene, t, wide)
    footer_top = bottom - footer.height(wide)
    if paper.side:
        place = (left, top, wide - paper.side - GAP, footer_top - top - GAP)
        panel = Panel(sheet, place, selection, tables, base, scene)
        panel.draw()
        column = left + wide - paper.side
        _side_column(sheet, scene, tables, panel, t, (column, top, paper.side, footer_top - GAP))
    else:
        three = (wide - 2 * GAP) / 3
        most = paper.height * _LARGEST_LEGEND
        legend = _fitted(sheet, scene, t, most, lambda key: max(_heights(key, three)))
        legend.room = most
        room = max(*_heights(legend, three), _inset_height(tables, three) if tables.has_boundaries else 0)
        band = footer_top - GAP - room
        place = (left, top, wide, band - top - GAP)
        panel = Panel(sheet, place, selection, tables, base, scene)
        panel.draw()
        legend.for_panel(panel).colours(left, band, three)
        legend.marks(left + three + GAP, band, three)
        _locator(sheet, scene, tables, panel, t, (left + 2 * (three + GAP), band, three))
    footer.draw(left, footer_top, wide, panel.scale, context=panel.context)
    return sheet.figure


def header(sheet: Sheet, scene: Scene, t: Translator) -> float:
    """Draw title and subtitle; return the top of the map in millimetres."""
    paper, scale = sheet.paper, sheet.paper.body / 7.2
    left, wide = paper.margin, paper.width - 2 * paper.margin
    sheet.rule(left, paper.margin, 16 * scale, ACCENT, 2.2)
    title = clamp(scene["title"], wide, 15 * scale, HEAD, lines=3)
    top = sheet.paragraph(left, paper.margin + 2.2, wide, title, 15 * scale, HEAD)
    parts, years = [scene["period"]], ""
    if scene["choropleths"]:
        first = scene["choropleths"][0]
        years = first["years"]
        parts = [years or scene["period"], first["unit"], first["over"]]
    elif over := seen(scene["overlays"]):
        years = over[0]["grid"]["years"]
        parts = [years or scene["period"], over[0]["grid"]["unit"], over[0]["grid"]["cells"]]
    if years and years != scene["period"]:
        parts.append(t("selected period: {period}", period=scene["period"]))
    subtitle = clamp(" · ".join(filter(None, parts)), wide, 8.6 * scale, lines=2)
    return sheet.paragraph(left, top + 0.3, wide, subtitle, 8.6 * scale, color=SOFT) + 2.2


def _side_column(
    sheet: Sheet, scene: Scene, tables: Tables, panel: Panel, t: Translator,
    place: tuple[float, float, float, float],
) -> None:  # fmt: skip
    """Draw the column beside the map: legend and marks from the top, the locator map at the bottom."""
    left, top, wide, bottom = place
    inset = _inset_height(tables, wide) + GAP if tables.has_boundaries else 0
    room = bottom - top - inset
    legend = _fitted(sheet, panel.scene, t, room, lambda key: 4 + sum(_heights(key.for_panel(panel), wide)))
    if sum(_heights(legend, wide)) + 4 > room:
        inset, room = 0, room + inset  # the legend needs the place of the locator map
    first = legend.colours(left, top, wide)
    legend.room = room - first - 4
    if panel.scene["overlays"]:
        if first:
            sheet.rule(left, top + first + 2, wide)
        legend.marks(left, top + first + (4 if first else 0), wide)
    if inset:
        _locator(sheet, scene, tables, panel, t, (left, bottom - _inset_height(tables, wide), wide))


def _fitted(sheet: Sheet, scene: Scene, t: Translator, room: float, height: Callable[[Legend], float]) -> Legend:
    """A legend no higher than ``room``: first in smaller type, then without notes; else the smallest."""
    for brief in (False, True):
        body = sheet.paper.body
        while body >= _SMALLEST:
            legend = Legend(sheet, scene, t, body, brief=brief)
            if height(legend) <= room:
                return legend
            body *= 0.95
    return legend


def _heights(legend: Legend, wide: float) -> tuple[float, float]:
    """Heights of the colours and of the overlays, in columns of this width."""
    return legend.colours(0, 0, wide, draw=False), legend.marks(0, 0, wide, draw=False)


def _inset_height(tables: Tables, wide: float) -> float:
    return min(44.0, wide * 0.72)


def _locator(
    sheet: Sheet, scene: Scene, tables: Tables, panel: Panel, t: Translator, place: tuple[float, float, float]
) -> None:
    """Draw the locator map or, on a map of the whole country, the islands that it leaves out."""
    if not tables.has_boundaries:
        return
    left, top, wide = place
    high = _inset_height(tables, wide)
    text = leading(sheet.paper.body * 0.84) + 0.6
    size = high - text
    is_country = not scene["view"]["part"]
    if is_country and not (tables.municipalities["department_code"] == ISLANDS).any():
        return
    label = "San Andrés y Providencia" if is_country else t("Location in Colombia")
    sheet.line(left, top, label, sheet.paper.body * 0.84, ITALIC, color=SOFT)
    spot = (left, top + text, min(wide, size * 0.86), size)
    if is_country:
        islands(sheet, spot, panel)
    else:
        locator(sheet, spot, tables, panel.box)
