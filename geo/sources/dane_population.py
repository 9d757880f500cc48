"""Population by municipality and year: DANE's projections."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import indicators, read_text
from geo.rejects import set_aside
from geo.source import Coverage, RawFile, Source, Variable, locate

SOURCE: Final = Source(
    id="dane_population",
    title="Population",
    publisher="DANE, municipal population projections",
    publisher_url="https://www.dane.gov.co",
    licence="DANE open data; read from an MIT-licensed package (epiverse-trace/epiCo)",
    attribution="Departamento Administrativo Nacional de Estadística - DANE: www.dane.gov.co",
    period="2012-2024",
    retrieved="2026-11-22",
    kind="indicators",
    files=(
        RawFile(
            "dane_population/poblacion_dane_2012_2024.csv",
            "b9e9d9e89c872e185a271ef376d9d3213a35b739c0a03a74eab2fff14c901ba9",
        ),
    ),
    coverage=Coverage("2012-01-01", "2024-12-31", tuple(range(2012, 2025)), "country"),
    variables=(Variable("population", "people", "Population", "last"),),
    caveats=(
        "Projections, not counts.",
        "Mapiripana (94663) has its own figures until 2019; from 2020 on its people count in Barrancominas (94343).",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the projections.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``population`` (people), 1,121 municipalities per year, and Mapiripana to 2019.

    Raises
    ------
    GeoDataError
        If the file lacks a column, a code is not five digits, or a value is not a number.
    """
    table = _read(raw)
    # DANE states 0 for an area that was merged into another, which does not mean that nobody lives there
    return table[table["value"] > 0].reset_index(drop=True)


def rejects(raw: Path) -> pd.DataFrame:
    """List the zeros that DANE states for an area that was merged into another."""
    table = _read(raw)
    merged = table[table["value"] == 0]
    return set_aside(merged["municipality_code"] + " " + merged["year"].astype(str), "0 for an area merged away")


def _read(raw: Path) -> pd.DataFrame:
    columns = {"divipola": "municipality_code", "ano": "year", "poblacion": "population"}
    return indicators(read_text(locate(SOURCE.files[0], raw), columns, SOURCE), SOURCE)
