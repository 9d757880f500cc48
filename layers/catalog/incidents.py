"""Dated incidents with their story: March 2023 in the three regions."""

from layers.i18n import N_
from layers.layer import Incidents

LAYER = Incidents(
    id="incidents",
    title=N_("Incidents and their story"),
    color="#8a3324",
    note=N_("Curated from press and official reports; each names its sources."),
)
