"""The type of a scene: all that a map shows for one selection, as JSON-serialisable data.

It is a contract between two languages: :mod:`layers.scene.compose` builds it, the runtime (``assets/*.js``) and print
maps read it. ``tests/layers/scene/test_contract.py`` compares these fields with those that the JavaScript reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from layers.scene.mark_model import LegendRow, Mark, NoData
from layers.text.i18n import Lang


class Amount(TypedDict):
    """What a rate is made of: the unit of the amounts, also of one; what they are divided by, empty for the area."""

    unit: str
    one: str
    by: str


class Measured(TypedDict):
    """The texts of a choropleth, and its legend.

    Attributes
    ----------
    id, title, group, heading
        Of the layer; the group is the heading in a list of layers, the heading that of a map: place and measure.
    unit, years, over
        Unit; years with data, formatted; how several years are combined (total, mean, last).
    note, method
        The layer's note; how the classes were made.
    n
        How many municipalities have a value.
    classes, nodata
        The legend.
    range
        Lowest and highest value, formatted; empty without data.
    top, notices
        Name and formatted value of the highest, empty where none is above zero; what these figures do not show.
    origin, amount
        Where they come from, line by line; what they are made of, None if they are no rates.
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
    amount: Amount | None


class Shade(Measured):
    """A choropleth.

    Attributes
    ----------
    class_codes
        One character for each municipality of the base map, in its order: the class, :data:`NODATA` or
        :data:`OUTSIDE`.
    values, amounts
        In the same order, the formatted value and the amount it is made of, with low and high; empty without data.
        No amounts if the values are no rates.
    """

    class_codes: str
    values: list[str]
    amounts: list[str]


class View(TypedDict):
    """What the map shows of the world.

    Attributes
    ----------
    key
        Identifies the place; the map moves when it changes.
    bounds
        South-west and north-east corner, each ``[lat, lon]``, as Leaflet takes them.
    focus
        Code of the municipality to outline.
    part
        Whether the place is a part of the country.
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
    """Attribution and terms of a source, and the formatted day on which it was retrieved."""

    id: str
    title: str
    attribution: str
    licence: str
    period: str
    url: str
    retrieved: str


class Frame(TypedDict):
    """Everything in a scene except its layers, in one language.

    Attributes
    ----------
    lang, words
        Language, and the texts of controls and headings by key.
    base
        Id of the base map it was made for.
    embed
        Whether the page around the map is left out.
    place, period, title, summary
        Name of the place, formatted period, heading, and a text alternative to the map.
    names, regions
        Translated names of countries and seas; names of the regions by id.
    view, inside
        What the map shows of the world; one character for each municipality of the base map, ``1`` if it is shown.
    tiles
        Background tiles, None for none.
    choropleth
        Id of the choropleth that colours the map, or None.
    notices, credits, colophon
        What the map does not show; sources to credit; edition of the boundaries, data version and date.
    synced, area, dark
        Whether it is one of two maps that move together; the reader's own area, as GeoJSON; whether the page is dark.
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
    synced: NotRequired[bool]
    area: NotRequired[Mapping[str, Any] | None]
    dark: NotRequired[bool]


class Scene(Frame):
    """All that a map shows: the choropleths to choose from, and the overlays."""

    choropleths: list[Shade]
    overlays: list[Mark]
