"""Share of deforestation inside indigenous reserves: Caquetá only."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="deforestation_in_reserves",
    title=N_("Deforestation inside indigenous reserves"),
    measure=Measure(
        "deforestation_in_reserves",
        "mapbiomas_transitions",
        N_("% of the deforestation"),
        per="deforestation",
        scale=100,
    ),
    palette="YlOrBr",
    scheme="fisher_jenks",
    group="forest",
    note=N_(
        "Of the deforestation of Caquetá by MapBiomas, the part inside indigenous reserves, by their limits of 2024."
    ),
    nodata=N_("Not covered: Caquetá only"),
    also=("reserves_caqueta",),
)
