"""Armed actions of the conflict, case by case, by the Centro Nacional de Memoria Histórica: only when asked for."""

from __future__ import annotations

from typing import Final

from geo.publishers.cases import CaseWorkbook, case_source

SOURCE: Final = case_source(
    id="cnmh_armed_actions",
    title="Armed actions (CNMH)",
    kind="acciones bélicas",
    measures=("events",),
    caveats=("Combats, ambushes, bombings between armed actors; the first two of up to three groups are named.",),
)

WORKBOOK: Final = CaseWorkbook(
    SOURCE,
    page="casos-acciones-belicas",
    number=1240,
    event_type="armed_clash",
    word="ACCIÓN BÉLICA",
    groups=True,
    labels={"Modalidad": "Modalidad", "Iniciativa": "Iniciativa"},
)
PUBLISHER: Final = WORKBOOK.publisher
load: Final = WORKBOOK.load
