"""Wetlands, permanent and temporary."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="wetlands",
    title=N_("Wetlands"),
    table="ecosystems",
    sources=("wetlands",),
    line="#3f7fa3",
    fill="#a5cbe0",
    note=N_("Permanent and temporary wetlands, by the ministry's map: an ecosystem, not a legal limit."),
)
