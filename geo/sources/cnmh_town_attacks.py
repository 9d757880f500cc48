"""Attacks on towns, case by case, by the Centro Nacional de Memoria Histórica: only when asked for."""

from __future__ import annotations

from typing import Final

from geo.publishers.cases import CaseWorkbook, case_source

SOURCE: Final = case_source(
    id="cnmh_town_attacks",
    title="Attacks on towns (CNMH)",
    kind="ataques a poblaciones",
    measures=("events",),
    caveats=("An incursion into a town; the first two of up to three groups are named.",),
)

WORKBOOK: Final = CaseWorkbook(
    SOURCE,
    page="casos-ataques-poblaciones",
    number=1242,
    event_type="attack",
    word="ATAQUE A POBLADO",
    groups=True,
)
PUBLISHER: Final = WORKBOOK.publisher
load: Final = WORKBOOK.load
