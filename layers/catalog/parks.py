"""National parks and other protected areas."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="parks",
    title=N_("National parks"),
    table="protected",
    sources=("parks",),
    line="#2f6b3c",
    fill="#5f9a6a",
    note=N_("Limits of about 2018, mainland only."),
)
