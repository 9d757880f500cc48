"""Protected areas of every category in the whole country: the national register RUNAP, as it stands."""

from __future__ import annotations

from typing import Final

from geo.publishers.snapshot import Snapshot, snapshot
from geo.publishers.wfs import Wfs
from geo.readers.names import fold

SOURCE: Final = snapshot(
    id="runap",
    title="Protected areas (RUNAP)",
    publisher="Parques Nacionales Naturales de Colombia, RUNAP",
    publisher_url="https://runap.parquesnacionales.gov.co",
    licence="open data, terms not verified",
    attribution="Parques Nacionales Naturales de Colombia, RUNAP",
    note="Every area on the register on that day, at sea too.",
    table="protected",
    area=("protected_area", "Protected area, all categories"),
    caveats=(
        "Private reserves are registered on the wish of their owners.",
        "It holds the national parks too, and the areas of Caquetá: do not add it to either.",
        "Areas overlap; what several cover is measured once.",
    ),
)

_CATEGORIES: Final = {
    "parque nacional natural": "national_park",
    "parques naturales regionales": "regional_park",
    "reserva natural de la sociedad civil": "private_reserve",
}
"""Kinds of RUNAP's categories that other layers of protected areas have too; all others are ``protected_area``."""

_AREAS: Final = Snapshot(
    SOURCE,
    {
        "layer": Wfs(
            "https://mapas.parquesnacionales.gov.co/services/pnn/ows",
            "pnn:runap",
            ("ap_id", "ap_nombre", "ap_categoria"),
            order="ap_id",
            page=200,
        )
    },
    ids="ap_id",
    name="ap_nombre",
    item="area",
    kind=lambda layer: layer["ap_categoria"].map(fold).map(_CATEGORIES).fillna("protected_area"),
)
PUBLISHER: Final = _AREAS.publisher
load: Final = _AREAS.load
