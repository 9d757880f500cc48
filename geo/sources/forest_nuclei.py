"""Nuclei of forest development and biodiversity: where the state intervenes against deforestation."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.readers.features import feature_table, read_layer
from geo.source import Coverage, RawFile, Source

SOURCE: Final = Source(
    id="forest_nuclei",
    title="Nuclei of forest development and biodiversity",
    publisher="MinAmbiente; geometry prepared by SiB Colombia, Instituto Humboldt and Datasketch",
    publisher_url="https://cifras.biodiversidad.co/",
    licence="MIT (repository)",
    attribution="MinAmbiente; geometry by SiB Colombia / Datasketch",
    period="2024 to 2026",
    retrieved="2026-11-22",
    kind="features",
    files=(
        RawFile(
            "forest_nuclei/nucleos_desarrollo_forestal_biodiversidad.geojson",
            "f4a74a855f6bad71a4e45badb6ecc590dffc3abf3edae1ac80b2e0edc840a5eb",
            "https://raw.githubusercontent.com/datasketch/sib-colombia-2/"
            "20bc942da2028a350e2060ab8a7eddd50e006511/packages/api/static/geo/nucleos-dfyb.geojson",
        ),
    ),
    coverage=Coverage(
        "2024-01-01",
        "2026-12-31",
        (),
        "departments",
        departments=("18", "50", "86", "95"),
        note="Caquetá, Meta, Putumayo and Guaviare; there are none for Bajo Cauca or Catatumbo.",
    ),
    table="nuclei",
    caveats=(
        "A nucleus is an area of intervention: it does not show where deforestation was detected, or how much.",
        "Not to be confused with the nuclei of early warnings that IDEAM's bulletins report.",
    ),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the 22 nuclei.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``forest_nuclei:<slug>``; names without ``NDFyB``.
    """
    layer = read_layer(raw / SOURCE.files[0].path, ("slug", "label"), SOURCE.id)
    return feature_table(
        layer,
        SOURCE.id,
        ids=layer["slug"].str.removeprefix("nucleos-dfyb-"),
        kind="forest_nucleus",
        citation=SOURCE.attribution,
        name=layer["label"].str.removeprefix("NDFyB "),
    )
