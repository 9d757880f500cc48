"""Coca by area, mean of the years."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="coca_density",
    title=N_("Density of coca"),
    measure=Measure("coca_area", "coca", N_("ha per km²"), over_years="mean", per="area"),
    palette="RdPu",
    group="territory",
    note=N_("Coca standing on 31 December by satellite images, mean of the years."),
    nodata=N_("Never found to have coca, or no data"),
)
