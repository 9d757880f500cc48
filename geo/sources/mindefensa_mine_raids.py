"""State operations against illicit mines in the three regions, by the Ministry of Defence."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from geo.registers import calendar, count, event_table, one_row_each, read
from geo.source import Coverage, RawFile, Source

SOURCE: Final = Source(
    id="mindefensa_mine_raids",
    title="State operations against illicit mines (Ministry of Defence)",
    publisher="Ministerio de Defensa Nacional, minas intervenidas (explotación ilícita de yacimientos)",
    publisher_url="https://www.datos.gov.co/d/gr35-i7pm",
    licence="datos abiertos (datos.gov.co), terms not verified",
    attribution="Ministerio de Defensa Nacional de Colombia",
    period="2020-09/2026-05",
    kind="events",
    files=(
        RawFile(
            "mindefensa_mine_raids/minas_intervenidas_regiones_202009_202605.csv",
            "6392f2f9bb1078b0869d1d95d19df3ddb6bdb390ca185cffdd0c6dce7927fc0e",
        ),
    ),
    coverage=Coverage(
        start="2020-09-01",
        end="2026-05-31",
        years=(2021, 2022, 2023, 2024, 2025),
        scope="regions",
        absent_is_zero=True,
        note="Only the municipalities of the three regions; a month without a row has no operation on record.",
    ),
    measures=("events",),
    caveats=(
        "It counts what the state did, not how many mines there are: where nobody looks, nothing is raided.",
        "The series breaks in early 2024 (Florencia goes from one or two a month to 39): that is not growth.",
        "Published by month; transcribed from the national table for the 33 municipalities of the three regions.",
    ),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the register, one event a mine raided: a row of n mines becomes n events of its month.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    rows = read(SOURCE, raw, ["anio", "mes", "cod_muni", "minas"])
    raids = one_row_each(rows, count(rows["minas"], SOURCE, least=1))
    year, month = (count(raids[part], SOURCE, least=1) for part in ("anio", "mes"))
    return event_table(
        SOURCE,
        calendar(year, month, None, SOURCE),
        raids["cod_muni"],
        event_type="state_operation",
        source_event_type="MINA INTERVENIDA",
    )
