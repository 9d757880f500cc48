"""State operations against illicit mines by area: operations, not mines."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="mine_raids",
    title=N_("Operations against illicit mines"),
    measure=Measure("events", "mindefensa_mine_raids", N_("operations per 100 km²"), per="area", scale=100),
    palette="BuPu",
    group="mining",
    note=N_(
        "It counts what the state did, not how many mines there are; the counting changed in 2024. Read for"
        " the three regions only."
    ),
    nodata=N_("Not covered, or no data"),
)
