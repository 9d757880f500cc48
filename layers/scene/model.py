"""The scene as a type: all that a map shows for one selection, as plain data that JSON can carry.

It is a contract between two languages: :mod:`layers.scene.compose` writes it, the runtime (``assets/*.js``) and print
maps read it. ``tests/layers/scene/test_contract.py`` compares these fields with those that the JavaScript reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NotRequired, TypedDict

from layers.catalog.model import Gather
from layers.text.i18n import Lang

OUTSIDE: Final = "."
NODATA: Final = "-"
"""Class of a municipality that is outside the selection, and of one without data."""

_Class = TypedDict("_Class", {"class": int | str})  # a name that the class syntax does not allow


class LegendRow(_Class):
    """A class of a choropleth.

    Attributes
    ----------
    class
        Its character in the ``of`` of a :class:`Shade`.
    color, label
        Fill colour, and the range of values as written.
    upto
        Its upper bound, included; only of the classes of one measure.
    told
        How many municipalities are in it, as written; not in the legend that all years share.
    """

    color: str
    label: str
    upto: NotRequired[float]
    told: NotRequired[str]


class NoData(TypedDict):
    """The class of the municipalities without data: its label, how many they are, and that number as written."""

    label: str
    n: int
    told: str


class Measured(TypedDict):
    """What is said of a choropleth, and its legend.

    Attributes
    ----------
    id, title, group
        Of the layer; the group is the heading in a list of layers.
    heading
        Title of a map that shows it: place and measure.
    unit, years, over
        Unit; years with data, as written; what several years are together (total, mean, last).
    note, method
        What the layer says of itself; how classes were made.
    n
        How many municipalities have a value.
    classes, nodata
        The legend.
    range
        Lowest and highest value as written; empty without data.
    top
        Name and value of the municipality with the highest; empty where none is above zero.
    notices
        What these figures do not show.
    origin
        Where they come from, line by line: source, release, method, files.
    """

    id: str
    title: str
    group: str
    heading: str
    unit: str
    years: str
    over: str
    note: str
    method: str
    n: int
    classes: list[LegendRow]
    nodata: NoData
    range: list[str]
    top: list[str]
    notices: list[str]
    origin: list[str]


class Shade(Measured):
    """A choropleth.

    Attributes
    ----------
    of
        One character for each municipality of the base map, in its order: the class, :data:`NODATA` or
        :data:`OUTSIDE`.
    values
        In the same order, the value as written, with low and high; empty without data.
    """

    of: str
    values: list[str]


class Column(TypedDict):
    """One field of the popups of a layer.

    Attributes
    ----------
    label
        Empty for the field that is the heading.
    words
        The distinct texts.
    rows
        For each feature, the index of its text in ``words``; -1 where it has none.
    """

    label: str
    words: list[str]
    rows: list[int]


Kind = Literal["points", "incidents", "shapes", "places", "outlines"]


class Drawing(TypedDict):
    """What a layer draws, by its kind; coordinates are whole numbers of 1e-4 degrees, x before y.

    Attributes
    ----------
    kind
        ``points``: events, gathered into marks; ``incidents``: numbered marks; ``shapes``: features as they are;
        ``places``: names; ``outlines``: of the regions.
    count
        How many features are drawn.
    total
        Of ``points``: those that are not drawn included.
    counted
        Of ``points`` whose events are given as a number, never one by one: that sentence, with ``{n}``.
    gather
        Of ``points``: by place or by municipality.
    at
        Index of the municipality of each feature, in the order of the base map.
    xy
        Coordinates of each feature, x and y in turn.
    shapes
        Of each feature polygons of rings, each ring ``[x, y, dx, dy, dx, dy ...]``.
    fill
        Of ``shapes``: colour of the inside; None where only lines are drawn.
    names, ranks
        Of ``places``: name, and importance from 0 (largest) on.
    fields
        What popups show.
    since, until
        First and last year in which each feature is seen, where the reader may choose years; without ``until`` it
        stays.
    """

    kind: Kind
    count: int
    total: NotRequired[int]
    counted: NotRequired[str]
    gather: NotRequired[Gather]
    at: NotRequired[list[int]]
    xy: NotRequired[list[int]]
    shapes: NotRequired[list[list[list[list[int]]]]]
    fill: NotRequired[str | None]
    names: NotRequired[list[str]]
    ranks: NotRequired[list[int]]
    fields: NotRequired[list[Column]]
    since: NotRequired[list[int]]
    until: NotRequired[list[int]]


class Mark(Drawing):
    """A layer on top.

    Attributes
    ----------
    id, title, note, color
        Of the layer.
    told
        ``count`` as written, or that nobody looked here.
    """

    id: str
    title: str
    note: str
    color: str
    told: str


class View(TypedDict):
    """Where the map is centred.

    Attributes
    ----------
    key
        Changes when the map has to move.
    bounds
        South-west and north-east corner, each ``[lat, lon]``, as Leaflet takes them.
    focus
        Code of the municipality to ring.
    part
        Whether it is a part of the country.
    """

    key: str
    bounds: list[list[float]]
    focus: str | None
    part: bool


class Tiles(TypedDict):
    """Background tiles: address template and attribution."""

    url: str
    attribution: str


class Credit(TypedDict):
    """A source to name: its terms, and the day on which it was retrieved, as written."""

    id: str
    title: str
    attribution: str
    licence: str
    period: str
    url: str
    retrieved: str


class Frame(TypedDict):
    """What is around the layers of a map, in one language.

    Attributes
    ----------
    lang, words
        Language, and the texts of controls and headings in it.
    base
        Id of the base map it was made for.
    embed
        Whether the page around the map is left out.
    place, period, title, summary
        The selection as written, the heading, and the map in words for those who cannot see it.
    names, regions
        Translated names of countries and seas; names of the regions by id.
    view, inside
        Where it is centred; one character for each municipality of the base map, ``1`` if selected.
    tiles
        Of the background, None for none.
    choropleth
        Id of the choropleth that colours the map, or None.
    notices, credits, colophon
        What the map does not show; whom to name; edition of the boundaries, data version and date.
    beside
        That it is one of two maps that move together.
    area
        The area that the reader drew, as GeoJSON.
    """

    lang: Lang
    words: dict[str, str]
    base: str
    embed: bool
    place: str
    period: str
    title: str
    summary: str
    names: Mapping[str, str]
    regions: Mapping[str, str]
    view: View
    inside: str
    tiles: Tiles | None
    choropleth: str | None
    notices: list[str]
    credits: list[Credit]
    colophon: list[str]
    beside: NotRequired[bool]
    area: NotRequired[Mapping[str, Any] | None]


class Scene(Frame):
    """All that a map shows: the choropleths to choose from, and the layers on top."""

    choropleths: list[Shade]
    overlays: list[Mark]
