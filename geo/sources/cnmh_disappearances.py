"""Forced disappearances, case by case, by the Centro Nacional de Memoria Histórica: only when asked for."""

from __future__ import annotations

from typing import Final

from geo.publishers.cases import CaseWorkbook, case_source

SOURCE: Final = case_source(
    id="cnmh_disappearances",
    title="Forced disappearances (CNMH)",
    kind="desaparición forzada",
    measures=("events", "victims"),
    caveats=(
        "Whether the people were found later, alive or dead, is not stated: people killed are unknown, not zero.",
    ),
)

WORKBOOK: Final = CaseWorkbook(
    SOURCE,
    page="casos-desaparicion-forzada",
    number=1255,
    event_type="violence_against_civilians",
    word="DESAPARICIÓN FORZADA",
    labels={"Modalidad": "Modalidad"},
)
PUBLISHER: Final = WORKBOOK.publisher
load: Final = WORKBOOK.load
