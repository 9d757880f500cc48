"""Deforestation by MapBiomas, by area: Caquetá only."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="deforestation",
    title=N_("Deforestation in Caquetá"),
    measure=Measure("deforestation", "mapbiomas_transitions", N_("ha per 100 km²"), per="area", scale=100),
    palette="YlOrBr",
    group="forest",
    note=N_("Gross: regrowth is not subtracted. Definitions differ from those of Global Forest Watch and IDEAM."),
)
