"""The shared vocabulary: column names, precision codes, table schemas, and the one error bad data raises.

Every table that leaves the engine is checked against a schema of this module, so that the app, the maps and the
exports can rely on names, types and units without looking at a source.

Conventions
-----------
* CRS is EPSG:4326 everywhere a geometry is stored; coordinates are lon, lat; bounds are (minx, miny, maxx, maxy).
* A municipality is its five-digit DIVIPOLA code, as text. A department is its first two digits.
* Areas are square kilometres (``area_km2``) or hectares (indicators), on the ellipsoid.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final, TypeVar

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa

Table = TypeVar("Table", bound=pd.DataFrame)

CRS: Final = "EPSG:4326"
REGIONS: Final = ("bajo-cauca", "catatumbo", "caqueta")


class GeoDataError(ValueError):
    """Input that cannot be trusted, told so that a person can mend it.

    Parameters
    ----------
    problem
        What is wrong, in one sentence.
    source, column
        Where: the source's id (or a file) and the column.
    value
        The offending value, quoted as it was read.
    remedy
        What to do about it.

    Examples
    --------
    >>> str(GeoDataError("not five digits", source="evoa", column="cod_mpio", value=5120, remedy="read it as text"))
    'evoa: column cod_mpio: not five digits (found 5120). Remedy: read it as text.'
    """

    def __init__(
        self,
        problem: str,
        *,
        source: str | None = None,
        column: str | None = None,
        value: object = None,
        remedy: str | None = None,
    ) -> None:
        place = "".join(part + ": " for part in (source, f"column {column}" if column else None) if part)
        found = "" if value is None else f" (found {value!r})"
        mend = f". Remedy: {remedy}." if remedy else "."
        super().__init__(f"{place}{problem}{found}{mend}")


class LocationPrecision(IntEnum):
    """How well a place is known, on UCDP's ``where_prec`` scale, to which other sources are mapped.

    Only ``EXACT`` and ``NEAR`` may be drawn as points; coarser events are counted in their municipality or
    department and never pinned.
    """

    EXACT = 1
    NEAR = 2
    MUNICIPALITY = 3
    DEPARTMENT = 4
    AREA = 5
    COUNTRY = 6


class DatePrecision(IntEnum):
    """How well a date is known, on UCDP's ``date_prec`` scale; ``UNKNOWN`` has no date at all."""

    DAY = 1
    DAYS = 2
    WEEK = 3
    MONTH = 4
    YEAR = 5
    UNKNOWN = 6


EVENT_TYPES: Final = (
    "armed_clash",
    "violence_against_civilians",
    "massacre",
    "kidnapping",
    "terrorism",
    "attack",
    "explosive_hazard",
    "homicide",
    "extortion",
    "protest",
    "state_operation",
)
"""One taxonomy for all sources. Each source keeps its own word in ``source_event_type``."""

LOCATED_BY: Final = ("code", "name", "point")
"""How an event came by its municipality: the source's code, a name through a crosswalk, or its coordinates."""

_CODE = r"^\d{5}$"


def _text(*, nullable: bool = False, unique: bool = False, **checks: Any) -> pa.Column:
    return pa.Column(str, nullable=nullable, unique=unique, **checks)


def _count() -> pa.Column:
    return pa.Column("Int32", pa.Check.ge(0), nullable=True)


def _schema(name: str, columns: dict[str, pa.Column], **kwargs: Any) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, name=name, strict=True, ordered=True, **kwargs)


MUNICIPALITIES: Final = _schema(
    "municipalities",
    {
        "municipality_code": _text(unique=True, checks=pa.Check.str_matches(_CODE)),
        "municipality": _text(),
        "department_code": _text(checks=pa.Check.str_matches(r"^\d{2}$")),
        "department": _text(),
        "region": _text(nullable=True, checks=pa.Check.isin(REGIONS)),
        "pdet_subregion": _text(nullable=True),
        "area_km2": pa.Column(float, pa.Check.gt(0)),
        "seat_lon": pa.Column(float, pa.Check.in_range(-82, -66), nullable=True),
        "seat_lat": pa.Column(float, pa.Check.in_range(-5, 14), nullable=True),
        "geometry": pa.Column("geometry", nullable=True),
    },
)
"""Municipalities: areas in km² on the ellipsoid, measured on ``geometry``; seats (cabeceras) in degrees."""

EVENTS: Final = _schema(
    "events",
    {
        "event_id": _text(unique=True),
        "source": _text(),
        "source_event_id": _text(),
        "date_start": pa.Column("datetime64[us]", nullable=True),
        "date_end": pa.Column("datetime64[us]", nullable=True),
        "date_precision": pa.Column("int8", pa.Check.isin([int(p) for p in DatePrecision])),
        "event_type": _text(checks=pa.Check.isin(EVENT_TYPES)),
        "source_event_type": _text(),
        "actor_1": _text(nullable=True),
        "actor_2": _text(nullable=True),
        "fatalities_low": _count(),
        "fatalities_best": _count(),
        "fatalities_high": _count(),
        "victims": _count(),
        "municipality_code": _text(nullable=True, checks=pa.Check.str_matches(_CODE)),
        "department_code": _text(nullable=True, checks=pa.Check.str_matches(r"^\d{2}$")),
        "location_precision": pa.Column("int8", pa.Check.isin([int(p) for p in LocationPrecision])),
        "located_by": _text(nullable=True, checks=pa.Check.isin(LOCATED_BY)),
        "description": _text(nullable=True),
        "citation": _text(),
        "geometry": pa.Column("geometry", nullable=True),
    },
    checks=[
        pa.Check(
            lambda t: t.fatalities_low.isna() == t.fatalities_best.isna(),
            error="low, best and high travel together",
        ),
        pa.Check(lambda t: ~(t.date_start > t.date_end), error="date_start <= date_end"),
        pa.Check(
            lambda t: t.date_start.notna() | (t.date_precision == DatePrecision.UNKNOWN),
            error="an event without a date has date_precision 6",
        ),
    ],
)
"""Events: one row an event of one source; the same killing in two sources is two rows, never added up."""

INDICATORS: Final = _schema(
    "indicators",
    {
        "municipality_code": _text(checks=pa.Check.str_matches(_CODE)),
        "year": pa.Column("int16", pa.Check.in_range(1900, 2100)),
        "variable": _text(),
        "unit": _text(),
        "value": pa.Column(float),
        "source": _text(),
    },
    unique=["municipality_code", "year", "variable", "source"],
)
"""Indicators, long form. No coverage = no row; measured nothing = a row with 0."""

FEATURES: Final = _schema(
    "features",
    {
        "feature_id": _text(unique=True),
        "source": _text(),
        "kind": _text(),
        "name": _text(nullable=True),
        "year": pa.Column("Int16", nullable=True),
        "area_ha": pa.Column(float, pa.Check.ge(0), nullable=True),
        "citation": _text(),
        "geometry": pa.Column("geometry"),
    },
)
"""Feature tables (mining, protected areas, rivers ...): what is drawn as it is; ``area_ha`` is geodesic."""

REGION_MUNICIPALITIES: Final = MUNICIPALITIES.remove_columns(["pdet_subregion", "geometry"]).update_columns(
    {name: {"nullable": False} for name in ("region", "seat_lon", "seat_lat")}
)
"""The municipalities of the three regions; they stand for :data:`MUNICIPALITIES` where there are no boundaries."""

CERTAINTIES: Final = ("confirmed", "partly")
"""What the sources cited bear out: everything a row says, or all but what its note names."""

_CITATION = r"[^,|]+, \d{4}(-\d\d){0,2}(, https?://[^\s|]+)?"
_COUNTS = ("killed", "wounded", "held")


def _listed(item: str, separator: str) -> pa.Check:
    return pa.Check.str_matches(rf"^{item}({separator}{item})*$")


def _in_order(low: str, high: str) -> pa.Check:
    return pa.Check(lambda t: ~(t[low] > t[high]).fillna(value=False).astype(bool), error=f"{low} <= {high}")


def _together(*names: str) -> pa.Check:
    def whole(table: pd.DataFrame) -> pd.Series:
        given = table[list(names)].notna()
        return given.all(axis="columns") | ~given.any(axis="columns")

    return pa.Check(whole, error=f"{', '.join(names)} go together")


INCIDENTS: Final = _schema(
    "incidents",
    {
        "incident_id": _text(unique=True),
        "story": _text(),
        "date_start": pa.Column("datetime64[us]"),
        "date_end": pa.Column("datetime64[us]"),
        "date_precision": pa.Column("int8", pa.Check.isin([int(p) for p in DatePrecision])),
        "municipality_codes": _text(checks=_listed(r"\d{5}", " ")),
        "location_precision": pa.Column("int8", pa.Check.isin([int(p) for p in LocationPrecision])),
        "place": _text(),
        "lon": pa.Column(float, pa.Check.in_range(-82, -66), nullable=True),
        "lat": pa.Column(float, pa.Check.in_range(-5, 14), nullable=True),
        "event_type": _text(checks=pa.Check.isin(EVENT_TYPES)),
        "actors_es": _text(),
        "actors_en": _text(),
        **{f"{who}_{bound}": _count() for who in _COUNTS for bound in ("low", "best", "high")},
        "title_es": _text(),
        "title_en": _text(),
        "description_es": _text(),
        "description_en": _text(),
        "sources": _text(checks=_listed(_CITATION, r" \| ")),
        "certainty": _text(checks=pa.Check.isin(CERTAINTIES)),
        "note_es": _text(nullable=True),
        "note_en": _text(nullable=True),
    },
    checks=[
        _in_order("date_start", "date_end"),
        *(_together(*(f"{who}_{bound}" for bound in ("low", "best", "high"))) for who in _COUNTS),
        *(_in_order(f"{who}_low", f"{who}_best") for who in _COUNTS),
        *(_in_order(f"{who}_best", f"{who}_high") for who in _COUNTS),
        _together("lon", "lat"),
        _together("note_es", "note_en"),
        pa.Check(
            lambda t: t.lon.isna() | (t.location_precision <= LocationPrecision.NEAR),
            error="only location_precision 1 and 2 have a point",
        ),
        pa.Check(lambda t: t.story.isin(t.incident_id), error="a story is the incident_id of the row that opens it"),
        pa.Check(
            lambda t: (t.certainty == "confirmed") | t.note_en.notna(), error="what is not confirmed has a note"
        ),
    ],
)
"""Incidents, curated: one row a dated fact; rows of one ``story`` belong together. An empty count is unknown."""

CEASEFIRES: Final = _schema(
    "ceasefires",
    {
        "ceasefire_id": _text(unique=True),
        "group": _text(),
        "group_es": _text(),
        "group_en": _text(),
        "start": pa.Column("datetime64[us]"),
        "end": pa.Column("datetime64[us]"),
        "ended_how_es": _text(),
        "ended_how_en": _text(),
        "scope_es": _text(),
        "scope_en": _text(),
        "departments": _text(nullable=True, checks=_listed(r"\d{2}", " ")),
        "except_departments": _text(nullable=True, checks=_listed(r"\d{2}", " ")),
        "decree": _text(),
        "sources": _text(checks=_listed(_CITATION, r" \| ")),
        "certainty": _text(checks=pa.Check.isin(CERTAINTIES)),
        "note_es": _text(nullable=True),
        "note_en": _text(nullable=True),
    },
    checks=[
        _in_order("start", "end"),
        _together("note_es", "note_en"),
        pa.Check(
            lambda t: t.departments.isna() | t.except_departments.isna(),
            error="departments or except_departments, not both",
        ),
        pa.Check(
            lambda t: (t.certainty == "confirmed") | t.note_en.notna(), error="what is not confirmed has a note"
        ),
    ],
)
"""Ceasefires, curated: one row a group, span and area. ``start`` and ``end`` are the first and last day in force."""


def check(table: Table, schema: pa.DataFrameSchema, source: str) -> Table:
    """Return ``table`` if it keeps ``schema``; raise otherwise.

    Raises
    ------
    GeoDataError
        With the source, the first offending column and value, and how many other rows offend.
    """
    if isinstance(table, gpd.GeoDataFrame) and table.crs != CRS:
        raise GeoDataError(
            f"coordinates are not in {CRS}",
            source=source,
            column="geometry",
            value=str(table.crs),
            remedy=f"reproject with to_crs({CRS!r})",
        )
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        first = error.failure_cases.iloc[0]
        column = None if pd.isna(first["column"]) else str(first["column"])
        raise GeoDataError(
            f"breaks the rule {first['check']!r} of table {schema.name}, {len(error.failure_cases)} value(s) in all",
            source=source,
            column=column,
            value=first["failure_case"],
            remedy="mend the loader or the raw file; nothing was written",
        ) from error
    return table
