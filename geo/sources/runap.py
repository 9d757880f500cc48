"""Protected areas of every category in the whole country: the national register RUNAP, as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from geo.publishers.publisher import Publisher, as_it_stands
from geo.publishers.wfs import Wfs
from geo.readers.features import feature_table, numbered, read_layer
from geo.readers.names import fold
from geo.source import Coverage, Source, Variable, locate, refreshed

_COLUMNS: Final = ("ap_id", "ap_nombre", "ap_categoria")

SOURCE: Final = Source(
    id="runap",
    title="Protected areas (RUNAP)",
    publisher="Parques Nacionales Naturales de Colombia, RUNAP",
    publisher_url="https://runap.parquesnacionales.gov.co",
    licence="open data, terms not verified",
    attribution="Parques Nacionales Naturales de Colombia, RUNAP",
    period="as it stands on the day it is asked for",
    kind="features",
    files=(),
    coverage=Coverage(
        "2026-01-01",
        "2026-01-01",
        (),
        "country",
        absent_is_zero=True,
        note="Every area on the register on that day, at sea too.",
    ),
    table="protected",
    variables=(Variable("protected_area", "ha", "Protected area, all categories", "last"),),
    optional=True,
    caveats=(
        "Private reserves are registered on the wish of their owners.",
        "It holds the national parks too, and the areas of Caquetá: do not add it to either.",
        "Areas overlap; what several cover is measured once.",
    ),
)

PUBLISHER: Final = Publisher(
    {
        "layer": Wfs(
            "https://mapas.parquesnacionales.gov.co/services/pnn/ows", "pnn:runap", _COLUMNS, order="ap_id", page=200
        )
    },
    lambda answers, source, day: as_it_stands(answers["layer"], source, day, "runap.geojson"),
)

_CATEGORIES: Final = {
    "parque nacional natural": "national_park",
    "parques naturales regionales": "regional_park",
    "reserva natural de la sociedad civil": "private_reserve",
}
"""RUNAP's categories that the other layers of protected areas have too; the rest are ``protected_area``."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the areas.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``runap:<ap_id>``.
    """
    source = refreshed(SOURCE, raw)
    layer = read_layer(locate(source.files[0], raw), _COLUMNS, SOURCE.id)
    ids = numbered(layer["ap_id"].astype(str))
    return feature_table(
        layer,
        SOURCE.id,
        ids=ids,
        kind=layer["ap_categoria"].map(fold).map(_CATEGORIES).fillna("protected_area"),
        citation=f"{source.attribution}, {source.period}, area " + ids,
        name=layer["ap_nombre"],
    )
