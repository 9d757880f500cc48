"""Victims of kidnapping since 2003, by the Ministry of Defence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.publishers.publisher import Publisher, deliver_register
from geo.publishers.socrata import Socrata
from geo.readers import ministry
from geo.readers.calendar import parse_days
from geo.readers.registers import event_table, parse_counts, read
from geo.source import Coverage, RawFile, Source, refreshed

SOURCE: Final = Source(
    id="mindefensa_kidnappings",
    title="Victims of kidnapping (Ministry of Defence)",
    publisher="Ministerio de Defensa Nacional, secuestro",
    publisher_url="https://www.datos.gov.co/d/d7zw-hpf4",
    licence="datos abiertos (datos.gov.co), terms not verified",
    attribution="Ministerio de Defensa Nacional de Colombia",
    period="2003-01-01/2026-01-24",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "mindefensa_kidnappings/secuestro_mindefensa_2003_202601_nacional.csv",
            "4b571387d6351ba4f84e9ebe3916942bfb66354b91aa3f35b29e000daf704f67",
        ),
    ),
    coverage=Coverage(
        start="2003-01-01",
        end="2026-01-24",
        years=tuple(range(2003, 2026)),
        scope="country",
        absent_is_zero=True,
        note="A zero means no victim on the ministry's record; of 2026 it has January only."
        f" {ministry.EXCLUDED_NOTE}",
        excluded=ministry.NON_MUNICIPALIZED,
    ),
    measures=("victims",),
    caveats=(
        "Rows are not cases: from 2005 to 2024 each is one victim, before and after some are a group held together. "
        "Victims are counted, rows never.",
        "From 2025 on a row may be a large group (57 people at Argelia on 21 June 2025, 75 at El Tambo on 7 "
        "September): victims go from 313 in 2024 to 698 in 2025 while rows hardly change.",
        "The police held at Los Pozos (San Vicente del Caguán) on 2 March 2023 are not in it.",
        "Six rows of 2003 know the department only.",
    ),
)

PUBLISHER: Final = Publisher(
    {"victims": Socrata("d7zw-hpf4", ("fecha_hecho", "cod_muni", "tipo_delito", "cantidad"))},
    lambda answers, source, _: deliver_register(
        answers["victims"],
        source,
        {"tipo_delito": "conducta", "cantidad": "cantidad"},
        since=date(2003, 1, 1),
        file="secuestro_mindefensa_nacional.csv",
        note=f"A zero means no victim on the ministry's record. {ministry.EXCLUDED_NOTE}",
    ),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the register, one event per row; ``victims`` is ``cantidad``.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    source = refreshed(SOURCE, raw)
    rows = read(source, raw, ["fecha", "cod_muni", "conducta", "cantidad"])
    return event_table(
        source,
        parse_days(rows["fecha"], source),
        rows["cod_muni"],
        event_type="kidnapping",
        source_event_type=rows["conducta"],
        victims=parse_counts(rows["cantidad"], source, least=1),
    )
