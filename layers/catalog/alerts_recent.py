"""Deforestation alerts of the last three months in the three regions."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="alerts_recent",
    title=N_("Deforestation alerts of the last three months"),
    table="alerts",
    sources=("gfw_alerts_recent",),
    line="#8f1f4f",
    fill="#c95a86",
    group="forest",
    note=N_("Not confirmed deforestation; clouds hide clearing, and the newest alerts have the lowest confidence."),
)
