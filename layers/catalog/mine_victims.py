"""Victims of mines and explosive remnants by area."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="mine_victims",
    title=N_("Victims of mines and explosive remnants"),
    measure=Measure("victims", "aicma_mine_victims", N_("victims per 100 km²"), per="area", scale=100),
    palette="OrRd",
    group="conflict",
    note=N_("People killed or injured, civilians and soldiers; known to the municipality only."),
)
