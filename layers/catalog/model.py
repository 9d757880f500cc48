"""What a map layer is: municipalities coloured by a measure, events gathered into marks, features drawn as they are.

Titles and notes are English here and translated where they are shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from geo.statistics.indicators import Measure
from layers.text.i18n import N_

Group = Literal["conflict", "forest", "mining", "territory"]
GROUPS: Final[dict[Group, str]] = {
    "conflict": N_("Armed conflict"),
    "forest": N_("Forest"),
    "mining": N_("Gold mining"),
    "territory": N_("Territory"),
}
"""Headings under which layers are listed, in this order."""


Scheme = Literal["quantiles", "fisher_jenks"]

Gather = Literal["place", "municipality"]


@dataclass(frozen=True)
class Choropleth:
    """Municipalities coloured by a measure.

    Attributes
    ----------
    id, title
        As in links and commands; as in headings.
    measure
        What is coloured, computed by :func:`geo.statistics.indicators.measure`.
    palette
        Name of a sequential palette of :data:`layers.scene.classification.PALETTES`.
    scheme
        How the values above zero are classed. Zero is always a class of its own.
    group
        Heading under which it is listed.
    note
        What the reader has to know of this number, one sentence.
    band
        Variables of the low and the high estimate that stand beside the measure wherever it is told.
    nodata
        What a municipality without a value means.
    also
        Ids of further sources that the measure rests on, for the credits: the areas it was cut by.
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
    also: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources it draws on, for the credits."""
        below = self.measure.per_source
        return tuple(dict.fromkeys((self.measure.source, *([below] if below else []), *self.also)))

    @property
    def limit(self) -> float:
        """The most that its measure can be: a share of a whole, in per cent, ends at 100."""
        return 100.0 if self.measure.unit.startswith("%") else math.inf


@dataclass(frozen=True)
class Points:
    """Events of one source, gathered into graduated marks.

    Attributes
    ----------
    source
        Id of the event source.
    color
        Of the marks.
    gather
        ``place``: events whose place is known well enough are drawn there as circles, those that lie close
        together on the screen as one. ``municipality``: events are counted in their municipality and drawn as one
        square in its middle, which tells from afar that it is no place.
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
        """Ids of the sources it draws on, for the credits."""
        return (self.source,)


@dataclass(frozen=True)
class Incidents:
    """The dated incidents of ``incidents.csv`` with their story and sources, as numbered marks."""

    id: str
    title: str
    color: str
    group: Group = "conflict"
    note: str = ""
    sources: tuple[str, ...] = ("incidents",)


@dataclass(frozen=True)
class Shapes:
    """A feature table drawn as it is.

    Attributes
    ----------
    table
        Its name in ``data/processed``.
    fill, line
        Colours; without ``fill`` only the line is drawn.
    dated
        Features have a year and are drawn where it lies within the period.
    sources
        Ids of the sources that feed the table.
    labels
        Features are points whose names are written, in the order of their table for as long as there is room.
    """

    id: str
    title: str
    table: str
    sources: tuple[str, ...]
    line: str
    fill: str | None = None
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


Overlay = Points | Incidents | Shapes | Outlines
Layer = Choropleth | Overlay
