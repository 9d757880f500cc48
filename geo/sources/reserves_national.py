"""Indigenous reserves (resguardos) of the whole country, as their register stands."""

from __future__ import annotations

from typing import Final

from geo.publishers.arcgis import ArcGis
from geo.publishers.snapshot import Snapshot, snapshot

SOURCE: Final = snapshot(
    id="reserves_national",
    title="Indigenous reserves (ANT)",
    publisher="Agencia Nacional de Tierras",
    publisher_url="https://data-agenciadetierras.opendata.arcgis.com",
    licence="ANT open data (CC BY-SA 4.0 on the ANT hub; confirm)",
    attribution="Agencia Nacional de Tierras",
    note="The reserves formalised by that day.",
    table="reserves",
    area=("reserve_area", "Area inside indigenous reserves"),
    caveats=(
        "Territory that is claimed or used but not titled is not in it.",
        "It holds the reserves of Caquetá and of the UNODC study area too: draw and measure one of them.",
    ),
)

_RESERVES: Final = Snapshot(
    SOURCE,
    {
        "layer": ArcGis(
            "https://utility.arcgis.com/usrsvcs/servers/8944116ccfd34a7189c4bc44b8e19186/rest/services/DatosAbiertos/"
            "Resguardo_Indigena_Formalizado/FeatureServer/0",
            ("ID", "NOMBRE"),
            geometry=True,
            page=200,
        )
    },
    ids="ID",
    name="NOMBRE",
    item="resguardo",
    kind="indigenous_reserve",
)
PUBLISHER: Final = _RESERVES.publisher
load: Final = _RESERVES.load
