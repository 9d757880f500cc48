"""Share of deforestation inside protected areas: Caquetá only."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="deforestation_in_protected",
    title=N_("Deforestation inside protected areas"),
    measure=Measure(
        "deforestation_in_protected",
        "mapbiomas_transitions",
        N_("% of the deforestation"),
        per="deforestation",
        scale=100,
    ),
    palette="YlOrBr",
    scheme="fisher_jenks",
    group="forest",
    note=N_(
        "Of the deforestation of Caquetá by MapBiomas, the part inside protected areas of every category, by"
        " their limits of 2025."
    ),
    nodata=N_("Not covered: Caquetá only"),
    also=("protected_caqueta",),
)
