"""Permitted share of alluvial gold mining."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="evoa_permitted",
    title=N_("Permitted share of alluvial gold mining"),
    measure=Measure("evoa_permitted", "evoa", "%", over_years="mean", per="evoa_area", scale=100),
    palette="BuPu",
    scheme="fisher_jenks",
    group="mining",
    note=N_(
        "Of the ground worked for alluvial gold, the part with mining and environmental permits; known from 2018 on."
    ),
    nodata=N_("No alluvial gold mining detected, or no data"),
)
