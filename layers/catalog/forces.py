"""Layers about the forces of the state: what they did, and their dead and wounded.

Operations, seizures and arrests measure the state, not the offence: they have a group of their own.
"""

from __future__ import annotations

from typing import Final

from geo.statistics.indicators import Measure
from layers.catalog.model import Choropleth, Layer, Points
from layers.text.i18n import N_

LAYERS: Final[tuple[Layer, ...]] = (
    Choropleth(
        id="coca_eradicated",
        title=N_("Coca eradicated"),
        measure=Measure("coca_eradicated", "mindefensa_eradication", N_("ha per 100 km²"), per="area", scale=100),
        palette="RdPu",
        group="state",
        note=N_("Counts actions of the state, not coca: where no brigade goes, nothing is eradicated."),
    ),
    Choropleth(
        id="environmental_crimes",
        title=N_("Environmental crimes on record"),
        measure=Measure(
            "environmental_crimes",
            "mindefensa_environmental_crimes",
            N_("crimes per 100 km²"),
            per="area",
            scale=100,
        ),
        palette="GnBu",
        group="state",
        note=N_("On record where the police looked or someone reported it; a law of 2021 redefined these crimes."),
    ),
    Choropleth(
        id="forces_harmed",
        title=N_("Soldiers and police killed or wounded"),
        measure=Measure("victims", "mindefensa_forces", N_("people per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        counted=N_("people"),
        note=N_("On duty, as the forces report it: by whom and how is not stated."),
    ),
    Choropleth(
        id="forces_killed",
        title=N_("Soldiers and police killed"),
        measure=Measure("fatalities_best", "mindefensa_forces", N_("people per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        note=N_("On duty, as the forces report it: by whom and how is not stated. Other sources may count them too."),
    ),
    Choropleth(
        id="laboratories",
        title=N_("Drug laboratories destroyed"),
        measure=Measure(
            "laboratories_destroyed",
            "mindefensa_laboratories",
            N_("laboratories per 100 km²"),
            per="area",
            scale=100,
        ),
        palette="RdPu",
        group="state",
        note=N_("Counts actions of the state, not laboratories: where nobody looks, none is destroyed."),
    ),
    Choropleth(
        id="mine_raids",
        title=N_("Operations against illicit mines"),
        measure=Measure("events", "mindefensa_mine_raids", N_("operations per 100 km²"), per="area", scale=100),
        palette="BuPu",
        group="state",
        counted=N_("operations"),
        note=N_(
            "Counts actions of the state, not mines; the way of counting changed in 2024. Transcribed for "
            "the three regions only."
        ),
        nodata=N_("Not covered, or no data"),
    ),
    Choropleth(
        id="mining_arrests",
        title=N_("Arrests for illicit mining"),
        measure=Measure(
            "mining_arrests", "mindefensa_mining_arrests", N_("arrests per 100 km²"), per="area", scale=100
        ),
        palette="BuPu",
        group="state",
        note=N_("Counts actions of the state, not mining: where nobody looks, nobody is arrested. Any mineral."),
    ),
    Choropleth(
        id="mining_machinery",
        title=N_("Machinery seized in illicit mining"),
        measure=Measure(
            "mining_machinery_seized", "mindefensa_machinery", N_("pieces per 100 km²"), per="area", scale=100
        ),
        palette="BuPu",
        group="state",
        note=N_("Counts actions of the state, not machines: an excavator and a pump are one piece each."),
    ),
    Points(
        id="raids",
        title=N_("Operations against illicit mines, counted"),
        source="mindefensa_mine_raids",
        color="#3f4f7a",
        gather="municipality",
        group="state",
        note=N_("Counted in the municipality and drawn at its centre: the place itself is not known."),
    ),
)
