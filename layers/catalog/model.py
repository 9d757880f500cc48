"""The kinds of map layers: choropleths, events clustered into marks, features.

Titles and notes are English here and translated when they are shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from geo.statistics.indicators import Measure
from layers.text.i18n import N_

Group = Literal["conflict", "forest", "mining", "state", "territory"]
GROUPS: Final[dict[Group, str]] = {
    "conflict": N_("Armed conflict"),
    "forest": N_("Forest"),
    "mining": N_("Gold mining"),
    "state": N_("What the state did"),
    "territory": N_("Territory"),
}
"""Headings under which layers are listed, in this order."""


Scheme = Literal["quantiles", "fisher_jenks"]

Gather = Literal["place", "municipality"]

Pattern = Literal["falling", "dots", "rows", "columns"]
"""How an area is hatched: falling, level or upright lines, or dots. Lines that rise to the right are no data."""


@dataclass(frozen=True)
class Choropleth:
    """Municipalities coloured by a measure.

    Attributes
    ----------
    id, title
        The id in links and commands; the title in headings.
    measure
        The measure shown, computed by :func:`geo.statistics.indicators.measure`.
    palette
        Name of a sequential palette of :data:`layers.scene.classification.PALETTES`.
    scheme
        How the values above zero are classified. Zero is always a class of its own.
    group
        Heading under which it is listed.
    note
        What the reader has to know about this number, one sentence.
    band
        Variables of the low and the high estimate, which are shown with the measure everywhere.
    nodata
        What a municipality without a value means in a period that has figures.
    extra_sources
        Ids of further sources that the measure depends on, for the credits: the areas it was intersected with.
    counted
        What its variable counts, in the plural, where its source is one of events and *events*, *victims* or *people
        killed* is not the word.
    """

    id: str
    title: str
    measure: Measure
    palette: str
    scheme: Scheme = "quantiles"
    group: Group = "conflict"
    note: str = ""
    band: tuple[str, str] | None = None
    nodata: str = N_("No data")
    extra_sources: tuple[str, ...] = ()
    counted: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources it uses, for the credits."""
        denominator = self.measure.per_source
        names = (self.measure.source, *([denominator] if denominator else []), *self.extra_sources)
        return tuple(dict.fromkeys(names))

    @property
    def limit(self) -> float:
        """The largest possible value of its measure: 100 for a share in per cent, else infinity."""
        return 100.0 if self.measure.unit.startswith("%") else math.inf


@dataclass(frozen=True)
class Points:
    """Events of one source, as marks of graduated size.

    Attributes
    ----------
    source
        Id of the event source.
    color
        Of the marks.
    gather
        ``place``: events located precisely enough are drawn as circles, with close ones clustered into one.
        ``municipality``: events are counted by municipality and drawn as one square in its middle; the shape shows
        that it is not a location.
    """

    id: str
    title: str
    source: str
    color: str
    gather: Gather = "place"
    group: Group = "conflict"
    note: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources it uses, for the credits."""
        return (self.source,)


@dataclass(frozen=True)
class Incidents:
    """The dated incidents of ``incidents.csv`` with their accounts and sources, as numbered marks."""

    id: str
    title: str
    color: str
    group: Group = "conflict"
    note: str = ""
    sources: tuple[str, ...] = ("incidents",)


@dataclass(frozen=True)
class Shapes:
    """A feature table, drawn with its own geometries.

    Attributes
    ----------
    table
        Its name in ``data/processed``.
    line
        Colour of outlines and hatching.
    pattern
        Hatching of areas, None for lines. A tint would turn the classes beneath it into colours of no legend, and a
        pattern also tells areas apart for a reader who does not see their colours.
    dated
        Features have a year and are drawn unless it is after the period.
    sources
        Ids of the sources of its features.
    labels
        Features are points drawn as names, in the order of their table as long as there is room.
    """

    id: str
    title: str
    table: str
    sources: tuple[str, ...]
    line: str
    pattern: Pattern | None = None
    dated: bool = False
    labels: bool = False
    group: Group = "territory"
    note: str = ""


@dataclass(frozen=True)
class Outlines:
    """Outlines of the three regions, traced along the municipal boundaries."""

    id: str
    title: str
    color: str
    group: Group = "territory"
    note: str = ""
    sources: tuple[str, ...] = ("dane_mgn",)


@dataclass(frozen=True)
class Hexagons:
    """What one source places, added up in hexagons of equal area and coloured by its amount per 100 km².

    Attributes
    ----------
    source
        Id of the source: of events; of points, which a build counts by cell; or of features whose names are months,
        each of which counts at a point inside it.
    unit
        Of the rate per 100 km².
    counted
        What is added up, in the plural; of features ``ha``.
    label
        Of the amount on a card; by default ``counted``.
    annual
        The rate is the mean of a year, not the total of the years.
    palette
        Name of a sequential palette of :data:`layers.scene.classification.PALETTES`.
    color
        Stands for the layer where there is room for one colour only.
    """

    id: str
    title: str
    source: str
    unit: str
    counted: str
    palette: str
    color: str
    group: Group = "conflict"
    note: str = ""
    annual: bool = False
    label: str = ""

    @property
    def step(self) -> float:
        """What amounts are rounded to: hundredths of a hectare; events and detections are whole."""
        return 0.01 if self.counted == "ha" else 1.0

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources it uses, for the credits."""
        return (self.source,)


Overlay = Points | Incidents | Shapes | Outlines | Hexagons
Layer = Choropleth | Overlay
