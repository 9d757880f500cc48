"""The municipalities of Terrapaz's three regions, with their seats and areas.

This table defines the regions for the whole project, and replaces the boundaries if there are none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import numbers, read_text
from geo.schema import REGION_MUNICIPALITIES, check
from geo.source import Coverage, RawFile, Source, locate

SOURCE: Final = Source(
    id="regions",
    title="The three regions",
    publisher="Terrapaz, from DANE (MGN 2018 with limits of 2021, DIVIPOLA 2021)",
    publisher_url="https://geoportal.dane.gov.co",
    licence="CC BY 4.0 (DANE)",
    attribution="Departamento Administrativo Nacional de Estadística - DANE: www.dane.gov.co",
    period="2021",
    retrieved="2026-11-22",
    kind="register",
    files=(RawFile("regions.csv", tracked=True),),
    coverage=Coverage("2021-01-01", "2021-12-31", (2021,), "regions"),
    caveats=(
        "Bajo Cauca is the six municipalities of that subregion of Antioquia, Catatumbo eleven of Norte de Santander"
        " (the PDET subregion has eight of them), Caquetá the whole department.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the municipalities of the regions.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.REGION_MUNICIPALITIES`, sorted by code: 6 of Bajo Cauca, 11 of Catatumbo, 16 of Caquetá.
        ``area_km2`` is on the ellipsoid, of the default edition of the boundaries; seats are in degrees (EPSG:4326).

    Raises
    ------
    GeoDataError
        If a row violates the schema.
    """
    table = read_text(locate(SOURCE.files[0], raw), {name: name for name in REGION_MUNICIPALITIES.columns}, SOURCE)
    measured = {name: numbers(table[name], SOURCE) for name in ("area_km2", "seat_lon", "seat_lat")}
    table = table.assign(**measured).sort_values("municipality_code", ignore_index=True)
    return check(table, REGION_MUNICIPALITIES, SOURCE.id)
