"""Small tables in the schemas of ``data/processed``: a test states what matters to it, and the rest is filled in.

Wide tables are built of rows that name their columns, narrow ones of tuples. Each is checked against its schema.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.schema import (
    ACTORS,
    CEASEFIRES,
    CRS,
    EVENTS,
    FEATURES,
    INCIDENTS,
    INDICATORS,
    MUNICIPALITIES,
    check,
    empty,
)
from geo.schema.columns import Schema
from geo.source import Coverage, Source
from layers.tables import Tables

Row = Mapping[str, Any]

DEPARTMENTS = {"05": "Antioquia", "11": "Bogotá, D.C.", "18": "Caquetá", "54": "Norte de Santander"}
DEATHS = ("fatalities_low", "fatalities_best", "fatalities_high")


def municipalities(*rows: Row, **common: Any) -> gpd.GeoDataFrame:
    """Municipalities of 100 km², in no region, named by their codes.

    Parameters
    ----------
    rows
        Columns of :data:`geo.schema.MUNICIPALITIES`, at least ``municipality_code`` and ``geometry``. The department
        follows the code; the seat is the centroid.
    common
        Columns that every row has, unless it states its own.
    """

    def whole(stated: Row) -> Row:
        department = stated["municipality_code"][:2]
        centre = stated["geometry"].centroid
        return {
            "municipality": stated["municipality_code"],
            "department_code": department,
            "department": DEPARTMENTS.get(department, department),
            "area_km2": 100.0,
            "seat_lon": centre.x,
            "seat_lat": centre.y,
            **stated,
        }

    return _table(MUNICIPALITIES, [whole({**common, **row}) for row in rows])


def events(*rows: Row, **common: Any) -> gpd.GeoDataFrame:
    """Clashes of the source ``demo`` on 1 January 2020, known to the municipality, without a point or any count.

    Parameters
    ----------
    rows
        Columns of :data:`geo.schema.EVENTS`, and ``deaths``: low, best and high, or one number for the three. Ids of
        the source count from 1; the department and ``located_by`` follow the municipality, the last day the first,
        and without a day ``date_precision`` is 6.
    common
        Columns that every row has, unless it states its own.
    """

    def whole(number: int, stated: Row) -> Row:
        source, place = stated.get("source", "demo"), stated.get("municipality_code")
        day = pd.Timestamp(stated.get("date_start", "2020-01-01"))
        name = stated.get("source_event_id", str(number))
        deaths = stated.get("deaths")
        return {
            "event_id": f"{source}:{name}",
            "source": source,
            "source_event_id": name,
            "date_precision": 6 if pd.isna(day) else 1,
            "event_type": "armed_clash",
            "source_event_type": "clash",
            "department_code": place and place[:2],
            "location_precision": 3,
            "located_by": place and "code",
            "citation": source,
            **dict(zip(DEATHS, deaths if isinstance(deaths, Sequence) else [deaths] * 3, strict=True)),
            **{column: value for column, value in stated.items() if column != "deaths"},
            "date_start": day,
            "date_end": pd.Timestamp(stated.get("date_end", day)),
        }

    return _table(EVENTS, [whole(number, {**common, **row}) for number, row in enumerate(rows, 1)])


def indicators(rows: Iterable[Sequence[Any]], **common: Any) -> pd.DataFrame:
    """Rows in the order of the columns of :data:`geo.schema.INDICATORS`, but for those that ``common`` gives all."""
    return _narrow(INDICATORS, rows, common)


def features(rows: Iterable[Sequence[Any]], **common: Any) -> gpd.GeoDataFrame:
    """Rows in the order of the columns of :data:`geo.schema.FEATURES`, but for those that ``common`` gives all."""
    return _narrow(FEATURES, rows, common)


def incidents(*rows: Row, **common: Any) -> pd.DataFrame:
    """Incidents of one day, confirmed, each a story of its own; what a row does not state is empty."""

    def whole(stated: Row) -> Row:
        return {
            "story": stated["incident_id"],
            "date_end": stated["date_start"],
            "date_precision": 1,
            "certainty": "confirmed",
            **stated,
        }

    return _table(INCIDENTS, [whole({**common, **row}) for row in rows])


def actors(*rows: Sequence[str]) -> pd.DataFrame:
    """Guerrillas by id, name (in both languages) and aliases, separated by |."""
    stated = [dict(zip(("actor_id", "name_es", "aliases"), row, strict=True)) for row in rows]
    return _table(ACTORS, [row | {"name_en": row["name_es"], "kind": "guerrilla"} for row in stated])


def tables(**parts: Any) -> Tables:
    """What a build leaves, with these parts of :class:`layers.tables.Tables`; the others are empty."""
    schemas = {
        "municipalities": MUNICIPALITIES,
        "events": EVENTS,
        "indicators": INDICATORS,
        "incidents": INCIDENTS,
        "ceasefires": CEASEFIRES,
    }
    return Tables(**{name: empty(schema) for name, schema in schemas.items()} | parts)


def source(kind: str, coverage: Coverage, **changes: Any) -> Source:
    """A source ``demo`` without files, but for ``changes``."""
    stated = dict.fromkeys(("title", "publisher", "publisher_url", "licence", "attribution", "period"), "Demo")
    return Source(**{"id": "demo", "kind": kind, "files": (), "coverage": coverage, **stated, **changes})


def square(lon: float, lat: float, size: float = 1.0) -> shapely.Polygon:
    """A square of ``size`` degrees, by its south-western corner."""
    return shapely.box(lon, lat, round(lon + size, 6), round(lat + size, 6))


def _narrow(schema: Schema, rows: Iterable[Sequence[Any]], common: Row) -> pd.DataFrame:
    columns = [name for name in schema.columns if name not in common]
    return _table(schema, [{**common, **dict(zip(columns, row, strict=True))} for row in rows])


def _table(schema: Schema, rows: Sequence[Row]) -> pd.DataFrame:
    if strange := {name for row in rows for name in row} - set(schema.columns):
        raise TypeError(f"no column of {schema.name}: {', '.join(sorted(strange))}")
    table = pd.DataFrame(rows, columns=list(schema.columns))
    table = table.astype({name: column.dtype for name, column in schema.columns.items() if name != "geometry"})
    if "geometry" in schema.columns:
        table = gpd.GeoDataFrame(table, geometry="geometry", crs=CRS)
    return check(table, schema, "test")
