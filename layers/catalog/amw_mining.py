"""Gold mining first seen in the Amazon, in hectares."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="amw_mining",
    title=N_("Gold mining in the Amazon"),
    measure=Measure("gold_mining_detected", "amw_mining", "ha"),
    palette="BuPu",
    scheme="fisher_jenks",
    group="mining",
    note=N_("Only the Amazon was searched. The first year, 2018, holds all mining visible then."),
)
