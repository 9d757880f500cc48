"""Collective territories of Black communities (consejos comunitarios), as their register stands."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from geo.publishers.arcgis import ArcGis
from geo.publishers.publisher import Publisher, as_it_stands
from geo.readers.features import feature_table, numbered, read_layer
from geo.source import Coverage, Source, Variable, locate, refreshed

_COLUMNS: Final = ("OBJECTID", "NOMBRE")

SOURCE: Final = Source(
    id="community_councils",
    title="Territories of Black communities (ANT)",
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
        note="The territories titled by that day.",
    ),
    table="reserves",
    variables=(Variable("community_council_area", "ha", "Area inside territories of Black communities", "last"),),
    optional=True,
    caveats=("Territory that is claimed or used but not titled is not in it.",),
)

PUBLISHER: Final = Publisher(
    {
        "layer": ArcGis(
            "https://utility.arcgis.com/usrsvcs/servers/abf2f9f6727b4073902c1f57c280d5dc/rest/services/DatosAbiertos/"
            "Consejo_Comunitario_Titulado/FeatureServer/0",
            _COLUMNS,
            geometry=True,
            page=200,
        )
    },
    lambda answers, source, day: as_it_stands(answers["layer"], source, day, "community_councils.geojson"),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the territories.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``community_councils:<OBJECTID>``.
    """
    source = refreshed(SOURCE, raw)
    layer = read_layer(locate(source.files[0], raw), _COLUMNS, SOURCE.id)
    ids = numbered(layer["OBJECTID"].astype(str))
    return feature_table(
        layer,
        SOURCE.id,
        ids=ids,
        kind="community_council",
        citation=f"{source.attribution}, {source.period}, consejo comunitario " + ids,
        name=layer["NOMBRE"],
    )
