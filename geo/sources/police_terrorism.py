"""Acts of terrorism, 2010 to April 2022, by the National Police."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.readers.calendar import parse_days
from geo.readers.registers import describe_rows, event_table, parse_counts, read, repeat_rows
from geo.source import Coverage, RawFile, Source

SOURCE: Final = Source(
    id="police_terrorism",
    title="Acts of terrorism (police)",
    publisher="Policía Nacional de Colombia, SIEDCO, terrorismo",
    publisher_url="https://www.policia.gov.co/estadistica-delictiva",
    licence="datos abiertos (datos.gov.co), terms not verified",
    attribution="Policía Nacional de Colombia",
    period="2010-01-05/2022-04-28",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "police_terrorism/terrorismo_policia_2010_202204_nacional.csv",
            "8701bb7930b7fea20807792849c908c900c9d0f5bdecabb8e55968ddeed2f882",
        ),
    ),
    coverage=Coverage(
        start="2010-01-01",
        end="2022-04-28",
        years=tuple(range(2010, 2022)),
        scope="country",
        note="Its silence is no evidence of absence: a municipality without a row has no data, not zero.",
    ),
    measures=("events",),
    caveats=(
        "An older and thinner series than the ministry's, by other rules: never continue one with the other, and "
        "never add them.",
        "It has no act in Catatumbo from 2017 to 2019, which is no evidence of absence.",
        "It names no author and no victims.",
    ),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the register, one event per act: a row whose ``cantidad`` is n becomes n events.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    rows = read(SOURCE, raw, ["fecha", "cod_muni", "arma", "cantidad"])
    acts = repeat_rows(rows, parse_counts(rows["cantidad"], SOURCE, least=1))
    return event_table(
        SOURCE,
        parse_days(acts["fecha"], SOURCE),
        acts["cod_muni"],
        event_type="terrorism",
        source_event_type="TERRORISMO",
        description=describe_rows(acts, {"arma": "Arma o medio"}),
    )
