"""Deforestation by IDEAM, by area: the Amazon departments."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="deforestation_ideam",
    title=N_("Deforestation (IDEAM)"),
    measure=Measure("deforestation", "ideam_deforestation", N_("ha per 100 km²"), per="area", scale=100),
    palette="YlOrBr",
    group="forest",
    note=N_(
        "Natural forest lost in the Amazon departments by IDEAM's definition; a municipality without figures"
        " has no data, not zero."
    ),
    nodata=N_("No figure for all the years, or not covered"),
)
