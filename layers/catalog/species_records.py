"""Records of species by area: where people have looked."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="species_records",
    title=N_("Records of species"),
    measure=Measure(
        "species_records",
        "sib_species",
        N_("records per 100 km²"),
        over_years="last",
        standing=True,
        per="area",
        scale=100,
    ),
    palette="GnBu",
    group="territory",
    note=N_(
        "Where people have looked, not how rich a place is: that is why the number of species is not mapped alone."
    ),
)
