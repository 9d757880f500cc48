"""The layers as data: each module declares some ``LAYERS``; a new layer is a new entry.

Imported sources have layers too, derived from the declaration of the source (:func:`imported_layers`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from geo.schema import GeoDataError, one_of
from geo.source import IMPORTED_PREFIX, Source
from layers.catalog import cases, conflict, density, forces, forest, mining, territory
from layers.catalog.model import GROUPS, Choropleth, Group, Layer, Overlay, Points, Shapes
from layers.text.i18n import N_

_IMPORT_COLORS: Final = ("#a3195b", "#00695c", "#8a4b08", "#37474f")
_COUNTED_NOTE: Final = N_(
    "Imported by the user; its rows may not be redistributed: counted by municipality, never shown one by one."
)


def layers_of(sources: Mapping[str, Source]) -> dict[str, Layer]:
    """Every declared layer, and those of the imported sources among ``sources``, sorted by group and id."""
    order = list(GROUPS)
    declared = (cases, conflict, density, forces, forest, mining, territory)
    layers = [*(layer for module in declared for layer in module.LAYERS), *imported_layers(sources)]
    return {layer.id: layer for layer in sorted(layers, key=lambda layer: (order.index(layer.group), layer.id))}


def imported_layers(sources: Mapping[str, Source]) -> list[Overlay]:
    """Layers of imported sources: events counted by municipality, events at their locations, polygons.

    A source whose rows may not be redistributed is only counted. Nothing here can distinguish a map that stays on the
    user's machine from one that is published, so the rule is the same for all of them.
    """
    layers: list[Overlay] = []
    imported = [source for source in sources.values() if source.is_imported]
    for index, source in enumerate(imported):
        color, private = _IMPORT_COLORS[index % len(_IMPORT_COLORS)], not source.redistributable
        if source.kind == "events":
            note = (
                _COUNTED_NOTE
                if private
                else N_("Imported by the user; counted by municipality and drawn at its centre.")
            )
            counted = Points(source.id, source.title, source.id, color, "municipality", note=note)
            layers.append(counted)
            if not private:
                note = N_("Imported by the user; only events whose place is known exactly or approximately.")
                layers.append(replace(counted, id=f"{source.id}-located", gather="place", note=note))
        elif source.kind == "features" and not private:
            note = N_("Imported by the user: Terrapaz checked its format, not its accuracy.")
            group: Group = "mining" if source.table == "mining" else "forest"
            table = source.table or source.id
            layers.append(
                Shapes(source.id, source.title, table, (source.id,), color, "falling", group=group, note=note)
            )
    return layers


def choropleth(name: str) -> Choropleth:
    """Look up a choropleth by its id.

    Raises
    ------
    GeoDataError
        An unknown id; the message lists the known ones.
    """
    if name not in CHOROPLETHS:
        raise GeoDataError("no such choropleth", column="choropleth", value=name, remedy=one_of(name, CHOROPLETHS))
    return CHOROPLETHS[name]


def is_overlay_id(name: str) -> bool:
    """Whether this is a valid overlay id; whether an imported layer exists depends on the tables of a build."""
    return name in OVERLAYS or bool(_IMPORTED_ID.fullmatch(name))


_IMPORTED_ID: Final = re.compile(rf"{IMPORTED_PREFIX}[a-z0-9_-]+")
LAYERS: Final[Mapping[str, Layer]] = MappingProxyType(layers_of({}))
"""Every declared layer, by id."""

CHOROPLETHS: Final[Mapping[str, Choropleth]] = MappingProxyType(
    {name: layer for name, layer in LAYERS.items() if isinstance(layer, Choropleth)}
)
"""The layers that colour municipalities, by id; imported sources have none."""

OVERLAYS: Final[Mapping[str, Overlay]] = MappingProxyType(
    {name: layer for name, layer in LAYERS.items() if not isinstance(layer, Choropleth)}
)
"""The declared overlays, by id; :attr:`layers.tables.Tables.overlays` includes those of imported sources."""
