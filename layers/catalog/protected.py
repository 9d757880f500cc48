"""Protected areas of every category in Caquetá."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="protected",
    title=N_("Protected areas of Caquetá"),
    table="protected",
    sources=("protected_caqueta",),
    line="#3c7a5c",
    fill="#7db295",
    note=N_("National register of June 2025, cut at the limits of Caquetá."),
)
