"""Forest regeneration by MapBiomas, by area: Caquetá only."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="regeneration",
    title=N_("Forest regeneration in Caquetá"),
    measure=Measure("regeneration", "mapbiomas_transitions", N_("ha per 100 km²"), per="area", scale=100),
    palette="GnBu",
    group="forest",
    note=N_("Ground that MapBiomas maps as forest again; it is not subtracted from deforestation."),
    nodata=N_("Not covered: Caquetá only"),
)
