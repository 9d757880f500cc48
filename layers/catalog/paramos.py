"""Páramos as delimited when asked for."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="paramos",
    title=N_("Páramos"),
    table="ecosystems",
    sources=("paramos",),
    line="#4d7f8a",
    fill="#9cc3cc",
    note=N_("The páramos delimited when the ministry was asked; others are in procedure or in court."),
)
