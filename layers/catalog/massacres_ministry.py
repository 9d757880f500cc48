"""Massacres listed by the Ministry of Defence, counted in their municipality."""

from layers.i18n import N_
from layers.layer import Points

LAYER = Points(
    id="massacres_ministry",
    title=N_("Massacres (Ministry of Defence)"),
    source="mindefensa_massacres",
    color="#8c4f8f",
    gather="municipality",
    group="conflict",
    note=N_("Counted in the municipality and drawn at its centre: the place itself is not known."),
)
