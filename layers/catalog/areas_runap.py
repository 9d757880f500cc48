"""Protected areas of the whole country, by the national register as it stood when asked for."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="areas_runap",
    title=N_("Protected areas of the country (RUNAP)"),
    table="protected",
    sources=("runap",),
    line="#3c7a5c",
    fill="#7db295",
    note=N_("The national register as it stood when it was asked for; areas overlap."),
)
