"""Schemas of the tables of ``data/processed``: names, types, ranges, and descriptions with meaning and unit."""

from __future__ import annotations

from typing import Final

from geo.schema.columns import (
    CODE,
    DEPARTMENT,
    Column,
    RowRule,
    Schema,
    above,
    at_least,
    between,
    coded,
    count,
    day,
    degrees,
    one_of,
    text,
)
from geo.schema.vocabulary import EVENT_TYPES, LOCATED_BY, REGIONS, DatePrecision, LocationPrecision

MUNICIPALITIES: Final = Schema(
    "municipalities",
    {
        "municipality_code": text("DIVIPOLA code, five digits, as text", unique=True, rule=CODE),
        "municipality": text("Name"),
        "department_code": text("DIVIPOLA code of the department, two digits, as text", rule=DEPARTMENT),
        "department": text("Name of the department"),
        "region": text("Region of the project, empty outside the three", nullable=True, rule=one_of(*REGIONS)),
        "pdet_subregion": text(
            "Subregion of the territorial development programmes (Decreto Ley 893 de 2017), empty outside them",
            nullable=True,
        ),
        "area_km2": Column("float64", "Area on the ellipsoid, measured on the polygon, km²", above(0), unit="km²"),
        "seat_lon": degrees(-82, -66, "Longitude of the seat (cabecera), degrees"),
        "seat_lat": degrees(-5, 14, "Latitude of the seat (cabecera), degrees"),
        "border_countries": text(
            "Countries that it borders on by land, in English, separated by blanks; empty away from the border",
            nullable=True,
        ),
        "border_km": Column(
            "float64",
            "From its boundary to the land border, km; 0 on it; missing on islands",
            at_least(0),
            nullable=True,
            unit="km",
        ),
        "geometry": Column("geometry", "Boundary, EPSG:4326", nullable=True),
    },
)
"""Municipalities: areas in km² on the ellipsoid, measured on ``geometry``; seats (cabeceras) in degrees."""

EVENTS: Final = Schema(
    "events",
    {
        "event_id": text("Source and the source's own id", unique=True),
        "source": text("Id of the source"),
        "source_event_id": text("Id in the source, or date, code and counter where the source has none"),
        "date_start": day("First possible day", nullable=True),
        "date_end": day("Last possible day", nullable=True),
        "date_precision": coded(DatePrecision, "1 day, 2 up to six days, 3 week, 4 month, 5 year, 6 unknown"),
        "event_type": text("Type in the common taxonomy", rule=one_of(*EVENT_TYPES)),
        "source_event_type": text("Type in the source's own words"),
        "actor_1": text("First party, or presumed perpetrator, as published", nullable=True),
        "actor_2": text("Second party, as published", nullable=True),
        "fatalities_low": count("People killed, low estimate"),
        "fatalities_best": count("People killed, best estimate"),
        "fatalities_high": count("People killed, high estimate"),
        "victims": count("People whom the source counts as victims"),
        "municipality_code": text(
            "Municipality it is counted in, empty if it cannot be determined",
            nullable=True,
            rule=CODE,
        ),
        "department_code": text("Department, where known", nullable=True, rule=DEPARTMENT),
        "location_precision": coded(
            LocationPrecision, "1 exact, 2 near, 3 municipality, 4 department, 5 area, 6 country or abroad"
        ),
        "located_by": text(
            "How the municipality was found: code, name or point", nullable=True, rule=one_of(*LOCATED_BY)
        ),
        "description": text("What the source says of the place or kind of event", nullable=True),
        "citation": text("Release and id or sources, to find it again"),
        "geometry": Column(
            "geometry", "Point as published, EPSG:4326; to be drawn only at location_precision 1 and 2", nullable=True
        ),
    },
    row_rules=(
        RowRule(
            lambda t: t.fatalities_low.isna() == t.fatalities_best.isna(),
            message="low, best and high travel together",
        ),
        RowRule(lambda t: ~(t.date_start > t.date_end), message="date_start <= date_end"),
        RowRule(
            lambda t: t.date_start.notna() | (t.date_precision == DatePrecision.UNKNOWN),
            message="an event without a date has date_precision 6",
        ),
    ),
)
"""Events, one row per event and source; the same killing in two sources is two rows, which are never added up."""

INDICATORS: Final = Schema(
    "indicators",
    {
        "municipality_code": text("DIVIPOLA code", rule=CODE),
        "year": Column("int16", "Calendar year", between(1900, 2100)),
        "variable": text("What is measured"),
        "unit": text("Unit of the value"),
        "value": Column("float64", "The value; 0 is measured, what is not covered has no row"),
        "source": text("Id of the source"),
    },
    unique=("municipality_code", "year", "variable", "source"),
)
"""Indicators in long form. Without coverage there is no row; a measured zero is a row with 0."""

CELLS: Final = Schema(
    "cells",
    {
        "source": text("Id of the source"),
        "municipality_code": text("DIVIPOLA code of the municipality", rule=CODE),
        "size_km2": Column("int16", "Area of a cell of the grid of hexagons, km²", above(0), unit="km²"),
        "q": Column("int16", "Position of the cell to the east"),
        "r": Column("int16", "Position of the cell to the north-east"),
        "year": Column("int16", "Calendar year", between(1900, 2100)),
        "n": Column(
            "int32", "Points in the part of the cell that is in the municipality; none has no row", at_least(1)
        ),
    },
    unique=("source", "municipality_code", "size_km2", "q", "r", "year"),
)
"""Points of sources with too many to keep, counted by cell of :mod:`geo.statistics.hexagons` and by municipality."""

FEATURES: Final = Schema(
    "features",
    {
        "feature_id": text("Source, year and running number", unique=True),
        "source": text("Id of the source"),
        "kind": text("What it is"),
        "name": text("Name, as published", nullable=True),
        "year": Column("Int16", "Year it was seen or created", nullable=True),
        "area_ha": Column("float64", "Area on the ellipsoid, hectares", at_least(0), nullable=True, unit="ha"),
        "citation": text("Release, to find it again"),
        "geometry": Column("geometry", "EPSG:4326"),
    },
)
"""Feature tables (mining, protected areas, rivers ...), drawn as published; ``area_ha`` is on the ellipsoid."""

COVERAGE: Final = Schema(
    "coverage",
    {
        "source": text("Id of the source"),
        "variable": text("What is measured"),
        "unit": text("Unit of the values"),
        "year": Column("int16", "Calendar year"),
        "municipalities": Column("int64", "Municipalities with a value, zeros included", at_least(1)),
        "zeros": Column("int64", "Municipalities with a measured zero", at_least(0)),
    },
    unique=("source", "variable", "year"),
)
"""Coverage: where and when each variable was observed."""

REJECTS: Final = Schema(
    "rejects",
    {
        "source": text("Id of the source"),
        "record": text("The source's id of the row, or what a group of rows has in common"),
        "reason": text("Why it counts nowhere, or in no municipality or year"),
        "rows": Column("int64", "Rows of the source that it stands for", at_least(1)),
    },
)
"""Rejects with their reasons: rows left out by a loader, and events without a municipality or a year."""


LINEAGE: Final = Schema(
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
    unique=("source", "variable"),
)
"""Lineage of every series of ``indicators``: release, day of retrieval, files, method."""

RESERVES_REGISTER: Final = Schema(
    "reserves_register",
    {
        "reserve_id": text("The register's number", unique=True),
        "name": text("Name of the reserve"),
        "people": text("People or peoples who live in it", nullable=True),
        "act_type": text("Kind of act that constituted or enlarged it"),
        "act_number": text("Number of the act"),
        "act_date": day("Day of the last act"),
        "area_ha": Column(
            "float64", "Area of the whole reserve as the acts state it, hectares", at_least(0), unit="ha"
        ),
        "municipality_code": text("The one municipality it is filed under; it may reach into others", rule=CODE),
    },
)
"""The national register of indigenous reserves, a list without geometry."""


ANALYSES: Final = Schema(
    "analyses",
    {
        "analysis_id": text("What was asked: question, place, measures, years and scale"),
        "question": text("Id of the question"),
        "statistic": text("What the estimate is"),
        "measures": text("Ids of the measures or of the sources of events, separated by blanks"),
        "subject": text("The ceasefire or incident in question, by its id", nullable=True),
        "place": text("country, a region, a department or a municipality"),
        "scale": text("The units compared", rule=one_of("municipality", "department", "year", "month")),
        "first_year": Column("Int16", "First year used", nullable=True),
        "last_year": Column("Int16", "Last year used", nullable=True),
        "n": Column("int64", "Number of units that the estimate is based on", at_least(0)),
        "estimate": Column(
            "float64", "The estimate; empty if the question was refused", nullable=True, unit="as in unit"
        ),
        "low": Column("float64", "Lower end of its 95 % interval", nullable=True, unit="as in unit"),
        "high": Column("float64", "Upper end of its 95 % interval", nullable=True, unit="as in unit"),
        "unit": text("Unit of estimate, low and high", nullable=True),
        "expected": Column("float64", "Mean under the null hypothesis", nullable=True, unit="as in unit"),
        "expected_low": Column(
            "float64", "2.5 % quantile under the null hypothesis", nullable=True, unit="as in unit"
        ),
        "expected_high": Column(
            "float64", "97.5 % quantile under the null hypothesis", nullable=True, unit="as in unit"
        ),
        "p": Column("float64", "Two-sided p-value of the single test", between(0, 1), nullable=True, unit="1"),
        "p_adjusted": Column(
            "float64",
            "Corrected for all tests of the table (Benjamini-Hochberg)",
            between(0, 1),
            nullable=True,
            unit="1",
        ),
        "tests": Column("int64", "Number of tests that it was corrected for", at_least(0)),
        "null": text("The null hypothesis", nullable=True),
        "draws": Column("int64", "Number of random arrangements", at_least(0)),
        "seed": Column("int64", "Seed of the random arrangements"),
        "refused": Column("bool", "Whether the question was refused; the sentences then give the reason"),
        "coverage_es": text("What it is based on and what was left out, in Spanish"),
        "coverage_en": text("What it is based on and what was left out, in English"),
        "sentence_es": text("The result in words, in Spanish"),
        "sentence_en": text("The result in words, in English"),
    },
    unique=("analysis_id", "statistic"),
)
"""Joint statistics: one row per estimate, or one per refused question."""

ANALYSIS_DETAILS: Final = Schema(
    "analysis_details",
    {
        "analysis_id": text("As in analyses"),
        "series": text("What the rows of this series are: null_distribution, lag, municipality, cell ..."),
        "position": Column("int64", "Order within the series", at_least(0)),
        "key": text("What the row is about: a municipality's code, a year, a class", nullable=True),
        "x": Column("float64", "Horizontal position in its picture", nullable=True, unit="by series"),
        "y": Column("float64", "Second coordinate, where there is one", nullable=True, unit="by series"),
        "estimate": Column("float64", "The value", nullable=True, unit="by series"),
        "low": Column("float64", "Lower end of its 95 % interval or of its null", nullable=True, unit="by series"),
        "high": Column("float64", "Upper end of its 95 % interval or of its null", nullable=True, unit="by series"),
        "p": Column("float64", "Two-sided p-value", between(0, 1), nullable=True, unit="1"),
        "p_adjusted": Column("float64", "Corrected within the series", between(0, 1), nullable=True, unit="1"),
    },
    unique=("analysis_id", "series", "position"),
)
"""What the pictures and tables of joint statistics show, one row per mark."""
