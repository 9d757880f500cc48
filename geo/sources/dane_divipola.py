"""Seats of the municipalities, from DANE's register of codes (DIVIPOLA)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import numbers, read_text, register
from geo.source import Coverage, RawFile, Source, locate

SOURCE: Final = Source(
    id="dane_divipola",
    title="Seats of the municipalities",
    publisher="DANE, DIVIPOLA 2021",
    publisher_url="https://geoportal.dane.gov.co",
    licence="DANE open data",
    attribution="Departamento Administrativo Nacional de Estadística - DANE: www.dane.gov.co",
    period="2021",
    retrieved="2026-11-22",
    kind="register",
    files=(
        RawFile(
            "dane_divipola/divipola2021_cabeceras.csv",
            "746e1954979642f1b6028ba8d91ecd394c72e896a49cd4ba5218d0c21100aa3b",
        ),
    ),
    coverage=Coverage(
        "2021-01-01",
        "2021-12-31",
        (2021,),
        "country",
        note="The 18 non-municipalised areas of Amazonas, Guainía and Vaupés have no seat.",
    ),
    caveats=("A seat is the main town of a municipality, not its centre: it says nothing of where an event was.",),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the seats.

    Returns
    -------
    pandas.DataFrame
        ``municipality_code`` (unique), ``seat_lon``, ``seat_lat`` (degrees, EPSG:4326) and ``name`` (as DANE prints
        it, in capitals), sorted by code: 1,103 rows.

    Raises
    ------
    GeoDataError
        If the file lacks a column, a code is not five digits or is repeated, or a seat has no coordinates.
    """
    columns = {"divipola": "municipality_code", "lon": "seat_lon", "lat": "seat_lat", "municipio": "name"}
    table = register(read_text(locate(SOURCE.files[0], raw), columns, SOURCE), SOURCE)
    return table.assign(
        seat_lon=numbers(table["seat_lon"], SOURCE),
        seat_lat=numbers(table["seat_lat"], SOURCE),
        name=table["name"].str.strip(),
    )
