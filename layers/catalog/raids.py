"""State operations against illicit mines, counted in their municipality."""

from layers.i18n import N_
from layers.layer import Points

LAYER = Points(
    id="raids",
    title=N_("Operations against illicit mines, counted"),
    source="mindefensa_mine_raids",
    color="#3f4f7a",
    gather="municipality",
    group="mining",
    note=N_("Counted in the municipality and drawn at its centre: the place itself is not known."),
)
