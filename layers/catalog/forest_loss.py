"""Tree cover loss as a share of the tree cover of 2000."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="forest_loss",
    title=N_("Share of tree cover lost"),
    measure=Measure(
        "tree_cover_loss",
        "gfw_loss",
        N_("% of the tree cover of 2000"),
        per="tree_cover_2000",
        static=True,
        scale=100,
    ),
    palette="YlOrBr",
    group="forest",
    note=N_("Loss of any cover over 30 % canopy, plantations and fires included: not the same as deforestation."),
)
