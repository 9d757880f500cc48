"""Blocks for oil and gas."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="hydrocarbon_blocks",
    title=N_("Oil and gas blocks"),
    table="titles",
    sources=("hydrocarbon_blocks",),
    line="#5b5b5b",
    fill="#b9b4ab",
    note=N_("A right to explore or produce in an area, not a well; blocks without a contract are in it too."),
)
