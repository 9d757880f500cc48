"""The 170 municipalities of the development programmes with a territorial focus (PDET), by subregion."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import read_text, register
from geo.source import Coverage, RawFile, Source, locate

SOURCE: Final = Source(
    id="pdet",
    title="PDET subregions",
    publisher="Agencia de Renovación del Territorio",
    publisher_url="https://www.renovacionterritorio.gov.co",
    licence="public law (facts)",
    attribution="Decreto Ley 893 de 2017",
    period="2017",
    retrieved="2026-11-22",
    kind="register",
    files=(RawFile("pdet/pdet_170.csv", "2c4d12fcac3fd9e198e47eadf9e75ad5dedf1daef743c73d7c5c4707488b658a"),),
    coverage=Coverage(
        "2017-05-28",
        "2017-05-28",
        (2017,),
        "country",
        note="A closed list: a municipality that is not on it is in no PDET.",
    ),
    caveats=(
        "The PDET subregions are not the three regions of Terrapaz: Catatumbo lacks Ábrego, La Playa and Ocaña, Bajo"
        " Cauca comes with the Nordeste of Antioquia, and Caquetá with Algeciras in Huila.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the list.

    Returns
    -------
    pandas.DataFrame
        ``municipality_code`` (unique) and ``pdet_subregion``, sorted by code: 170 rows, 16 subregions.

    Raises
    ------
    GeoDataError
        If the file lacks a column, a code is not five digits or is repeated, or a cell is empty.
    """
    columns = {"divipola": "municipality_code", "subregion_pdet": "pdet_subregion"}
    return register(read_text(locate(SOURCE.files[0], raw), columns, SOURCE), SOURCE)
