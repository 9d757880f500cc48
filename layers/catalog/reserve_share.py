"""Share of the area in indigenous reserves: Caquetá only."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="reserve_share",
    title=N_("Share in indigenous reserves"),
    measure=Measure(
        "reserve_area", "reserves_caqueta", N_("% of the area"), over_years="last", per="area", standing=True
    ),
    palette="GnBu",
    group="territory",
    note=N_(
        "Reserves of November 2024; the layer covers Caquetá only. Elsewhere reserves are listed without limits."
    ),
    nodata=N_("Not covered: Caquetá only"),
)
