"""Families paid and coca pickers of the substitution programme (PNIS) by municipality: only when asked for.

Nobody could try the publisher's service while this was written. Columns were learnt from public code that reads table
v4pt-rnn9 (``divipola_municipal``, ``pagos_asistencia_alimentaria``, ``recolectores``; 56 rows, codes without their
leading zero), which takes the payments for enrolled families.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import pd
from geo.publishers.publisher import Delivery, Publisher
from geo.publishers.socrata import Socrata
from geo.readers.text import indicators, padded, read_text
from geo.source import Coverage, Source, Variable, locate, refreshed

SOURCE: Final = Source(
    id="pnis",
    title="Substitution programme (PNIS)",
    publisher="Dirección de Sustitución de Cultivos de Uso Ilícito",
    publisher_url="https://www.datos.gov.co/d/v4pt-rnn9",
    licence="datos.gov.co open data (CC BY-SA 4.0 by default)",
    attribution="Dirección de Sustitución de Cultivos de Uso Ilícito",
    period="as it stands on the day it is asked for",
    kind="indicators",
    files=(),
    coverage=Coverage(
        "2026-01-01",
        "2026-01-01",
        (),
        "listed",
        note="The municipalities of the table, some 56: of the others it says nothing. Its cut-off is not stated.",
    ),
    variables=(
        Variable(
            "pnis_food_payments", "payments", "Payments of food assistance in the substitution programme", "last"
        ),
        Variable("pnis_pickers", "people", "Coca pickers enrolled in the substitution programme", "last"),
    ),
    optional=True,
    caveats=(
        "The year is that of the request: most families enrolled in 2017 and 2018, and the table has no date.",
        "The table does not say whether a payment is one family or one of its several payments.",
        "Being enrolled does not mean that the coca is gone, or that the promised projects came.",
    ),
)

_COLUMNS: Final = {
    "divipola_municipal": "municipality_code",
    "pagos_asistencia_alimentaria": "pnis_food_payments",
    "recolectores": "pnis_pickers",
}


def _deliver(answers: Mapping[str, Any], source: Source, day: date) -> Delivery:
    """Keep the rows as they are; they cover the year of the request."""
    rows: pd.DataFrame = answers["rows"].sort_values(list(_COLUMNS), ignore_index=True)
    coverage = replace(source.coverage, start=day.isoformat(), end=day.isoformat(), years=(day.year,))
    return Delivery({"pnis.csv": rows}, coverage, day.isoformat())


PUBLISHER: Final = Publisher({"rows": Socrata("v4pt-rnn9", tuple(_COLUMNS))}, _deliver)


def load(raw: Path) -> pd.DataFrame:
    """Read the table.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``pnis_food_payments`` (payments) and ``pnis_pickers`` (people) of the year of
        the request. An empty cell has no row.

    Raises
    ------
    GeoDataError
        A file that lacks a column, a code that is not four or five digits, a value that is not a number.
    """
    source = refreshed(SOURCE, raw)
    table = read_text(locate(source.files[0], raw), _COLUMNS, source)
    codes = padded(table["municipality_code"], source)
    return indicators(table.assign(municipality_code=codes, year=str(source.coverage.years[0])), source)
