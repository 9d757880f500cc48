"""Sexual violence in the conflict, case by case, by the Centro Nacional de Memoria Histórica: only when asked for."""

from __future__ import annotations

from typing import Final

from geo.publishers.cases import CaseWorkbook, case_source

SOURCE: Final = case_source(
    id="cnmh_sexual_violence",
    title="Sexual violence (CNMH)",
    kind="violencia sexual",
    measures=("events", "victims"),
    caveats=(
        "Most sexual violence is never reported: a low figure does not mean that there was little.",
        "Day and circumstances are left out, so that no case can be traced to a person.",
    ),
)

WORKBOOK: Final = CaseWorkbook(
    SOURCE,
    page="casos-vs",
    number=1260,
    event_type="violence_against_civilians",
    word="VIOLENCIA SEXUAL",
    by_month=True,
)
PUBLISHER: Final = WORKBOOK.publisher
load: Final = WORKBOOK.load
