"""Indigenous reserves (resguardos) in Caquetá, clipped to the department."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.readers.features import feature_table, read_layer
from geo.source import Coverage, RawFile, Source, Variable

SOURCE: Final = Source(
    id="reserves_caqueta",
    title="Indigenous reserves of Caquetá",
    publisher="Agencia Nacional de Tierras",
    publisher_url="https://data-agenciadetierras.opendata.arcgis.com",
    licence="open data, terms not verified",
    attribution="Agencia Nacional de Tierras",
    period="November 2024",
    retrieved="2026-11-22",
    kind="features",
    files=(
        RawFile(
            "protected_caqueta/caqueta_resguardos.gpkg",
            "f9a7767a337e63b5903138b69fbe08592eea6249f4ca3405ca0709b0bd93c3db",
            "https://raw.githubusercontent.com/NataliaGHz/Calculo_deforestaci-n/"
            "52c43b17e4a8bb491aa863c20cddc5bdc9591e90/results/CAPAS_DPTO/resguardos_dpto_4326.gpkg",
        ),
    ),
    coverage=Coverage(
        "2024-11-01",
        "2024-11-30",
        (2024,),
        "departments",
        absent_is_zero=True,
        departments=("18",),
        note="Cut at the limits of Caquetá: outside it the layer says nothing.",
    ),
    table="reserves",
    variables=(Variable("reserve_area", "ha", "Area inside indigenous reserves", "last"),),
    caveats=(
        "Areas are those of the pieces inside Caquetá; some reserves of Amazonas and Vaupés appear as slivers.",
        "Territory that is claimed or used but not titled is not in it.",
        "Newer than the reserves of the UNODC study area, which overlap it: draw and measure one of the two.",
    ),
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the 54 reserves, or their pieces inside Caquetá.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``reserves_caqueta:<ID>``, the ``reserve_id`` of the national
        register (``reserves_register``).
    """
    layer = read_layer(raw / SOURCE.files[0].path, ("ID", "NOMBRE"), SOURCE.id)
    return feature_table(
        layer,
        SOURCE.id,
        ids=layer["ID"],
        kind="indigenous_reserve",
        citation=f"{SOURCE.attribution}, resguardo " + layer["ID"],
        name=layer["NOMBRE"],
    )
