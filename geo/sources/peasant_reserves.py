"""Peasant reserve zones (zonas de reserva campesina) that were constituted before 2022."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.publishers.arcgis import ArcGis
from geo.publishers.publisher import Publisher, deliver_snapshot
from geo.readers.features import feature_table, read_layer
from geo.readers.names import proper_name
from geo.source import Coverage, RawFile, Source, Variable, refreshed

SOURCE: Final = Source(
    id="peasant_reserves",
    title="Peasant reserve zones",
    publisher="Agencia Nacional de Tierras (ANT), open data, republished by ODPI",
    publisher_url="https://data-agenciadetierras.opendata.arcgis.com/",
    licence="ANT open data (CC BY-SA 4.0 on the ANT hub; confirm); repository has no licence",
    attribution="Agencia Nacional de Tierras",
    period="to 2021",
    retrieved="2026-11-22",
    kind="features",
    files=(
        RawFile(
            "peasant_reserves/zonas_reserva_campesina.geojson",
            "e2dcd3f4b14eceb5f0780b93eedabd82882f05e33dc805cd1dfe30116456bd70",
        ),
    ),
    coverage=Coverage(
        "1997-12-18",
        "2021-12-31",
        (2021,),
        "country",
        absent_is_zero=True,
        note="The seven zones constituted before 2022; later ones are missing.",
    ),
    table="reserves",
    variables=(Variable("peasant_reserve_area", "ha", "Area inside peasant reserve zones (2021)", "last"),),
    caveats=(
        "Zones constituted from 2022 on are not in it.",
        "Areas measured on the polygons differ from those of the resolutions: Perla Amazónica by two thirds.",
        "Zones that communities ask for, as in Catatumbo, are not zones until they are constituted.",
    ),
)

_NAMES: Final = {
    "Cuenca Rio Pato y Valle de Balsillas": "Cuenca del Río Pato y Valle de Balsillas",
    "Montes de Maria": "Montes de María",
    "Perla Amazonica": "Perla Amazónica",
    "Valle del Rio Cimitarra": "Valle del Río Cimitarra",
}

_COLUMNS: Final = ("OBJECTID", "NOMBRE_ZONA_RESERVA_CAMPESINA", "RESOLUCION_RESERVA_CAMPESINA")

PUBLISHER: Final = Publisher(
    {
        "zones": ArcGis(
            "https://utility.arcgis.com/usrsvcs/servers/0eca5beb8afe43708622fdd7646cd577/rest/services/DatosAbiertos/"
            "Zonas_de_Reserva_Campesina_Constituida/FeatureServer/0",
            _COLUMNS,
            geometry=True,
        )
    },
    lambda answers, source, day: deliver_snapshot(
        answers["zones"],
        source,
        day,
        "zonas_reserva_campesina.geojson",
        "The zones constituted by that day.",
        caveats=source.caveats[1:],
    ),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the zones, seven in the pinned file.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``peasant_reserves:<OBJECTID>``, ``year`` that of the
        resolution, missing if it states none. The hectares of the resolutions (text in the file) are not used.
    """
    layer = read_layer(raw / refreshed(SOURCE, raw).files[0].path, _COLUMNS, SOURCE.id)
    resolution = layer["RESOLUCION_RESERVA_CAMPESINA"]
    return feature_table(
        layer,
        SOURCE.id,
        ids=layer["OBJECTID"].astype(str),
        kind="peasant_reserve",
        citation=f"{SOURCE.attribution}, " + resolution.str.capitalize(),
        name=layer["NOMBRE_ZONA_RESERVA_CAMPESINA"].map(proper_name).replace(_NAMES),
        year=resolution.str.extract(r"\b(\d{4})\D*$", expand=False).astype("Int16"),
    )
