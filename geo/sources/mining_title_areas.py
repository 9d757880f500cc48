"""Areas of the mining titles in force. Names and numbers of their holders are never requested."""

from __future__ import annotations

from typing import Final

from geo.publishers.arcgis import ArcGis
from geo.publishers.snapshot import Snapshot, snapshot

SOURCE: Final = snapshot(
    id="mining_title_areas",
    title="Mining titles, areas",
    publisher="Agencia Nacional de Minería, ANNA Minería",
    publisher_url="https://geo.anm.gov.co",
    licence="open data, terms not verified",
    attribution="Agencia Nacional de Minería",
    note="The titles on the register on that day.",
    table="titles",
    area=("mining_title_area", "Area under mining titles"),
    caveats=(
        "A title is a permit for a mineral and a place, not a mine: many are not worked.",
        "Titles of every mineral; gold is named in the kind.",
    ),
)

_GOLD: Final = r"\bORO\b"

_TITLES: Final = Snapshot(
    SOURCE,
    {
        "layer": ArcGis(
            "https://geo.anm.gov.co/webgis/rest/services/ANM/ServiciosANM/MapServer/4",
            ("CODIGO_EXPEDIENTE", "ESTADO", "ETAPA", "MINERALES"),
            geometry=True,
            page=500,
        )
    },
    ids="CODIGO_EXPEDIENTE",
    item="expediente",
    kind=lambda layer: (
        layer["MINERALES"].fillna("").str.contains(_GOLD).map({True: "gold_title", False: "mining_title"})
    ),
)
PUBLISHER: Final = _TITLES.publisher
load: Final = _TITLES.load
