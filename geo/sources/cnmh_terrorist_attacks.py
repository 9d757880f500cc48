"""Terrorist attacks, case by case, by the Centro Nacional de Memoria Histórica: only when asked for."""

from __future__ import annotations

from typing import Final

from geo.publishers.cases import CaseWorkbook, case_source

SOURCE: Final = case_source(
    id="cnmh_terrorist_attacks",
    title="Terrorist attacks (CNMH)",
    kind="atentados terroristas",
    measures=("events",),
    caveats=("By the centre's own definition, not that of the ministry or the police: never one series.",),
)

WORKBOOK: Final = CaseWorkbook(
    SOURCE,
    page="casos-atentados-terroristas",
    number=1253,
    event_type="terrorism",
    word="ATENTADO TERRORISTA",
    labels={"Modalidad": "Modalidad", "Tipo de Armas": "Armas"},
)
PUBLISHER: Final = WORKBOOK.publisher
load: Final = WORKBOOK.load
