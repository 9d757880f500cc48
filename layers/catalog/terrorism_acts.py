"""Acts of terrorism in the three regions, by area."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="terrorism_acts",
    title=N_("Acts of terrorism"),
    measure=Measure("events", "mindefensa_terrorism", N_("acts per 100 km²"), per="area", scale=100),
    palette="OrRd",
    group="conflict",
    note=N_("The Ministry of Defence's list, read for the three regions only: elsewhere it says nothing."),
)
