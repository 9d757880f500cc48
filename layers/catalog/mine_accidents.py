"""Victims of mines and explosive remnants, counted in their municipality."""

from layers.i18n import N_
from layers.layer import Points

LAYER = Points(
    id="mine_accidents",
    title=N_("Victims of mines, counted"),
    source="aicma_mine_victims",
    color="#6b6b1f",
    gather="municipality",
    group="conflict",
    note=N_("Counted in the municipality and drawn at its centre: the place itself is not known."),
)
