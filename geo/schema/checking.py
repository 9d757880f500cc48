"""Check tables against their schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from geo.lazy import gpd, pa, pd
from geo.schema.columns import Schema
from geo.schema.vocabulary import CRS, GeoDataError

if TYPE_CHECKING:
    from pandas import DataFrame

Table = TypeVar("Table", bound="DataFrame")


def empty(schema: Schema) -> pd.DataFrame:
    """Return a table of a schema without rows; a GeoDataFrame in EPSG:4326 if it has a geometry column."""
    types = {name: "object" if name == "geometry" else kind for name, kind in schema.types.items()}
    table = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS) if "geometry" in types else table


def check(table: Table, schema: Schema, source: str) -> Table:
    """Return ``table`` if it conforms to ``schema``; raise otherwise.

    Raises
    ------
    GeoDataError
        Names the source, the first invalid column and value, and the number of invalid values.
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
        schema.pandera.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        first = error.failure_cases.iloc[0]
        column = None if pd.isna(first["column"]) else str(first["column"])
        raise GeoDataError(
            f"violates rule {first['check']!r} of table {schema.name}, {len(error.failure_cases)} value(s) in all",
            source=source,
            column=column,
            value=first["failure_case"],
            remedy="correct the loader or the raw file; nothing was written",
        ) from error
    return table
