"""Blocks for the exploration and production of oil and gas, as the agency's map of lands stands."""

from __future__ import annotations

from typing import Final

from geo.publishers.arcgis import OBJECT_ID, ArcGis
from geo.publishers.snapshot import Snapshot, snapshot

SOURCE: Final = snapshot(
    id="hydrocarbon_blocks",
    title="Oil and gas blocks (ANH)",
    publisher="Agencia Nacional de Hidrocarburos, Mapa de Tierras",
    publisher_url="https://www.anh.gov.co/es/hidrocarburos/mapa-de-tierras/",
    licence="open data, terms not verified",
    attribution="Agencia Nacional de Hidrocarburos",
    note="The blocks on the map of lands on that day, at sea too.",
    table="titles",
    area=("hydrocarbon_block_area", "Area inside oil and gas blocks"),
    caveats=(
        "A block is a right to explore or produce in an area, not a well: most of its ground is never touched.",
        "Blocks without a contract are in it too.",
    ),
)

_BLOCKS: Final = Snapshot(
    SOURCE,
    {
        "layer": ArcGis(
            "https://geovisor.anh.gov.co/server/rest/services/GEOVISOR_v32/ANH_TIERRAS_EGDB_ATTACH/MapServer/0",
            (OBJECT_ID, "CONTRATO_N"),
            geometry=True,
            page=200,
        )
    },
    ids=OBJECT_ID,
    name="CONTRATO_N",
    item="bloque",
    kind="hydrocarbon_block",
)
PUBLISHER: Final = _BLOCKS.publisher
load: Final = _BLOCKS.load
