"""The three domains that are shown together over time, with the colour of each: conflict, forest, gold and coca."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from layers.catalog.model import Choropleth, Group
from layers.text.i18n import N_

Domain = Literal["conflict", "forest", "gold_coca"]

TITLES: Final[Mapping[Domain, str]] = {
    "conflict": N_("Armed conflict"),
    "forest": N_("Forest"),
    "gold_coca": N_("Gold and coca"),
}
"""Headings, in the order in which the domains are shown."""

COLORS: Final[Mapping[str, Mapping[Domain, str]]] = {
    "light": {"conflict": "#a23b2a", "forest": "#1f6b5c", "gold_coca": "#a8760a"},
    "dark": {"conflict": "#e58a6f", "forest": "#62b7a4", "gold_coca": "#dcae4e"},
}
"""Colours by theme: distinct in hue and in lightness for every kind of colour vision, and on both papers."""

_FOREST: Final = frozenset({"gfw_loss", "hansen_municipal", "mapbiomas_transitions", "ideam_deforestation"})
_GOLD_COCA: Final = frozenset({"evoa", "coca", "amw_mining", "mining_titles"})


def domain_of(source: str) -> Domain:
    """The domain of a source's series; what is neither forest nor gold nor coca is of the conflict."""
    return "forest" if source in _FOREST else "gold_coca" if source in _GOLD_COCA else "conflict"


_GROUPS: Final[Mapping[Group, Domain]] = {"conflict": "conflict", "forest": "forest", "mining": "gold_coca"}


def domain_of_layer(layer: Choropleth) -> Domain | None:
    """The domain of a measure; None for what the state did and for the territory, apart from coca."""
    return "gold_coca" if layer.measure.source in _GOLD_COCA else _GROUPS.get(layer.group)
