"""Pipelines for crude oil and for its products, as the Ministry of Mines and Energy maps them."""

from __future__ import annotations

from typing import Final

from geo.publishers.arcgis import OBJECT_ID, ArcGis
from geo.publishers.snapshot import QUERY, Snapshot, snapshot

_SERVER: Final = "https://services.arcgis.com/deQSb0Gn7gDPf3uV/ArcGIS/rest/services/Lineamientos/FeatureServer"

SOURCE: Final = snapshot(
    id="pipelines",
    title="Oil pipelines",
    publisher="Ministerio de Minas y Energía",
    publisher_url=_SERVER,
    licence="open data, terms not verified",
    attribution="Ministerio de Minas y Energía",
    note="The lines on the ministry's map on that day; the map is of 2023.",
    table="lines",
    caveats=(
        "Where the lines run, not where they were attacked or tapped: attacks are published as totals of a line,"
        " rarely with the municipalities.",
    ),
)

_PIPELINES: Final = Snapshot(
    SOURCE,
    {
        "crude_pipeline": ArcGis(f"{_SERVER}/6", (OBJECT_ID,), geometry=True, page=200),
        "product_pipeline": ArcGis(f"{_SERVER}/7", (OBJECT_ID,), geometry=True, page=200),
    },
    ids=OBJECT_ID,
    item="ducto",
    kind=lambda layer: layer[QUERY],
)
PUBLISHER: Final = _PIPELINES.publisher
load: Final = _PIPELINES.load
