"""Mining in rivers: alluvial mining sites and the river reaches downstream of them (Dethier et al. 2023)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd, pd
from geo.readers.features import feature_table, read_layer
from geo.readers.names import proper_name
from geo.source import Coverage, RawFile, Source

_SITES: Final = RawFile(
    "dethier_rivers/dethier2023_river_mining_sites_COL.geojson",
    "3a10434c1e99180607a9dcdf424a92777ede7d9a16e58fbdf3043f44bf2b5f99",
)
_RIVERS: Final = RawFile(
    "dethier_rivers/dethier2023_mined_rivers_COL.geojson",
    "c6decc1698c210a1aa3d6c215c15897dcbe6a10b5645cb6cc3e2f5fa99622ecd",
)

SOURCE: Final = Source(
    id="dethier_rivers",
    title="Mined rivers and river mining sites",
    publisher="Dethier et al. 2023, A global rise in alluvial mining increases sediment load in tropical rivers,"
    " Nature 620",
    publisher_url="https://github.com/evandethier/global-alluvial-mining",
    licence="not stated (cite the paper)",
    attribution="Dethier et al. (2023)",
    period="to 2022",
    retrieved="2026-11-22",
    fetch_only=True,
    kind="features",
    files=(_SITES, _RIVERS),
    coverage=Coverage(
        "1980-01-01",
        "2022-12-31",
        (),
        "listed",
        note="The larger alluvial mining areas that the authors found on images, not a census of mining.",
    ),
    table="mining",
    caveats=(
        "A river without a site is not a river without mining: small streams were left out as too small to map.",
        "The year is that of the onset as seen by Landsat, known well for some sites and poorly for others;"
        " 1980 means that mining was there before the first image.",
        "Sites are points in the middle of a mining area; lines are drawn coarsely.",
    ),
)

_WORDS: Final = {
    "Bebarama": "Bebaramá",
    "Belgica": "Bélgica",
    "Cano": "Caño",
    "Caqueta": "Caquetá",
    "Cienaga": "Ciénaga",
    "Cordoba": "Córdoba",
    "Iscuande": "Iscuandé",
    "Limon": "Limón",
    "Magui": "Magüí",
    "Nechi": "Nechí",
    "Norosi": "Norosí",
    "Novita": "Nóvita",
    "Payan": "Payán",
    "Quibdo": "Quibdó",
    "Rio": "Río",
    "River": "",
    "Telembi": "Telembí",
    "Tigui": "Tigüí",
    "Upper": "(alto)",
}
"""Spanish spelling of the words in the authors' keys, which are ASCII and partly English."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the 28 sites (``kind`` ``river_mining_site``, points) and 13 lines (``mined_river``).

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ids and names are derived from the authors' keys; ``year`` is the onset of mining
        at a site, missing if they state none.
    """
    sites = read_layer(raw / _SITES.path, ("site_key", "Mining onset"), SOURCE.id)
    rivers = read_layer(raw / _RIVERS.path, ("site_no",), SOURCE.id)
    return pd.concat(
        [
            feature_table(
                sites,
                SOURCE.id,
                ids="site:" + sites["site_key"],
                kind="river_mining_site",
                citation=f"{SOURCE.attribution}, site " + sites["site_key"],
                name=sites["site_key"].map(_name),
                year=sites["Mining onset"],
            ),
            feature_table(
                rivers,
                SOURCE.id,
                ids="river:" + rivers["site_no"],
                kind="mined_river",
                citation=f"{SOURCE.attribution}, river " + rivers["site_no"],
                name=rivers["site_no"].map(_name),
            ),
        ],
        ignore_index=True,
    )


def _name(key: str) -> str:
    """Name of the place in a key such as ``colombia_rio_tigui_agm_region_TSTM``."""
    place = key.removeprefix("colombia_").removesuffix("_TSTM").removesuffix("_agm_region")
    return " ".join(filter(None, (_WORDS.get(word, word) for word in proper_name(place.replace("_", " ")).split())))
