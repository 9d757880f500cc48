"""The three regions, outlined."""

from layers.i18n import N_
from layers.layer import Outlines

LAYER = Outlines(id="regions", title=N_("Bajo Cauca, Catatumbo and Caquetá"), color="#22211f")
