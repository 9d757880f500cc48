"""Victims of kidnapping by area, as documented by the CNMH."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="kidnappings",
    title=N_("Victims of kidnapping (CNMH)"),
    measure=Measure("victims", "cnmh_kidnappings", N_("victims per 100 km²"), per="area", scale=100),
    palette="OrRd",
    group="conflict",
    note=N_(
        "Cases of the armed conflict documented by the CNMH; many more are known to a department or to the"
        " country only."
    ),
)
