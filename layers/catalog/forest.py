"""Layers about the forest: loss, deforestation, alerts, fires, nuclei."""

from __future__ import annotations

from typing import Final

from geo.statistics.indicators import Measure
from layers.catalog.model import Choropleth, Layer, Shapes
from layers.text.i18n import N_

LAYERS: Final[tuple[Layer, ...]] = (
    Choropleth(
        id="alert_density",
        title=N_("Ground under deforestation alerts, end of 2024"),
        measure=Measure("alerts_late_2024", "gfw_alerts", N_("ha per 100 km²"), per="area", scale=100),
        palette="YlOrBr",
        scheme="fisher_jenks",
        group="forest",
        note=N_(
            "28 September to 26 December 2024, without 4 to 23 October; only municipalities entirely within "
            "the area searched."
        ),
        nodata=N_("Not covered: a part of Antioquia only"),
    ),
    Shapes(
        id="alerts",
        title=N_("Deforestation alerts, end of 2024"),
        table="alerts",
        sources=("gfw_alerts",),
        line="#b3401f",
        pattern="falling",
        group="forest",
        note=N_(
            "Around Bajo Cauca, 28 September to 26 December 2024, without 4 to 23 October; nine of ten have the"
            " lowest confidence."
        ),
    ),
    Choropleth(
        id="alerts_in_protected",
        title=N_("Alerts inside protected areas, end of 2024"),
        measure=Measure(
            "alerts_late_2024_in_protected", "gfw_alerts", N_("% of the alerts"), per="alerts_late_2024", scale=100
        ),
        palette="YlOrBr",
        scheme="fisher_jenks",
        group="forest",
        note=N_(
            "28 September to 26 December 2024, by the limits of the national register; only municipalities "
            "entirely within the area searched."
        ),
        nodata=N_("Not covered, or no alert"),
        extra_sources=("runap",),
    ),
    Choropleth(
        id="alerts_in_reserves",
        title=N_("Alerts inside indigenous reserves, end of 2024"),
        measure=Measure(
            "alerts_late_2024_in_reserves", "gfw_alerts", N_("% of the alerts"), per="alerts_late_2024", scale=100
        ),
        palette="YlOrBr",
        scheme="fisher_jenks",
        group="forest",
        note=N_(
            "28 September to 26 December 2024, by the limits of the national register; only municipalities "
            "entirely within the area searched."
        ),
        nodata=N_("Not covered, or no alert"),
        extra_sources=("reserves_national",),
    ),
    Shapes(
        id="alerts_recent",
        title=N_("Deforestation alerts of the last three months"),
        table="alerts",
        sources=("gfw_alerts_recent",),
        line="#8f1f4f",
        pattern="falling",
        group="forest",
        note=N_(
            "Not confirmed deforestation; clouds hide clearing, and the newest alerts have the lowest confidence."
        ),
    ),
    Choropleth(
        id="deforestation",
        title=N_("Deforestation in Caquetá"),
        measure=Measure("deforestation", "mapbiomas_transitions", N_("ha per 100 km²"), per="area", scale=100),
        palette="YlOrBr",
        group="forest",
        note=N_("Gross: regrowth is not subtracted. Definitions differ from those of Global Forest Watch and IDEAM."),
    ),
    Choropleth(
        id="deforestation_ideam",
        title=N_("Deforestation (IDEAM)"),
        measure=Measure("deforestation", "ideam_deforestation", N_("ha per 100 km²"), per="area", scale=100),
        palette="YlOrBr",
        group="forest",
        note=N_(
            "Natural forest lost in the Amazon departments by IDEAM's definition; a municipality without figures"
            " has no data, not zero."
        ),
        nodata=N_("No figure for all the years, or not covered"),
    ),
    Choropleth(
        id="deforestation_in_protected",
        title=N_("Deforestation inside protected areas"),
        measure=Measure(
            "deforestation_in_protected",
            "mapbiomas_transitions",
            N_("% of the deforestation"),
            per="deforestation",
            scale=100,
        ),
        palette="YlOrBr",
        scheme="fisher_jenks",
        group="forest",
        note=N_(
            "Of the deforestation of Caquetá by MapBiomas, the part inside protected areas of every category, by"
            " their limits of 2025."
        ),
        nodata=N_("Not covered: Caquetá only"),
        extra_sources=("protected_caqueta",),
    ),
    Choropleth(
        id="deforestation_in_reserves",
        title=N_("Deforestation inside indigenous reserves"),
        measure=Measure(
            "deforestation_in_reserves",
            "mapbiomas_transitions",
            N_("% of the deforestation"),
            per="deforestation",
            scale=100,
        ),
        palette="YlOrBr",
        scheme="fisher_jenks",
        group="forest",
        note=N_(
            "Of the deforestation of Caquetá by MapBiomas, the part inside indigenous reserves,"
            " by their limits of 2024."
        ),
        nodata=N_("Not covered: Caquetá only"),
        extra_sources=("reserves_caqueta",),
    ),
    Choropleth(
        id="degradation",
        title=N_("Forest degradation in Caquetá"),
        measure=Measure("degradation", "mapbiomas_transitions", N_("ha per 100 km²"), per="area", scale=100),
        palette="YlOrBr",
        group="forest",
        note=N_(
            "Degradation as classified in transitions derived from MapBiomas; the third party that made "
            "them does not say how."
        ),
        nodata=N_("Not covered: Caquetá only"),
    ),
    Choropleth(
        id="fires",
        title=N_("Active fires"),
        measure=Measure(
            "fires", "firms_modis", N_("detections per 100 km² and year"), annual=True, per="area", scale=100
        ),
        palette="YlOrBr",
        group="forest",
        note=N_(
            "Pixels of one kilometre with heat in them, not areas burned; fire is used on pasture"
            " too. 2023 has no data."
        ),
    ),
    Choropleth(
        id="forest_loss",
        title=N_("Share of tree cover lost"),
        measure=Measure(
            "tree_cover_loss",
            "gfw_loss",
            N_("% of the tree cover of 2000"),
            per="tree_cover_2000",
            static=True,
            scale=100,
        ),
        palette="YlOrBr",
        group="forest",
        note=N_("Loss of any cover over 30 % canopy, plantations and fires included: not the same as deforestation."),
    ),
    Choropleth(
        id="forest_loss_any_canopy",
        title=N_("Tree cover loss, any canopy"),
        measure=Measure(
            "tree_cover_loss_any_canopy", "hansen_municipal", N_("ha per 100 km²"), per="area", scale=100
        ),
        palette="YlOrBr",
        group="forest",
        note=N_(
            "By Hansen, to 2025. It counts sparse trees too: it does not continue the loss by Global Forest Watch,"
            " and is not deforestation."
        ),
    ),
    Choropleth(
        id="forest_loss_ha",
        title=N_("Tree cover loss"),
        measure=Measure("tree_cover_loss", "gfw_loss", "ha"),
        palette="YlOrBr",
        group="forest",
        note=N_("A total: large municipalities have more. The share of tree cover lost compares them."),
    ),
    Shapes(
        id="forest_nuclei",
        title=N_("Nuclei of forest development"),
        table="nuclei",
        sources=("forest_nuclei",),
        line="#4a6b2f",
        group="forest",
        note=N_("Where the state intervenes against deforestation, not where or how much was cleared."),
    ),
    Choropleth(
        id="regeneration",
        title=N_("Forest regeneration in Caquetá"),
        measure=Measure("regeneration", "mapbiomas_transitions", N_("ha per 100 km²"), per="area", scale=100),
        palette="GnBu",
        group="forest",
        note=N_("Ground that MapBiomas maps as forest again; it is not subtracted from deforestation."),
        nodata=N_("Not covered: Caquetá only"),
    ),
)
