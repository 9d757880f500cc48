"""Gold mining first seen inside national parks of the Amazon."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="gold_mining_in_parks",
    title=N_("Gold mining inside national parks"),
    measure=Measure("gold_mining_detected_in_parks", "amw_mining", "ha"),
    palette="BuPu",
    scheme="fisher_jenks",
    group="mining",
    note=N_(
        "Only the Amazon was searched; limits of the parks of about 2018. Rivers along a limit are shared out"
        " by area."
    ),
    nodata=N_("Not covered: the Amazon only"),
    also=("parks",),
)
