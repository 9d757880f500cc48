"""The layers as data: a module for each group declares its ``LAYERS``; to add a layer is to add an entry.

What users imported has layers too, made of what its source says (:func:`imported_layers`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from geo.schema import GeoDataError
from geo.source import IMPORTED_PREFIX, Source
from layers.catalog import conflict, forest, mining, territory
from layers.catalog.model import GROUPS, Choropleth, Group, Layer, Overlay, Points, Shapes
from layers.text.i18n import N_

_OWN: Final = ("#a3195b", "#00695c", "#8a4b08", "#37474f")
_COUNTED: Final = N_(
    "Brought by the user; its rows may not be passed on: counted in the municipality, never one by one."
)


def layers_of(sources: Mapping[str, Source]) -> dict[str, Layer]:
    """Every layer that is declared, and those of the imported among ``sources``, by group and id."""
    order = list(GROUPS)
    found = [*conflict.LAYERS, *forest.LAYERS, *mining.LAYERS, *territory.LAYERS, *imported_layers(sources)]
    return {layer.id: layer for layer in sorted(found, key=lambda layer: (order.index(layer.group), layer.id))}


def imported_layers(sources: Mapping[str, Source]) -> list[Overlay]:
    """Layers of what a user imported: events counted in their municipality, events at their places, polygons.

    A source whose rows may not be passed on is counted and nothing else. Nothing here can tell a map that stays on
    the user's machine from one that is sent or an app that is served, so the rule is one for all of them.
    """
    found: list[Overlay] = []
    known = [source for source in sources.values() if source.is_imported]
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


def choropleth(name: str) -> Choropleth:
    """The choropleth of that id.

    Raises
    ------
    GeoDataError
        There is none; the message lists those there are.
    """
    if name not in CHOROPLETHS:
        raise GeoDataError(
            "no such choropleth", column="choropleth", value=name, remedy=f"choose from {', '.join(CHOROPLETHS)}"
        )
    return CHOROPLETHS[name]


def is_overlay_id(name: str) -> bool:
    """Whether an overlay may have this id; whether an imported one exists, only the tables of a build know."""
    return name in OVERLAYS or bool(_IMPORTED_ID.fullmatch(name))


_IMPORTED_ID: Final = re.compile(rf"{IMPORTED_PREFIX}[a-z0-9_-]+")
LAYERS: Final[Mapping[str, Layer]] = MappingProxyType(layers_of({}))
"""Every declared layer, by id."""

CHOROPLETHS: Final[Mapping[str, Choropleth]] = MappingProxyType(
    {name: layer for name, layer in LAYERS.items() if isinstance(layer, Choropleth)}
)
"""The layers that colour municipalities, by id; imported data have none."""

OVERLAYS: Final[Mapping[str, Overlay]] = MappingProxyType(
    {name: layer for name, layer in LAYERS.items() if not isinstance(layer, Choropleth)}
)
"""The declared layers on top, by id; :attr:`layers.tables.Tables.overlays` has the imported ones too."""
