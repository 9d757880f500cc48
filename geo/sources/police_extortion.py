"""Reported victims of extortion in four years between 2018 and 2024, by the National Police."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.publishers.publisher import Publisher, deliver_register
from geo.publishers.socrata import Socrata
from geo.readers import ministry
from geo.readers.calendar import parse_days
from geo.readers.registers import describe_rows, event_table, parse_counts, read
from geo.source import Coverage, RawFile, Source, refreshed

SOURCE: Final = Source(
    id="police_extortion",
    title="Reported victims of extortion (police)",
    publisher="Policía Nacional de Colombia, SIEDCO, extorsión",
    publisher_url="https://www.datos.gov.co/d/q2ib-t9am",
    licence="datos abiertos (datos.gov.co), terms not verified",
    attribution="Policía Nacional de Colombia",
    period="2018, 2019, 2023, 2024-01/2024-08",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "police_extortion/extorsion_policia_2018_2019_2023_2024_nacional.csv",
            "cc33ffed171a8fff0f97c8c00e78c59194a1b7dd2144ab862a41fd254770dddc",
        ),
    ),
    coverage=Coverage(
        start="2018-01-01",
        end="2024-08-31",
        years=(2018, 2019, 2023),
        scope="country",
        absent_is_zero=True,
        note=f"2020, 2021 and 2022 are missing, and 2024 ends in August: a gap, not zero. {ministry.EXCLUDED_NOTE}",
        excluded=ministry.NON_MUNICIPALIZED,
    ),
    measures=("victims",),
    caveats=(
        "Reports to the police: where an armed group rules, few dare to report, and a zero means no report.",
        "Rows are a day's total by municipality and means (2019 is written one victim a row): victims are counted, "
        "rows never.",
        "No perpetrator is named: common crime and armed groups cannot be distinguished.",
    ),
)

PUBLISHER: Final = Publisher(
    {"victims": Socrata("q2ib-t9am", ("fecha_hecho", "cod_muni", "cantidad"), page=50_000)},
    lambda answers, source, _: deliver_register(
        answers["victims"],
        source,
        {"cantidad": "cantidad"},
        since=date.fromisoformat(answers["victims"]["fecha_hecho"].min()[:10]),
        file="extorsion_nacional.csv",
        note="A zero means no report; the Ministry of Defence publishes the police's register."
        f" {ministry.EXCLUDED_NOTE}",
        publisher="Ministerio de Defensa Nacional, extorsión (registro de la Policía Nacional)",
        caveats=(source.caveats[0], "Victims are counted, rows never: a row may have several.", source.caveats[2]),
    ),
)
"""The Ministry of Defence's table of the police register, with all years, without the means."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the register, one event per row; ``victims`` is ``cantidad``.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    source = refreshed(SOURCE, raw)
    means = {"arma": "Medio"} if source is SOURCE else {}
    rows = read(source, raw, ["fecha", "cod_muni", "cantidad", *means])
    return event_table(
        source,
        parse_days(rows["fecha"], source),
        rows["cod_muni"],
        event_type="extortion",
        source_event_type="EXTORSIÓN",
        victims=parse_counts(rows["cantidad"], source, least=1),
        description=describe_rows(rows, means),
    )
