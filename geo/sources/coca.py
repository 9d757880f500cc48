"""Standing coca by municipality: UNODC-SIMCI's yearly count of the fields seen on 31 December."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from geo.source import Coverage, RawFile, Source, Variable, locate
from geo.sources._read import indicators, read_text

SOURCE: Final = Source(
    id="coca",
    title="Coca fields",
    publisher="UNODC-SIMCI / Observatorio de Drogas de Colombia",
    publisher_url="https://www.datos.gov.co/d/acs4-3wgp",
    licence="CC BY-SA 4.0 (stated for a sister data set)",
    attribution="UNODC-SIMCI, monitoreo de cultivos de coca",
    period="2001-2024",
    kind="indicators",
    files=(
        RawFile(
            "coca/coca_municipal_2001_2024_long.csv",
            "41d929094f0a7f07691d9c1506c3f41c92b648826b146386a62e1a6ac5bb7c14",
        ),
    ),
    coverage=Coverage(
        "2001-12-31",
        "2024-12-31",
        tuple(range(2001, 2025)),
        "listed",
        note="The 319 municipalities of the published table, zeros included; of the others it says nothing.",
    ),
    variables=(Variable("coca_area", "ha", "Coca fields on 31 December", "mean"),),
    caveats=(
        "The area standing on 31 December: fields cleared or eradicated within the year do not show, and the years"
        " of one field cannot be added up.",
        "The sums of 2001 and 2009 fall 5 to 7 % short of the published totals.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the table.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``coca_area`` (ha), 319 municipalities in each of 24 years. The zeros are the
        publisher's own.

    Raises
    ------
    GeoDataError
        A file that lacks a column, a code that is not five digits, a value that is not a number.
    """
    columns = {"cod_mpio": "municipality_code", "anio": "year", "coca_ha": "coca_area"}
    return indicators(read_text(locate(SOURCE.files[0], raw), columns, SOURCE), SOURCE)
