"""National parks and the other categories of the national park system, on the mainland of Colombia."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.readers.features import feature_table, read_layer, translate
from geo.source import Coverage, RawFile, Source, Variable

_PINNED: Final = (
    "https://raw.githubusercontent.com/SMByC/puntosdecalor.ideam.gov.co/"
    "f7a957e5b6a55ffcc2bbbf8ff243b207bbe1b539/page/data/shapes/regions"
)
_SIDECARS: Final = {
    "shp": "08b12c1a4a8d500117ee8e0bb32229f54f1df66a6902d2145befc6e7de9ea4bb",
    "shx": "cfb638d4fb19bb8eca821bc35a034112eb3119ae9c33e7e7f7e10ddca4f25f3e",
    "dbf": "f67584c3a5ea33dece6a5e25033813bca72a66105232c94499e6fc747489703e",
    "prj": "a02a27b1d1982c8516d83398e85a3c8b1aef1713c13ef4d84d7bde17430c07c4",
}

SOURCE: Final = Source(
    id="parks",
    title="National parks",
    publisher="Parques Nacionales Naturales de Colombia, via IDEAM SMByC",
    publisher_url="https://runap.parquesnacionales.gov.co",
    licence="open data, terms not verified",
    attribution="Parques Nacionales Naturales de Colombia",
    period="2018",
    retrieved="2026-11-22",
    kind="features",
    files=tuple(RawFile(f"parks/PNN.{end}", sha256, f"{_PINNED}/PNN.{end}") for end, sha256 in _SIDECARS.items()),
    coverage=Coverage(
        "2018-01-01",
        "2018-12-31",
        (2018,),
        "country",
        absent_is_zero=True,
        note="Parks at sea and on islands (Gorgona, Malpelo, Old Providence, the coral parks) are not in the layer.",
    ),
    table="protected",
    variables=(Variable("mainland_park_area", "ha", "Area inside national parks of the mainland", "last"),),
    caveats=(
        "Limits of about 2018: Chiribiquete has its extension of that year; later parks and changes are missing.",
        "Regional parks and private reserves are not national parks: for Caquetá see the RUNAP layer.",
    ),
)

_CATEGORIES: Final = {
    "PNN": "national_park",
    "SFF": "sanctuary",
    "RN": "nature_reserve",
    "Via Parque": "parkway",
    "Area Natural Unica": "unique_natural_area",
}
_ACCENTED: Final = (
    *("Bahía", "Barí", "Cahuinarí", "Ciénaga", "Doña", "Guácharos", "Guanentá", "Hernández", "Katíos", "Orquídeas"),
    *("Otún", "Puracé", "Puré", "Río", "Serranía", "Tamá", "Tatamá", "Utría", "Volcánico", "Yaigojé", "Yariguíes"),
)
_ACCENTS: Final = {word.translate(str.maketrans("áéíóúñ", "aeioun")): word for word in _ACCENTED}
"""Spelling of words in the parks' official names; the layer's names are ASCII."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the 52 parks.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``parks:<id_pnn>``; no ``year``, since the layer has the limits
        of one date of parks that were created in many years.
    """
    layer = read_layer(raw / "parks" / "PNN.shp", ("id_pnn", "nombre", "categoria"), SOURCE.id)
    return feature_table(
        layer,
        SOURCE.id,
        ids=layer["id_pnn"],
        kind=translate(layer["categoria"], _CATEGORIES, SOURCE.id),
        citation=f"{SOURCE.attribution}, PNN.shp, id_pnn " + layer["id_pnn"],
        name=layer["nombre"].map(_accented),
    )


def _accented(name: str) -> str:
    return " ".join(_ACCENTS.get(word, word) for word in name.split())
