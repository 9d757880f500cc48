"""Protected areas of every category in Caquetá: the national register RUNAP, clipped to the department."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd, pd
from geo.readers.features import feature_table, read_layer, translate
from geo.rejects import set_aside
from geo.source import Coverage, RawFile, Source, Variable

SOURCE: Final = Source(
    id="protected_caqueta",
    title="Protected areas of Caquetá",
    publisher="Parques Nacionales Naturales de Colombia, RUNAP",
    publisher_url="https://runap.parquesnacionales.gov.co",
    licence="open data, terms not verified",
    attribution="Parques Nacionales Naturales de Colombia, RUNAP",
    period="June 2025",
    retrieved="2026-11-22",
    kind="features",
    files=(
        RawFile(
            "protected_caqueta/caqueta_runap.gpkg",
            "394f1b36c3ed9e4c6f898a8142f096ef5cea4455275371e386fb36ef8e1a2852",
            "https://raw.githubusercontent.com/NataliaGHz/Calculo_deforestaci-n/"
            "52c43b17e4a8bb491aa863c20cddc5bdc9591e90/results/CAPAS_DPTO/parques_dpto_4326.gpkg",
        ),
    ),
    coverage=Coverage(
        "2025-06-01",
        "2025-06-30",
        (2025,),
        "departments",
        absent_is_zero=True,
        departments=("18",),
        note="Cut at the limits of Caquetá: outside it the layer says nothing.",
    ),
    table="protected",
    variables=(Variable("protected_area", "ha", "Protected area, all categories", "last"),),
    caveats=(
        "Areas are those of the pieces inside Caquetá, not of the whole parks.",
        "The five national parks in it are also in the layer of national parks, with limits of 2018: do not add the"
        " two.",
        "90 of the 99 areas are private reserves, registered on the wish of their owners.",
        "Two areas of Huila appear as slivers along the border.",
    ),
)

_CATEGORIES: Final = {
    "Parque Nacional Natural": "national_park",
    "Parques Naturales Regionales": "regional_park",
    "Reserva Natural de la Sociedad Civil": "private_reserve",
}


_LEAST: Final = 1e-4
"""Hectares, a square metre: smaller areas are slivers of the publisher's clip to Caquetá."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the areas, or their pieces inside Caquetá: 98 of 99.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``protected_caqueta:<ap_id>``, RUNAP's number.
    """
    areas = _read(raw)
    return areas[areas["area_ha"] >= _LEAST].reset_index(drop=True)


def rejects(raw: Path) -> pd.DataFrame:
    """List the areas of which less than a square metre lies in Caquetá."""
    areas = _read(raw)
    slivers = areas.loc[areas["area_ha"] < _LEAST, "feature_id"].str.removeprefix(f"{SOURCE.id}:")
    return set_aside(slivers, "less than a square metre of it lies in Caquetá")


def _read(raw: Path) -> gpd.GeoDataFrame:
    layer = read_layer(raw / SOURCE.files[0].path, ("ap_id", "ap_nombre", "ap_categor"), SOURCE.id)
    ids = layer["ap_id"].astype(str)
    return feature_table(
        layer,
        SOURCE.id,
        ids=ids,
        kind=translate(layer["ap_categor"], _CATEGORIES, SOURCE.id),
        citation=f"{SOURCE.attribution}, {SOURCE.publisher_url}/area-protegida/" + ids,
        name=layer["ap_nombre"],
    )
