"""A chart as a self-contained picture: title, place, period, units, sources with licences, data version.

The drawing is that of the app. SVG keeps its text as text; PNG is drawn from the same SVG with the fonts of the print
maps, so that it is the same on every machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from layers.charts.model import Chart
from layers.charts.svg import LEFT, SANS, SERIF, clean, line, rect, text, wrapped
from layers.ink import LIGHT, PAPER_COLOR
from layers.scene import notes
from layers.text.i18n import translator
from layers.text.typesetting import BOLD, HEAD, PLAIN, Face

WIDTH: Final = 760.0
"""Pixels."""

_MARGIN: Final = 26.0
_ROOM: Final = WIDTH - 2 * _MARGIN
_ZOOM: Final = 2.0
"""Pixels of a PNG for one of the SVG: 192 dpi where the SVG has 96."""

_FONTS: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf")


def svg(chart: Chart) -> str:
    """Draw a chart, built for the light theme, as an SVG document on paper."""
    t = translator(chart.selection.lang)
    page = _Page(_MARGIN)
    page.parts.append(rect(_MARGIN, _MARGIN, 60, 4, f'fill="{LIGHT.accent}"'))
    page.top += 12
    page.paragraph(chart.heading, 20, HEAD)
    page.top += 4
    page.paragraph(chart.note, 11.5, color=LIGHT.quiet)
    page.top += 10
    drawing = chart.draw(_ROOM)
    page.parts.append(f'<g transform="translate({_MARGIN + LEFT:g} {page.top:g})">{drawing.parts}</g>')
    page.top += drawing.height + 12
    page.parts.append(line(_MARGIN, page.top, WIDTH - _MARGIN, page.top, f'stroke="{LIGHT.text}" stroke-width=".8"'))
    page.top += 6
    for heading, texts in (
        (t("What this chart does not show"), chart.caveats),
        (t("Sources and licences"), credits(chart)),
    ):
        if texts:
            page.paragraph(heading, 10, BOLD)
            for each in texts:
                page.paragraph(each, 10, color=LIGHT.quiet)
            page.top += 5
    page.paragraph(" · ".join(notes.colophon(chart.tables, t)), 10, color=LIGHT.quiet)
    height = page.top + _MARGIN - 8
    paper = rect(0, 0, WIDTH, height, f'fill="{PAPER_COLOR}"')
    size = f'viewBox="0 0 {WIDTH:g} {height:g}" width="{WIDTH:g}" height="{height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} lang="{t.lang}" font-family="{SANS}" font-size="11.5">'
        f"<title>{clean(chart.heading)}</title><desc>{clean(chart.alt)}</desc>"
        f"{paper}{''.join(page.parts)}</svg>"
    )


def png(chart: Chart) -> bytes:
    """Draw a chart, built for the light theme, as PNG."""
    import matplotlib as mpl  # slow, and only a picture of a chart needs it
    from resvg_py import svg_to_bytes

    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return svg_to_bytes(
        svg(chart),
        skip_system_fonts=True,
        font_files=[str(folder / name) for name in _FONTS],
        zoom=_ZOOM,
    )


def credits(chart: Chart) -> list[str]:
    """The sources of a chart, each with attribution, licence and day of retrieval."""
    t = translator(chart.selection.lang)
    return [notes.credit_line(credit) for credit in notes.credits_of(chart.sources, chart.tables, t)]


class _Page:
    """Paragraphs below each other."""

    def __init__(self, top: float) -> None:
        self.top, self.parts = top, list[str]()

    def paragraph(self, content: str, size: float, face: Face = PLAIN, color: str = LIGHT.text) -> None:
        """Write a paragraph across the page."""
        look = f'font-size="{size:g}"'
        look += ' font-weight="700"' if face.weight == "bold" else ""
        look += f' font-family="{SERIF}"' if face == HEAD else ""
        for each in wrapped(content, _ROOM, size, face):
            self.parts.append(text(_MARGIN, self.top + size, each, look, color))
            self.top += size * 1.36
