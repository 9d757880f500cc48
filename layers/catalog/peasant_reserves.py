"""Peasant reserve zones."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="peasant_reserves",
    title=N_("Peasant reserve zones"),
    table="reserves",
    sources=("peasant_reserves",),
    line="#9c5a2b",
    fill="#d39a6a",
    note=N_("The seven zones constituted before 2022; those that communities ask for are not in it."),
)
