"""Acts of terrorism in the three regions, counted in their municipality."""

from layers.i18n import N_
from layers.layer import Points

LAYER = Points(
    id="terrorism",
    title=N_("Acts of terrorism, counted"),
    source="mindefensa_terrorism",
    color="#22211f",
    group="conflict",
    gather="municipality",
    note=N_("Counted in the municipality and drawn at its centre: the list names no place inside it."),
)
