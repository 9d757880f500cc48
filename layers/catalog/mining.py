"""Gold mining in the Amazon as detected patches, up to the end of the period."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="mining",
    title=N_("Gold mining detected"),
    table="mining",
    sources=("amw_mining",),
    line="#6a2c91",
    fill="#8e44ad",
    dated=True,
    group="mining",
    note=N_(
        "Patches of about half a kilometre with mining in them: some six times the ground that is mined."
        " Only the Amazon was searched."
    ),
)
