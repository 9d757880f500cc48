"""Share of people with unmet basic needs (NBI) by municipality, census of 2018."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import indicators, padded, read_text
from geo.source import Coverage, RawFile, Source, Variable, locate

_CENSUS: Final = "2018"
"""The sheet says 2021, but its shares are those that DANE publishes for the census of 2018."""

SOURCE: Final = Source(
    id="unmet_needs",
    title="Unmet basic needs (NBI)",
    publisher="DANE, Necesidades Básicas Insatisfechas, census 2018",
    publisher_url="https://www.dane.gov.co",
    licence="DANE open data (CC BY 4.0)",
    attribution="Departamento Administrativo Nacional de Estadística - DANE: www.dane.gov.co",
    period="2018",
    retrieved="2026-11-28",
    kind="indicators",
    files=(
        RawFile(
            "unmet_needs/NBI_2021.xlsx",
            "cc4c4858756f715c4692ed4e03b7202bb852457b9136c03f0664d2c17ebec5ca",
            "https://raw.githubusercontent.com/reynellbadillo/homicidios_Colombia_2003_2024/"
            "fdf2fa9dc7b61ec86ba73b6f07560f31c9716747/raw_data/nbi/NBI_2021.xlsx",
        ),
    ),
    coverage=Coverage("2018-01-01", "2018-12-31", (2018,), "country"),
    variables=(Variable("unmet_needs", "%", "People with unmet basic needs", "last", additive=False),),
    caveats=(
        "From the census of 2018, whatever the period of a map: the population has changed since.",
        "Five needs (housing, services, crowding, school, dependency) counted by household: no measure of income.",
        "Shares of municipalities cannot be added up, nor averaged without their people.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the shares.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``unmet_needs`` (% of people), 1,121 municipalities in 2018.

    Raises
    ------
    GeoDataError
        A file that lacks a column, a code that is not four or five digits, a share that is not a number.
    """
    columns = {"municipio_code": "municipality_code", "NBI": "unmet_needs"}
    table = read_text(locate(SOURCE.files[0], raw), columns, SOURCE)
    return indicators(
        table.assign(municipality_code=padded(table["municipality_code"], SOURCE), year=_CENSUS), SOURCE
    )
