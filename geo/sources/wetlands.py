"""Wetlands, permanent and temporary, as the Ministry of Environment maps them."""

from __future__ import annotations

from typing import Final

from geo.publishers.arcgis import OBJECT_ID, ArcGis
from geo.publishers.snapshot import Snapshot, snapshot

SOURCE: Final = snapshot(
    id="wetlands",
    title="Wetlands",
    publisher="Ministerio de Ambiente y Desarrollo Sostenible",
    publisher_url="https://siac.gov.co",
    licence="open data, terms not verified",
    attribution="Ministerio de Ambiente y Desarrollo Sostenible",
    note="The wetlands on the ministry's map on that day.",
    table="ecosystems",
    area=("wetland_area", "Area of wetlands"),
    caveats=(
        "Temporary wetlands are under water for a part of the year only.",
        "A map of ecosystems, not a legal limit: few wetlands are protected.",
    ),
)

_WETLANDS: Final = Snapshot(
    SOURCE,
    {
        "layer": ArcGis(
            "https://services6.arcgis.com/hxAwRYAu9QHliJ8T/arcgis/rest/services/Ecosistema_Estrategico/FeatureServer/3",
            (OBJECT_ID, "humedal"),
            geometry=True,
            page=200,
        )
    },
    ids=OBJECT_ID,
    name="humedal",
    item="humedal",
    kind="wetland",
)
PUBLISHER: Final = _WETLANDS.publisher
load: Final = _WETLANDS.load
