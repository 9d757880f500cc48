"""Layers about the armed conflict: events, their victims, incidents."""

from __future__ import annotations

from typing import Final

from geo.statistics.indicators import Measure
from layers.catalog.model import Choropleth, Incidents, Layer, Points
from layers.text.i18n import N_

LAYERS: Final[tuple[Layer, ...]] = (
    Choropleth(
        id="cnmh_cases",
        title=N_("Cases of eleven kinds of violence (CNMH)"),
        measure=Measure("cnmh_cases", "cnmh_cases", N_("cases per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        note=N_(
            "Massacres and kidnappings among them: never added to those. Cases are documented years later, so the"
            " latest years still grow."
        ),
    ),
    Choropleth(
        id="confinement",
        title=N_("People confined (OCHA)"),
        measure=Measure(
            "people_confined",
            "ocha_confinement",
            N_("people confined per 1,000 inhabitants and year"),
            per="population",
            per_source="dane_population",
            carried=True,
            scale=1000,
        ),
        palette="OrRd",
        group="conflict",
        note=N_(
            "Mass confinements on record, 2024 and 2025; none on record does not prove that there was none. The"
            " rate of 2025 uses the population of 2024."
        ),
    ),
    Choropleth(
        id="deaths",
        title=N_("People killed in armed conflict"),
        measure=Measure("fatalities_best", "ucdp_ged", N_("people per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        note=N_("Best estimate; the low and high estimates are in the interactive map and its data."),
        band=("fatalities_low", "fatalities_high"),
    ),
    Choropleth(
        id="displacement",
        title=N_("People displaced (RUV)"),
        measure=Measure(
            "displaced",
            "uariv_displacement",
            N_("people displaced per 1,000 inhabitants and year"),
            per="population",
            per_source="dane_population",
            carried=True,
            scale=1000,
        ),
        palette="OrRd",
        group="conflict",
        note=N_(
            "Low certainty: late declarations still raise 2024 and 2025. Counted where people left. The rate of 2025"
            " uses the population of 2024."
        ),
    ),
    Choropleth(
        id="events",
        title=N_("Deadly events of armed conflict"),
        measure=Measure("events", "ucdp_ged", N_("events per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        note=N_(
            "Events with at least one death, placed in a municipality; those known to a"
            " department only are not counted."
        ),
    ),
    Choropleth(
        id="extortion",
        title=N_("Extortion reported"),
        measure=Measure(
            "victims",
            "police_extortion",
            N_("victims per 100,000 people and year"),
            per="population",
            per_source="dane_population",
            scale=100000,
        ),
        palette="OrRd",
        group="conflict",
        note=N_("Reports to the police: where an armed group rules few dare to report. 2020 to 2022 are missing."),
    ),
    Choropleth(
        id="extortion_ministry",
        title=N_("Extortion reported (Ministry of Defence)"),
        measure=Measure(
            "extortion_cases",
            "mindefensa_extortion",
            N_("cases per 100,000 people and year"),
            per="population",
            per_source="dane_population",
            carried=True,
            scale=100000,
        ),
        palette="OrRd",
        group="conflict",
        note=N_(
            "Apparently a later version of the police register: its numbers differ from the police's table. Few"
            " dare to report. The rate of 2025 uses the population of 2024."
        ),
    ),
    Choropleth(
        id="homicides",
        title=N_("Homicides"),
        measure=Measure(
            "victims",
            "police_homicides",
            N_("victims per 100,000 people and year"),
            per="population",
            per_source="dane_population",
            scale=100000,
        ),
        palette="OrRd",
        group="conflict",
        note=N_(
            "Every intentional homicide on the police's record, not the deaths of the armed conflict; in a small"
            " place few cases make a high rate."
        ),
    ),
    Choropleth(
        id="homicides_ministry",
        title=N_("Homicides (Ministry of Defence)"),
        measure=Measure(
            "homicides",
            "mindefensa_homicides",
            N_("victims per 100,000 people and year"),
            per="population",
            per_source="dane_population",
            carried=True,
            scale=100000,
        ),
        palette="OrRd",
        group="conflict",
        note=N_(
            "Of any motive. Apparently a later version of the police register: its numbers differ from the police's"
            " table. The rate of 2025 uses the population of 2024."
        ),
    ),
    Incidents(
        id="incidents",
        title=N_("Documented incidents"),
        color="#8a3324",
        note=N_("Curated from press and official reports; each names its sources."),
    ),
    Points(
        id="kidnapping_cases",
        title=N_("Kidnappings (CNMH), counted"),
        source="cnmh_kidnappings",
        color="#7a4b12",
        gather="municipality",
        group="conflict",
        note=N_("Counted in the municipality and drawn at its centre: the place itself is not known."),
    ),
    Choropleth(
        id="kidnappings",
        title=N_("Victims of kidnapping (CNMH)"),
        measure=Measure("victims", "cnmh_kidnappings", N_("victims per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        note=N_(
            "Cases of the armed conflict documented by the CNMH; many more are known to a department or to the"
            " country only."
        ),
    ),
    Choropleth(
        id="kidnappings_ministry",
        title=N_("Victims of kidnapping (Ministry of Defence)"),
        measure=Measure("victims", "mindefensa_kidnappings", N_("victims per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        note=N_("Every kidnapping on record, common crime included; not to be added to the CNMH's cases."),
    ),
    Choropleth(
        id="massacre_victims",
        title=N_("Victims of massacres"),
        measure=Measure("fatalities_best", "cnmh_massacres", N_("people per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        note=N_("Cases with four or more people killed, as documented by the CNMH; the latest years still grow."),
    ),
    Choropleth(
        id="massacre_victims_ministry",
        title=N_("Victims of massacres (Ministry of Defence)"),
        measure=Measure("fatalities_best", "mindefensa_massacres", N_("people per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        note=N_(
            "Three or more people killed, where the CNMH asks for four: the two counts do not compare. From 2022 on."
        ),
    ),
    Points(
        id="massacres",
        title=N_("Massacres"),
        source="cnmh_massacres",
        color="#5b2a6e",
        group="conflict",
        gather="municipality",
        note=N_("Counted in the municipality and drawn at its centre: the place itself is not known well enough."),
    ),
    Points(
        id="massacres_ministry",
        title=N_("Massacres (Ministry of Defence)"),
        source="mindefensa_massacres",
        color="#8c4f8f",
        gather="municipality",
        group="conflict",
        note=N_("Counted in the municipality and drawn at its centre: the place itself is not known."),
    ),
    Points(
        id="mine_accidents",
        title=N_("Victims of mines, counted"),
        source="aicma_mine_victims",
        color="#6b6b1f",
        gather="municipality",
        group="conflict",
        note=N_("Counted in the municipality and drawn at its centre: the place itself is not known."),
    ),
    Choropleth(
        id="mine_victims",
        title=N_("Victims of mines and explosive remnants"),
        measure=Measure("victims", "aicma_mine_victims", N_("victims per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        note=N_("People killed or injured, civilians and soldiers; known to the municipality only."),
    ),
    Points(
        id="terrorism",
        title=N_("Acts of terrorism, counted"),
        source="mindefensa_terrorism",
        color="#22211f",
        group="conflict",
        gather="municipality",
        note=N_("Counted in the municipality and drawn at its centre: the list names no place inside it."),
    ),
    Choropleth(
        id="terrorism_acts",
        title=N_("Acts of terrorism"),
        measure=Measure("events", "mindefensa_terrorism", N_("acts per 100 km²"), per="area", scale=100),
        palette="OrRd",
        group="conflict",
        counted=N_("acts"),
        note=N_(
            "The Ministry of Defence's list, transcribed for the three regions only: elsewhere there is no data."
        ),
    ),
    Points(
        id="terrorism_police",
        title=N_("Acts of terrorism (police, to 2022), counted"),
        source="police_terrorism",
        color="#4d4d4d",
        gather="municipality",
        group="conflict",
        note=N_(
            "The police's own register, 2010 to April 2022: not one series with the Ministry of Defence's, and"
            " never added to it."
        ),
    ),
    Points(
        id="ucdp",
        title=N_("Deadly events, located"),
        source="ucdp_ged",
        color="#1d4e6b",
        group="conflict",
        note=N_("Only events whose place is known exactly or nearly; the others are counted in their municipality."),
    ),
    Points(
        id="ucdp_candidate",
        title=N_("Deadly events, preliminary"),
        source="ucdp_candidate",
        color="#b07d2b",
        group="conflict",
        note=N_("UCDP has yet to check them: some will be dropped, and the yearly release takes their place."),
    ),
    Points(
        id="ucdp_later",
        title=N_("Deadly events added by the later release"),
        source="ucdp_ged_211",
        color="#3f7ea0",
        group="conflict",
        note=N_(
            "From a reduced file of UCDP's later release, most of them from 2000 and 2001; only the year is "
            "certain, and no year is complete."
        ),
    ),
)
