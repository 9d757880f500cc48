"""Alluvial gold mining on land: UNODC-SIMCI's evidence of exploitation (EVOA), permitted, in transit and illicit."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from geo.source import Coverage, RawFile, Source, Variable, locate
from geo.sources._read import indicators, read_text

SOURCE: Final = Source(
    id="evoa",
    title="Alluvial gold mining (EVOA)",
    publisher="UNODC-SIMCI / Ministerio de Minas y Energía",
    publisher_url="https://www.datos.gov.co/d/g48d-yu62",
    licence="public, terms not verified",
    attribution="UNODC-SIMCI, EVOA",
    period="2014, 2016, 2018-2023",
    kind="indicators",
    files=(
        RawFile(
            "evoa/evoa_municipal_2014_2023.csv",
            "2d2e61f93e81080f351ec5f69df8763be9ac82e967e5ca9e19bf1411cfe1dfbd",
        ),
    ),
    coverage=Coverage(
        "2014-01-01",
        "2023-12-31",
        (2014, 2016, *range(2018, 2024)),
        "country",
        absent_is_zero=True,
        note="The whole country was searched in each published year; 2015 and 2017 were not surveyed.",
    ),
    variables=(
        Variable("evoa_area", "ha", "Alluvial gold mining", "mean"),
        Variable("evoa_permitted", "ha", "Alluvial gold mining with permits", "mean"),
        Variable("evoa_in_transit", "ha", "Alluvial gold mining in transit to legality", "mean"),
        Variable("evoa_illicit", "ha", "Illicit alluvial gold mining", "mean"),
    ),
    caveats=(
        "Alluvial gold mined on land, as seen from satellites: no vein mining, no panning, no dredges on rivers.",
        "The split by permit exists from 2018 on; for 2014 and 2016 only the whole is known.",
        "The area that shows in a year, a stock: years are averaged, never added up.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the table.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``evoa_area`` and, from 2018 on, its parts ``evoa_permitted``,
        ``evoa_in_transit`` and ``evoa_illicit`` (ha), for the municipalities where mining was seen. That the others
        have zero is for :func:`geo.indicators.fill_absent` to say.

    Raises
    ------
    GeoDataError
        A file that lacks a column, a code that is not five digits, a value that is not a number.
    """
    columns = {
        "cod_mpio": "municipality_code",
        "anio": "year",
        "evoa_ha": "evoa_area",
        "con_permisos_ha": "evoa_permitted",
        "en_transito_ha": "evoa_in_transit",
        "ilicita_ha": "evoa_illicit",
    }
    return indicators(read_text(locate(SOURCE.files[0], raw), columns, SOURCE), SOURCE)
