"""Victims of intentional homicide, 2018 to 2024, by the National Police."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from geo.registers import count, days, event_table, read, say
from geo.source import Coverage, RawFile, Source

SOURCE: Final = Source(
    id="police_homicides",
    title="Victims of intentional homicide (police)",
    publisher="Policía Nacional de Colombia, SIEDCO, homicidio intencional",
    publisher_url="https://www.datos.gov.co/d/m8fd-ahd9",
    licence="datos abiertos (datos.gov.co), terms not verified",
    attribution="Policía Nacional de Colombia",
    period="2018-01-01/2024-12-31",
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
        note="A zero means no homicide on the police's record.",
    ),
    measures=("victims",),
    caveats=(
        "Every intentional homicide, not the deaths of the armed conflict; it names no author.",
        "Rows are a day's total by municipality and weapon (2019 is written one victim a row): victims are counted, "
        "rows never.",
        "2024 is preliminary.",
        "The ten victims of El Carmen (29 March 2023) are in it; the two of Los Pozos (2 March 2023) are not found "
        "under that date and municipality.",
    ),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the register, one row each; ``victims`` and the people killed are its ``cantidad``.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    rows = read(SOURCE, raw, ["fecha", "cod_muni", "arma", "cantidad"])
    victims = count(rows["cantidad"], SOURCE, least=1)
    return event_table(
        SOURCE,
        days(rows["fecha"], SOURCE),
        rows["cod_muni"],
        event_type="homicide",
        source_event_type="HOMICIDIO INTENCIONAL",
        killed=victims,
        victims=victims,
        description=say(rows, {"arma": "Arma o medio"}),
    )
