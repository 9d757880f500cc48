"""Nuclei of forest development: where the state intervenes."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="forest_nuclei",
    title=N_("Nuclei of forest development"),
    table="nuclei",
    sources=("forest_nuclei",),
    line="#4a6b2f",
    group="forest",
    note=N_("Where the state intervenes against deforestation, not where or how much was cleared."),
)
