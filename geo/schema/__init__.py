"""The shared vocabulary: column names, precision codes, table schemas, and the one error bad data raises.

Every table that leaves the engine is checked against a schema of this module, so that the app, the maps and the
exports can rely on names, types and units without looking at a source.

Conventions
-----------
* CRS is EPSG:4326 everywhere a geometry is stored; coordinates are lon, lat; bounds are (minx, miny, maxx, maxy).
* A municipality is its five-digit DIVIPOLA code, as text. A department is its first two digits.
* Areas are square kilometres (``area_km2``) or hectares (indicators), on the ellipsoid.
"""

from geo.schema.checking import Table, check, empty
from geo.schema.columns import Schema
from geo.schema.curated import CEASEFIRES, INCIDENTS, REGION_MUNICIPALITIES, REPORTED_FIGURES
from geo.schema.tables import (
    COVERAGE,
    EVENTS,
    FEATURES,
    INDICATORS,
    LINEAGE,
    MUNICIPALITIES,
    REJECTS,
    RELEASE_CHANGES,
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
)

__all__ = [
    "CEASEFIRES",
    "CERTAINTIES",
    "COVERAGE",
    "CRS",
    "EVENTS",
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
    "REPORTED_FIGURES",
    "RESERVES_REGISTER",
    "DatePrecision",
    "GeoDataError",
    "LocationPrecision",
    "Schema",
    "Table",
    "check",
    "empty",
]
