"""Damage to civilian property, case by case, by the Centro Nacional de Memoria Histórica: only when asked for."""

from __future__ import annotations

from typing import Final

from geo.publishers.cases import CaseWorkbook, case_source

SOURCE: Final = case_source(
    id="cnmh_property_damage",
    title="Damage to civilian property (CNMH)",
    kind="daños a bienes civiles",
    measures=("events",),
    caveats=("A case may be a burnt vehicle or a blown-up pipeline: it does not state the extent of the damage.",),
)

WORKBOOK: Final = CaseWorkbook(
    SOURCE,
    page="casos-danos-bienes-civiles",
    number=1254,
    event_type="attack",
    word="DAÑO A BIENES CIVILES",
    labels={"Modalidad": "Modalidad", "Tipo de Armas": "Armas"},
)
PUBLISHER: Final = WORKBOOK.publisher
load: Final = WORKBOOK.load
