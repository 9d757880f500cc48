"""A country of six municipalities, built in code: every kind of table a map or an export reads."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.tables import Tables
from tests import builders
from tests.layers.rich_country import with_every_series

PLACES = (
    ("18001", "Florencia", "caqueta"),
    ("18150", "Cartagena del Chairá", "caqueta"),
    ("18785", "Solita", "caqueta"),
    ("05120", "Cáceres", "bajo-cauca"),
    ("54810", "Tibú", "catatumbo"),
    ("11001", "Bogotá, D.C.", None),
)
HOSTILE = '=HYPERLINK("http://x.test","<script>alert(\'x\')</script>")'


def _municipalities() -> gpd.GeoDataFrame:
    rows = [
        {"municipality_code": code, "municipality": name, "region": region, "geometry": builders.square(-76 + at, 1)}
        for at, (code, name, region) in enumerate(PLACES)
    ]
    return builders.municipalities(*rows, area_km2=12364.0)


def _indicators() -> pd.DataFrame:
    rows = [(code, year, "tree_cover_loss", "ha", 100.0 * at) for at, code in enumerate(("18001", "18150", "05120",
            "54810", "11001")) for year in range(2010, 2023)]  # fmt: skip
    rows += [(code, 2000, "tree_cover_2000", "ha", 50_000.0) for code, _, _ in PLACES if code != "18785"]
    return builders.indicators(rows, source="gfw_loss")


def _events() -> gpd.GeoDataFrame:
    rows = [
        # source, day, precision, municipality, deaths, text
        ("ucdp_ged", "2015-03-02", 1, "18001", 3, HOSTILE),
        ("ucdp_ged", "2015-04-02", 2, "18150", 1, "@cmd"),
        ("ucdp_ged", "2015-05-02", 3, "18150", 2, "-2+3"),
        ("ucdp_ged", "2016-05-02", 4, None, 5, "plain"),
        ("cnmh_massacres", "2012-01-05", 3, "18150", 4, None),
        ("cnmh_massacres", "2012-02-05", 3, "18150", 6, None),
        ("imported-acled", "2018-07-01", 1, "18001", 2, "ACLED-SECRET-1"),
        ("imported-acled", "2018-07-20", 3, "18001", 1, "ACLED-SECRET-2"),
        ("imported-acled", "2018-08-20", 1, "18150", 0, "ACLED-SECRET-3"),
        ("imported-acled", "2018-08-21", 4, None, 9, "ACLED-SECRET-4"),
    ]
    columns = ("source", "date_start", "location_precision", "municipality_code", "deaths", "description")
    stated = (dict(zip(columns, row, strict=True)) for row in rows)
    return builders.events(
        *(
            row
            | {
                "source_event_id": f"SECRET-ID-{at}",
                "event_type": "massacre" if "massacre" in row["source"] else "armed_clash",
                "citation": f"{row['source']} 1.0",
                "geometry": shapely.Point(-75.4 + at / 10, 1.4),
            }
            for at, row in enumerate(stated)
        ),
        source_event_type="State-based violence",
        actor_1="+573001112233",
        department_code="18",
    )


def _incidents() -> pd.DataFrame:
    protest = {
        "incident_id": "2023-03-02-a", "date_start": "2023-03-02", "municipality_codes": "18150 18001",
        "location_precision": 2, "place": "Los Pozos", "lon": -74.4, "lat": 1.6, "event_type": "protest",
    }  # fmt: skip
    attack = {
        "incident_id": "2023-03-19-b", "story": "2023-03-02-a", "date_start": "2023-03-19", "place": "Tarazá",
        "municipality_codes": "05120", "location_precision": 3, "event_type": "attack",
    }  # fmt: skip
    people = {
        f"{who}_{bound}": 1 for who in ("killed", "wounded", "held", "displaced") for bound in ("low", "best", "high")
    }
    one, two = (
        {f"{name}_{lang}": f"{name} {row}" for name in ("actors", "title", "description") for lang in ("es", "en")}
        for row in "ab"
    )
    return builders.incidents(protest | one, attack | people | two, sources="El Espectador, 2023-03-02")


def _features(source: str, kind: str, shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    rows = [(f"{source}-{at}", 2018 + at, shape) for at, shape in enumerate(shapes)]
    return builders.features(rows, source=source, kind=kind, name="Chiribiquete", area_ha=1.5, citation=source)


def _tables() -> Tables:
    spots = [builders.square(-74.6, 1.2, 0.1), builders.square(-60, 1)]
    park = shapely.MultiPolygon([shapely.box(-75.2, 1.1, -74.8, 1.4)])
    return builders.tables(
        municipalities=_municipalities(),
        events=_events(),
        indicators=_indicators(),
        incidents=_incidents(),
        features={
            "mining": _features("amw_mining", "mining_new", spots),
            "protected": _features("parks", "national_park", [park]),
        },
        manifest={
            "data_version": "abc123",
            "boundaries": {"id": "mgn2018", "title": "MGN 2018"},
            "inputs": [
                {"source": "ucdp_ged", "retrieved": "2026-11-20"},
                {"source": "evoa", "retrieved": "2026-11-22"},
            ],
            "missing": {},
        },
    )


@pytest.fixture(scope="session")
def make_tables() -> Callable[[], Tables]:
    """Build the six municipalities with everything on them, anew at each call."""
    return _tables


@pytest.fixture(scope="session")
def real(processed: Path) -> Tables:
    """The tables of the bundled data, read-only; what is computed from them once serves every test."""
    return Tables.read(processed)


@pytest.fixture(scope="session")
def small_tables() -> Tables:
    """Six municipalities, read-only."""
    return _tables()


@pytest.fixture(scope="session")
def rich(small_tables: Tables) -> Tables:
    """Six municipalities with every series of a dossier, read-only."""
    return with_every_series(small_tables)
