"""People killed in massacres, by area."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="massacre_victims",
    title=N_("Victims of massacres"),
    measure=Measure("fatalities_best", "cnmh_massacres", N_("people per 100 km²"), per="area", scale=100),
    palette="OrRd",
    group="conflict",
    note=N_("Cases with four or more people killed, as documented by the CNMH; the latest years still grow."),
)
