"""A small country built in code: four municipalities of two departments, and texts that want to be more than text."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.schema import CRS, EVENTS, FEATURES, INCIDENTS, INDICATORS, MUNICIPALITIES, check
from layers.tables import Tables

HOSTILE = (
    '<img src=x onerror="window.hit=1">',
    "</script><script>window.hit=2</script>",
    "${window.hit=3} {{ 7 * 7 }} {% raw %} {# no #}",
    "\"'`\\ \u202eRTL\u202c \u2028\u2029 &amp; <!--",
)
"""Must arrive as they are, whatever stands between."""


def square(x: float, y: float, size: float = 1.0) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + size)


@pytest.fixture(scope="session")
def hostile() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture(scope="session")
def municipalities() -> gpd.GeoDataFrame:
    """05120 and 05154 side by side in Bajo Cauca, 18001 and 18029 north of them."""
    rows = [
        ("05120", "Cáceres", "05", "Antioquia", "bajo-cauca", square(-75, 7)),
        ("05154", "Caucasia", "05", "Antioquia", "bajo-cauca", square(-74, 7)),
        ("18001", "Florencia", "18", "Caquetá", "caqueta", square(-75, 8)),
        ("18029", "Albania", "18", "Caquetá", "caqueta", square(-74, 8)),
    ]
    columns = ["municipality_code", "municipality", "department_code", "department", "region", "geometry"]
    table = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=CRS)
    centre = shapely.centroid(table.geometry.to_numpy())
    table = table.assign(
        pdet_subregion=pd.Series([None] * 4, dtype=str),
        area_km2=[1000.0, 2000.0, 1000.0, 500.0],
        seat_lon=shapely.get_x(centre),
        seat_lat=shapely.get_y(centre),
    )
    return check(table[list(MUNICIPALITIES.columns)], MUNICIPALITIES, "test")


def event(number: int, **changes: object) -> dict[str, object]:
    """A clash of 2 March 2012 at a known place in 05120, but for ``changes``."""
    day = pd.Timestamp("2012-03-02")
    base = {
        "event_id": f"ucdp_ged-{number}",
        "source": "ucdp_ged",
        "source_event_id": str(number),
        "date_start": day,
        "date_end": day,
        "date_precision": 1,
        "event_type": "armed_clash",
        "source_event_type": "state-based conflict",
        "actor_1": "Government of Colombia",
        "actor_2": "FARC",
        "fatalities_low": 1,
        "fatalities_best": 2,
        "fatalities_high": 5,
        "victims": None,
        "municipality_code": "05120",
        "department_code": "05",
        "location_precision": 1,
        "located_by": "point",
        "description": None,
        "citation": "UCDP GED 19.1",
        "geometry": shapely.Point(-74.5, 7.5),
    }
    return base | changes


@pytest.fixture(scope="session")
def events() -> gpd.GeoDataFrame:
    """Located ones, a coarse one, one of a department only, one undated, one of another source, four hostile ones."""
    late = {"date_start": pd.Timestamp("2013-12-31 18:00"), "date_end": pd.Timestamp("2014-01-02")}
    undated = {"date_start": pd.NaT, "date_end": pd.NaT, "date_precision": 6}
    massacre = {
        "event_id": "cnmh-7", "source": "cnmh_massacres", "event_type": "massacre", "location_precision": 3,
        "geometry": None, "located_by": "code", "date_precision": 4, "date_end": pd.Timestamp("2012-03-31"),
        "fatalities_low": 4, "fatalities_best": 4, "fatalities_high": 4,
    }  # fmt: skip
    rows = [
        event(1),
        event(2, location_precision=2, **late),
        event(3, location_precision=3, located_by="name"),
        event(4, location_precision=4, municipality_code=None, located_by=None),
        event(5, **undated),
        event(6, municipality_code="18001", department_code="18", geometry=shapely.Point(-74.5, 8.5)),
        event(7, **massacre),
    ]
    for number, text in enumerate(HOSTILE):
        told = dict.fromkeys(
            ("source_event_id", "source_event_type", "actor_1", "actor_2", "description", "citation"), text
        )
        place = {"municipality_code": "05154", "geometry": shapely.Point(-73.5, 7.5)}
        rows.append(event(10 + number, event_id=f"hostile-{number}", **told, **place))
    table = pd.DataFrame(rows)
    for name, column in EVENTS.columns.items():
        if name != "geometry":
            table[name] = table[name].astype(column.dtype)
    return check(gpd.GeoDataFrame(table[list(EVENTS.columns)], geometry="geometry", crs=CRS), EVENTS, "test")


@pytest.fixture(scope="session")
def indicators() -> pd.DataFrame:
    """Tree cover and its loss for three of the four, deaths for all, alluvial gold of one year with a zero."""
    cover = {"05120": 1000.0, "05154": 500.0, "18001": 2000.0}
    loss = {"05120": (10.0, 20.0), "05154": (0.0, 0.0), "18001": (100.0, 300.0)}
    deaths = {"05120": (2, 4, 9), "05154": (0, 0, 0), "18001": (1, 1, 1), "18029": (0, 0, 0)}
    gold = {"05120": 300.0, "05154": 0.0}
    rows: list[tuple[str, int, str, str, float, str]] = []
    rows += [(code, 2000, "tree_cover_2000", "ha", value, "gfw_loss") for code, value in cover.items()]
    for code, values in loss.items():
        rows += [(code, 2012 + i, "tree_cover_loss", "ha", value, "gfw_loss") for i, value in enumerate(values)]
    for code, three in deaths.items():
        for name, value in zip(("low", "best", "high"), three, strict=True):
            rows.append((code, 2012, f"fatalities_{name}", "people", float(value), "ucdp_ged"))
        rows.append((code, 2012, "events", "events", float(three[1]), "ucdp_ged"))
    rows += [(code, 2014, "evoa_area", "ha", value, "evoa") for code, value in gold.items()]
    table = pd.DataFrame(rows, columns=list(INDICATORS.columns)).astype({"year": "int16"})
    return check(table, INDICATORS, "test")


@pytest.fixture(scope="session")
def incidents() -> pd.DataFrame:
    """A strike over two municipalities and an attack at a known place."""
    row: dict[str, object] = dict.fromkeys(INCIDENTS.columns)
    row |= {
        "incident_id": "strike", "story": "strike", "date_start": pd.Timestamp("2012-03-02"),
        "date_end": pd.Timestamp("2012-03-13"), "date_precision": 1, "municipality_codes": "05120 05154",
        "location_precision": 3, "place": "Troncal", "event_type": "protest", "actors_es": "Mineros",
        "actors_en": "Miners", "killed_low": 1, "killed_best": 2, "killed_high": 3, "title_es": "Paro",
        "title_en": "Strike", "description_es": HOSTILE[0], "description_en": HOSTILE[0], "certainty": "confirmed",
        "sources": "El Tiempo, 2012-03, https://example.org/a | Semana, 2012-03",
    }  # fmt: skip
    attack = {
        "incident_id": "attack", "municipality_codes": "05154", "location_precision": 1, "lon": -73.25, "lat": 7.25,
        "date_start": pd.Timestamp("2012-05-01"), "date_end": pd.Timestamp("2012-05-01"), "story": "attack",
    }  # fmt: skip
    table = pd.DataFrame([row, row | attack])
    for name, column in INCIDENTS.columns.items():
        table[name] = table[name].astype(column.dtype)
    return check(table[list(INCIDENTS.columns)], INCIDENTS, "test")


@pytest.fixture(scope="session")
def features() -> dict[str, gpd.GeoDataFrame]:
    """A park, mining of two years and some of it abroad, a neighbour and a river."""

    def table(rows: list[tuple[object, ...]]) -> gpd.GeoDataFrame:
        made = gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(FEATURES.columns)), geometry="geometry", crs=CRS)
        return check(made.astype({"year": "Int16", "name": "str", "area_ha": float}), FEATURES, "test")

    park = ("parks:1", "parks", "national_park", HOSTILE[0], 2018, 10.0, "PNN", square(-74.5, 7.25, 0.5))
    patches: list[tuple[object, ...]] = [
        ("amw:1", "amw_mining", "mining_new", None, 2012, 1.0, "AMW", square(-74.4, 7.4, 0.01)),
        ("amw:2", "amw_mining", "mining_new", None, 2020, 1.0, "AMW", square(-74.3, 7.3, 0.01)),
        ("amw:3", "amw_mining", "mining_new", None, 2012, 1.0, "AMW", square(-60, 0, 0.01)),
    ]
    around: list[tuple[object, ...]] = [
        ("ne:1", "natural_earth", "country", "Venezuela", None, None, "NE", square(-73, 7, 4)),
        ("ne:2", "natural_earth", "river", "Cauca", None, None, "NE", shapely.LineString([(-76, 7.5), (-72, 7.6)])),
    ]
    return {"protected": table([park]), "mining": table(patches), "context": table(around)}


@pytest.fixture(scope="session")
def tables(
    municipalities: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    indicators: pd.DataFrame,
    incidents: pd.DataFrame,
    features: dict[str, gpd.GeoDataFrame],
) -> Tables:
    """All of it, as read from a build."""
    manifest = {
        "boundaries": {"id": "test", "title": "MGN 2018"},
        "data_version": "0123456789",
        "inputs": [{"source": "gfw_loss", "retrieved": "2026-01-05"}],
        "missing": {},
    }
    return Tables(municipalities, events, indicators, incidents, pd.DataFrame(), features, manifest)


@pytest.fixture(scope="session")
def seats(tables: Tables, municipalities: gpd.GeoDataFrame, incidents: pd.DataFrame) -> Tables:
    """The same where no boundaries could be had: seats and incidents, no figures."""
    bare = municipalities.set_geometry(gpd.GeoSeries([None] * len(municipalities), crs=CRS))
    return Tables(bare, tables.events[:0], tables.indicators[:0], incidents, pd.DataFrame(), {}, {"boundaries": None})
