"""Table schemas, precision codes, event types, and the error that invalid data raise.

Every table of a build is checked against a schema of this package, so that the app, the maps and the exports can rely
on names, types and units without knowing the source.

Conventions
-----------
* CRS is EPSG:4326 everywhere a geometry is stored; coordinates are lon, lat; bounds are (minx, miny, maxx, maxy).
* A municipality is its five-digit DIVIPOLA code, as text. A department is its first two digits.
* Areas are square kilometres (``area_km2``) or hectares (indicators), on the ellipsoid.
"""

from geo.schema.changes import CHANGE_KINDS, CHANGES, EVENT_FACTS, RELEASE_CHANGES, REPORTED_CHANGES
from geo.schema.checking import Table, check, empty
from geo.schema.columns import Schema
from geo.schema.curated import ACTORS, CEASEFIRES, DIALOGUES, INCIDENTS, REGION_MUNICIPALITIES, REPORTED_FIGURES
from geo.schema.manifest import parse_manifest
from geo.schema.tables import (
    ANALYSES,
    ANALYSIS_DETAILS,
    CELLS,
    COVERAGE,
    EVENTS,
    FEATURES,
    INDICATORS,
    LINEAGE,
    MUNICIPALITIES,
    REJECTS,
    RESERVES_REGISTER,
)
from geo.schema.vocabulary import (
    CERTAINTIES,
    CRS,
    EVENT_TYPES,
    LOCATED_BY,
    REGIONS,
    DatePrecision,
    GeoDataError,
    LocationPrecision,
    one_of,
)

__all__ = [
    "ACTORS",
    "ANALYSES",
    "ANALYSIS_DETAILS",
    "CEASEFIRES",
    "CELLS",
    "CERTAINTIES",
    "CHANGES",
    "CHANGE_KINDS",
    "COVERAGE",
    "CRS",
    "DIALOGUES",
    "EVENTS",
    "EVENT_FACTS",
    "EVENT_TYPES",
    "FEATURES",
    "INCIDENTS",
    "INDICATORS",
    "LINEAGE",
    "LOCATED_BY",
    "MUNICIPALITIES",
    "REGIONS",
    "REGION_MUNICIPALITIES",
    "REJECTS",
    "RELEASE_CHANGES",
    "REPORTED_CHANGES",
    "REPORTED_FIGURES",
    "RESERVES_REGISTER",
    "DatePrecision",
    "GeoDataError",
    "LocationPrecision",
    "Schema",
    "Table",
    "check",
    "empty",
    "one_of",
    "parse_manifest",
]
