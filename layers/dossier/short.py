"""A dossier on exactly two pages of A4: what matters first, then sources and limits.

The first page ends with the chart over time, which takes what room is left there; the second ends with what the
sources do not show, as many sentences as fit, those of the key figures first. Both are known once the pages are laid
out, so that a PDF is laid out again until it has two pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from markupsafe import Markup

from layers.dossier import alike, charts, conflict, land, mining, paper, record
from layers.dossier.blocks import Format, Notes, Pair, Picture, Prose, Section, Table
from layers.dossier.charts import Columns
from layers.dossier.content import Content, compose
from layers.dossier.writer import Writer, known
from layers.scene.web_assets import data_url, render_page
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_

_SERIES: Final = (
    (N_("People killed, UCDP"), "ucdp_ged", "fatalities_best", "#8a3324"),
    (N_("Victims of homicide, Ministry of Defence"), "mindefensa_homicides", "homicides", "#5b5650"),
    (N_("Acts of terrorism, Ministry of Defence"), "mindefensa_terrorism", "events", "#8a3324"),
    (N_("Hansen: loss, any canopy"), "hansen_municipal", "tree_cover_loss_any_canopy", "#c98a4b"),
    (N_("GFW: tree cover loss"), "gfw_loss", "tree_cover_loss", "#b0641c"),
    (N_("IDEAM: deforestation"), "ideam_deforestation", "deforestation", "#8c5a2b"),
    (N_("MapBiomas: deforestation"), "mapbiomas_transitions", "deforestation", "#6f7f3a"),
    (N_("Alluvial gold mining, EVOA"), "evoa", "evoa_area", "#810f7c"),
    (N_("Coca on 31 December, UNODC"), "coca", "coca_area", "#5f7a4a"),
)
"""The series of the chart and the table, three domains in rows of three."""

_YEARS: Final = 9
"""Columns of the table."""

_CHART_WIDTH: Final = 180.0
_PX: Final = 96 / 25.4
"""CSS pixels in a millimetre."""

_PAGE_END: Final = 297 - 14
"""Where the content of a page ends, in millimetres from the top of the sheet."""

_CHART_HEIGHTS: Final = (46.0, 132.0)
_FEWEST: Final = 6
"""Sentences on limits that come before a further table."""


@dataclass(frozen=True)
class Fit:
    """What may differ so that the pages are two.

    Attributes
    ----------
    chart
        Height of the chart over time in millimetres.
    tables
        How many of the tables of the second page there are.
    limits
        How many sentences on what sources do not show; None for all.
    """

    chart: float = 78.0
    tables: int = 2
    limits: int | None = None


def html(selection: Selection, tables: Tables) -> str:
    """Render the short dossier as a self-contained page; it has all limits, also those a sheet has no room for."""
    return _page(_Parts.of(compose(selection, tables)), Fit())


def pdf(selection: Selection, tables: Tables) -> bytes:
    """Render the short dossier as tagged PDF of two pages.

    Raises
    ------
    GeoDataError
        As :func:`layers.dossier.paper.pdf`, or the place is unknown.
    """
    return paper.written(laid_out(selection, tables))


def laid_out(selection: Selection, tables: Tables) -> Any:
    """Lay out the short dossier on two pages; return WeasyPrint's document."""
    parts = _Parts.of(compose(selection, tables))
    fit = _fitted(parts)
    document = paper.pages(_page(parts, fit))
    while len(document.pages) > 2 and (fit.limits or fit.tables):
        fit = replace(fit, limits=fit.limits - 1) if fit.limits else replace(fit, tables=fit.tables - 1)
        document = paper.pages(_page(parts, fit))
    return document


@dataclass(frozen=True)
class _Parts:
    """What the two pages have, computed once for every layout."""

    content: Content
    themes: list[tuple[str, list[Markup]]]
    tables: list[Table]
    credits: list[tuple[str, str]]
    limits: list[tuple[str, Markup | str]]

    @classmethod
    def of(cls, content: Content) -> _Parts:
        """Compute the parts of a dossier."""
        tables = [_newest(content.w), alike.table(content.w, "forest")]
        shown = [table for table in tables if table is not None]
        return cls(
            content, list(_themes(content.w)), shown, record.credits(content.w, content.context), _limits(content)
        )


def _fitted(parts: _Parts) -> Fit:
    """Read off layouts without pictures how high the chart may be, and what the second page holds.

    With every sentence on limits there are more than two pages: those that begin on the second one fit there.
    """
    lowest, highest = _CHART_HEIGHTS
    fit, limits = Fit(lowest), 0
    for tables in range(len(parts.tables), -1, -1):
        fit = replace(fit, tables=tables)
        pages = paper.pages(_page(parts, fit, drawn=False)).pages
        room = _PAGE_END - pages[0].anchors["end"][1] / _PX
        limits = sum(name.startswith("limit-") for name in pages[1].anchors)
        if limits >= min(_FEWEST, len(parts.limits)):
            break
    return replace(fit, chart=min(max(lowest + room - 1, lowest), highest), limits=limits)


def _page(parts: _Parts, fit: Fit, *, drawn: bool = True) -> str:
    """Render the page; what is not ``drawn`` leaves room for its pictures."""
    content = parts.content
    chart = _chart(content.w, fit.chart)
    return render_page(
        "dossier_short.html",
        "dossier.css",
        t=content.w.t,
        c=content,
        dataset=content.dataset,
        chart=chart if drawn else replace(chart, draw=partial(_room, fit.chart)),
        themes=parts.themes,
        tables=parts.tables[: fit.tables],
        credits=parts.credits,
        limits=parts.limits if fit.limits is None else parts.limits[: fit.limits],
        inline=data_url if drawn else _outline,
    )


def _room(height: float, _: Format) -> bytes:
    size = f'width="{_CHART_WIDTH}mm" height="{height}mm" viewBox="0 0 {_CHART_WIDTH} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}></svg>'.encode()


def _outline(picture: bytes) -> str:
    """A picture without its content: laying out needs its size only."""
    start = picture.index(b"<svg")
    return data_url(picture[start : picture.index(b">", start) + 1] + b"</svg>")


def _chart(w: Writer, height: float) -> Picture:
    series = [Columns(w.t(title), known(w.yearly(*name)), color) for title, *name, color in _SERIES]
    return Picture(
        partial(charts.columns, series, w.selection.years, w.t, _CHART_WIDTH, height, 3),
        w.t("Columns by year of nine series of violence, forest loss, gold and coca; years without data are shaded."),
        w.t("Shaded: no data. A dot on the line is a measured zero. Each series has its own scale."),
    )


def _themes(w: Writer) -> Iterator[tuple[str, list[Markup]]]:
    """Heading and sentences of each section of the long dossier that begins with sentences."""
    for section in (conflict.section(w), land.forest(w), mining.section(w), land.coca(w), land.protected(w)):
        if sentences := _sentences(section):
            yield section.title, sentences


def _sentences(section: Section) -> list[Markup]:
    first = section.blocks[0]
    if isinstance(first, Pair):
        first = first.left
    return list(first.sentences) if isinstance(first, Prose) else []


def _newest(w: Writer) -> Table:
    """The newest years of the series of the chart."""
    years = list(w.selection.years)[-_YEARS:]
    rows = []
    for title, source, variable, _ in _SERIES:
        series = w.yearly(source, variable)
        rows.append(
            [w.t(title), *(w.number(series[year]) if year in series else Markup("&ndash;") for year in years)]
        )
    return Table(
        w.t("The newest years"),
        [w.t("What"), *map(str, years)],
        rows,
        note=w.t("A dash: no data for that year. 0: measured."),
    )


def _limits(content: Content) -> list[tuple[str, Markup | str]]:
    """The sentences on what each source does not show, those of the key figures first."""
    notes = next(block for block in content.sources.blocks if isinstance(block, Notes))
    w = content.w
    key = [w.t(w.sources[name].title) for name in record.KEY_SOURCES if name in w.sources]
    entries = sorted(notes.entries, key=lambda entry: key.index(entry[0]) if entry[0] in key else len(key))
    return [(title, text) for title, _, texts in entries for text in texts]
