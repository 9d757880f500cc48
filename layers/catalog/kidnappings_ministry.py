"""Victims of kidnapping by area, as the Ministry of Defence counts them."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="kidnappings_ministry",
    title=N_("Victims of kidnapping (Ministry of Defence)"),
    measure=Measure("victims", "mindefensa_kidnappings", N_("victims per 100 km²"), per="area", scale=100),
    palette="OrRd",
    group="conflict",
    note=N_("Every kidnapping on record, common crime included; not to be added to the CNMH's cases."),
)
