"""Páramos as the Ministry of Environment has delimited them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from geo.publishers.arcgis import ArcGis
from geo.publishers.publisher import Publisher, as_it_stands
from geo.readers.features import feature_table, numbered, read_layer
from geo.source import Coverage, Source, Variable, locate, refreshed

_COLUMNS: Final = ("nombre", "acto_admin")

SOURCE: Final = Source(
    id="paramos",
    title="Páramos",
    publisher="Ministerio de Ambiente y Desarrollo Sostenible",
    publisher_url="https://siac.gov.co",
    licence="open data, terms not verified",
    attribution="Ministerio de Ambiente y Desarrollo Sostenible",
    period="as it stands on the day it is asked for",
    kind="features",
    files=(),
    coverage=Coverage(
        "2026-01-01",
        "2026-01-01",
        (),
        "country",
        absent_is_zero=True,
        note="The páramos delimited by that day.",
    ),
    table="ecosystems",
    variables=(Variable("paramo_area", "ha", "Area of delimited páramos", "last"),),
    optional=True,
    caveats=("Delimited páramos only: others are in procedure or in court.",),
)

PUBLISHER: Final = Publisher(
    {
        "layer": ArcGis(
            "https://services6.arcgis.com/hxAwRYAu9QHliJ8T/arcgis/rest/services/Ecosistema_Estrategico/FeatureServer/1",
            _COLUMNS,
            geometry=True,
            page=50,
        )
    },
    lambda answers, source, day: as_it_stands(answers["layer"], source, day, "paramos.geojson"),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the páramos.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``paramos:<nombre>``.
    """
    source = refreshed(SOURCE, raw)
    layer = read_layer(locate(source.files[0], raw), _COLUMNS, SOURCE.id)
    ids = numbered(layer["nombre"].astype(str))
    return feature_table(
        layer,
        SOURCE.id,
        ids=ids,
        kind="paramo",
        citation=f"{source.attribution}, {source.period}, páramo " + ids,
        name=layer["nombre"],
    )
