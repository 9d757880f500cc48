"""The type of what a scene draws over its base map: overlays, their cards, and the rows of a legend.

A part of the contract of :mod:`layers.scene.model`.
"""

from __future__ import annotations

from typing import Final, Literal, NotRequired, TypedDict

from layers.catalog.model import Gather, Pattern

OUTSIDE: Final = "."
NODATA: Final = "-"
"""Class codes of a municipality outside the selection, and of one without data."""

PARTIAL: Final = "+"
"""Class code of a cell with something in it, of which too small a part is shown or covered for a rate."""

_Class = TypedDict("_Class", {"class": int | str})  # a name that the class syntax does not allow


class LegendRow(_Class):
    """A class of municipalities by a measure, or of cells by their rate.

    Attributes
    ----------
    class
        Its character in ``class_codes``.
    color, label
        Fill colour, and the formatted range of values.
    upto
        Its upper bound, included; only for the classes of one measure.
    count_text
        How many municipalities or cells are in it, formatted; not in the legend that all years share.
    """

    color: str
    label: str
    upto: NotRequired[float]
    count_text: NotRequired[str]


class NoData(TypedDict):
    """A class without a value, as of municipalities without data: its label, how many are in it, that formatted."""

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


Kind = Literal["points", "incidents", "shapes", "places", "outlines", "hexagons"]


class Grid(TypedDict):
    """A grid of hexagons (:mod:`geo.statistics.hexagons`), its legend, and the texts of its cards.

    Attributes
    ----------
    size, side, origin
        Area of a cell in km²; length of its edges in metres; longitude and latitude of the centre of cell (0, 0).
    step, over
        What one unit of ``amounts`` stands for; the number of years that a rate is the mean of, 1 for a total.
    heading
        Title of a map that shows it: place and layer.
    unit, one, years, cells, n
        Unit of the rate, also of a rate of 1; the covered part of the period, formatted; how large a cell is; the
        amount in all cells.
    classes, nodata, partial, method
        The legend; its rows for cells without data and for those too small for a rate; how the classes were made.
    yearly_classes, yearly_method
        The legend of single years.
    words
        Labels of what a card states, by key.
    """

    size: int
    side: float
    origin: tuple[float, float]
    step: float
    over: int
    heading: str
    unit: str
    one: str
    years: str
    cells: str
    n: str
    classes: list[LegendRow]
    nodata: NoData
    partial: NoData
    method: str
    yearly_classes: NotRequired[list[LegendRow]]
    yearly_method: NotRequired[str]
    words: dict[str, str]


class Drawing(TypedDict):
    """What an overlay draws, by its kind; coordinates are integers in units of 1e-4 degrees, x before y.

    Attributes
    ----------
    kind
        ``points``: events, clustered into marks; ``incidents``: numbered marks; ``shapes``: geometries of
        features; ``places``: place names; ``outlines``: outlines of the regions; ``hexagons``: amounts by cell of a
        grid.
    count
        How many features are drawn; of ``hexagons``, how many are counted in cells.
    total
        Of ``points`` and of ``hexagons`` of events: all events, including those that are not drawn.
    count_sentence
        Of ``points`` whose popups state a number of events and do not list them: the sentence, with ``{n}``.
    gather
        Of ``points``: by place or by municipality.
    at
        Index of the municipality of each feature, in the order of the base map; of ``hexagons``, of its cell.
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
    grid, cells, km2, class_codes
        Of ``hexagons``: the grid; q and r of its cells alternating; the area of each inside the place and covered, in
        tenths of a km²; the class of each, :data:`NODATA` or :data:`PARTIAL`.
    amounts, near
        Of ``hexagons``, for each entry of ``at``: what was added up, and how many of these are placed only nearly.
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
    grid: NotRequired[Grid]
    cells: NotRequired[list[int]]
    km2: NotRequired[list[int]]
    class_codes: NotRequired[str]
    amounts: NotRequired[list[int]]
    near: NotRequired[list[int]]
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
