"""Layers about the territory: regions, protected areas, reserves, rivers, population, coca."""

from __future__ import annotations

from typing import Final

from geo.statistics.indicators import Measure
from layers.catalog.model import Choropleth, Layer, Outlines, Shapes
from layers.text.i18n import N_

LAYERS: Final[tuple[Layer, ...]] = (
    Shapes(
        id="areas_runap",
        title=N_("Protected areas of the country (RUNAP)"),
        table="protected",
        sources=("runap",),
        line="#3c7a5c",
        pattern="falling",
        note=N_("The national register on the day it was retrieved; areas overlap."),
    ),
    Choropleth(
        id="coca_density",
        title=N_("Density of coca"),
        measure=Measure("coca_area", "coca", N_("ha per km²"), over_years="mean", per="area"),
        palette="RdPu",
        group="territory",
        note=N_("Area under coca on 31 December according to satellite images, mean of the years."),
        nodata=N_("Never found to have coca, or no data"),
    ),
    Choropleth(
        id="coca_ha",
        title=N_("Coca"),
        measure=Measure("coca_area", "coca", "ha", over_years="mean"),
        palette="RdPu",
        group="territory",
        note=N_(
            "Area under coca on 31 December according to satellite images, mean of the years; a total: "
            "large municipalities have more."
        ),
        nodata=N_("Never found to have coca, or no data"),
    ),
    Shapes(
        id="community_councils",
        title=N_("Territories of Black communities"),
        table="reserves",
        sources=("community_councils",),
        line="#6d4a7a",
        pattern="rows",
        note=N_(
            "The territories titled when the register was retrieved; those claimed but not titled are not included."
        ),
    ),
    Shapes(
        id="forest_reserve",
        title=N_("Forest reserve of the Law 2 in Catatumbo"),
        table="protected",
        sources=("forest_reserve_catatumbo",),
        line="#56702f",
        pattern="falling",
        note=N_("A third party's copy, Catatumbo only; the reserve regulates the use of forest and is not a park."),
    ),
    Shapes(
        id="hydrocarbon_blocks",
        title=N_("Oil and gas blocks"),
        table="titles",
        sources=("hydrocarbon_blocks",),
        line="#5b5b5b",
        pattern="columns",
        note=N_("A right to explore or produce in an area, not a well; blocks without a contract are in it too."),
    ),
    Choropleth(
        id="night_lights",
        title=N_("Night lights"),
        measure=Measure("night_lights", "night_lights", "nW/cm²/sr", over_years="mean"),
        palette="PuBu",
        group="territory",
        note=N_(
            "Mean radiance above the background, mean of the years; gas flares count too. Context for comparisons,"
            " not a count of people."
        ),
        nodata=N_("Not covered: 698 municipalities only"),
    ),
    Shapes(
        id="paramos",
        title=N_("Páramos"),
        table="ecosystems",
        sources=("paramos",),
        line="#4d7f8a",
        pattern="rows",
        note=N_("The páramos delimited when the data were retrieved; others are in process or in court."),
    ),
    Choropleth(
        id="park_share",
        title=N_("Share in national parks"),
        measure=Measure(
            "mainland_park_area", "parks", N_("% of the area"), over_years="last", per="area", standing=True
        ),
        palette="GnBu",
        group="territory",
        note=N_("Limits of about 2018, mainland only; regional parks and private reserves are not in it."),
    ),
    Shapes(
        id="parks",
        title=N_("National parks"),
        table="protected",
        sources=("parks",),
        line="#2f6b3c",
        pattern="falling",
        note=N_("Limits of about 2018, mainland only."),
    ),
    Choropleth(
        id="peasant_reserve_share",
        title=N_("Share in peasant reserve zones"),
        measure=Measure(
            "peasant_reserve_area",
            "peasant_reserves",
            N_("% of the area"),
            over_years="last",
            per="area",
            standing=True,
        ),
        palette="GnBu",
        group="territory",
        note=N_("The seven zones constituted before 2022."),
    ),
    Shapes(
        id="peasant_reserves",
        title=N_("Peasant reserve zones"),
        table="reserves",
        sources=("peasant_reserves",),
        line="#9c5a2b",
        pattern="columns",
        note=N_("The seven zones constituted before 2022; those that communities ask for are not in it."),
    ),
    Shapes(
        id="pipelines",
        title=N_("Oil pipelines"),
        table="lines",
        sources=("pipelines",),
        line="#3a3a3a",
        note=N_(
            "Where the lines run, not where they were attacked: attacks are published as totals of a line, rarely"
            " with the municipalities, and are not drawn."
        ),
    ),
    Shapes(
        id="places",
        title=N_("Cities and towns"),
        table="places",
        sources=("populated_places",),
        line="#22211f",
        labels=True,
        note=N_("Seats and larger towns, the most populous first: the closer the view, the more of them are named."),
    ),
    Choropleth(
        id="population_density",
        title=N_("Population density"),
        measure=Measure("population", "dane_population", N_("people per km²"), over_years="last", per="area"),
        palette="PuBu",
        group="territory",
        note=N_("DANE's projections, not counts; the last year of the period."),
    ),
    Shapes(
        id="protected",
        title=N_("Protected areas of Caquetá"),
        table="protected",
        sources=("protected_caqueta",),
        line="#3c7a5c",
        pattern="falling",
        note=N_("National register of June 2025, cut at the limits of Caquetá."),
    ),
    Choropleth(
        id="protected_share",
        title=N_("Protected share of the area"),
        measure=Measure(
            "protected_area", "protected_caqueta", N_("% of the area"), over_years="last", per="area", standing=True
        ),
        palette="GnBu",
        group="territory",
        note=N_("Protected areas of every category in June 2025; the layer covers Caquetá only."),
        nodata=N_("Not covered: Caquetá only"),
    ),
    Outlines(id="regions", title=N_("Bajo Cauca, Catatumbo and Caquetá"), color="#22211f"),
    Choropleth(
        id="reserve_share",
        title=N_("Share in indigenous reserves"),
        measure=Measure(
            "reserve_area", "reserves_caqueta", N_("% of the area"), over_years="last", per="area", standing=True
        ),
        palette="GnBu",
        group="territory",
        note=N_(
            "Reserves of November 2024; the layer covers Caquetá only. Elsewhere reserves are listed without limits."
        ),
        nodata=N_("Not covered: Caquetá only"),
    ),
    Shapes(
        id="reserves",
        title=N_("Indigenous reserves of Caquetá"),
        table="reserves",
        sources=("reserves_caqueta",),
        line="#8a6d1f",
        pattern="dots",
        note=N_("Reserves of November 2024, cut at the limits of Caquetá."),
    ),
    Shapes(
        id="reserves_2014",
        title=N_("Indigenous reserves of a study area, about 2014"),
        table="reserves",
        sources=("reserves_polygons",),
        line="#a58a45",
        pattern="dots",
        note=N_(
            "From Putumayo to Guaviare and two in Catatumbo; Bajo Cauca was not examined. Many have been "
            "enlarged since."
        ),
    ),
    Shapes(
        id="reserves_register",
        title=N_("Indigenous reserves of the country (ANT)"),
        table="reserves",
        sources=("reserves_national",),
        line="#8a6d1f",
        pattern="dots",
        note=N_(
            "The reserves formalised when the register was retrieved; land that is claimed but not titled "
            "is not included."
        ),
    ),
    Shapes(
        id="rivers",
        title=N_("Rivers"),
        table="rivers",
        sources=("osm_rivers",),
        line="#4f86a0",
        note=N_(
            "Catatumbo and Caquetá complete; in Bajo Cauca the Nechí and most of the Cauca are missing from "
            "the layer."
        ),
    ),
    Choropleth(
        id="species_records",
        title=N_("Records of species"),
        measure=Measure(
            "species_records",
            "sib_species",
            N_("records per 100 km²"),
            over_years="last",
            standing=True,
            per="area",
            scale=100,
        ),
        palette="GnBu",
        group="territory",
        note=N_(
            "Where people have looked, not how rich a place is: that is why the number of species"
            " is not mapped alone."
        ),
    ),
    Choropleth(
        id="unmet_needs",
        title=N_("Unmet basic needs (NBI)"),
        measure=Measure("unmet_needs", "unmet_needs", N_("% of the people"), over_years="last", standing=True),
        palette="PuBu",
        group="territory",
        note=N_(
            "Census of 2018, whatever the period of the map. Five needs counted by household; no measure of income."
        ),
    ),
    Shapes(
        id="wetlands",
        title=N_("Wetlands"),
        table="ecosystems",
        sources=("wetlands",),
        line="#3f7fa3",
        pattern="rows",
        note=N_("Permanent and temporary wetlands, by the ministry's map: an ecosystem, not a legal limit."),
    ),
    Shapes(
        id="wide_rivers",
        title=N_("Wide rivers"),
        table="rivers",
        sources=("wide_rivers",),
        line="#4f86a0",
        pattern="rows",
        note=N_(
            "Rivers drawn with both banks at 1:100,000, by a base map of no stated date; rivers of the plains move."
        ),
    ),
)
