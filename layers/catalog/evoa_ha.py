"""Alluvial gold mining on land in hectares, mean of the years."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="evoa_ha",
    title=N_("Alluvial gold mining"),
    measure=Measure("evoa_area", "evoa", "ha", over_years="mean"),
    palette="BuPu",
    group="mining",
    note=N_("Ground worked with machinery, mean of the surveyed years: no vein mining, no panning, no dredges."),
)
