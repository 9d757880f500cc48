"""Deadly events of organised violence, by area."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="events",
    title=N_("Deadly events of armed conflict"),
    measure=Measure("events", "ucdp_ged", N_("events per 100 km²"), per="area", scale=100),
    palette="OrRd",
    group="conflict",
    note=N_(
        "Events with at least one death, placed in a municipality; those known to a department only are not counted."
    ),
)
