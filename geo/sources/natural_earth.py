"""Neighbouring countries and large rivers: two coarse layers of the offline base map."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd, pd
from geo.readers.features import feature_table, read_layer, translate
from geo.source import Coverage, RawFile, Source

_COUNTRIES: Final = RawFile(
    "natural_earth/neighbours_ne10m.geojson", "3d5e559189a5a308cbbe9847a5e1c70e4b1249c81c3a59d5eeba1a3549f3e6a2"
)
_RIVERS: Final = RawFile(
    "natural_earth/ne10m_rivers.geojson", "d47cc847c2a7c9eae0f5b4c381f7da7d995aa43c50c96982fd79c8a277c3517a"
)

SOURCE: Final = Source(
    id="natural_earth",
    title="Neighbouring countries and large rivers",
    publisher="Natural Earth",
    publisher_url="https://www.naturalearthdata.com",
    licence="public domain",
    attribution="Made with Natural Earth",
    period="2020",
    retrieved="2026-11-22",
    kind="features",
    files=(_COUNTRIES, _RIVERS),
    coverage=Coverage(
        "2020-01-01",
        "2020-12-31",
        (),
        "country",
        note="Drawn for maps at 1:10 million: context, never a boundary to measure by.",
    ),
    table="context",
    caveats=(
        "Countries are cut at the frame of the layer (92° to 58° W, 15° S to 20° N), so no area is stated.",
        "Borders at sea and disputed islands are drawn as Natural Earth draws them.",
        "Only few rivers of the regions are on it; see the OpenStreetMap rivers.",
    ),
)

SPANISH: Final = {
    "Anguilla": "Anguila",
    "Antigua and Barb.": "Antigua y Barbuda",
    "Aruba": "Aruba",
    "Bajo Nuevo Bank": "Bajo Nuevo",
    "Barbados": "Barbados",
    "Belize": "Belice",
    "Bolivia": "Bolivia",
    "Brazil": "Brasil",
    "British Virgin Is.": "Islas Vírgenes Británicas",
    "Cayman Is.": "Islas Caimán",
    "Colombia": "Colombia",
    "Costa Rica": "Costa Rica",
    "Cuba": "Cuba",
    "Curaçao": "Curazao",
    "Dominica": "Dominica",
    "Dominican Rep.": "República Dominicana",
    "Ecuador": "Ecuador",
    "El Salvador": "El Salvador",
    "France": "Francia",
    "Grenada": "Granada",
    "Guatemala": "Guatemala",
    "Guyana": "Guyana",
    "Haiti": "Haití",
    "Honduras": "Honduras",
    "Jamaica": "Jamaica",
    "Mexico": "México",
    "Montserrat": "Montserrat",
    "Netherlands": "Países Bajos",
    "Nicaragua": "Nicaragua",
    "Panama": "Panamá",
    "Peru": "Perú",
    "Puerto Rico": "Puerto Rico",
    "Saint Lucia": "Santa Lucía",
    "Serranilla Bank": "Serranilla",
    "Sint Maarten": "San Martín (Países Bajos)",
    "St-Barthélemy": "San Bartolomé",
    "St-Martin": "San Martín (Francia)",
    "St. Kitts and Nevis": "San Cristóbal y Nieves",
    "St. Vin. and Gren.": "San Vicente y las Granadinas",
    "Suriname": "Surinam",
    "Trinidad and Tobago": "Trinidad y Tobago",
    "U.S. Minor Outlying Is.": "Islas menores de Estados Unidos",
    "U.S. Virgin Is.": "Islas Vírgenes de los Estados Unidos",
    "USNB Guantanamo Bay": "Bahía de Guantánamo",
    "Venezuela": "Venezuela",
}
"""Spanish name of every country of the layer, by its English name, which is the feature's ``name``."""

_WATERS: Final = {"River": "river", "Lake Centerline": "river"}


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read countries (``kind`` ``country``, Colombia among them) and rivers (``river``).

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`, without areas; countries have their English names, see :data:`SPANISH`.
    """
    countries = read_layer(raw / _COUNTRIES.path, ("name",), SOURCE.id)
    translate(countries["name"], SPANISH, SOURCE.id)
    rivers = read_layer(raw / _RIVERS.path, ("name", "featurecla"), SOURCE.id)
    return pd.concat(
        [
            feature_table(
                countries,
                SOURCE.id,
                ids="country:" + countries["name"],
                kind="country",
                citation=SOURCE.attribution,
                name=countries["name"],
                measured=False,
            ),
            feature_table(
                rivers,
                SOURCE.id,
                ids="river:" + rivers.index.astype(str).str.zfill(3),
                kind=translate(rivers["featurecla"], _WATERS, SOURCE.id),
                citation=SOURCE.attribution,
                name=rivers["name"],
            ),
        ],
        ignore_index=True,
    )
