"""Print maps of a comparison: one map of a change or of two measures, or two maps side by side."""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure

from layers import figure
from layers.figure import DPI, Format
from layers.figure.footer import GAP, Footer
from layers.figure.legend import Legend
from layers.figure.panel import Panel
from layers.figure.sheet import SOFT, Paper, PaperName, Sheet
from layers.scene import basemap, compared
from layers.scene.basemap import Basemap
from layers.scene.compared import Drawn
from layers.scene.comparison import Comparison
from layers.scene.model import Scene
from layers.tables import Tables
from layers.text.typesetting import BOLD, clamp

_BETWEEN: Final = 6.0
_LEGEND: Final = 70.0
"""Millimetres between two maps, and of the width of the legend below one."""


def render(
    comparison: Comparison,
    tables: Tables,
    *,
    paper: PaperName = "a4-landscape",
    kind: Format = "png",
    dpi: int = DPI,
) -> bytes:
    """Render a comparison for print.

    Parameters
    ----------
    paper, kind, dpi
        As of :func:`layers.figure.render`.

    Raises
    ------
    GeoDataError
        The paper or format does not exist, or the place is not in this edition of the boundaries.
    """
    return figure.rendered(lambda sheet: draw(comparison, tables, sheet), paper=paper, kind=kind, dpi=dpi)


def draw(comparison: Comparison, tables: Tables, paper: Paper) -> Figure:
    """Draw the whole sheet as a figure. Call it within :func:`layers.figure.sheet.house_style`."""
    base = basemap.for_selection(tables, comparison.first)
    drawn = compared.draw(comparison, tables, base)
    if len(drawn.scenes) == 1:
        return figure.draw_scene(drawn.scenes[0], comparison.first, tables, base, paper)
    return _two_maps(drawn, tables, base, paper)


def _two_maps(drawn: Drawn, tables: Tables, base: Basemap, paper: Paper) -> Figure:
    """Two maps beside each other, on a tall sheet below each other; each has its own title and legend."""
    t, sheet = drawn.t, Sheet(paper)
    left, wide = paper.margin, paper.width - 2 * paper.margin
    whole = _whole(drawn)
    top = figure.header(sheet, whole, t)
    footer = Footer(sheet, whole, t, wide)
    footer_top = paper.height - paper.margin - footer.height(wide)
    is_tall = paper.height > paper.width
    each_wide = wide if is_tall else (wide - _BETWEEN) / 2
    each_high = (footer_top - GAP - top - (_BETWEEN if is_tall else 0)) / (2 if is_tall else 1)
    beyond = (0, each_high + _BETWEEN) if is_tall else (each_wide + _BETWEEN, 0)
    starts = [(left + at * beyond[0], top + at * beyond[1]) for at in range(2)]
    # both maps are of the same size: they have one scale and, side by side, the same latitudes at the same height
    above = max(
        _caption(sheet, *caption, start, each_wide) for caption, start in zip(drawn.captions(), starts, strict=True)
    )
    legends = [Legend(sheet, scene | {"overlays": []}, t, paper.body, brief=True) for scene in drawn.scenes]
    column = each_wide * 0.3 if is_tall else min(each_wide, _LEGEND)
    below = 0.0 if is_tall else max(legend.colours(0, 0, column, draw=False) for legend in legends) + 2
    panels = []
    for scene, legend, (x, y) in zip(drawn.scenes, legends, starts, strict=True):
        wide_of_map = each_wide - column - GAP if is_tall else each_wide
        place = (x, y + above, wide_of_map, each_high - above - below)
        legend.colours(*((x + each_wide - column, y + above) if is_tall else (x, y + each_high - below + 2)), column)
        panels.append(Panel(sheet, place, drawn.comparison.first, tables, base, scene))
        panels[-1].draw()
    footer.draw(left, footer_top, wide, panels[0].scale, context=any(panel.context for panel in panels))
    return sheet.figure


def _caption(sheet: Sheet, title: str, details: str, at: tuple[float, float], wide: float) -> float:
    """Write title and details of a map; return the height that they take."""
    (left, top), body = at, sheet.paper.body
    title = clamp(title, wide, body * 1.3, BOLD, lines=2)
    below = sheet.paragraph(left, top, wide, title, body * 1.3, BOLD)
    return sheet.paragraph(left, below, wide, clamp(details, wide, body, lines=1), body, color=SOFT) + 1.5 - top


def _whole(drawn: Drawn) -> Scene:
    """Title and footer of two maps: the sources and notices of both, each once."""
    return drawn.scenes[0] | {
        "title": f"{drawn.place} · {drawn.title}",
        "period": drawn.years,
        "choropleths": [],
        "notices": drawn.notices,
        "credits": drawn.credits,
    }
