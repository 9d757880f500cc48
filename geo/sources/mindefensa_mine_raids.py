"""State operations against illicit mines in the three regions, by the Ministry of Defence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import gpd
from geo.publishers.publisher import Delivery, Publisher, deliver_register
from geo.publishers.socrata import Socrata
from geo.readers.calendar import dates_from_parts
from geo.readers.registers import event_table, parse_counts, read, repeat_rows
from geo.source import Coverage, RawFile, Source, refreshed

SOURCE: Final = Source(
    id="mindefensa_mine_raids",
    title="State operations against illicit mines (Ministry of Defence)",
    publisher="Ministerio de Defensa Nacional, minas intervenidas (explotación ilícita de yacimientos)",
    publisher_url="https://www.datos.gov.co/d/gr35-i7pm",
    licence="datos abiertos (datos.gov.co), terms not verified",
    attribution="Ministerio de Defensa Nacional de Colombia",
    period="2020-09/2026-05",
    retrieved="2026-11-22",
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


def _deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Sum daily raids by month, as in the pinned file."""
    daily = deliver_register(
        answers["raids"],
        source,
        {"cantidad": "minas"},
        since=date(2010, 1, 1),
        file="minas_intervenidas_nacional.csv",
        note="A municipality without a row has no operation on record.",
        caveats=source.caveats[:2],
    )
    [(name, rows)] = daily.files.items()
    month = rows["fecha"].str.split("-", expand=True)
    key = [month[0].rename("anio"), month[1].str.lstrip("0").rename("mes"), rows["cod_muni"]]
    monthly = parse_counts(rows["minas"], source).groupby(key).sum().reset_index()
    return replace(daily, files={name: monthly})


PUBLISHER: Final = Publisher({"raids": Socrata("gr35-i7pm", ("fecha_hecho", "cod_muni", "cantidad"))}, _deliver)
"""The national table; the pinned file is its part for the three regions since September 2020."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the register, one event per raided mine: a row of n mines becomes n events of its month.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    source = refreshed(SOURCE, raw)
    rows = read(source, raw, ["anio", "mes", "cod_muni", "minas"])
    raids = repeat_rows(rows, parse_counts(rows["minas"], source, least=1))
    year, month = (parse_counts(raids[part], source, least=1) for part in ("anio", "mes"))
    return event_table(
        source,
        dates_from_parts(year, month, None, source),
        raids["cod_muni"],
        event_type="state_operation",
        source_event_type="MINA INTERVENIDA",
    )
