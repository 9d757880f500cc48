"""Share of alluvial gold mining in transit to legality."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="evoa_in_transit",
    title=N_("Share of alluvial gold mining in transit to legality"),
    measure=Measure("evoa_in_transit", "evoa", "%", over_years="mean", per="evoa_area", scale=100),
    palette="BuPu",
    scheme="fisher_jenks",
    group="mining",
    note=N_("Of the ground worked for alluvial gold, the part on a way to a permit; known from 2018 on."),
    nodata=N_("No alluvial gold mining detected, or no data"),
)
