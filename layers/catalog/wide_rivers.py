"""Rivers with two banks on the map 1:100,000."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="wide_rivers",
    title=N_("Wide rivers"),
    table="rivers",
    sources=("wide_rivers",),
    line="#4f86a0",
    fill="#b9d3df",
    note=N_("Rivers drawn with both banks at 1:100,000, by a base map of no stated date; rivers of the plains move."),
)
