"""Forest degradation by MapBiomas, by area: Caquetá only."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="degradation",
    title=N_("Forest degradation in Caquetá"),
    measure=Measure("degradation", "mapbiomas_transitions", N_("ha per 100 km²"), per="area", scale=100),
    palette="YlOrBr",
    group="forest",
    note=N_(
        "What the transitions derived from MapBiomas class as degradation; how, the third party that made"
        " them does not say."
    ),
    nodata=N_("Not covered: Caquetá only"),
)
