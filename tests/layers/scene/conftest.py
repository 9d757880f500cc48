"""A small country built in code: four municipalities of two departments, and texts that want to be more than text."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.schema import CRS
from layers.tables import Tables
from tests import builders
from tests.builders import square

HOSTILE = (
    '<img src=x onerror="window.hit=1">',
    "</script><script>window.hit=2</script>",
    "${window.hit=3} {{ 7 * 7 }} {% raw %} {# no #}",
    "\"'`\\ \u202eRTL\u202c \u2028\u2029 &amp; <!--",
)
"""Must arrive as they are, whatever stands between."""


@pytest.fixture(scope="session")
def hostile() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture(scope="session")
def municipalities() -> gpd.GeoDataFrame:
    """05120 and 05154 side by side in Bajo Cauca, 18001 and 18029 north of them."""
    bajo_cauca = {"region": "bajo-cauca"}
    caqueta = {"region": "caqueta"}
    return builders.municipalities(
        bajo_cauca | {"municipality_code": "05120", "municipality": "Cáceres", "geometry": square(-75, 7)},
        bajo_cauca | {"municipality_code": "05154", "municipality": "Caucasia", "geometry": square(-74, 7)},
        caqueta | {"municipality_code": "18001", "municipality": "Florencia", "geometry": square(-75, 8)},
        caqueta | {"municipality_code": "18029", "municipality": "Albania", "geometry": square(-74, 8)},
    ).assign(area_km2=[1000.0, 2000.0, 1000.0, 500.0])


@pytest.fixture(scope="session")
def events() -> gpd.GeoDataFrame:
    """Located ones, a coarse one, one of a department only, one undated, one of another source, four hostile ones."""
    massacre = {
        "event_id": "cnmh-7", "source": "cnmh_massacres", "event_type": "massacre", "location_precision": 3,
        "geometry": None, "located_by": "code", "date_precision": 4, "date_end": "2012-03-31", "deaths": 4,
    }  # fmt: skip
    rows = [
        {},
        {"location_precision": 2, "date_start": "2013-12-31 18:00", "date_end": "2014-01-02"},
        {"location_precision": 3, "located_by": "name"},
        {"location_precision": 4, "municipality_code": None, "department_code": "05", "located_by": None},
        {"date_start": None},
        {"municipality_code": "18001", "geometry": shapely.Point(-74.5, 8.5)},
        massacre,
    ]
    texts = ("source_event_id", "source_event_type", "actor_1", "actor_2", "description", "citation")
    for number, text in enumerate(HOSTILE):
        place = {"municipality_code": "05154", "geometry": shapely.Point(-73.5, 7.5)}
        rows.append(dict.fromkeys(texts, text) | place | {"event_id": f"hostile-{number}"})
    return builders.events(
        *rows,
        source="ucdp_ged",
        date_start="2012-03-02",
        source_event_type="state-based conflict",
        actor_1="Government of Colombia",
        actor_2="FARC",
        deaths=(1, 2, 5),
        municipality_code="05120",
        location_precision=1,
        located_by="point",
        citation="UCDP GED 19.1",
        geometry=shapely.Point(-74.5, 7.5),
    )


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
    return builders.indicators(rows)


@pytest.fixture(scope="session")
def incidents() -> pd.DataFrame:
    """A strike over two municipalities and an attack at a known place."""
    strike = {
        "incident_id": "strike", "date_start": "2012-03-02", "date_end": "2012-03-13", "location_precision": 3,
        "municipality_codes": "05120 05154",
    }  # fmt: skip
    attack = {
        "incident_id": "attack", "date_start": "2012-05-01", "location_precision": 1, "lon": -73.25, "lat": 7.25,
        "municipality_codes": "05154",
    }  # fmt: skip
    common = {
        "place": "Troncal", "event_type": "protest", "actors_es": "Mineros", "actors_en": "Miners", "killed_low": 1,
        "killed_best": 2, "killed_high": 3, "title_es": "Paro", "title_en": "Strike", "description_es": HOSTILE[0],
        "description_en": HOSTILE[0],
        "sources": "El Tiempo, 2012-03, https://example.org/a | Semana, 2012-03",
    }  # fmt: skip
    return builders.incidents(strike, attack, **common)


@pytest.fixture(scope="session")
def features() -> dict[str, gpd.GeoDataFrame]:
    """A park, mining of two years and some of it abroad, a neighbour and a river."""
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
    return {
        "protected": builders.features([park]),
        "mining": builders.features(patches),
        "context": builders.features(around),
    }


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
    return builders.tables(
        municipalities=municipalities,
        events=events,
        indicators=indicators,
        incidents=incidents,
        features=features,
        manifest=manifest,
    )


@pytest.fixture(scope="session")
def seats(municipalities: gpd.GeoDataFrame, incidents: pd.DataFrame) -> Tables:
    """The same where no boundaries could be had: seats and incidents, no figures."""
    bare = municipalities.set_geometry(gpd.GeoSeries([None] * len(municipalities), crs=CRS))
    return builders.tables(municipalities=bare, incidents=incidents, manifest={"boundaries": None})
