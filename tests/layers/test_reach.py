"""What a measure or a layer covers is said of the place that is looked at."""

import pytest

from layers.analysis.reach import overlay_reaches, reaches
from layers.catalog import CHOROPLETHS
from layers.catalog.synonyms import SYNONYMS
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from tests import builders

PLACES = (
    ("05120", "bajo-cauca", "Antioquia"),
    ("05001", None, "Antioquia"),
    ("18001", "caqueta", "Caquetá"),
    ("54800", "catatumbo", "Norte de Santander"),
    ("54001", None, "Norte de Santander"),
    *((f"{code}001", None, name) for code, name in (("08", "Atlántico"), ("13", "Bolívar"), ("15", "Boyacá"))),
    *((f"{code}001", None, name) for code, name in (("44", "La Guajira"), ("50", "Meta"), ("52", "Nariño"))),
)
COUNTRY = Selection()


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Eleven municipalities of nine departments, with some measures in some of them."""
    rows = [(code, year, "tree_cover_loss", "ha", 1.0, "gfw_loss") for code, *_ in PLACES for year in (2015, 2016)]
    rows += [("18001", 2020, "deforestation", "ha", 1.0, "mapbiomas_transitions")]
    rows += [(code, 2022, "events", "events", 1.0, "mindefensa_terrorism") for code in ("05120", "18001")]
    rows += [(code, 2018, "deforestation", "ha", 1.0, "ideam_deforestation") for code in ("05001", "50001")]
    rows += [(code, 2020, "evoa_area", "ha", 1.0, "evoa") for code in ("05120", "13001", "52001", "50001")]
    places = [
        {"municipality_code": code, "municipality": code, "region": region, "department": department}
        for code, region, department in PLACES
    ]
    return builders.tables(
        municipalities=builders.municipalities(*places, geometry=builders.square(-75, 5)),
        indicators=builders.indicators(rows),
    )


@pytest.mark.parametrize(
    ("selection", "name", "expected"),
    [
        (COUNTRY, "forest_loss_ha", "2015–2016"),
        (COUNTRY, "deforestation", "2020 · only Caquetá"),
        (COUNTRY, "terrorism_acts", "2022 · only Bajo Cauca and Caquetá"),
        (COUNTRY, "deforestation_ideam", "2018 · only Antioquia and Meta"),
        (COUNTRY, "evoa_ha", "2020 · in 4 departments"),
        (COUNTRY, "homicides", "no data in this build"),
        (Selection(department_code="05"), "terrorism_acts", "2022 · only Bajo Cauca"),
        (Selection(region="bajo-cauca"), "terrorism_acts", "2022"),
        (Selection(region="catatumbo"), "terrorism_acts", "no data here; in Bajo Cauca and Caquetá"),
        (Selection(region="bajo-cauca"), "deforestation_ideam", "no data here; in Antioquia and Meta"),
        (Selection(region="catatumbo"), "evoa_ha", "no data here; in 4 departments"),
        (Selection(start="2018-01"), "forest_loss_ha", "no data in these years; in 2015–2016"),
        (Selection(municipality_code="18001"), "deforestation", "2020"),
    ],
)
def test_a_measure_says_what_it_covers_here(tables: Tables, selection: Selection, name: str, expected: str) -> None:
    """Years in the place; what it is limited to; where it has data, if it has none here or in the period."""
    assert reaches(selection, tables)[name].describe(selection, translator("en")) == expected


@pytest.mark.parametrize(
    ("selection", "name", "expected"),
    [
        (COUNTRY, "ucdp", "1989–2018, 2023–2025"),
        (COUNTRY, "protected", "2025 · solo Caquetá"),
        (COUNTRY, "terrorism", "2021–2026 · solo Bajo Cauca, Catatumbo y Caquetá"),
        (Selection(region="catatumbo"), "protected", "sin datos aquí; los hay en Caquetá"),
        (Selection(region="catatumbo"), "forest_nuclei", "sin datos aquí; los hay en Caquetá y Meta"),
        (
            Selection(start="1950-01", end="1955-12"),
            "ucdp",
            "sin datos en estos años; los hay en 1989–2018, 2023–2025",
        ),
        (Selection(start="1950-01", end="1955-12"), "parks", "2018"),
    ],
)
def test_a_layer_says_where_its_source_looked(tables: Tables, selection: Selection, name: str, expected: str) -> None:
    """As the source declares it: a place without an event is not a place without data."""
    assert overlay_reaches(selection, tables)[name].describe(selection, translator("es")) == expected


def test_every_measure_has_synonyms() -> None:
    """And every synonym has a measure."""
    assert SYNONYMS.keys() == CHOROPLETHS.keys()
