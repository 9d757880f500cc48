"""Massacres, counted in their municipality."""

from layers.i18n import N_
from layers.layer import Points

LAYER = Points(
    id="massacres",
    title=N_("Massacres"),
    source="cnmh_massacres",
    color="#5b2a6e",
    group="conflict",
    gather="municipality",
    note=N_("Counted in the municipality and drawn at its centre: the place itself is not known well enough."),
)
