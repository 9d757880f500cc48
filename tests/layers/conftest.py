"""A country of six municipalities, built in code: every kind of table a map or an export reads."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.schema import CRS, EVENTS, FEATURES, INCIDENTS, INDICATORS, MUNICIPALITIES, check
from layers.tables import Tables

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
    squares = [shapely.box(-76 + at, 1, -75 + at, 2) for at in range(len(PLACES))]
    table = gpd.GeoDataFrame(
        {
            "municipality_code": [code for code, _, _ in PLACES],
            "municipality": [name for _, name, _ in PLACES],
            "department_code": [code[:2] for code, _, _ in PLACES],
            "department": ["Caquetá"] * 3 + ["Antioquia", "Norte de Santander", "Bogotá, D.C."],
            "region": [region for _, _, region in PLACES],
            "pdet_subregion": None,
            "area_km2": 12364.0,
            "seat_lon": [-75.5 + at for at in range(len(PLACES))],
            "seat_lat": 1.5,
        },
        geometry=squares,
        crs=CRS,
    )
    return check(table.astype({"region": "str", "pdet_subregion": "str"}), MUNICIPALITIES, "test")


def _indicators() -> pd.DataFrame:
    rows = [(code, year, "tree_cover_loss", "ha", 100.0 * at) for at, code in enumerate(("18001", "18150", "05120",
            "54810", "11001")) for year in range(2010, 2023)]  # fmt: skip
    rows += [(code, 2000, "tree_cover_2000", "ha", 50_000.0) for code, _, _ in PLACES if code != "18785"]
    table = pd.DataFrame(rows, columns=["municipality_code", "year", "variable", "unit", "value"])
    return check(table.assign(source="gfw_loss").astype({"year": "int16"}), INDICATORS, "test")


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
    table = pd.DataFrame(
        rows, columns=["source", "date_start", "location_precision", "municipality_code", "n", "description"]
    )
    table["date_start"] = pd.to_datetime(table["date_start"]).astype("datetime64[us]")
    table = table.assign(
        event_id=[f"{source}-{at}" for at, source in enumerate(table["source"])],
        source_event_id=[f"SECRET-ID-{at}" for at in range(len(table))],
        date_end=table["date_start"],
        date_precision=1,
        event_type=["massacre" if "massacre" in source else "armed_clash" for source in table["source"]],
        source_event_type="State-based violence",
        actor_1="+573001112233",
        actor_2=None,
        victims=None,
        department_code="18",
        located_by=["code" if code else None for code in table["municipality_code"]],
        citation=[f"{source} 1.0" for source in table["source"]],
        **dict.fromkeys(("fatalities_low", "fatalities_best", "fatalities_high"), table["n"]),
    )
    counts = dict.fromkeys(("fatalities_low", "fatalities_best", "fatalities_high", "victims"), "Int32")
    precisions = dict.fromkeys(("date_precision", "location_precision"), "int8")
    texts = dict.fromkeys(("actor_2", "municipality_code", "located_by", "description"), "str")
    table = table.astype(counts | precisions | texts)
    points = [shapely.Point(-75.4 + at / 10, 1.4) for at in range(len(table))]
    table = gpd.GeoDataFrame(table, geometry=points, crs=CRS)[list(EVENTS.columns)]
    return check(table, EVENTS, "test")


def _incidents() -> pd.DataFrame:
    days = pd.to_datetime(["2023-03-02", "2023-03-19"]).astype("datetime64[us]")
    empty = {f"{who}_{bound}": pd.array([None, 1], "Int32") for who in ("killed", "wounded", "held")
             for bound in ("low", "best", "high")}  # fmt: skip
    texts = {f"{name}_{lang}": [f"{name} a", f"{name} b"] for name in ("actors", "title", "description")
             for lang in ("es", "en")}  # fmt: skip
    table = pd.DataFrame(
        {
            "incident_id": ["2023-03-02-a", "2023-03-19-b"],
            "story": ["2023-03-02-a", "2023-03-02-a"],
            "date_start": days,
            "date_end": days,
            "date_precision": 1,
            "municipality_codes": ["18150 18001", "05120"],
            "location_precision": [2, 3],
            "place": ["Los Pozos", "Tarazá"],
            "lon": [-74.4, None],
            "lat": [1.6, None],
            "event_type": ["protest", "attack"],
            "sources": "El Espectador, 2023-03-02",
            "certainty": "confirmed",
            "note_es": None,
            "note_en": None,
            **empty,
            **texts,
        }
    )
    precisions = dict.fromkeys(("date_precision", "location_precision"), "int8")
    table = table.astype(precisions | {"note_es": "str", "note_en": "str"})[list(INCIDENTS.columns)]
    return check(table, INCIDENTS, "test")


def _features(source: str, kind: str, shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(
        {
            "feature_id": [f"{source}-{at}" for at in range(len(shapes))],
            "source": source,
            "kind": kind,
            "name": "Chiribiquete",
            "year": pd.array([2018 + at for at in range(len(shapes))], "Int16"),
            "area_ha": 1.5,
            "citation": source,
        },
        geometry=shapes,
        crs=CRS,
    )
    return check(table, FEATURES, "test")


def make_tables() -> Tables:
    """Build the six municipalities with everything on them."""
    spots = [shapely.box(-74.6, 1.2, -74.5, 1.3), shapely.box(-60, 1, -59, 2)]
    park = shapely.MultiPolygon([shapely.box(-75.2, 1.1, -74.8, 1.4)])
    return Tables(
        municipalities=_municipalities(),
        events=_events(),
        indicators=_indicators(),
        incidents=_incidents(),
        ceasefires=pd.DataFrame(),
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
def small_tables() -> Tables:
    """Six municipalities, read-only."""
    return make_tables()
