"""A region in brief: three domains as small multiples under ceasefires, and one sentence that says what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
from markupsafe import Markup

from layers.analysis.domains import COLORS, domain_of
from layers.analysis.series import ceasefires
from layers.charts import multiples
from layers.charts.model import Chart, breaks
from layers.charts.multiples import WIDTH
from layers.charts.panels import Bar, Lane, Panel
from layers.charts.svg import document
from layers.dossier.headlines import what_changed
from layers.dossier.writer import Writer, known
from layers.ink import ink_of
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Lang
from layers.text.terms import unit_after

SERIES: Final = (
    (N_("People killed in armed conflict"), "UCDP", "ucdp_ged", "fatalities_best"),
    (N_("Tree cover loss, any canopy"), "Hansen", "hansen_municipal", "tree_cover_loss_any_canopy"),
    (N_("Alluvial gold mining"), "UNODC, EVOA", "evoa", "evoa_area"),
    (N_("Coca fields on 31 December"), "UNODC, SIMCI", "coca", "coca_area"),
)
"""Series of the small multiples: title, publisher, source, variable."""

Series = tuple[str, str, str, str]
READING: Final = N_(
    "How to read them: each row is a source on a scale of its own; shaded, a ceasefire with the government was in"
    " force; hatched, the source has no data; a tick on the base line is a zero. Series shown together need not be"
    " related."
)

_GOLD: Final = frozenset({"bajo-cauca"})
"""Regions whose third series is gold, which is mined on land there; coca is that of the others."""


@dataclass(frozen=True)
class Brief:
    """A place in brief.

    Attributes
    ----------
    sentence
        What changed, with every number as a ``data`` element.
    chart
        The small multiples as SVG, in the colours of one theme.
    alt
        What the chart shows, for readers who cannot see it.
    rows
        Numbers of the chart by year, newest first: the year, then one text a series.
    heads
        Headings of the columns of ``rows``.
    """

    name: str
    sentence: Markup
    chart: str
    alt: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def brief(region: str, tables: Tables, lang: Lang, theme: str = "light") -> Brief:
    """Describe a region in brief, in the default period of a selection."""
    w = Writer(Selection(lang=lang, region=region), tables)
    shown = _shown(region)
    found = chart(region, tables, lang, theme)
    return Brief(
        name=w.name,
        sentence=what_changed(w, [(source, variable) for _, _, source, variable in shown]),
        chart=document(found.draw(WIDTH), WIDTH, ink_of(theme).text),
        alt=found.alt,
        heads=(w.t("Year"), *(_heading(w, *each) for each in shown)),
        rows=tuple(_rows(w, [(source, variable) for _, _, source, variable in shown])),
    )


def chart(region: str, tables: Tables, lang: Lang, theme: str = "light") -> Chart:
    """The small multiples of a region in brief, as a chart to download."""
    w = Writer(Selection(lang=lang, region=region), tables)
    shown = _shown(region)
    period = date(w.selection.years[0], 1, 1), date(w.selection.years[-1], 12, 31)
    panels = [_panel(w, *each, theme) for each in shown]
    lanes = list(_lanes(w))
    sources = [source for _, _, source, _ in shown]
    return Chart(
        kind="brief",
        selection=w.selection,
        tables=tables,
        title=w.t(N_("Conflict, forest and gold") if region in _GOLD else N_("Conflict, forest and coca")),
        place=w.name,
        period=w.t.period(w.selection.start, w.selection.end),
        note=w.t(READING),
        alt=w.t(
            "{titles}: by year, {period}, each on its own scale, below ceasefires; years without data are hatched.",
            titles="; ".join(w.t(title) for title, *_ in shown),
            period=w.t.period(w.selection.start, w.selection.end),
        ),
        caveats=breaks(sources, w.selection, tables, w.t),
        sources=[*sources, *(["ceasefires"] if lanes else [])],
        tabulate=lambda: _table(w, shown),
        draw=lambda width: multiples.draw(panels, lanes, period, w.t, ink_of(theme), width=width),
    )


def _shown(region: str) -> list[Series]:
    return [each for each in SERIES if each[2] != ("coca" if region in _GOLD else "evoa")]


def _heading(w: Writer, title: str, publisher: str, source: str, _: str) -> str:
    return f"{w.t(title)} ({publisher}), {_unit(w, source)}"


def _table(w: Writer, shown: list[Series]) -> pd.DataFrame:
    """The numbers of the chart; NaN has no data."""
    columns: dict[str, pd.Series] = {}
    for title, publisher, source, variable in shown:
        heading = f"{w.t(title)} ({publisher}), {w.t(_counted(source))}"
        columns[heading] = pd.Series(known(w.yearly(source, variable)), dtype=float)
        if variable == "fatalities_best":
            for text, values in zip((N_("{series}: low"), N_("{series}: high")), _bounds(w), strict=True):
                columns[w.t(text, series=heading)] = pd.Series(values, dtype=float)
    index = pd.Index(w.selection.years, name=w.t("Year"))
    table = pd.DataFrame(columns).reindex(index)
    return table.set_index(index.astype(str)).rename_axis(index=w.t("Year")).reset_index()


def _panel(w: Writer, title: str, publisher: str, source: str, variable: str, theme: str) -> Panel:
    low, high = _bounds(w) if variable == "fatalities_best" else ({}, {})
    bars = [
        Bar(
            date(year, 1, 1),
            date(year, 12, 31),
            value,
            low.get(year),
            high.get(year),
            says=f"{year}: {w.t.significant(value)} {unit_after(value, _counted(source), w.t)}",
        )
        for year, value in known(w.yearly(source, variable)).items()
    ]
    detail = f"{publisher} · {_unit(w, source)}"
    return Panel(w.t(title), detail, COLORS[theme][domain_of(source)], bars)


def _bounds(w: Writer) -> tuple[dict[int, float], dict[int, float]]:
    """Low and high estimate of the people killed, by year."""
    low, high = (known(w.yearly("ucdp_ged", f"fatalities_{bound}")) for bound in ("low", "high"))
    return low, high


def _unit(w: Writer, source: str) -> str:
    return w.t("people; line: low to high") if source == "ucdp_ged" else w.t("ha")


def _counted(source: str) -> str:
    return N_("people") if source == "ucdp_ged" else N_("ha")


def _lanes(w: Writer) -> Iterator[Lane]:
    """One lane for all ceasefires: in sixteen years those of each group would be slivers."""
    applied = ceasefires(w.selection, w.tables)
    if len(applied):
        spans = [(start.date(), end.date()) for start, end in zip(applied["start"], applied["until"], strict=True)]
        yield Lane(w.t("Ceasefires with the government"), spans)


def _rows(w: Writer, names: list[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    series = [known(w.yearly(*name)) for name in names]
    low, high = _bounds(w)
    for year in reversed(w.selection.years):
        cells = []
        for (source, _), years in zip(names, series, strict=True):
            text = w.t.significant(years[year]) if year in years else w.t("no data")
            if source == "ucdp_ged" and year in low and low[year] != high[year]:
                text += f" ({w.t.number(low[year])}–{w.t.number(high[year])})"
            cells.append(text)
        yield str(year), *cells
