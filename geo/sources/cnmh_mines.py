"""Accidents with mines, case by case, by the Centro Nacional de Memoria Histórica: only when asked for."""

from __future__ import annotations

from typing import Final

from geo.publishers.cases import CaseWorkbook, case_source

SOURCE: Final = case_source(
    id="cnmh_mines",
    title="Mines and explosive remnants (CNMH)",
    kind="minas",
    measures=("events", "victims"),
    caveats=(
        "How many of the victims died is not read: people killed are unknown, not zero.",
        "The register of AICMA counts the same accidents by other rules: never add them.",
    ),
)

WORKBOOK: Final = CaseWorkbook(
    SOURCE,
    page="casos-mi",
    number=1257,
    event_type="explosive_hazard",
    word="MINA",
    labels={"Tipo de Evento": "Evento", "Tipo de Armas": "Artefacto"},
)
PUBLISHER: Final = WORKBOOK.publisher
load: Final = WORKBOOK.load
