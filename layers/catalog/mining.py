"""Layers about gold mining: areas, detections, titles."""

from __future__ import annotations

from typing import Final

from geo.statistics.indicators import Measure
from layers.catalog.model import Choropleth, Layer, Shapes
from layers.text.i18n import N_

LAYERS: Final[tuple[Layer, ...]] = (
    Choropleth(
        id="amw_mining",
        title=N_("Gold mining in the Amazon"),
        measure=Measure("gold_mining_detected", "amw_mining", "ha"),
        palette="BuPu",
        scheme="fisher_jenks",
        group="mining",
        note=N_("Only the Amazon was searched. The first year, 2018, holds all mining visible then."),
    ),
    Choropleth(
        id="evoa_ha",
        title=N_("Alluvial gold mining"),
        measure=Measure("evoa_area", "evoa", "ha", over_years="mean"),
        palette="BuPu",
        group="mining",
        note=N_("Ground worked with machinery, mean of the surveyed years: no vein mining, no panning, no dredges."),
    ),
    Choropleth(
        id="evoa_illicit",
        title=N_("Illicit share of alluvial gold mining"),
        measure=Measure("evoa_illicit", "evoa", "%", over_years="mean", per="evoa_area", scale=100),
        palette="BuPu",
        scheme="fisher_jenks",
        group="mining",
        note=N_(
            "Of the ground worked for alluvial gold, the part without a permit or a way to one; known from 2018 on."
        ),
        nodata=N_("No alluvial gold mining detected, or no data"),
    ),
    Choropleth(
        id="evoa_in_transit",
        title=N_("Share of alluvial gold mining in transit to legality"),
        measure=Measure("evoa_in_transit", "evoa", "%", over_years="mean", per="evoa_area", scale=100),
        palette="BuPu",
        scheme="fisher_jenks",
        group="mining",
        note=N_("Of the ground worked for alluvial gold, the part on a way to a permit; known from 2018 on."),
        nodata=N_("No alluvial gold mining detected, or no data"),
    ),
    Choropleth(
        id="evoa_permitted",
        title=N_("Permitted share of alluvial gold mining"),
        measure=Measure("evoa_permitted", "evoa", "%", over_years="mean", per="evoa_area", scale=100),
        palette="BuPu",
        scheme="fisher_jenks",
        group="mining",
        note=N_(
            "Of the ground worked for alluvial gold, the part with mining and environmental"
            " permits; known from 2018 on."
        ),
        nodata=N_("No alluvial gold mining detected, or no data"),
    ),
    Choropleth(
        id="gold_mining_in_parks",
        title=N_("Gold mining inside national parks"),
        measure=Measure("gold_mining_detected_in_parks", "amw_mining", "ha"),
        palette="BuPu",
        scheme="fisher_jenks",
        group="mining",
        note=N_(
            "Only the Amazon was searched; limits of the parks of about 2018. Rivers along a limit are shared out"
            " by area."
        ),
        nodata=N_("Not covered: the Amazon only"),
        extra_sources=("parks",),
    ),
    Choropleth(
        id="gold_titles",
        title=N_("Gold mining titles"),
        measure=Measure("gold_titles", "mining_titles", N_("titles"), over_years="last", standing=True),
        palette="BuPu",
        scheme="fisher_jenks",
        group="mining",
        note=N_(
            "The register as of July 2026: what is permitted, beside what is worked (alluvial gold mining). A"
            " title counts in every municipality it touches."
        ),
    ),
    Shapes(
        id="mining",
        title=N_("Gold mining detected"),
        table="mining",
        sources=("amw_mining",),
        line="#6a2c91",
        pattern="falling",
        dated=True,
        group="mining",
        note=N_(
            "Patches of about half a kilometre with mining in them: some six times the ground that is mined."
            " Only the Amazon was searched."
        ),
    ),
    Shapes(
        id="river_mining",
        title=N_("Mined rivers and river mining sites"),
        table="mining",
        sources=("dethier_rivers",),
        line="#b07d12",
        group="mining",
        note=N_(
            "The larger sites found on images to 2022, not a census: a river without a mark is not a river"
            " without mining."
        ),
    ),
    Shapes(
        id="titles",
        title=N_("Mining titles, as areas"),
        table="titles",
        sources=("mining_title_areas",),
        line="#7a5a2b",
        pattern="columns",
        group="mining",
        note=N_("Titles for every mineral when the register was retrieved: a permit, not a mine."),
    ),
)
