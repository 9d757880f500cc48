"""Example views that the sidebar offers: a map of each region, and the map of each story."""

from __future__ import annotations

from dataclasses import replace

from layers.dossier.stories import STORIES
from layers.selection import Selection
from layers.text.i18n import N_


def presets(selection: Selection) -> dict[str, tuple[str, Selection]]:
    """Return example views by id: title and selection, in the language of ``selection``."""
    default = Selection(lang=selection.lang)
    return {
        "bajo-cauca": (
            N_("Bajo Cauca: gold"),
            replace(default, region="bajo-cauca", choropleth="evoa_ha", start="2014-01", end="2023-12"),
        ),
        "catatumbo": (
            N_("Catatumbo: deaths"),
            replace(
                default,
                region="catatumbo",
                choropleth="deaths",
                layers=("regions", "incidents", "ucdp"),
                start="2023-01",
            ),
        ),
        "caqueta": (
            N_("Caquetá: forest"),
            replace(default, region="caqueta", choropleth="forest_loss", layers=("regions", "incidents", "parks")),
        ),
        **{name: (story.title, story.selection(selection.lang)) for name, story in STORIES.items()},
    }
