"""Coca in hectares, mean of the years."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="coca_ha",
    title=N_("Coca"),
    measure=Measure("coca_area", "coca", "ha", over_years="mean"),
    palette="RdPu",
    group="territory",
    note=N_(
        "Coca standing on 31 December by satellite images, mean of the years; a total: large municipalities"
        " have more."
    ),
    nodata=N_("Never found to have coca, or no data"),
)
