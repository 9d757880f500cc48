"""Further words by which a measure is searched, in both languages: those that a reader may know instead of its title.

A search finds titles and groups in either language, with or without accents, by the beginnings of words: none of them
is repeated here. Words that belong to several measures stand once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

_BY_WORDS: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    ("combates", "hostigamientos", "emboscadas", "fighting", "clashes", "ambushes"): ("cnmh_armed_actions",),
    ("hechos victimizantes", "memoria histórica", "human rights violations"): ("cnmh_cases",),
    ("desaparecidos", "missing people", "disappeared"): ("cnmh_disappearances",),
    ("homicidio selectivo", "asesinados", "líderes sociales", "sicariato", "assassinations", "murders"): (
        "cnmh_killings",
    ),
    ("MAP", "MUSE", "minas antipersonal", "artefactos explosivos", "landmines", "anti-personnel mines"): (
        "cnmh_mines",
        "mine_victims",
    ),
    ("AEI", "desminado", "explosive devices", "demining"): ("mine_victims",),
    ("destrucción", "infraestructura", "bienes", "destruction"): ("cnmh_property_damage",),
    ("menores", "niños soldado", "reclutamiento forzado", "child soldiers", "minors"): ("cnmh_recruitment",),
    ("violaciones", "abuso sexual", "violencia de género", "rape", "gender-based violence"): (
        "cnmh_sexual_violence",
    ),
    ("terrorismo", "explosivos", "carro bomba", "terrorism", "car bombs", "bombings"): (
        "cnmh_terrorist_attacks",
        "terrorism_acts",
    ),
    ("tomas guerrilleras", "tomas de pueblos", "takeovers"): ("cnmh_town_attacks",),
    ("confinamiento", "confinados", "restricción a la movilidad", "confinement"): ("confinement",),
    ("muertes", "muertos", "fallecidos", "víctimas mortales", "deaths", "fatalities", "casualties", "UCDP"): (
        "deaths",
    ),
    ("desplazamiento forzado", "desplazados", "éxodo", "IDP", "forced displacement", "UARIV"): ("displacement",),
    ("combates", "enfrentamientos", "hechos de violencia", "clashes", "incidents", "UCDP"): ("events",),
    ("vacunas", "cobro", "racketeering", "protection money"): ("extortion", "extortion_ministry"),
    ("fuerza pública", "fuerzas armadas", "uniformados", "ejército", "armed forces", "army", "troops"): (
        "forces_harmed",
        "forces_killed",
    ),
    ("asesinatos", "asesinados", "muertes violentas", "murders", "killings", "violent deaths"): (
        "homicides",
        "homicides_ministry",
    ),
    ("plagio", "rehenes", "hostages", "abductions"): ("kidnappings", "kidnappings_ministry"),
    ("matanzas", "homicidio múltiple", "homicidio colectivo", "mass killings"): (
        "massacre_victims",
        "massacre_victims_ministry",
    ),
    ("atentados", "attacks"): ("terrorism_acts",),
    ("alertas tempranas de deforestación", "GLAD", "RADD", "early warning"): (
        "alert_density",
        "alerts_in_protected",
        "alerts_in_reserves",
    ),
    ("pastos", "ganadería", "pasture", "cattle"): ("deforestation",),
    ("tala", "desmonte", "pérdida de bosque", "forest loss", "clearing", "logging"): (
        "deforestation",
        "deforestation_ideam",
        "deforestation_in_protected",
        "deforestation_in_reserves",
        "forest_loss",
        "forest_loss_any_canopy",
        "forest_loss_ha",
    ),
    ("deforestación", "deforestation", "GFW", "Global Forest Watch", "Hansen"): (
        "forest_loss",
        "forest_loss_any_canopy",
        "forest_loss_ha",
    ),
    ("MapBiomas",): (
        "deforestation",
        "deforestation_in_protected",
        "deforestation_in_reserves",
        "degradation",
        "regeneration",
    ),
    ("parques nacionales", "national parks"): ("alerts_in_protected", "deforestation_in_protected"),
    ("pueblos indígenas", "indigenous peoples", "territorio indígena", "indigenous territory"): (
        "alerts_in_reserves",
        "deforestation_in_reserves",
        "reserve_share",
    ),
    ("deterioro", "bosque degradado", "degraded forest"): ("degradation",),
    ("incendios", "quemas", "puntos de calor", "wildfires", "burning", "hotspots", "FIRMS", "MODIS"): ("fires",),
    ("restauración", "bosque secundario", "regrowth", "restoration", "secondary forest"): ("regeneration",),
    ("minería ilegal", "illegal mining", "extracción ilícita", "mercurio", "mercury"): (
        "amw_mining",
        "evoa_ha",
        "evoa_illicit",
        "gold_mining_in_parks",
        "mine_raids",
        "mining_arrests",
        "mining_machinery",
    ),
    ("EVOA", "minería aurífera aluvial", "dragas", "dredging", "UNODC"): (
        "evoa_ha",
        "evoa_illicit",
        "evoa_in_transit",
        "evoa_permitted",
    ),
    ("Amazon Mining Watch", "Amazonía", "minería aurífera"): ("amw_mining", "gold_mining_in_parks"),
    ("formalización", "legalización", "formalisation"): ("evoa_in_transit",),
    ("licencia", "legal", "licensed"): ("evoa_permitted",),
    ("áreas protegidas", "protected areas"): ("gold_mining_in_parks", "park_share"),
    ("concesiones", "catastro minero", "ANM", "concessions", "licences", "mining claims"): ("gold_titles",),
    ("erradicación", "fumigación", "aspersión", "eradication", "spraying"): ("coca_eradicated",),
    ("cultivos ilícitos", "cultivos de uso ilícito", "hoja de coca", "cocaína", "narcotráfico"): (
        "coca_density",
        "coca_eradicated",
        "coca_ha",
    ),
    ("illicit crops", "coca crops", "coca cultivation", "cocaine", "drug trafficking", "SIMCI"): (
        "coca_density",
        "coca_eradicated",
        "coca_ha",
    ),
    ("ecocidio", "crimen ambiental", "delitos contra el medio ambiente", "ecocide"): ("environmental_crimes",),
    ("cocaína", "cristalizaderos", "narcotráfico", "cocaine", "drug trafficking", "labs"): ("laboratories",),
    ("intervención de minas", "raids", "illegal mines"): ("mine_raids",),
    ("detenciones", "detenidos", "detentions"): ("mining_arrests",),
    ("retroexcavadoras", "dragas", "excavators", "dredges", "seizures"): ("mining_machinery",),
    ("luz", "radiancia", "electricidad", "VIIRS", "radiance", "electricity", "nightlights"): ("night_lights",),
    ("PNN", "parques naturales", "natural parks", "conservación"): ("park_share", "protected_share"),
    ("ZRC", "campesinos", "peasants", "farmers"): ("peasant_reserve_share",),
    ("habitantes", "personas", "inhabitants", "people", "censo", "DANE", "census"): ("population_density",),
    ("RUNAP", "conservación", "conservation"): ("protected_share",),
    ("biodiversidad", "fauna", "flora", "biodiversity", "SiB", "GBIF"): ("species_records",),
    ("pobreza", "poverty", "deprivation"): ("unmet_needs",),
}


def _by_measure(words: Mapping[tuple[str, ...], Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for listed, names in words.items():
        for name in names:
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *listed)))
    return MappingProxyType(found)


SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = _by_measure(_BY_WORDS)
"""Words by the id of a choropleth."""
