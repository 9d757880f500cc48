"""Cities and towns, written on the map."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="places",
    title=N_("Cities and towns"),
    table="places",
    sources=("populated_places",),
    line="#22211f",
    labels=True,
    note=N_("Seats and larger towns, the most populous first: the closer the view, the more of them are named."),
)
