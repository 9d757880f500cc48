"""Indigenous reserves in Caquetá."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="reserves",
    title=N_("Indigenous reserves of Caquetá"),
    table="reserves",
    sources=("reserves_caqueta",),
    line="#8a6d1f",
    fill="#d8b75a",
    note=N_("Reserves of November 2024, cut at the limits of Caquetá."),
)
