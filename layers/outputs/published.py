"""The type of a published map: the data of an HTML file. ``assets/edition.js`` shows one scene of it at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from layers.catalog.model import Pattern
from layers.scene.mark_model import Grid, LegendRow
from layers.scene.model import Frame, Measured


class YearlyLegend(TypedDict):
    """The legend that all years of a choropleth share, and how its classes were made."""

    classes: list[LegendRow]
    method: str


class PublishedShade(Measured):
    """A choropleth over a period and year by year.

    Attributes
    ----------
    period_values
        Estimates of the period for each municipality shown, packed (:func:`layers.scene.encoding.pack_estimates`).
    period_amounts
        The amounts that these are made of, where they are above zero, packed likewise; empty if they are no rates.
    covered_years, yearly_values, yearly_amounts
        The years that have data, and the packed estimates and amounts of each.
    yearly_by
        What the amounts of each of these years are divided by, as in :class:`layers.scene.model.Amount`.
    yearly_legend
        The legend of single years.
    standing
        Whether it is the state at one date and has no years.
    constant_notices
        What it does not show, in any year.
    sources
        Ids of its sources.
    """

    period_values: str
    period_amounts: str
    covered_years: list[int]
    yearly_values: list[str]
    yearly_amounts: list[str]
    yearly_by: list[str]
    yearly_legend: YearlyLegend
    standing: bool
    constant_notices: list[str]
    sources: tuple[str, ...]


class PackedColumn(TypedDict):
    """A :class:`layers.scene.model.Column` with its rows packed; empty where every row has the first text."""

    label: str
    words: list[str]
    rows: str


class PackedMark(TypedDict):
    """A :class:`layers.scene.model.Mark` with its numbers packed (:mod:`layers.scene.encoding`).

    Attributes
    ----------
    xy, cells
        All longitudes, then all latitudes; all q, then all r.
    until
        Empty where each feature ends in the year in which it begins.
    covers
        First and last year of each span that its sources cover; None if unknown.
    totals
        Number of events in each year, including those that are not drawn.
    sources
        Ids of its sources.
    """

    id: str
    title: str
    note: str
    color: str
    count_text: str
    kind: str
    count: int
    total: NotRequired[int]
    count_sentence: NotRequired[str]
    gather: NotRequired[str]
    at: NotRequired[str]
    xy: NotRequired[list[str]]
    shapes: NotRequired[list[list[list[str]]]]
    pattern: NotRequired[Pattern | None]
    names: NotRequired[list[str]]
    ranks: NotRequired[list[int]]
    fields: NotRequired[list[PackedColumn]]
    grid: NotRequired[Grid]
    cells: NotRequired[list[str]]
    km2: NotRequired[str]
    class_codes: NotRequired[str]
    amounts: NotRequired[str]
    near: NotRequired[str]
    since: NotRequired[str]
    until: NotRequired[str]
    covers: NotRequired[Sequence[Sequence[int]] | None]
    totals: NotRequired[list[int]]
    sources: tuple[str, ...]


class PublishedChart(TypedDict):
    """The chart of the place over time, with its files (:mod:`layers.charts`).

    Attributes
    ----------
    title, alt
        Heading, and text for those who cannot see it.
    name
        Name of its files without an ending.
    packed
        Its SVG, its numbers as a CSV and, as ``head`` and ``rows``, as a table of texts: JSON, compressed, in base64.
    files
        What its files are called, by ending.
    """

    title: str
    alt: str
    name: str
    packed: str
    files: dict[str, str]


class PublishedScene(Frame):
    """A scene of all years, in one language.

    Attributes
    ----------
    constant_notices
        What the map does not show, in any year.
    citation
        How to cite it, with ``{title}`` for the title of the choropleth.
    chart
        None for a map in a frame, or without data over time.
    """

    constant_notices: list[str]
    choropleths: list[PublishedShade]
    overlays: list[PackedMark]
    citation: str
    chart: PublishedChart | None


class Edition(TypedDict):
    """A published map.

    Attributes
    ----------
    langs, lang
        Its languages, and the index of the one shown first.
    years
        Those that the reader may choose; empty if the period has only one.
    scene
        A :class:`PublishedScene` in all languages, see :func:`layers.outputs.edition.merge`.
    """

    langs: tuple[str, ...]
    lang: int
    years: tuple[int, ...]
    scene: Any
