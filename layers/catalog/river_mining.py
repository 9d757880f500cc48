"""Mined rivers and river mining sites."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="river_mining",
    title=N_("Mined rivers and river mining sites"),
    table="mining",
    sources=("dethier_rivers",),
    line="#b07d12",
    group="mining",
    note=N_(
        "The larger sites found on images to 2022, not a census: a river without a mark is not a river"
        " without mining."
    ),
)
