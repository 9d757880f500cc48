"""Páramos as the Ministry of Environment has delimited them."""

from __future__ import annotations

from typing import Final

from geo.publishers.arcgis import ArcGis
from geo.publishers.snapshot import Snapshot, snapshot

SOURCE: Final = snapshot(
    id="paramos",
    title="Páramos",
    publisher="Ministerio de Ambiente y Desarrollo Sostenible",
    publisher_url="https://siac.gov.co",
    licence="open data, terms not verified",
    attribution="Ministerio de Ambiente y Desarrollo Sostenible",
    note="The páramos delimited by that day.",
    table="ecosystems",
    area=("paramo_area", "Area of delimited páramos"),
    caveats=("Delimited páramos only: others are in procedure or in court.",),
)

_PARAMOS: Final = Snapshot(
    SOURCE,
    {
        "layer": ArcGis(
            "https://services6.arcgis.com/hxAwRYAu9QHliJ8T/arcgis/rest/services/Ecosistema_Estrategico/FeatureServer/1",
            ("nombre", "acto_admin"),
            geometry=True,
            page=50,
        )
    },
    ids="nombre",
    name="nombre",
    item="páramo",
    kind="paramo",
)
PUBLISHER: Final = _PARAMOS.publisher
load: Final = _PARAMOS.load
