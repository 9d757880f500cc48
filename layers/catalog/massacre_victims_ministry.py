"""People killed in massacres by area, as the Ministry of Defence counts them."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="massacre_victims_ministry",
    title=N_("Victims of massacres (Ministry of Defence)"),
    measure=Measure("fatalities_best", "mindefensa_massacres", N_("people per 100 km²"), per="area", scale=100),
    palette="OrRd",
    group="conflict",
    note=N_(
        "Three or more people killed, where the CNMH asks for four: the two counts do not compare. From 2022 on."
    ),
)
