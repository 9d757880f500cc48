"""What a map layer is. Each file of :mod:`layers.catalog` declares one ``LAYER``; the folder is the catalogue.

What users imported has layers too, made of what its source says (:func:`own`).

Titles and notes are English here and translated where they are shown.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from geo.indicators import Measure
from geo.schema import GeoDataError
from layers.i18n import N_

Group = Literal["conflict", "forest", "mining", "territory"]
GROUPS: Final[dict[Group, str]] = {
    "conflict": N_("Armed conflict"),
    "forest": N_("Forest"),
    "mining": N_("Gold mining"),
    "territory": N_("Territory"),
}
"""Headings under which layers are listed, in this order."""

_OWN: Final = ("#a3195b", "#00695c", "#8a4b08", "#37474f")
_COUNTED: Final = N_(
    "Brought by the user; its rows may not be passed on: counted in the municipality, never one by one."
)

Scheme = Literal["quantiles", "fisher_jenks"]


@dataclass(frozen=True)
class Choropleth:
    """Municipalities coloured by a measure.

    Attributes
    ----------
    id, title
        As in links and commands; as in headings.
    measure
        What is coloured, computed by :func:`geo.indicators.measure`.
    palette
        Name of a sequential palette of :data:`layers.classes.PALETTES`.
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
    gather: Literal["place", "municipality"] = "place"
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


def discover() -> dict[str, Layer]:
    """Every layer of :mod:`layers.catalog` and of :func:`own`, in the order of :data:`GROUPS`, then of ids."""
    order = list(GROUPS)
    found = [*_declared(), *own()]
    return {layer.id: layer for layer in sorted(found, key=lambda layer: (order.index(layer.group), layer.id))}


def own() -> list[Overlay]:
    """Layers of what a user imported: events counted in their municipality, events at their places, polygons.

    A source whose rows may not be passed on is counted and nothing else. Nothing here can tell a map that stays on
    the user's machine from one that is sent or an app that is served, so the rule is one for all of them.
    """
    from geo.catalogue import catalogue
    from geo.imported import FOLDER

    found: list[Overlay] = []
    known = [source for name, source in catalogue().items() if name.startswith(f"{FOLDER}-")]
    for place, source in enumerate(known):
        color, private = _OWN[place % len(_OWN)], not source.redistributable
        if source.kind == "events":
            note = (
                _COUNTED if private else N_("Brought by the user; counted in the municipality, drawn at its centre.")
            )
            counted = Points(source.id, source.title, source.id, color, "municipality", note=note)
            found.append(counted)
            if not private:
                note = N_("Brought by the user; only events whose place is known exactly or nearly.")
                found.append(replace(counted, id=f"{source.id}-located", gather="place", note=note))
        elif source.kind == "features" and not private:
            note = N_("Brought by the user: Terrapaz checked its form, not its truth.")
            group: Group = "mining" if source.table == "mining" else "forest"
            table = source.table or source.id
            found.append(Shapes(source.id, source.title, table, (source.id,), color, color, group=group, note=note))
    return found


@cache
def _declared() -> tuple[Layer, ...]:
    package = importlib.import_module("layers.catalog")
    names = [info.name for info in pkgutil.iter_modules(package.__path__)]
    return tuple(importlib.import_module(f"layers.catalog.{name}").LAYER for name in names)


def choropleths() -> dict[str, Choropleth]:
    """The layers that colour municipalities, by id."""
    return {name: layer for name, layer in discover().items() if isinstance(layer, Choropleth)}


def overlays() -> dict[str, Overlay]:
    """The layers that lie on top, by id."""
    return {name: layer for name, layer in discover().items() if not isinstance(layer, Choropleth)}


def choropleth(name: str) -> Choropleth:
    """The choropleth of that id.

    Raises
    ------
    GeoDataError
        There is none; the message lists those there are.
    """
    known = choropleths()
    if name not in known:
        raise GeoDataError(
            "no such choropleth", column="choropleth", value=name, remedy=f"choose from {', '.join(known)}"
        )
    return known[name]
