"""Recruitment and use of children, case by case, by the Centro Nacional de Memoria Histórica: only when asked for."""

from __future__ import annotations

from typing import Final

from geo.publishers.cases import CaseWorkbook, case_source

SOURCE: Final = case_source(
    id="cnmh_recruitment",
    title="Recruitment of children (CNMH)",
    kind="reclutamiento y utilización de niñas, niños y adolescentes",
    measures=("events", "victims"),
    caveats=(
        "Most recruitment is never reported: a low figure does not mean that children are safe.",
        "Day and circumstances are left out, so that no case can be traced to a child.",
    ),
)

WORKBOOK: Final = CaseWorkbook(
    SOURCE,
    page="casos-ru",
    number=1258,
    event_type="violence_against_civilians",
    word="RECLUTAMIENTO",
    by_month=True,
)
PUBLISHER: Final = WORKBOOK.publisher
load: Final = WORKBOOK.load
