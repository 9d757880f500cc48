"""Share of the area in national parks of the mainland."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="park_share",
    title=N_("Share in national parks"),
    measure=Measure("mainland_park_area", "parks", N_("% of the area"), over_years="last", per="area", standing=True),
    palette="GnBu",
    group="territory",
    note=N_("Limits of about 2018, mainland only; regional parks and private reserves are not in it."),
)
