"""Deforestation alerts around Bajo Cauca, end of 2024."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="alerts",
    title=N_("Deforestation alerts, end of 2024"),
    table="alerts",
    sources=("gfw_alerts",),
    line="#b3401f",
    fill="#e07a4f",
    group="forest",
    note=N_(
        "Around Bajo Cauca, 28 September to 26 December 2024, without 4 to 23 October; nine of ten have the"
        " lowest confidence."
    ),
)
