"""Share of the area that is protected: Caquetá only."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="protected_share",
    title=N_("Protected share of the area"),
    measure=Measure(
        "protected_area", "protected_caqueta", N_("% of the area"), over_years="last", per="area", standing=True
    ),
    palette="GnBu",
    group="territory",
    note=N_("Protected areas of every category in June 2025; the layer covers Caquetá only."),
    nodata=N_("Not covered: Caquetá only"),
)
