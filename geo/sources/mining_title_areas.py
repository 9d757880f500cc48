"""Mining titles in force, as areas: what is permitted. Holders' names and numbers are never asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from geo.publishers.arcgis import ArcGis
from geo.publishers.publisher import Publisher, as_it_stands
from geo.readers.features import feature_table, numbered, read_layer
from geo.source import Coverage, Source, Variable, locate, refreshed

_COLUMNS: Final = ("CODIGO_EXPEDIENTE", "ESTADO", "ETAPA", "MINERALES")

SOURCE: Final = Source(
    id="mining_title_areas",
    title="Mining titles, areas",
    publisher="Agencia Nacional de Minería, ANNA Minería",
    publisher_url="https://geo.anm.gov.co",
    licence="open data, terms not verified",
    attribution="Agencia Nacional de Minería",
    period="as it stands on the day it is asked for",
    kind="features",
    files=(),
    coverage=Coverage(
        "2026-01-01",
        "2026-01-01",
        (),
        "country",
        absent_is_zero=True,
        note="The titles on the register on that day.",
    ),
    table="titles",
    variables=(Variable("mining_title_area", "ha", "Area under mining titles", "last"),),
    optional=True,
    caveats=(
        "A title is a permit for a mineral and a place, not a mine: many are not worked.",
        "Titles of every mineral; gold is named in the kind.",
    ),
)

PUBLISHER: Final = Publisher(
    {
        "layer": ArcGis(
            "https://geo.anm.gov.co/webgis/rest/services/ANM/ServiciosANM/MapServer/4",
            _COLUMNS,
            geometry=True,
            page=500,
        )
    },
    lambda answers, source, day: as_it_stands(answers["layer"], source, day, "mining_title_areas.geojson"),
)

_GOLD: Final = r"\bORO\b"


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the titles.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``mining_title_areas:<CODIGO_EXPEDIENTE>``.
    """
    source = refreshed(SOURCE, raw)
    layer = read_layer(locate(source.files[0], raw), _COLUMNS, SOURCE.id)
    ids = numbered(layer["CODIGO_EXPEDIENTE"].astype(str))
    return feature_table(
        layer,
        SOURCE.id,
        ids=ids,
        kind=layer["MINERALES"].fillna("").str.contains(_GOLD).map({True: "gold_title", False: "mining_title"}),
        citation=f"{source.attribution}, {source.period}, expediente " + ids,
    )
