"""Victims of intentional homicide, 2018 to 2024, by the National Police."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from geo.definition import Definition
from geo.lazy import gpd
from geo.publishers.publisher import Publisher, deliver_register
from geo.publishers.socrata import Socrata
from geo.readers import ministry
from geo.readers.calendar import parse_days
from geo.readers.registers import describe_rows, event_table, parse_counts, read
from geo.source import Coverage, RawFile, Source, refreshed

SOURCE: Final = Source(
    id="police_homicides",
    title="Victims of intentional homicide (police)",
    publisher="Policía Nacional de Colombia, SIEDCO, homicidio intencional",
    publisher_url="https://www.datos.gov.co/d/m8fd-ahd9",
    licence="datos abiertos (datos.gov.co), terms not verified",
    attribution="Policía Nacional de Colombia",
    period="2018-01-01/2024-12-31",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "police_homicides/homicidio_policia_2018_2024_nacional.csv",
            "87e591328de7ef1fc7b84f69aa6cdde0f2d8042776d60cbb83d86c300cf0961d",
        ),
    ),
    coverage=Coverage(
        start="2018-01-01",
        end="2024-12-31",
        years=tuple(range(2018, 2025)),
        scope="country",
        absent_is_zero=True,
        note=f"A zero means no homicide on the police's record. {ministry.EXCLUDED_NOTE}",
        excluded=ministry.NON_MUNICIPALIZED,
        preliminary=(2024,),
    ),
    measures=("victims",),
    definition=Definition(
        counts="Victims of intentional homicide, whatever the motive",
        threshold="None: every case on the police's record",
        resolution="By day and municipality",
        suits="For single days and months: the ministry's table has years.",
    ),
    caveats=(
        "Every intentional homicide, not the deaths of the armed conflict; it names no author.",
        "Rows are a day's total by municipality and weapon (2019 is written one victim a row): victims are counted, "
        "rows never.",
        "2024 is preliminary.",
        "The ten victims of El Carmen (29 March 2023) are in it; the two of Los Pozos (2 March 2023) are not found "
        "under that date and municipality.",
    ),
)

PUBLISHER: Final = Publisher(
    {"victims": Socrata("m8fd-ahd9", ("fecha_hecho", "cod_muni", "arma_medio", "cantidad"), page=50_000)},
    lambda answers, source, _: deliver_register(
        answers["victims"],
        source,
        {"arma_medio": "arma", "cantidad": "cantidad"},
        since=date(2003, 1, 1),
        file="homicidio_nacional.csv",
        note="A zero means no homicide on record; the Ministry of Defence publishes the police's register."
        f" {ministry.EXCLUDED_NOTE}",
        publisher="Ministerio de Defensa Nacional, homicidio intencional (registro de la Policía Nacional)",
        caveats=(source.caveats[0], "Victims are counted, rows never: a row may have several."),
    ),
)
"""The Ministry of Defence's table of the police register, from 2003 to last month."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the register, one event per row; ``victims`` and the number of people killed are ``cantidad``.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    source = refreshed(SOURCE, raw)
    rows = read(source, raw, ["fecha", "cod_muni", "arma", "cantidad"])
    victims = parse_counts(rows["cantidad"], source, least=1)
    return event_table(
        source,
        parse_days(rows["fecha"], source),
        rows["cod_muni"],
        event_type="homicide",
        source_event_type="HOMICIDIO INTENCIONAL",
        killed=victims,
        victims=victims,
        description=describe_rows(rows, {"arma": "Arma o medio"}),
    )
