"""Tree cover loss in hectares."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="forest_loss_ha",
    title=N_("Tree cover loss"),
    measure=Measure("tree_cover_loss", "gfw_loss", "ha"),
    palette="YlOrBr",
    group="forest",
    note=N_("A total: large municipalities have more. The share of tree cover lost compares them."),
)
