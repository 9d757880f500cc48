"""Mining titles, as areas."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="titles",
    title=N_("Mining titles, as areas"),
    table="titles",
    sources=("mining_title_areas",),
    line="#7a5a2b",
    fill="#c9a66b",
    group="mining",
    note=N_("Titles of every mineral when the register was asked for: a permit, not a mine."),
)
