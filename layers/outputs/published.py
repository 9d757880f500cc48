"""A published map as a type: what an HTML file carries, in which ``assets/edition.js`` finds one scene at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from layers.scene.model import Frame, LegendRow, Measured


class Stage(TypedDict):
    """The legend that all years of a choropleth share, and how its classes were made."""

    classes: list[LegendRow]
    method: str


class PublishedShade(Measured):
    """A choropleth over a period and year by year.

    Attributes
    ----------
    whole
        Estimates of the period for each selected municipality, packed (:func:`layers.scene.encoding.pack_estimates`).
    covered, series
        The years that have data, and the estimates of each, packed.
    stage
        The legend of single years.
    standing
        Whether it is the state of one date and has no years.
    lasting
        What it does not show, whatever the year.
    sources
        Ids of its sources.
    """

    whole: str
    covered: list[int]
    series: list[str]
    stage: Stage
    standing: bool
    lasting: list[str]
    sources: tuple[str, ...]


class PackedColumn(TypedDict):
    """A :class:`layers.scene.model.Column` with its rows packed; empty where all have the first word."""

    label: str
    words: list[str]
    rows: str


class PackedMark(TypedDict):
    """A :class:`layers.scene.model.Mark` with its numbers packed (:mod:`layers.scene.encoding`).

    Attributes
    ----------
    xy
        All longitudes, then all latitudes.
    until
        Empty where each feature ends in the year in which it begins.
    covers
        First and last year of each span that its sources cover; None where they do not say.
    totals
        Of events: how many there are in each year, drawn or not.
    sources
        Ids of its sources.
    """

    id: str
    title: str
    note: str
    color: str
    told: str
    kind: str
    count: int
    total: NotRequired[int]
    counted: NotRequired[str]
    gather: NotRequired[str]
    at: NotRequired[str]
    xy: NotRequired[list[str]]
    shapes: NotRequired[list[list[list[str]]]]
    fill: NotRequired[str | None]
    names: NotRequired[list[str]]
    ranks: NotRequired[list[int]]
    fields: NotRequired[list[PackedColumn]]
    since: NotRequired[str]
    until: NotRequired[str]
    covers: NotRequired[Sequence[Sequence[int]] | None]
    totals: NotRequired[list[int]]
    sources: tuple[str, ...]


class PublishedScene(Frame):
    """A scene of all years, in one language.

    Attributes
    ----------
    lasting
        What the map does not show, whatever the year.
    citation
        How to cite it, with ``{title}`` for what is coloured.
    """

    lasting: list[str]
    choropleths: list[PublishedShade]
    overlays: list[PackedMark]
    citation: str


class Edition(TypedDict):
    """A published map.

    Attributes
    ----------
    langs, lang
        Its languages, and the index of the one shown first.
    years
        Those that the reader may choose; none where the period has but one.
    scene
        A :class:`PublishedScene` in all languages, see :func:`layers.outputs.edition.merge`.
    """

    langs: tuple[str, ...]
    lang: int
    years: tuple[int, ...]
    scene: Any
