"""Collective territories of Black communities (consejos comunitarios), as their register stands."""

from __future__ import annotations

from typing import Final

from geo.publishers.arcgis import ArcGis
from geo.publishers.snapshot import Snapshot, snapshot

SOURCE: Final = snapshot(
    id="community_councils",
    title="Territories of Black communities (ANT)",
    publisher="Agencia Nacional de Tierras",
    publisher_url="https://data-agenciadetierras.opendata.arcgis.com",
    licence="ANT open data (CC BY-SA 4.0 on the ANT hub; confirm)",
    attribution="Agencia Nacional de Tierras",
    note="The territories titled by that day.",
    table="reserves",
    area=("community_council_area", "Area inside territories of Black communities"),
    caveats=("Territory that is claimed or used but not titled is not in it.",),
)

_TERRITORIES: Final = Snapshot(
    SOURCE,
    {
        "layer": ArcGis(
            "https://utility.arcgis.com/usrsvcs/servers/abf2f9f6727b4073902c1f57c280d5dc/rest/services/DatosAbiertos/"
            "Consejo_Comunitario_Titulado/FeatureServer/0",
            ("OBJECTID", "NOMBRE"),
            geometry=True,
            page=200,
        )
    },
    ids="OBJECTID",
    name="NOMBRE",
    item="consejo comunitario",
    kind="community_council",
)
PUBLISHER: Final = _TERRITORIES.publisher
load: Final = _TERRITORIES.load
