"""Species and their records by municipality: SiB Colombia's Biodiversidad en cifras."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import indicators, read_text
from geo.rejects import set_aside
from geo.source import Coverage, RawFile, Source, Variable, locate

_YEAR: Final = "2023"

SOURCE: Final = Source(
    id="sib_species",
    title="Species on record",
    publisher="Instituto Humboldt - SiB Colombia, Biodiversidad en Cifras",
    publisher_url="https://cifras.biodiversidad.co/",
    licence="free to use with citation (CC BY 4.0, not confirmed); the repository has no licence file",
    attribution="SiB Colombia, Biodiversidad en cifras",
    period="records to 2023-12-31",
    retrieved="2026-11-22",
    kind="indicators",
    files=(
        RawFile(
            "sib_species/sib_species_by_municipality_2023.csv",
            "467eca86aa10ebe96b9ffd873234f973b6c170cff9bb86a2b3e96781deb9a6a9",
        ),
    ),
    coverage=Coverage(
        "2023-12-31",
        "2023-12-31",
        (2023,),
        "listed",
        note="All records published to the end of 2023, of whatever year; three municipalities have no figures.",
    ),
    variables=(
        Variable("species", "species", "Species on record", "last", additive=False),
        Variable("species_records", "records", "Species records", "last"),
    ),
    caveats=(
        "Counts follow where people have looked, not how rich a place is: never show species without records.",
        "The same species is counted in every municipality where it is on record: species cannot be added up.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the figures.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS` for 2023: ``species`` and ``species_records`` of the same 1,118
        municipalities. Those without published figures have no row.

    Raises
    ------
    GeoDataError
        If the file lacks a column, a code is not five digits, or a value is not a number.
    """
    return indicators(_read(raw).assign(year=_YEAR), SOURCE)


def rejects(raw: Path) -> pd.DataFrame:
    """List the municipalities without figures."""
    table = _read(raw)
    blank = table[["species", "species_records"]].isna().all(axis="columns")
    return set_aside(table.loc[blank, "municipality_code"], "no figures published")


def _read(raw: Path) -> pd.DataFrame:
    columns = {"cod_mpio": "municipality_code", "especies": "species", "registros": "species_records"}
    return read_text(locate(SOURCE.files[0], raw), columns, SOURCE)
