"""Spatial joins and zonal statistics by municipality.

Every event stays in the table: one that cannot be assigned to a municipality has no code, and :func:`unassigned`
gives the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.area import hectares
from geo.schema import INDICATORS, DatePrecision, GeoDataError, LocationPrecision
from geo.source import Source
from geo.workers import open_workers
from geo.zones import Zones
from geo.zones.raster import Raster

SUCCESSORS: Mapping[str, str] = {
    "94663": "94343",  # Mapiripana, merged into Barrancominas in 2019
    "27493": "27615",  # Nuevo Belén de Bajirá, drawn inside Riosucio before MGN 2020
}
"""Codes that some editions of the boundaries lack, with the municipality that contains their area there."""

WHOLE = 0.99
"""A municipality counts as searched when at least this share of its area was."""

_INTERIORS_INTERSECT = "T********"  # DE-9IM

_TOLERANCE = 10.0  # hectares; cells are assigned by their centres, so their sum differs from the zone's area


def map_codes_to_edition(codes: pd.Series, known: frozenset[str]) -> pd.Series:
    """Replace codes that the edition lacks by those of the municipalities that contain their area."""
    absent = {old: new for old, new in SUCCESSORS.items() if old not in known and new in known}
    return codes.replace(absent)


def map_indicators_to_edition(table: pd.DataFrame, known: frozenset[str], source: str) -> pd.DataFrame:
    """Map a statistics table to the municipalities of the edition; rows mapped to one municipality are added up.

    Raises
    ------
    GeoDataError
        If the edition lacks a code and :data:`SUCCESSORS` does not have it.
    """
    table = table.assign(municipality_code=map_codes_to_edition(table["municipality_code"], known))
    unknown = table.loc[~table["municipality_code"].isin(known), "municipality_code"]
    if len(unknown):
        raise GeoDataError(
            f"{unknown.nunique()} code(s) are not in this edition of the boundaries",
            source=source,
            column="municipality_code",
            value=unknown.iloc[0],
            remedy="add them to geo.build.spatial_join.SUCCESSORS, or build with another edition",
        )
    key = [name for name in table.columns if name != "value"]
    return table.groupby(key)["value"].sum().reset_index()[list(table.columns)]


def assign_municipalities(events: gpd.GeoDataFrame, zones: Zones) -> gpd.GeoDataFrame:
    """Assign each event to a municipality, if its location is known precisely enough.

    The source's own code or name has priority. Events without one are joined by their coordinates if the location
    precision is 1 or 2. A point on a border belongs to one municipality, by the rule of :meth:`Zones.locate`.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows in the same order, with ``municipality_code``, ``department_code`` and ``located_by`` filled.
    """
    known = frozenset(zones.codes)
    code = map_codes_to_edition(events["municipality_code"], known)
    code = code.where(code.isin(known))
    events = events.assign(
        municipality_code=code, located_by=events["located_by"].where(code.notna()).astype(events["located_by"].dtype)
    )
    points = events.geometry
    by_point = (
        code.isna() & points.notna() & ~points.is_empty & (events["location_precision"] <= LocationPrecision.NEAR)
    )
    if by_point.any():
        index = zones.locate(points[by_point].x.to_numpy(), points[by_point].y.to_numpy())
        codes = [zones.codes[zone] if zone >= 0 else None for zone in index]
        events.loc[by_point, "municipality_code"] = codes
        events.loc[by_point, "located_by"] = ["point" if code else None for code in codes]
    known_code = events["municipality_code"].notna()
    events.loc[known_code, "department_code"] = events.loc[known_code, "municipality_code"].str[:2]
    return events


def unassigned(events: pd.DataFrame) -> pd.DataFrame:
    """List the events that are counted in no municipality or no year, one row per event with the reason.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.REJECTS`; ``record`` is the source's id of the event.
    """
    reasons = {
        LocationPrecision.MUNICIPALITY: "its place is not a municipality",
        LocationPrecision.DEPARTMENT: "known to the department only",
        LocationPrecision.AREA: "known to an area or a line only",
        LocationPrecision.COUNTRY: "known to the country only, or abroad",
    }
    reason = events["location_precision"].map(reasons).fillna("outside every municipality")
    reason = reason.where(events["municipality_code"].isna())
    undated = (events["date_precision"] == DatePrecision.UNKNOWN) & reason.isna()
    reason = reason.mask(undated, "year unknown")
    rows = pd.DataFrame(
        {"source": events["source"], "record": events["source_event_id"], "reason": reason, "rows": 1}
    )
    return rows.dropna(subset=["reason"]).reset_index(drop=True)


def tabulate_series(
    rasters: Sequence[tuple[Raster, Mapping[int, tuple[int, str]]]],
    zones: Zones,
    within: frozenset[str],
    source: Source,
    scheduler: str | None = None,
) -> pd.DataFrame:
    """Tabulate hectares by municipality, year and class of a raster series.

    Parameters
    ----------
    rasters
        Each raster with its classes: ``{value: (year, variable)}``.
    within
        Codes of the municipalities that the source covers: only these get rows, zeros included, and only if the
        raster covers at least :data:`WHOLE` of their area.
    scheduler
        Address of a dask scheduler for the raster work.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`, in no particular order.
    """
    units = {variable.id: variable.unit for variable in source.variables}
    chosen = [zone for zone, code in enumerate(zones.codes) if code in within]
    area = pd.Series(hectares(zones.polygons[chosen]), index=[zones.codes[zone] for zone in chosen])
    pieces = []
    with open_workers(scheduler) as workers:
        tables = zones.tabulate_each([(raster, list(classes)) for raster, classes in rasters], workers=workers)
        for (_, classes), table in zip(rasters, tables, strict=True):
            covered = table.groupby("code")["covered_hectares"].first().reindex(area.index, fill_value=0.0)
            complete = area.index[area - covered <= (1 - WHOLE) * area + _TOLERANCE]
            grid = pd.MultiIndex.from_product([sorted(complete), classes], names=["code", "class"])
            found = table.set_index(["code", "class"])["hectares"].reindex(grid, fill_value=0.0)
            rows = found.rename("value").reset_index()
            year, variable = (rows["class"].map({c: pair[k] for c, pair in classes.items()}) for k in (0, 1))
            pieces.append(rows.assign(year=year, variable=variable))
    joined = pd.concat(pieces)
    return pd.DataFrame(
        {
            "municipality_code": joined["code"],
            "year": joined["year"],
            "variable": joined["variable"],
            "unit": joined["variable"].map(units),
            "value": joined["value"],
            "source": source.id,
        }
    )


def tabulate_features(
    features: gpd.GeoDataFrame,
    zones: Zones,
    within: frozenset[str] | None,
    source: Source,
    measured: pd.Series | None = None,
) -> pd.DataFrame:
    """Tabulate hectares of a source's features by municipality and year.

    A feature counts in its own year if that is covered in full or ``partial``; of a register (``over_years`` of the
    variable is ``last``) all features count in the last covered year. Overlaps within a year are counted once.

    Parameters
    ----------
    within
        Codes of the municipalities that the source covers, each with a value for every year; None if those are the
        municipalities that intersect a feature of any year.
    measured
        Hectares that the publisher measured inside each feature, by ``feature_id``, for outlines that are larger
        than what they show. They are divided among municipalities in proportion to the feature's area in each.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`, in no particular order, for the municipalities ``within`` only.

    Raises
    ------
    GeoDataError
        If a feature that counts in its own year has none.
    """
    variable = source.variables[0]
    covered = sorted({*source.coverage.years, *source.coverage.partial})
    last = covered[-1]
    yearly = variable.over_years != "last"
    if yearly and features["year"].isna().any():
        raise GeoDataError("a feature has no year", source=source.id, column="year", remedy="state its year")
    years = features["year"] if yearly else pd.Series(last, index=features.index)
    sums = {}
    for year in covered if yearly else (last,):
        here = features[years == year]
        if measured is None:
            table = zones.intersect(_without_overlaps(here.geometry.to_numpy()))
        else:
            table = zones.intersect(here.geometry.to_numpy())
            density = measured.loc[here["feature_id"]].to_numpy() / here["area_ha"].to_numpy()
            table["hectares"] *= density[table["polygon"]]
        sums[year] = table.groupby("code")["hectares"].sum()
    codes = sorted(set().union(*(found.index for found in sums.values())) if within is None else within)
    pieces = [
        pd.DataFrame(
            {"municipality_code": codes, "year": year, "value": found.reindex(codes, fill_value=0.0).to_numpy()}
        )
        for year, found in sums.items()
    ]
    return pd.concat(pieces).assign(variable=variable.id, unit=variable.unit, source=source.id)


def locate_points(points: pd.DataFrame, zones: Zones, source: Source) -> pd.DataFrame:
    """Find the municipality and the year of dated points.

    Parameters
    ----------
    points
        ``lon``, ``lat`` (degrees) and ``date``, one row per point.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat``; ``municipality_code``, missing outside every municipality; ``year``; ``is_counted``: in a
        municipality, and in a year that the source covers in full.
    """
    index = zones.locate(points["lon"].to_numpy(), points["lat"].to_numpy())
    codes = np.array([*zones.codes, None], dtype=object)  # -1, which is outside, takes the last
    year = points["date"].dt.year
    return points[["lon", "lat"]].assign(
        municipality_code=pd.Series(codes[index], index=points.index, dtype=str),
        year=year,
        is_counted=(index >= 0) & year.isin(source.coverage.years),
    )


def count_points(located: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Count the points of :func:`locate_points` by municipality and year.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`, observed rows only.
    """
    variable = source.variables[0]
    counted = located.loc[located["is_counted"], ["municipality_code", "year"]].astype({"year": "int16"})
    table = counted.value_counts().astype(float).rename("value").reset_index()
    return table.assign(variable=variable.id, unit=variable.unit, source=source.id)[list(INDICATORS.columns)]


def uncounted_points(located: pd.DataFrame) -> pd.DataFrame:
    """Count the points that :func:`count_points` leaves out: ``record`` (the year), ``reason``, ``rows``."""
    left_out = located[~located["is_counted"]]
    reason = pd.Series("in a year that is not covered in full", index=left_out.index)
    reason = reason.mask(left_out["municipality_code"].isna(), "outside every municipality")
    groups = pd.DataFrame({"record": left_out["year"].astype(str), "reason": reason})
    return groups.value_counts(sort=False).rename("rows").reset_index()


def searched_codes(searched: shapely.Geometry, zones: Zones, area_ha: pd.Series) -> frozenset[str]:
    """Codes of the municipalities with at least :data:`WHOLE` of their area in ``searched``.

    ``area_ha`` is indexed by code.
    """
    table = zones.intersect(np.array([searched], dtype=object))
    share = table.groupby("code")["hectares"].sum() / area_ha
    return frozenset(share.index[share >= WHOLE])


def _without_overlaps(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return the polygons if none overlap; otherwise the parts of their union."""
    left, right = shapely.STRtree(shapes).query(shapes)
    pairs = left < right
    overlap = shapely.relate_pattern(shapes[left[pairs]], shapes[right[pairs]], _INTERIORS_INTERSECT).any()
    return shapely.get_parts(shapely.disjoint_subset_union_all(shapes)) if overlap else shapes
