"""Rivers of the three regions."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="rivers",
    title=N_("Rivers"),
    table="rivers",
    sources=("osm_rivers",),
    line="#4f86a0",
    note=N_("Catatumbo and Caquetá whole; in Bajo Cauca the Nechí and most of the Cauca are missing from the layer."),
)
