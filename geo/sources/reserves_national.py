"""Indigenous reserves (resguardos) of the whole country, as their register stands."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from geo.publishers.arcgis import ArcGis
from geo.publishers.publisher import Publisher, as_it_stands
from geo.readers.features import feature_table, numbered, read_layer
from geo.source import Coverage, Source, Variable, locate, refreshed

_COLUMNS: Final = ("ID", "NOMBRE")

SOURCE: Final = Source(
    id="reserves_national",
    title="Indigenous reserves (ANT)",
    publisher="Agencia Nacional de Tierras",
    publisher_url="https://data-agenciadetierras.opendata.arcgis.com",
    licence="ANT open data (CC BY-SA 4.0 on the ANT hub; confirm)",
    attribution="Agencia Nacional de Tierras",
    period="as it stands on the day it is asked for",
    kind="features",
    files=(),
    coverage=Coverage(
        "2026-01-01",
        "2026-01-01",
        (),
        "country",
        absent_is_zero=True,
        note="The reserves formalised by that day.",
    ),
    table="reserves",
    variables=(Variable("reserve_area", "ha", "Area inside indigenous reserves", "last"),),
    optional=True,
    caveats=(
        "Territory that is claimed or used but not titled is not in it.",
        "It holds the reserves of Caquetá and of the UNODC study area too: draw and measure one of them.",
    ),
)

PUBLISHER: Final = Publisher(
    {
        "layer": ArcGis(
            "https://utility.arcgis.com/usrsvcs/servers/8944116ccfd34a7189c4bc44b8e19186/rest/services/DatosAbiertos/"
            "Resguardo_Indigena_Formalizado/FeatureServer/0",
            _COLUMNS,
            geometry=True,
            page=200,
        )
    },
    lambda answers, source, day: as_it_stands(answers["layer"], source, day, "reserves_national.geojson"),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the reserves.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``reserves_national:<ID>``.
    """
    source = refreshed(SOURCE, raw)
    layer = read_layer(locate(source.files[0], raw), _COLUMNS, SOURCE.id)
    ids = numbered(layer["ID"].astype(str))
    return feature_table(
        layer,
        SOURCE.id,
        ids=ids,
        kind="indigenous_reserve",
        citation=f"{source.attribution}, {source.period}, resguardo " + ids,
        name=layer["NOMBRE"],
    )
