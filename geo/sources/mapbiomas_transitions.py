"""Yearly transitions of the forest of Caquetá: rasters derived from MapBiomas Colombia."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.definition import Definition
from geo.source import Coverage, RawFile, Source, Variable

_PINNED: Final = (
    "https://raw.githubusercontent.com/NataliaGHz/Calculo_deforestaci-n/"
    "52c43b17e4a8bb491aa863c20cddc5bdc9591e90/results"
)
_SHA256: Final = {
    2020: "660f92d1a8bccc26c9bf2afad08d0017f518e817e5bfdc52027d00d11f328270",
    2021: "4e41cf1d0eb7f7ab82b24ccaddebff4ba04da8d4322a9be64d47b42b103b8ed1",
    2022: "e9743947152e3e2e458b3aa1934bb073c9fd04314b7e9cc9a045c5139b024d88",
    2023: "65fa98ff7816ce105db133252252f4e18b8e834ab19cc5dc9b3fea51515011e2",
}
_NAMES: Final = {year: f"caqueta_transicion_{year - 1}_to_{year}.tif" for year in _SHA256}
_FILES: Final = {
    year: RawFile(f"mapbiomas_transitions/{name}", _SHA256[year], f"{_PINNED}/{name}")
    for year, name in _NAMES.items()
}

SOURCE: Final = Source(
    id="mapbiomas_transitions",
    title="Deforestation, regeneration and degradation in Caquetá",
    publisher="MapBiomas Colombia collection 2, transitions derived for Caquetá",
    publisher_url="https://colombia.mapbiomas.org",
    licence="CC BY (MapBiomas; verify)",
    attribution="Proyecto MapBiomas Colombia",
    period="2020 to 2023",
    retrieved="2026-11-22",
    kind="raster",
    files=tuple(_FILES.values()),
    coverage=Coverage(
        "2020-01-01",
        "2023-12-31",
        tuple(_FILES),
        "departments",
        absent_is_zero=True,
        departments=("18",),
        note="Caquetá only: outside it the rasters hold 0, which there means nothing.",
    ),
    variables=(
        Variable("deforestation", "ha", "Deforestation (MapBiomas)"),
        Variable("regeneration", "ha", "Forest regeneration (MapBiomas)"),
        Variable("degradation", "ha", "Forest degradation (MapBiomas)"),
        Variable("deforestation_in_protected", "ha", "Deforestation inside protected areas (MapBiomas)"),
        Variable("deforestation_outside_protected", "ha", "Deforestation outside protected areas (MapBiomas)"),
        Variable("deforestation_in_reserves", "ha", "Deforestation inside indigenous reserves (MapBiomas)"),
        Variable("deforestation_outside_reserves", "ha", "Deforestation outside indigenous reserves (MapBiomas)"),
    ),
    definition=Definition(
        counts="Forest or flooded forest in one year that is pasture, crops, plantation, mine or town in the next",
        threshold="None: each cell has a class of cover",
        resolution="Cells of 30 m, by year",
        suits="To see where in Caquetá forest was turned to use, and how much in protected areas: it is a map.",
    ),
    caveats=(
        "The transitions were derived from MapBiomas' yearly maps by a third party; MapBiomas did not publish them.",
        "The last year of a collection is the least stable: a later collection may revise 2023.",
        "Deforestation is gross: regeneration stands beside it and is not subtracted.",
        "Definitions differ from those of IDEAM and Global Forest Watch: the three stand side by side.",
        "Inside and outside go by limits of one date, 2025 for protected areas and 2024 for indigenous reserves, not"
        " by those of each year; some areas are both.",
    ),
)

CLASSES: Final = {1: "deforestation", 2: "regeneration", 3: "degradation"}
"""Variable by cell value. 4 is any other change; 0 is no change, and everything outside Caquetá."""


def load(raw: Path) -> list[tuple[Path, dict[int, tuple[int, str]]]]:
    """Return the rasters, each with the year and the variable of its classes; the year is the later of its two.

    Cells of 30 m in EPSG:4326, uint8, see :data:`CLASSES`; no nodata value is set. They cover Caquetá only.
    """
    return [
        (raw / file.path, {value: (year, variable) for value, variable in CLASSES.items()})
        for year, file in _FILES.items()
    ]
