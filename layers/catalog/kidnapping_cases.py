"""Kidnappings documented by the CNMH, counted in their municipality."""

from layers.i18n import N_
from layers.layer import Points

LAYER = Points(
    id="kidnapping_cases",
    title=N_("Kidnappings (CNMH), counted"),
    source="cnmh_kidnappings",
    color="#7a4b12",
    gather="municipality",
    group="conflict",
    note=N_("Counted in the municipality and drawn at its centre: the place itself is not known."),
)
