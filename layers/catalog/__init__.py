"""The layers as data: a module for each group declares its ``LAYERS``; to add a layer is to add an entry.

What users imported has layers too, made of what its source says (:func:`own`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.catalogue import catalogue
from geo.imported import FOLDER
from geo.schema import GeoDataError
from layers.catalog import conflict, forest, mining, territory
from layers.catalog.model import GROUPS, Choropleth, Group, Layer, Overlay, Points, Shapes
from layers.text.i18n import N_

_OWN: Final = ("#a3195b", "#00695c", "#8a4b08", "#37474f")
_COUNTED: Final = N_(
    "Brought by the user; its rows may not be passed on: counted in the municipality, never one by one."
)


def discover() -> dict[str, Layer]:
    """Every layer that is declared, and those of :func:`own`, in the order of the groups, then of ids."""
    order = list(GROUPS)
    found = [*conflict.LAYERS, *forest.LAYERS, *mining.LAYERS, *territory.LAYERS, *own()]
    return {layer.id: layer for layer in sorted(found, key=lambda layer: (order.index(layer.group), layer.id))}


def own() -> list[Overlay]:
    """Layers of what a user imported: events counted in their municipality, events at their places, polygons.

    A source whose rows may not be passed on is counted and nothing else. Nothing here can tell a map that stays on
    the user's machine from one that is sent or an app that is served, so the rule is one for all of them.
    """
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
