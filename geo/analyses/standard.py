"""What the build asks: measures and places with their names in sentences, and the standard requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from geo.analyses.model import NamedMeasure, Place, Request
from geo.analyses.wording import Text
from geo.lazy import pd
from geo.statistics.indicators import Measure

MEASURES: Final = {
    one.id: one
    for one in (
        NamedMeasure(
            "deaths",
            Measure("fatalities_best", "ucdp_ged", "people per 100 km²", per="area", scale=100),
            Text("muertes en el conflicto armado (UCDP)", "deaths in armed conflict (UCDP)"),
            Text("muertes por 100 km²", "deaths per 100 km²"),
        ),
        NamedMeasure(
            "homicides_ministry",
            Measure(
                "homicides",
                "mindefensa_homicides",
                "victims per 100,000 people and year",
                per="population",
                per_source="dane_population",
                carried=True,
                scale=100_000,
            ),
            Text("homicidios (Ministerio de Defensa)", "homicides (Ministry of Defence)"),
            Text("víctimas por 100.000 habitantes", "victims per 100,000 people"),
        ),
        NamedMeasure(
            "homicides",
            Measure(
                "victims",
                "police_homicides",
                "victims per 100,000 people and year",
                per="population",
                per_source="dane_population",
                scale=100_000,
            ),
            Text("homicidios (Policía)", "homicides (police)"),
            Text("víctimas por 100.000 habitantes", "victims per 100,000 people"),
        ),
        NamedMeasure(
            "displacement",
            Measure(
                "displaced",
                "uariv_displacement",
                "people displaced per 1,000 inhabitants and year",
                per="population",
                per_source="dane_population",
                carried=True,
                scale=1000,
            ),
            Text("personas desplazadas (RUV)", "people displaced (RUV)"),
            Text("personas desplazadas por 1.000 habitantes", "people displaced per 1,000 inhabitants"),
        ),
        NamedMeasure(
            "forest_loss_any_canopy",
            Measure("tree_cover_loss_any_canopy", "hansen_municipal", "ha per 100 km²", per="area", scale=100),
            Text("pérdida de cobertura arbórea (Hansen)", "tree cover loss (Hansen)"),
            Text("ha por 100 km²", "ha per 100 km²"),
        ),
        NamedMeasure(
            "forest_loss",
            Measure(
                "tree_cover_loss",
                "gfw_loss",
                "% of the tree cover of 2000",
                per="tree_cover_2000",
                static=True,
                scale=100,
            ),
            Text("porcentaje de la cobertura arbórea perdida (GFW)", "share of tree cover lost (GFW)"),
            Text("% de la cobertura arbórea de 2000", "% of the tree cover of 2000"),
        ),
        NamedMeasure(
            "evoa_ha",
            Measure("evoa_area", "evoa", "ha per 100 km²", over_years="mean", per="area", scale=100),
            Text("minería aluvial de oro (EVOA)", "alluvial gold mining (EVOA)"),
            Text("ha por 100 km²", "ha per 100 km²"),
        ),
        NamedMeasure(
            "coca_density",
            Measure("coca_area", "coca", "ha per km²", over_years="mean", per="area"),
            Text("coca (SIMCI)", "coca (SIMCI)"),
            Text("ha por km²", "ha per km²"),
        ),
    )
}
"""Measures of the standard requests, by the id of the choropleth of the same variable."""

REGION_NAMES: Final = {
    "bajo-cauca": Text("el Bajo Cauca", "Bajo Cauca"),
    "catatumbo": Text("el Catatumbo", "Catatumbo"),
    "caqueta": Text("Caquetá", "Caquetá"),
}


def places(municipalities: pd.DataFrame) -> tuple[Place, ...]:
    """The country and the three regions."""
    regions = tuple(
        Place(region, name, frozenset(municipalities["municipality_code"][municipalities["region"] == region]))
        for region, name in REGION_NAMES.items()
    )
    return (Place("country", Text("Colombia", "Colombia"), frozenset(municipalities["municipality_code"])), *regions)


def requests(municipalities: pd.DataFrame) -> list[Request]:
    """The requests that every build answers, in order."""
    asked: list[Request] = []
    for place in places(municipalities):
        asked += [
            Request("coincidence", place, first, last, measures)
            for measures, first, last in (
                (("deaths", "forest_loss_any_canopy"), 2016, 2018),
                (("deaths", "forest_loss_any_canopy"), 2023, 2025),
                (("homicides_ministry", "evoa_ha"), 2018, 2023),
                (("forest_loss_any_canopy", "evoa_ha"), 2018, 2023),
                (("homicides_ministry", "forest_loss_any_canopy", "evoa_ha"), 2018, 2023),
                (("displacement", "forest_loss_any_canopy"), 2024, 2025),
            )
        ]
    country = asked[0].place
    asked += [
        Request("between_within", country, first, last, measures, scale)
        for measures, first, last in (
            (("deaths", "forest_loss_any_canopy"), 2001, 2010),
            (("deaths", "forest_loss_any_canopy"), 2015, 2018),
            (("deaths", "forest_loss_any_canopy"), 2023, 2025),
            (("homicides_ministry", "forest_loss_any_canopy"), 2015, 2025),
            (("homicides_ministry", "evoa_ha"), 2018, 2023),
            (("coca_density", "forest_loss_any_canopy"), 2015, 2024),
        )
        for scale in ("municipality", "department")
    ]
    asked += [
        Request("local_pattern", country, first, last, measures)
        for measures, first, last in (
            (("deaths", "forest_loss_any_canopy"), 2023, 2025),
            (("homicides_ministry", "evoa_ha"), 2018, 2023),
            (("displacement", "coca_density"), 2024, 2024),
        )
    ]
    asked += [
        Request("ranks", place, first, last, (measure,))
        for place in places(municipalities)
        for measure, first, last in (
            ("deaths", 2016, 2018),
            ("deaths", 2023, 2024),
            ("homicides_ministry", 2022, 2024),
        )
    ]
    asked += [
        Request("near_repeat", place, first, last, ("ucdp_ged",))
        for place in places(municipalities)
        for first, last in ((2016, 2018), (2023, 2025))
    ]
    asked += [
        Request("exposure", place, first, last, ("ucdp_ged", searcher))
        for place, searcher, first, last in (
            (country, "amw_mining", 2018, 2018),
            (country, "amw_mining", 2023, 2024),
            (places(municipalities)[3], "amw_mining", 2023, 2024),
            (places(municipalities)[1], "gfw_alerts", 2024, 2024),
        )
    ]
    asked += _series_of(places(municipalities))
    return asked


EVENTS: Final = ("ucdp_ged", "mindefensa_terrorism", "mindefensa_kidnappings", "police_homicides")
"""Sources of events of the standard requests."""


def _series_of(everywhere: Sequence[Place]) -> list[Request]:
    """Requests about ceasefires, the accord, incidents and series over the years."""
    asked = [
        Request("ceasefire", everywhere[0], measures=(source,), subject=ceasefire)
        for ceasefire in ("agc-2023-01", "eln-2023-08", "emc-2023-10", "emc-2023-10-southwest")
        for source in EVENTS
    ]
    asked += [
        Request("accord", everywhere[0], 2011, 2018, (loss,)) for loss in ("forest_loss_any_canopy", "forest_loss")
    ]
    asked += [
        Request("breaks", place, measures=(measure,), scale="year")
        for place in everywhere
        for measure in ("deaths", "homicides_ministry", "forest_loss_any_canopy", "coca_density")
    ]
    asked += [
        Request("breaks", place, measures=(measure,), scale="month")
        for place in everywhere
        for measure in ("deaths", "homicides")
    ]
    asked += [
        Request("incident", everywhere[0], measures=(measure,), subject=incident)
        for incident in (
            "2023-03-02-bajo-cauca",
            "2023-03-02-los-pozos",
            "2023-03-29-el-carmen",
            "2025-01-16-catatumbo",
        )
        for measure in ("homicides_ministry", "forest_loss_any_canopy")
    ]
    return asked


def sources_used() -> frozenset[str]:
    """Ids of the sources that the standard requests may use."""
    measures = [one.measure for one in MEASURES.values()]
    below = {one.per_source for one in measures if one.per_source}
    detected = {"amw_mining", "gfw_alerts"}
    curated = {"dane_mgn", "ceasefires", "incidents", "actors"}
    return frozenset({one.source for one in measures} | below | detected | curated | {*EVENTS})
