"""Rivers wide enough to have two banks on the map 1:100,000, the Cauca and the Nechí among them."""

from __future__ import annotations

from typing import Final

from geo.publishers.arcgis import OBJECT_ID, ArcGis
from geo.publishers.snapshot import Snapshot, snapshot

SOURCE: Final = snapshot(
    id="wide_rivers",
    title="Wide rivers (IDEAM)",
    publisher="IDEAM, cartografía básica (drenaje doble), after IGAC 1:100,000",
    publisher_url="http://dhime.ideam.gov.co",
    licence="open data, terms not verified",
    attribution="IDEAM, after IGAC",
    note="The rivers drawn with both banks on the base map of that day.",
    table="rivers",
    caveats=(
        "Rivers too narrow to have two banks at 1:100,000 are not in it.",
        "The banks are those of the base map's own date, which is not stated: rivers of the plains move.",
    ),
)

_RIVERS: Final = Snapshot(
    SOURCE,
    {
        "layer": ArcGis(
            "http://dhime.ideam.gov.co/server/rest/services/Cartografia_Basica/Hidrografia/MapServer/1",
            (OBJECT_ID, "nombre_geografico"),
            geometry=True,
            page=200,
        )
    },
    ids=OBJECT_ID,
    name="nombre_geografico",
    item="drenaje doble",
    kind="river",
)
PUBLISHER: Final = _RIVERS.publisher
load: Final = _RIVERS.load
