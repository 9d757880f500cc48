"""Share of the area in peasant reserve zones."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="peasant_reserve_share",
    title=N_("Share in peasant reserve zones"),
    measure=Measure(
        "peasant_reserve_area", "peasant_reserves", N_("% of the area"), over_years="last", per="area", standing=True
    ),
    palette="GnBu",
    group="territory",
    note=N_("The seven zones constituted before 2022."),
)
