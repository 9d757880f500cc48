"""A small country built in code: five municipalities, four events, and texts that must show as texts."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.catalogue import catalogue, declared_sources, write_sources
from geo.schema import CRS, INDICATORS, check
from geo.source import RAW, SOURCES
from geo.sources import actors, ceasefires, incidents, reported_figures
from geo.statistics.indicators import count_events
from tests import builders

HOSTILE = '<img src=x onerror="window.top.hacked=1">${alert(1)}{{7*7}}</script>\u202e\'"'
"""Text that must show as text wherever it appears."""

PLACES = (
    ("05120", "Cáceres", "bajo-cauca", -75.0, 7.5),
    ("05154", "Caucasia", "bajo-cauca", -74.9, 7.5),
    ("18001", "Florencia", "caqueta", -75.6, 1.6),
    ("54800", "Teorama", "catatumbo", -73.3, 8.5),
    ("54810", HOSTILE, "catatumbo", -73.2, 8.5),
)


def municipalities() -> gpd.GeoDataFrame:
    """Five squares of a tenth of a degree, two of them beside each other."""
    rows = [
        {
            "municipality_code": code,
            "municipality": name,
            "region": region,
            "geometry": builders.square(lon, lat, 0.1),
        }
        for code, name, region, lon, lat in PLACES
    ]
    return builders.municipalities(*rows, area_km2=122.0)


def events() -> gpd.GeoDataFrame:
    """Three UCDP events and one massacre; the massacre and one event are in Teorama on the same day."""
    rows = [
        # source, type, day, municipality, deaths, precision
        ("ucdp_ged", "armed_clash", "2015-02-03", "54810", (1, 2, 4), 1),
        ("ucdp_ged", "violence_against_civilians", "2015-05-06", "54800", 5, 3),
        ("ucdp_ged", "armed_clash", "2017-08-09", "18001", 1, 2),
        ("cnmh_massacres", "massacre", "2015-05-06", "54800", 5, 3),
    ]
    columns = ("source", "event_type", "date_start", "municipality_code", "deaths", "location_precision")
    corners = {code: (lon, lat) for code, _, _, lon, lat in PLACES}

    def placed(code: str, precision: int) -> shapely.Point | None:
        lon, lat = corners[code]
        return shapely.Point(lon + 0.03, lat + 0.04) if precision <= 2 else None

    stated = [dict(zip(columns, row, strict=True)) for row in rows]
    stated[0]["actor_2"], stated[2]["actor_2"] = "Civilians", "ELN"
    return builders.events(
        *(row | {"geometry": placed(row["municipality_code"], row["location_precision"])} for row in stated),
        actor_1=HOSTILE,
        description=HOSTILE,
        citation=HOSTILE,
    )


def indicators() -> pd.DataFrame:
    """Counts of the events above, and tree cover loss of 2015 and 2016 for all but one municipality."""
    known = catalogue()
    counted = [
        count_events(events().query("source == @name"), known[name], municipalities())
        for name in ("ucdp_ged", "cnmh_massacres")
    ]
    loss = {"54800": 10.0, "18001": 0.0, "05120": 3.0, "05154": 4.0}
    rows = [(code, year, "tree_cover_loss", value) for code, value in loss.items() for year in (2015, 2016)]
    rows += [(code, 2000, "tree_cover_2000", 1000.0) for code in loss]
    forest = builders.indicators(rows, unit="ha", source="gfw_loss")
    return check(pd.concat([*counted, forest], ignore_index=True), INDICATORS, "test")


def write(folder: Path, *, drawn: bool = True, version: str = "test1") -> Path:
    """Write the small country as a build."""
    folder.mkdir(parents=True, exist_ok=True)
    places = municipalities()
    if not drawn:
        places["geometry"] = gpd.GeoSeries([None] * len(places), crs=CRS)
    places.to_parquet(folder / "municipalities.parquet")
    incidents.load(RAW).to_parquet(folder / "incidents.parquet")
    ceasefires.load(RAW).to_parquet(folder / "ceasefires.parquet")
    actors.load(RAW).to_parquet(folder / "actors.parquet")
    reported_figures.load(RAW).to_parquet(folder / "reported_figures.parquet")
    missing = {"dane_mgn": "boundaries.geojson is not here", "gfw_loss": "COL.xlsx is not here"}
    if drawn:
        events().to_parquet(folder / "events.parquet")
        indicators().to_parquet(folder / "indicators.parquet")
        missing = {}
    manifest = {
        "data_version": version,
        "boundaries": {"id": "test", "title": "MGN 2018, limits of 2021"} if drawn else None,
        "inputs": [
            {
                "source": "ucdp_ged",
                "path": HOSTILE,
                "tracked": False,
                "sha256": "0" * 64,
                "bytes": 1000,
                "retrieved": "2026-01-02",
                "redistributable": True,
            }
        ],
        "missing": missing,
        "outputs": {},
    }
    write_sources(declared_sources().values(), folder / SOURCES)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder
