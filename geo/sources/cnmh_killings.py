"""Selective killings, case by case, by the Centro Nacional de Memoria Histórica: only when asked for."""

from __future__ import annotations

from typing import Final

from geo.publishers.cases import CaseWorkbook, case_source

SOURCE: Final = case_source(
    id="cnmh_killings",
    title="Selective killings (CNMH)",
    kind="asesinatos selectivos",
    measures=("events", "fatalities"),
    caveats=("A case has up to three people killed; four or more are a massacre, which is another source.",),
)

WORKBOOK: Final = CaseWorkbook(
    SOURCE,
    page="casos-asesinatos-selectivos",
    number=1252,
    event_type="violence_against_civilians",
    word="ASESINATO SELECTIVO",
    killed=True,
    labels={"Modalidad": "Modalidad", "Tipo de Armas": "Armas"},
)
PUBLISHER: Final = WORKBOOK.publisher
load: Final = WORKBOOK.load
