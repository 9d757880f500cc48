"""People killed in organised violence, by area: best estimate, with low and high."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="deaths",
    title=N_("People killed in armed conflict"),
    measure=Measure("fatalities_best", "ucdp_ged", N_("people per 100 km²"), per="area", scale=100),
    palette="OrRd",
    group="conflict",
    note=N_("Best estimate; the low and the high one stand beside it."),
    band=("fatalities_low", "fatalities_high"),
)
