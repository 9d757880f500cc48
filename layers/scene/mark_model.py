"""The type of what a scene draws over its base map: overlays, their cards, and the rows of a legend.

A part of the contract of :mod:`layers.scene.model`.
"""

from __future__ import annotations

from typing import Final, Literal, NotRequired, TypedDict

from layers.catalog.model import Gather, Pattern

OUTSIDE: Final = "."
NODATA: Final = "-"
"""Class codes of a municipality outside the selection, and of one without data."""

_Class = TypedDict("_Class", {"class": int | str})  # a name that the class syntax does not allow


class LegendRow(_Class):
    """A class of a choropleth.

    Attributes
    ----------
    class
        Its character in the ``class_codes`` of a :class:`Shade`.
    color, label
        Fill colour, and the formatted range of values.
    upto
        Its upper bound, included; only for the classes of one measure.
    count_text
        How many municipalities are in it, formatted; not in the legend that all years share.
    """

    color: str
    label: str
    upto: NotRequired[float]
    count_text: NotRequired[str]


class NoData(TypedDict):
    """The class of municipalities without data: its label, their number, and that number formatted."""

    label: str
    n: int
    count_text: str


class Column(TypedDict):
    """One field of the popups of a layer.

    Attributes
    ----------
    label
        Empty for the field that is the heading.
    words
        The distinct texts.
    rows
        For each feature, the index of its text in ``words``; -1 for a missing value.
    """

    label: str
    words: list[str]
    rows: list[int]


Kind = Literal["points", "incidents", "shapes", "places", "outlines"]


class Drawing(TypedDict):
    """What an overlay draws, by its kind; coordinates are integers in units of 1e-4 degrees, x before y.

    Attributes
    ----------
    kind
        ``points``: events, clustered into marks; ``incidents``: numbered marks; ``shapes``: geometries of
        features; ``places``: place names; ``outlines``: outlines of the regions.
    count
        How many features are drawn.
    total
        Of ``points``: all events, including those that are not drawn.
    count_sentence
        Of ``points`` whose popups state a number of events and do not list them: the sentence, with ``{n}``.
    gather
        Of ``points``: by place or by municipality.
    at
        Index of the municipality of each feature, in the order of the base map.
    xy
        Coordinates of the features, x and y alternating.
    shapes
        For each feature its polygons, each a list of rings ``[x, y, dx, dy, dx, dy ...]``.
    pattern
        Of ``shapes``: hatching of areas; None where only lines are drawn.
    names, ranks
        Of ``places``: names, and ranks from 0 (most important).
    fields
        What popups show.
    since, until
        First and last year in which each feature is shown, where the reader may choose years; without ``until``
        it has no last year.
    """

    kind: Kind
    count: int
    total: NotRequired[int]
    count_sentence: NotRequired[str]
    gather: NotRequired[Gather]
    at: NotRequired[list[int]]
    xy: NotRequired[list[int]]
    shapes: NotRequired[list[list[list[list[int]]]]]
    pattern: NotRequired[Pattern | None]
    names: NotRequired[list[str]]
    ranks: NotRequired[list[int]]
    fields: NotRequired[list[Column]]
    since: NotRequired[list[int]]
    until: NotRequired[list[int]]


class Mark(Drawing):
    """An overlay.

    Attributes
    ----------
    id, title, note, color
        Of the layer.
    count_text
        ``count`` formatted, or that the source does not cover this selection.
    """

    id: str
    title: str
    note: str
    color: str
    count_text: str
