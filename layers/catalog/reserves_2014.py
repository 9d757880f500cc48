"""Indigenous reserves of a study area, about 2014."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="reserves_2014",
    title=N_("Indigenous reserves of a study area, about 2014"),
    table="reserves",
    sources=("reserves_polygons",),
    line="#a58a45",
    fill="#e3cf94",
    note=N_(
        "From Putumayo to Guaviare and two in Catatumbo; Bajo Cauca was not looked at. Many were enlarged since."
    ),
)
