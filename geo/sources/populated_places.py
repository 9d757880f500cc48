"""Cities and towns, for the labels of maps."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd, pd
from geo.readers.features import feature_table, translate
from geo.schema import CRS
from geo.source import Coverage, RawFile, Source

SOURCE: Final = Source(
    id="populated_places",
    title="Cities and towns",
    publisher="GeoNames",
    publisher_url="https://www.geonames.org/",
    licence="CC BY 4.0 (GeoNames); package MIT",
    attribution="GeoNames, CC BY 4.0",
    period="about 2021",
    retrieved="2026-11-22",
    kind="features",
    files=(
        RawFile(
            "populated_places/geonames_populated_places_colombia.csv",
            "6b6be8269c4b0982b760481a27c533b333e760b705ad6f24723f02597866b5a4",
        ),
    ),
    coverage=Coverage("2021-01-01", "2021-12-31", (), "country", note="Seats and larger towns only."),
    table="places",
    caveats=(
        "For labels: positions are those of the settlements, and populations are undated and often missing.",
        "GeoNames numbers departments in its own way, not by DIVIPOLA.",
    ),
)

_CLASSES: Final = {
    "PPLC": "capital",
    "PPLA": "department_capital",
    "PPLA2": "municipal_seat",
    "PPLA3": "town",
    "PPL": "town",
    "PPLL": "town",
    "PPLX": "town",
}


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the 1,166 places, the largest first: the order in which labels are placed.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`, points; ``feature_id`` is ``populated_places:<rank by population>:<geonameid>``,
        which sorts in that order; ``kind`` is ``capital``, ``department_capital``, ``municipal_seat`` or ``town``.
    """
    table = pd.read_csv(raw / SOURCE.files[0].path, dtype={"geonameid": str})
    table = table.sort_values(["population", "geonameid"], ascending=[False, True], ignore_index=True)
    return feature_table(
        gpd.GeoDataFrame(geometry=gpd.points_from_xy(table["lon"], table["lat"], crs=CRS)),
        SOURCE.id,
        ids=pd.Series(range(1, len(table) + 1)).astype(str).str.zfill(4) + ":" + table["geonameid"],
        kind=translate(table["feature_code"], _CLASSES, SOURCE.id),
        citation=f"{SOURCE.attribution}, {SOURCE.publisher_url}" + table["geonameid"],
        name=table["name"],
    )
