"""Indigenous reserves in a study area of UNODC and GIZ: from Putumayo to Guaviare, and two in Catatumbo."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.readers.features import feature_table, read_layer
from geo.readers.names import proper_name
from geo.source import Coverage, RawFile, Source

SOURCE: Final = Source(
    id="reserves_polygons",
    title="Indigenous reserves of a study area, about 2014",
    publisher="UNODC SIMCI / GIZ",
    publisher_url="https://www.unodc.org/colombia/es/simci/simci.html",
    licence="no licence stated; cite UNODC-SIMCI/GIZ",
    attribution="UNODC-SIMCI / GIZ",
    period="about 2014",
    retrieved="2026-11-22",
    fetch_only=True,
    kind="features",
    files=(
        RawFile(
            "reserves_polygons/unodc_giz_resguardos.geojson",
            "16982f0540c7de9e8c180c1c741bff03f8abfba531d35a793e1f302b121add20",
        ),
    ),
    coverage=Coverage(
        "2005-01-01",
        "2014-12-31",
        (),
        "listed",
        note="A study area without published limits: Catatumbo has two reserves in it, Bajo Cauca was not looked at.",
    ),
    table="reserves",
    caveats=(
        "No reserve in Bajo Cauca means that the study did not go there: the national register lists 20.",
        "Limits of about 2014: many reserves were enlarged since. For Caquetá there is a layer of 2024.",
        "Where the study area ends is not published, so no figures by municipality are made from it.",
    ),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the 121 reserves: outlines and names only; the study's other columns are not used.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``reserves_polygons:<OBJECTID>``.
    """
    layer = read_layer(raw / SOURCE.files[0].path, ("OBJECTID", "NOM_RI"), SOURCE.id)
    ids = layer["OBJECTID"].astype(str)
    return feature_table(
        layer,
        SOURCE.id,
        ids=ids,
        kind="indigenous_reserve",
        citation=f"{SOURCE.attribution}, OBJECTID " + ids,
        name=layer["NOM_RI"].map(_reserve_name),
    )


def _reserve_name(upper: str) -> str:
    return proper_name(upper).replace(" Ii", " II").replace(" O ", " o ").replace("-De ", "-de ")
