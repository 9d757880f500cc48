"""Acts of terrorism in the three regions since July 2021, by the Ministry of Defence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.publishers.publisher import Publisher, deliver_register
from geo.publishers.socrata import Socrata
from geo.readers.calendar import parse_days
from geo.readers.registers import event_table, parse_counts, read, repeat_rows
from geo.source import Coverage, RawFile, Source, refreshed

SOURCE: Final = Source(
    id="mindefensa_terrorism",
    title="Acts of terrorism (Ministry of Defence)",
    publisher="Ministerio de Defensa Nacional, actos de terrorismo",
    publisher_url="https://www.datos.gov.co/d/yi5j-5fe9",
    licence="datos abiertos (datos.gov.co), terms not verified",
    attribution="Ministerio de Defensa Nacional de Colombia",
    period="2021-07-21/2026-03-29",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "mindefensa_terrorism/terrorismo_mindefensa_regiones_20210721_20260329.csv",
            "c545d8ad8ef735e221a07f5134299695fd27d363b3b5e7ed6a5bc79e2ad0a07f",
        ),
    ),
    coverage=Coverage(
        start="2021-07-21",
        end="2026-03-29",
        years=(2022, 2023, 2024, 2025),
        scope="regions",
        absent_is_zero=True,
        note="Only the municipalities of Bajo Cauca, Catatumbo and Caquetá; elsewhere it says nothing.",
    ),
    measures=("events",),
    caveats=(
        "Transcribed from the national table for the 33 municipalities of the three regions.",
        "40 rows repeat another one and may be separate acts: all are kept.",
        "It names no author and no number of victims; its column of urban or rural zone is unreliable and not read.",
        "Never add it to the police series of terrorism, which counts by other rules.",
    ),
)

PUBLISHER: Final = Publisher(
    {"acts": Socrata("yi5j-5fe9", ("fecha_hecho", "cod_muni", "cantidad"))},
    lambda answers, source, _: deliver_register(
        answers["acts"],
        source,
        {"cantidad": "cantidad"},
        since=date(2003, 1, 1),
        file="terrorismo_mindefensa_nacional.csv",
        note="A zero means no act on the ministry's record; the earliest years are thin.",
        caveats=source.caveats[2:],
    ),
)
"""The national table; the pinned file is its part for the three regions since July 2021."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the acts, one event per act.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    source = refreshed(SOURCE, raw)
    rows = read(source, raw, ["fecha", "cod_muni", "cantidad"])
    acts = repeat_rows(rows, parse_counts(rows["cantidad"], source, least=1))
    return event_table(
        source,
        parse_days(acts["fecha"], source),
        acts["cod_muni"],
        event_type="terrorism",
        source_event_type="TERRORISMO",
    )
