"""Read a user's own polygons: areas of mining, or areas where forest was cleared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.importers.columns import pick
from geo.importers.dates import parse_dates
from geo.importers.files import read_layer
from geo.importers.limits import refuse_dates
from geo.importers.points import in_country
from geo.importers.reading import Ledger, Reading, Request, covered, number_blank
from geo.readers.features import feature_table
from geo.readers.outlines import excess
from geo.schema import CRS, GeoDataError
from geo.source import Source, Variable

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "feature_id": ("feature_id", "id", "fid", "objectid", "gid", "codigo"),
    "kind": ("kind", "clase"),
    "name": (),
    "year": ("year", "anio", "año", "ano", "date", "fecha", "periodo"),
}
"""Our columns and their usual names. Names may be those of persons: they are read only on request."""

KINDS: Final = {
    "mining": ("mining", "mining_area", "Area mined"),
    "clearing": ("deforestation", "clearing_area", "Area cleared"),
}
"""Kinds of polygons, with the table they are written to, and the id and title of the variable."""


def read(request: Request) -> Reading:
    """Read a layer of polygons; ``--set kind=mining`` or ``--set kind=clearing`` states what they show.

    All of them are drawn. Hectares by municipality are measured only in the area that was searched: inside
    ``--searched FILE``, or everywhere if the file is ``--complete``; elsewhere, absence would read as zero. If a
    row was refused that may be a polygon in Colombia, they are not measured at all, for the same reason. With
    years, each polygon counts in its own year, and years are added up; without, all are of one time.

    Returns
    -------
    Reading
        Features, in the order of the file, with invalid geometries repaired.

    Raises
    ------
    GeoDataError
        If the kind is not stated, or the layer has no usable polygon.
    """
    layer = read_layer(request.path, request.layers)
    rows = pick(pd.DataFrame(layer.drop(columns="geometry")), COLUMNS, request)
    if "kind" not in rows.columns:
        raise GeoDataError(
            "does not state what it shows",
            source=request.path.name,
            column="kind",
            remedy=f"--set kind=<{' or '.join(KINDS)}>",
        )
    ledger = Ledger(rows)
    ledger.refuse(~rows["kind"].isin(list(KINDS)), f"kind: neither {' nor '.join(KINDS)}: " + rows["kind"])
    of_kind = ledger.accepted
    shapes = layer.geometry.to_numpy()
    areal = pd.Series(shapely.get_dimensions(shapes) == 2, index=rows.index)
    ledger.refuse(~areal | shapely.is_empty(shapes), "the geometry is not a polygon")
    tangled = np.array([excess(shapes[row : row + 1]) is not None for row in range(len(shapes))], dtype=bool)
    ledger.refuse(
        pd.Series(tangled, index=rows.index), "the outline crosses itself, or has rings in rings, too often to repair"
    )
    shapes = np.where(tangled, shapely.Polygon(), shapes)  # for what follows is done to every outline
    lost = of_kind & ~ledger.accepted
    ledger.refuse(pd.Series(~in_country(shapes), index=rows.index), "in no municipality of Colombia")
    in_colombia = ledger.accepted
    ledger.remark(areal & ~shapely.is_valid(shapes), "the geometry was repaired")
    year = pd.Series(pd.NA, index=rows.index, dtype="Int16")
    if "year" in rows.columns:
        dates, problem = parse_dates(rows["year"])
        ledger.refuse_problems(problem.where(rows["year"] != "", ""), "year")
        refuse_dates(dates.assign(date_end=dates["date_start"]), ledger, request.today)
        year = dates["date_start"].dt.year.astype("Int16")
        ledger.refuse(year.isna() & bool(year.notna().any()), "no year, although other rows have one")
    lost |= in_colombia & ~ledger.accepted
    ids = number_blank(rows.get("feature_id", pd.Series("", index=rows.index, dtype=str)))
    ledger.name(ids)
    ledger.refuse_repeated(ids, "the id")
    ledger.require_accepted(request)
    shown = sorted(set(rows["kind"][ledger.accepted]))
    if len(shown) > 1:
        raise GeoDataError(
            "has several kinds of polygons",
            source=request.path.name,
            column="kind",
            value=", ".join(shown),
            remedy="import one kind at a time",
        )
    accepted = ledger.accepted
    features = feature_table(
        layer[accepted],
        request.id,
        ids=ids[accepted],
        kind=shown[0],
        citation=f"{request.path.name}, " + ids[accepted],
        name=rows["name"][accepted].where(rows["name"][accepted] != "") if "name" in rows.columns else None,
        year=year[accepted],
    )
    features.attrs = {}
    note = f"Imported from {request.path.name}."
    if lost.any() and (request.complete or request.searched is not None):
        request = replace(request, complete=False, searched=None)
        note += f" Not measured by municipality: {lost.sum():,} refused, in whose places a zero would be wrong."
    return Reading(features, ledger.report(), _facts(request, shown[0], features, note), _searched(request))


def _searched(request: Request) -> gpd.GeoDataFrame | None:
    if request.searched is None:
        return None
    shapes = read_layer(request.searched).geometry.to_numpy()
    if too_much := excess(shapes):
        raise GeoDataError(
            f"the searched area has more than {too_much.most:,} {too_much.of}",
            source=str(request.searched),
            column="geometry",
            remedy="repair it (in QGIS: Fix geometries, Dissolve), or simplify it",
        )
    area = shapely.make_valid(shapely.union_all(shapely.make_valid(shapes)))
    if shapely.get_dimensions(area) != 2:
        raise GeoDataError(
            "the searched area is not a polygon",
            source=str(request.searched),
            column="geometry",
            value=area.geom_type,
            remedy="--searched <layer of polygons>",
        )
    return gpd.GeoDataFrame(geometry=[area], crs=CRS)


def _facts(request: Request, kind: str, features: gpd.GeoDataFrame, note: str) -> Source:
    table, variable, title = KINDS[kind]
    years = features["year"].dropna()
    span = (date(int(years.min()), 1, 1), date(int(years.max()), 12, 31)) if len(years) else None
    coverage = covered(request, span, note)
    measured = (request.complete or request.searched is not None) and coverage.years
    return Source(
        id=request.id,
        title=request.title or f"{kind.capitalize()}: {request.name}",
        publisher=request.publisher or f"imported file {request.path.name}",
        publisher_url=request.address,
        licence=request.licence or "not stated by the user who imported it",
        attribution=request.attribution or f"imported from {request.path.name}",
        period=f"{coverage.start}/{coverage.end}",
        kind="features",
        files=(),
        coverage=coverage,
        table=table,
        variables=(Variable(variable, "ha", title, "sum" if len(years) else "last"),) if measured else (),
        redistributable=not request.private,
        caveats=("A user's own data: Terrapaz checked their form, not their truth.",),
    )
