"""Main rivers of the three regions, from OpenStreetMap."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.readers.features import feature_table, read_layer
from geo.source import Coverage, RawFile, Source

SOURCE: Final = Source(
    id="osm_rivers",
    title="Rivers",
    publisher="OpenStreetMap contributors",
    publisher_url="https://www.openstreetmap.org/copyright",
    licence="ODbL 1.0",
    attribution="© OpenStreetMap contributors, ODbL",
    period="October 2023",
    retrieved="2026-11-22",
    kind="features",
    files=(
        RawFile(
            "osm_rivers/rivers_osm_main_simplified.geojson",
            "ce24417dd9cbee5e36cbca448b85c5c2fdfd5337999b5de951573ffd2ad936c4",
        ),
    ),
    coverage=Coverage(
        "2023-10-01",
        "2023-10-31",
        (),
        "regions",
        note="Catatumbo and Caquetá whole; of Bajo Cauca only what touches Córdoba or Bolívar: the Nechí is missing.",
    ),
    table="rivers",
    caveats=(
        "A map of Bajo Cauca without the Nechí shows a gap in the layer, not in the landscape.",
        "Simplified to about 45 metres; one feature joins all stretches of a name in a region.",
        "Some stretches have no name in OpenStreetMap.",
    ),
)

_REGIONS: Final = {"BajoCauca": "bajo-cauca", "Catatumbo": "catatumbo", "Caqueta": "caqueta"}
_NAMES: Final = {
    "Frontera Nacional y Estadal entre Venezuela - Colombia": None,  # the border's name, not the river's
    "Río San ALBERTO": "Río San Alberto",
    "Río tarra": "Río Tarra",
    "lebrija": "Río Lebrija",
}


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the 112 rivers.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``osm_rivers:<region>:<position in the file>``; ``name`` may be
        missing.
    """
    layer = read_layer(raw / SOURCE.files[0].path, ("region", "name"), SOURCE.id)
    return feature_table(
        layer,
        SOURCE.id,
        ids=layer["region"].replace(_REGIONS) + ":" + layer.index.astype(str).str.zfill(3),
        kind="river",
        citation=SOURCE.attribution,
        name=layer["name"].replace(_NAMES),
    )
