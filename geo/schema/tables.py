"""Schemas of the tables of ``data/processed``: names, types, ranges, and in each description the meaning and unit."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final, TypeVar

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa

from geo.schema.vocabulary import (
    CRS,
    EVENT_TYPES,
    LOCATED_BY,
    REGIONS,
    DatePrecision,
    GeoDataError,
    LocationPrecision,
)

Table = TypeVar("Table", bound=pd.DataFrame)

CHANGES: Final = ("added", "revised", "missing")
"""What a later release does to an event."""

_CODE = r"^\d{5}$"


def text(description: str, *, nullable: bool = False, unique: bool = False, checks: Any = None) -> pa.Column:
    """A text column."""
    return pa.Column(str, checks, nullable=nullable, unique=unique, description=description)


def count(description: str) -> pa.Column:
    """A column that counts people; empty is unknown, never zero."""
    return pa.Column("Int32", pa.Check.ge(0), nullable=True, description=description, metadata={"unit": "people"})


def coded(codes: type[IntEnum], description: str) -> pa.Column:
    """A column of the codes of one scale, always known (a scale has a code for the unknown)."""
    return pa.Column("int8", pa.Check.isin([int(code) for code in codes]), description=description)


def degrees(low: float, high: float, description: str) -> pa.Column:
    """A column of longitudes or latitudes."""
    in_range, unit = pa.Check.in_range(low, high), {"unit": "degrees"}
    return pa.Column(float, in_range, nullable=True, description=description, metadata=unit)


def define(name: str, columns: dict[str, pa.Column], **kwargs: Any) -> pa.DataFrameSchema:
    """A table with just these columns, in this order."""
    return pa.DataFrameSchema(columns, name=name, strict=True, ordered=True, **kwargs)


MUNICIPALITIES: Final = define(
    "municipalities",
    {
        "municipality_code": text(
            "DIVIPOLA code, five digits, as text", unique=True, checks=pa.Check.str_matches(_CODE)
        ),
        "municipality": text("Name"),
        "department_code": text(
            "DIVIPOLA code of the department, two digits, as text", checks=pa.Check.str_matches(r"^\d{2}$")
        ),
        "department": text("Name of the department"),
        "region": text(
            "Region of the project, empty outside the three", nullable=True, checks=pa.Check.isin(REGIONS)
        ),
        "pdet_subregion": text(
            "Subregion of the territorial development programmes (Decreto Ley 893 de 2017), empty outside them",
            nullable=True,
        ),
        "area_km2": pa.Column(
            float,
            pa.Check.gt(0),
            description="Area on the ellipsoid, measured on the polygon, km²",
            metadata={"unit": "km²"},
        ),
        "seat_lon": degrees(-82, -66, "Longitude of the seat (cabecera), degrees"),
        "seat_lat": degrees(-5, 14, "Latitude of the seat (cabecera), degrees"),
        "geometry": pa.Column("geometry", nullable=True, description="Boundary, EPSG:4326"),
    },
)
"""Municipalities: areas in km² on the ellipsoid, measured on ``geometry``; seats (cabeceras) in degrees."""

EVENTS: Final = define(
    "events",
    {
        "event_id": text("Source and the source's own id", unique=True),
        "source": text("Id of the source"),
        "source_event_id": text("Id in the source, or date, code and counter where the source has none"),
        "date_start": pa.Column("datetime64[us]", nullable=True, description="First possible day"),
        "date_end": pa.Column("datetime64[us]", nullable=True, description="Last possible day"),
        "date_precision": coded(DatePrecision, "1 day, 2 up to six days, 3 week, 4 month, 5 year, 6 unknown"),
        "event_type": text("Type in the common taxonomy", checks=pa.Check.isin(EVENT_TYPES)),
        "source_event_type": text("Type in the source's own words"),
        "actor_1": text("First party, or presumed perpetrator, as published", nullable=True),
        "actor_2": text("Second party, as published", nullable=True),
        "fatalities_low": count("People killed, low estimate"),
        "fatalities_best": count("People killed, best estimate"),
        "fatalities_high": count("People killed, high estimate"),
        "victims": count("People whom the source counts as victims"),
        "municipality_code": text(
            "Municipality it is counted in, empty where none can be told",
            nullable=True,
            checks=pa.Check.str_matches(_CODE),
        ),
        "department_code": text("Department, where known", nullable=True, checks=pa.Check.str_matches(r"^\d{2}$")),
        "location_precision": coded(
            LocationPrecision, "1 exact, 2 near, 3 municipality, 4 department, 5 area, 6 country or abroad"
        ),
        "located_by": text(
            "How the municipality was found: code, name or point", nullable=True, checks=pa.Check.isin(LOCATED_BY)
        ),
        "description": text("What the source says of the place or kind of event", nullable=True),
        "citation": text("Release and id or sources, to find it again"),
        "geometry": pa.Column(
            "geometry",
            nullable=True,
            description="Point as published, EPSG:4326; to be drawn only at location_precision 1 and 2",
        ),
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

INDICATORS: Final = define(
    "indicators",
    {
        "municipality_code": text("DIVIPOLA code", checks=pa.Check.str_matches(_CODE)),
        "year": pa.Column("int16", pa.Check.in_range(1900, 2100), description="Calendar year"),
        "variable": text("What is measured"),
        "unit": text("Unit of the value"),
        "value": pa.Column(float, description="The value; 0 is measured, what is not covered has no row"),
        "source": text("Id of the source"),
    },
    unique=["municipality_code", "year", "variable", "source"],
)
"""Indicators, long form. No coverage = no row; measured nothing = a row with 0."""

FEATURES: Final = define(
    "features",
    {
        "feature_id": text("Source, year and running number", unique=True),
        "source": text("Id of the source"),
        "kind": text("What it is"),
        "name": text("Name, as published", nullable=True),
        "year": pa.Column("Int16", nullable=True, description="Year it was seen or created"),
        "area_ha": pa.Column(
            float,
            pa.Check.ge(0),
            nullable=True,
            description="Area on the ellipsoid, hectares",
            metadata={"unit": "ha"},
        ),
        "citation": text("Release, to find it again"),
        "geometry": pa.Column("geometry", description="EPSG:4326"),
    },
)
"""Feature tables (mining, protected areas, rivers ...): what is drawn as it is; ``area_ha`` is geodesic."""

COVERAGE: Final = define(
    "coverage",
    {
        "source": text("Id of the source"),
        "variable": text("What is measured"),
        "unit": text("Unit of the values"),
        "year": pa.Column("int16", description="Calendar year"),
        "municipalities": pa.Column(
            "int64", pa.Check.ge(1), description="Municipalities with a value, zeros included"
        ),
        "zeros": pa.Column("int64", pa.Check.ge(0), description="Municipalities with a measured zero"),
    },
    unique=["source", "variable", "year"],
)
"""Coverage: where and when each variable was observed."""

REJECTS: Final = define(
    "rejects",
    {
        "source": text("Id of the source"),
        "record": text("The source's id of the row, or what a group of rows has in common"),
        "reason": text("Why it counts nowhere, or in no municipality or year"),
        "rows": pa.Column("int64", pa.Check.ge(1), description="Rows of the source that it stands for"),
    },
)
"""What counts nowhere, with its reason: rows left out by a loader, and events without a municipality or a year."""


LINEAGE: Final = define(
    "lineage",
    {
        "source": text("Id of the source"),
        "variable": text("What is measured"),
        "unit": text("Unit of the values"),
        "release": text("Period or release of the source"),
        "retrieved": text("Day the data were obtained from the publisher, YYYY-MM-DD"),
        "method": text("How the numbers came about"),
        "zeros": text("What a zero means, and what has no row"),
        "inputs": text(
            "Files it was computed from, path and checksum, separated by |; behind bundled files the originals that"
            " they were made from"
        ),
    },
    unique=["source", "variable"],
)
"""The way back from every series of ``indicators``: release, date of access, files, method."""

RELEASE_CHANGES: Final = define(
    "release_changes",
    {
        "source": text("Id of the later release"),
        "source_event_id": text("The id that both releases share"),
        "change": text("added, revised, or missing from the later release", checks=pa.Check.isin(CHANGES)),
        "fact": text("What was revised: type, actors, date, deaths or place", nullable=True),
        "older": text("As the older release has it", nullable=True),
        "newer": text("As the later release has it", nullable=True),
    },
)
"""What a later release changed in the events of the one it revises."""


RESERVES_REGISTER: Final = define(
    "reserves_register",
    {
        "reserve_id": text("The register's number", unique=True),
        "name": text("Name of the reserve"),
        "people": text("People or peoples who live in it", nullable=True),
        "act_type": text("Kind of act that constituted or enlarged it"),
        "act_number": text("Number of the act"),
        "act_date": pa.Column("datetime64[us]", description="Day of the last act"),
        "area_ha": pa.Column(
            float,
            pa.Check.ge(0),
            description="Area of the whole reserve as the acts state it, hectares",
            metadata={"unit": "ha"},
        ),
        "municipality_code": text(
            "The one municipality it is filed under; it may reach into others", checks=pa.Check.str_matches(_CODE)
        ),
    },
)
"""The national register of indigenous reserves, without geometry: a list, not a map."""


def empty(schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A table of that schema without rows; with a geometry column it is a GeoDataFrame in EPSG:4326."""
    types = {name: "object" if name == "geometry" else str(column.dtype) for name, column in schema.columns.items()}
    table = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS) if "geometry" in types else table


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
