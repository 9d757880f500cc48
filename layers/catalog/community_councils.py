"""Collective territories of Black communities, as titled when asked for."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="community_councils",
    title=N_("Territories of Black communities"),
    table="reserves",
    sources=("community_councils",),
    line="#6d4a7a",
    fill="#b294bf",
    note=N_("The territories titled when the register was asked for; what is claimed but not titled is not in it."),
)
