"""Oil pipelines."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="pipelines",
    title=N_("Oil pipelines"),
    table="lines",
    sources=("pipelines",),
    line="#3a3a3a",
    note=N_("Where the lines run, not where they were attacked: of attacks only national totals are published."),
)
