"""Polygons of the user's own: where there is mining, or where forest was cleared."""

from __future__ import annotations

from datetime import date
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from geo.importers.columns import pick
from geo.importers.dates import parse_dates
from geo.importers.files import read_layer
from geo.importers.reading import Ledger, Reading, Request, covered
from geo.readers.features import feature_table
from geo.schema import CRS, GeoDataError
from geo.source import Source, Variable

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "feature_id": ("feature_id", "id", "fid", "objectid", "gid", "codigo"),
    "kind": ("kind", "clase"),
    "name": (),
    "year": ("year", "anio", "año", "ano", "date", "fecha", "periodo"),
}
"""Our columns and their usual names. A name may be a person's: only a user who asks for one gets it."""

KINDS: Final = {
    "mining": ("mining", "mining_area", "Area mined"),
    "clearing": ("deforestation", "clearing_area", "Area cleared"),
}
"""What the polygons may show: the table they go to, and what is measured of them."""

_FRAME: Final = shapely.box(-82.0, -5.0, -66.0, 14.0)


def read(request: Request) -> Reading:
    """Judge the polygons of a layer: ``--set kind=mining`` or ``--set kind=clearing`` says what they show.

    They are drawn. Hectares by municipality are measured only where it is known where somebody looked: inside
    ``--searched FILE``, or everywhere if the file is ``--complete``; elsewhere an absence would read as a zero. With
    years, each polygon counts in its own, and years add up; without, all stand side by side.

    Returns
    -------
    Reading
        Features, in the order of the file, invalid outlines mended.

    Raises
    ------
    GeoDataError
        A layer that does not say what it shows, or without one polygon that can be used.
    """
    layer = read_layer(request.path)
    rows = pick(pd.DataFrame(layer.drop(columns="geometry")), COLUMNS, request)
    if "kind" not in rows.columns:
        raise GeoDataError(
            "does not say what it shows",
            source=request.path.name,
            column="kind",
            remedy=f"--set kind=<{' or '.join(KINDS)}>",
        )
    book = Ledger(rows)
    book.refuse(~rows["kind"].isin(list(KINDS)), f"kind: neither {' nor '.join(KINDS)}: " + rows["kind"])
    shapes = layer.geometry.to_numpy()
    areal = pd.Series(shapely.get_dimensions(shapes) == 2, index=rows.index)
    book.refuse(~areal | shapely.is_empty(shapes), "the geometry is no polygon")
    book.refuse(~layer.intersects(_FRAME), "not in Colombia")
    book.remark(areal & ~layer.is_valid, "the outline was mended")
    year = pd.Series(pd.NA, index=rows.index, dtype="Int16")
    if "year" in rows.columns:
        dates, problem = parse_dates(rows["year"])
        book.refuse_told(problem.where(rows["year"] != "", ""), "year")
        year = dates["date_start"].dt.year.astype("Int16")
        book.refuse(year.isna() & bool(year.notna().any()), "no year, where others have one")
    ids = rows["feature_id"] if "feature_id" in rows.columns else pd.Series(range(1, len(rows) + 1)).astype(str)
    book.name(ids)
    book.refuse_repeated(ids, "the id")
    shown = sorted(set(rows["kind"][book.accepted]))
    if len(shown) != 1:
        raise GeoDataError(
            "no polygon can be used" if not shown else "shows several things",
            source=request.path.name,
            column="kind",
            value=", ".join(shown) or None,
            remedy="import one kind at a time",
        )
    stands = book.accepted
    features = feature_table(
        layer[stands],
        request.id,
        ids=ids[stands],
        kind=shown[0],
        citation=f"{request.path.name}, " + ids[stands],
        name=rows["name"][stands].where(rows["name"][stands] != "") if "name" in rows.columns else None,
        year=year[stands],
    )
    features.attrs = {}
    return Reading(features, book.report(), _facts(request, shown[0], features), _searched(request))


def _searched(request: Request) -> gpd.GeoDataFrame | None:
    if request.searched is None:
        return None
    area = shapely.make_valid(shapely.union_all(shapely.make_valid(read_layer(request.searched).geometry.to_numpy())))
    if shapely.get_dimensions(area) != 2:
        raise GeoDataError("the area that was searched is no polygon", source=str(request.searched))
    return gpd.GeoDataFrame(geometry=[area], crs=CRS)


def _facts(request: Request, kind: str, features: gpd.GeoDataFrame) -> Source:
    table, variable, title = KINDS[kind]
    years = features["year"].dropna()
    span = (date(int(years.min()), 1, 1), date(int(years.max()), 12, 31)) if len(years) else (request.today,) * 2
    coverage = covered(request, *span, f"Imported from {request.path.name}.")
    measured = (request.complete or request.searched is not None) and coverage.years
    return Source(
        id=request.id,
        title=request.title or f"{kind.capitalize()}: {request.name}",
        publisher=request.publisher or f"imported file {request.path.name}",
        publisher_url=request.address,
        licence=request.licence or "not stated by who imported it",
        attribution=request.attribution or f"imported from {request.path.name}",
        period=f"{coverage.start}/{coverage.end}",
        kind="features",
        files=(),
        coverage=coverage,
        table=table,
        variables=(Variable(variable, "ha", title, "sum" if len(years) else "last"),) if measured else (),
        redistributable=not request.private,
        caveats=("Data of the user's own: Terrapaz checked its form, not its truth.",),
    )
