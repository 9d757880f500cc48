"""The ceasefire or the incident that a request names, and the sources without which there is no answer."""

from __future__ import annotations

from typing import Final

import pandas as pd

from geo.analyses.evidence import Evidence
from geo.analyses.model import Refused
from geo.analyses.wording import Text, listed
from geo.schema import GeoDataError, one_of

_NO_SOURCE: Final = Text(
    "Estas tablas no tienen la fuente {sources}, sin la que no hay respuesta.",
    "These tables lack the source {sources}, without which there is no answer.",
)


def require(evidence: Evidence, *sources: str) -> None:
    """Refuse if the build lacks one of the sources."""
    if lacking := [source for source in sources if source not in evidence.sources]:
        raise Refused(_NO_SOURCE.fill(sources=listed(lacking)))


def subject_of(evidence: Evidence, table: str, wanted: str) -> pd.Series:
    """The row of ``ceasefires`` or ``incidents`` with this id.

    Raises
    ------
    Refused
        The build lacks the table.
    GeoDataError
        There is no such row.
    """
    require(evidence, table)
    kind = table.removesuffix("s")
    rows = evidence.tables[table]
    found = rows[rows[f"{kind}_id"] == wanted]
    if found.empty:
        remedy = one_of(wanted, rows[f"{kind}_id"])
        raise GeoDataError(f"no such {kind}", column=f"{kind}_id", value=wanted, remedy=remedy)
    return found.iloc[0]
