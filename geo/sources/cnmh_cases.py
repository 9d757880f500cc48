"""Cases of eleven kinds of violence together, 2023 to March 2026, by the Centro Nacional de Memoria Histórica.

The table has counts by municipality and year, without a day, a kind or an actor: they are figures and no events, and
none enters the table of events beside the massacres and kidnappings that it holds already.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import indicators, read_text, set_apart
from geo.source import Coverage, RawFile, Source, Variable, locate

_PART: Final = "_early_2026"

SOURCE: Final = Source(
    id="cnmh_cases",
    title="Cases of eleven kinds of violence (CNMH)",
    publisher="Centro Nacional de Memoria Histórica, SIEVCAC, cut-off 2026-03-31",
    publisher_url="https://geoportal-de-datos-abiertos-cnmh-cnmh.hub.arcgis.com/",
    licence="CC BY 4.0",
    attribution="CNMH, Observatorio de Memoria y Conflicto",
    period="2023-01/2026-03",
    retrieved="2026-11-28",
    kind="indicators",
    files=(
        RawFile(
            "cnmh_cases/cnmh_cases_by_municipality_2023_2026.csv",
            "3894deb3e97de1fa4a0089c19c69b485ea90aef0d7be5088dab6aac2919be79f",
        ),
    ),
    coverage=Coverage(
        "2023-01-01",
        "2026-03-31",
        (2023, 2024, 2025),
        "country",
        note="Zeros are stated: no documented case yet. Of 2026 it has January to March.",
        partial=(2026,),
    ),
    variables=(
        Variable("cnmh_cases", "cases", "Cases of eleven kinds of violence (CNMH)"),
        Variable(f"cnmh_cases{_PART}", "cases", "Cases of eleven kinds of violence, January to March 2026 (CNMH)"),
    ),
    caveats=(
        "Armed actions, selective killings, attacks on towns, terrorist attacks, damage to civilian property, forced"
        " disappearance, massacres, mines, recruitment of children, kidnapping and sexual violence, together;"
        " displacement is not among them.",
        "It holds the massacres and kidnappings of the CNMH's other tables, and deaths that other sources count:"
        " never add it to any of them.",
        "Cases are documented years later: a fall in the latest years does not mean less violence.",
        "One case is one event, whatever the number of its victims.",
        "Eleven cases of 2023 to 2025 without a municipality are not in the list.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the table.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``cnmh_cases`` (cases), 2023 to 2025, and ``cnmh_cases_early_2026`` for January
        to March 2026.

    Raises
    ------
    GeoDataError
        A file that lacks a column, a code that is not five digits, a value that is not a number.
    """
    columns = {"cod_divipola": "municipality_code", "anio": "year", "valor": "cnmh_cases"}
    return indicators(set_apart(read_text(locate(SOURCE.files[0], raw), columns, SOURCE), SOURCE, _PART), SOURCE)
