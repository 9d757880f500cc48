"""Alluvial gold mining on land: UNODC-SIMCI's evidence of exploitation (EVOA), permitted, in transit and illicit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import np, pd
from geo.publishers.arcgis import ArcGis
from geo.publishers.publisher import Delivery, Publisher, with_years
from geo.publishers.socrata import Socrata
from geo.readers.text import indicators, read_text
from geo.schema import GeoDataError
from geo.source import Coverage, RawFile, Source, Variable, locate, refreshed

SOURCE: Final = Source(
    id="evoa",
    title="Alluvial gold mining (EVOA)",
    publisher="UNODC-SIMCI / Ministerio de Minas y Energía",
    publisher_url="https://www.datos.gov.co/d/g48d-yu62",
    licence="public, terms not verified",
    attribution="UNODC-SIMCI, EVOA",
    period="2014, 2016, 2018-2023",
    retrieved="2026-11-22",
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
    next_release="No date is announced; the report on 2022 was presented on 21 November 2023.",
    next_release_url=(
        "https://semana.com/nacion/articulo/"
        "la-explotacion-ilegal-de-oro-de-aluvion-aumento-en-2022-llegando-al-73-con-un-incremento-de-5000-hectareas-segun-informe-de-unodc/202326"
    ),
    caveats=(
        "Alluvial gold mined on land, as seen from satellites: no vein mining, no panning, no dredges on rivers.",
        "The split by permit exists from 2018 on; for 2014 and 2016 only the whole is known.",
        "The area that shows in a year, a stock: years are averaged, never added up.",
    ),
)

_SERVER: Final = "https://arcgisenterprise.unodc.org.co/server/rest/services/SIMCI_EVOA"
_PERMITS: Final = {
    "hectareas_con_permisos": "con_permisos_ha",
    "hectareas_en_transito_a": "en_transito_ha",
    "hectareas_explotacion_ilicita": "ilicita_ha",
}
_FIGURES: Final = {
    "ClaseFL_PermisosTecnicos": "con_permisos_ha",
    "ClaseFL_En_Transito": "en_transito_ha",
    "ClaseFL_Exp_Ilicita": "ilicita_ha",
}
_KEY: Final = ["anio", "cod_mpio"]
_SLACK: Final = 0.5
"""Hectares by which the sum of the parts may differ from the total: they are clipped to other boundaries."""


def _deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Join the total by municipality and year from UNODC's server with its parts from datos.gov.co or the server.

    datos.gov.co has the parts of the earlier years, without leading zeros and with department 13, Bolívar, called
    Boyacá: only its codes are read. The server's figures by legal status (*figuras de ley*) are of pieces of a
    municipality and are summed.
    """
    whole = _hectares(answers["whole"].rename(columns={"Año": "anio", "Cod_mpio": "cod_mpio"}), {"EVOA": "evoa_ha"})
    permits = answers["permits"].rename(columns={"a_o": "anio", "codigo_municipio": "cod_mpio"})
    permits = _hectares(permits.assign(cod_mpio=permits["cod_mpio"].str.zfill(5)), _PERMITS)
    figures = _hectares(answers["figures"].rename(columns={"ANIO": "anio", "Cod_Mpio": "cod_mpio"}), _FIGURES)
    later = figures[figures["anio"].astype(int) > permits["anio"].astype(int).max()]
    table = whole.merge(pd.concat([permits, later]), on=_KEY, how="outer", indicator="found")
    parts = table[list(_PERMITS.values())].sum(axis="columns", min_count=1)
    wrong = (table["found"] == "right_only") | ((table["evoa_ha"] - parts).abs() > _SLACK)
    if wrong.any():
        raise GeoDataError(
            f"the parts do not add up to the total, {int(wrong.sum())} time(s)",
            source=source.id,
            column="evoa_ha",
            value=table.loc[wrong, [*_KEY, "evoa_ha"]].iloc[0].tolist(),
            remedy="one of the publisher's tables is newer than the other: refresh again later",
        )
    table = table.drop(columns="found").sort_values(_KEY, ignore_index=True)
    years = sorted(table["anio"].astype(int).unique())
    spans = np.split(years, np.flatnonzero(np.diff(years) > 1) + 1)
    period = ", ".join(f"{span[0]}-{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)
    file = {f"evoa_municipal_{years[0]}_{years[-1]}.csv": table}
    return Delivery(file, with_years(source.coverage, years), period)


def _hectares(table: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    figures = table[[*_KEY, *columns]].rename(columns=dict(columns)).astype(dict.fromkeys(columns.values(), float))
    return figures.groupby(_KEY, as_index=False).sum()


PUBLISHER: Final = Publisher(
    {
        "whole": ArcGis(f"{_SERVER}/VISOR_EVOA_EN_COLOMBIA/MapServer/1", ("Año", "Cod_mpio", "EVOA")),
        "permits": Socrata("g48d-yu62", ("a_o", "codigo_municipio", *_PERMITS)),
        "figures": ArcGis(f"{_SERVER}/VISOR_EVOA_FIGURAS_DE_LEY/MapServer/2", ("ANIO", "Cod_Mpio", *_FIGURES)),
    },
    _deliver,
)


def load(raw: Path) -> pd.DataFrame:
    """Read the table.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``evoa_area`` and, from 2018 on, its parts ``evoa_permitted``,
        ``evoa_in_transit`` and ``evoa_illicit`` (ha), for the municipalities where mining was detected;
        :func:`geo.statistics.indicators.fill_absent` adds the zeros of the others.

    Raises
    ------
    GeoDataError
        If the file lacks a column, a code is not five digits, or a value is not a number.
    """
    columns = {
        "cod_mpio": "municipality_code",
        "anio": "year",
        "evoa_ha": "evoa_area",
        "con_permisos_ha": "evoa_permitted",
        "en_transito_ha": "evoa_in_transit",
        "ilicita_ha": "evoa_illicit",
    }
    source = refreshed(SOURCE, raw)
    return indicators(read_text(locate(source.files[0], raw), columns, source), source)
