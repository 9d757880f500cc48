"""Overlaps: the part of a variable inside the areas of another source, such as deforestation in protected areas.

Each municipality is divided into the pieces inside and outside the areas. The pieces are a polygon coverage again, so
each cell or part of a polygon belongs to exactly one of the two: inside and outside add up to the total.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.overlaps import INSIDE, OUTSIDE, Overlap
from geo.schema import INDICATORS
from geo.workers import Threads
from geo.zones import Zones

_GRID: Final = 1e-9
"""Degrees to which intersection points are rounded, a tenth of a millimetre: pieces then share vertices exactly."""

_MARGIN: Final = 0.01  # degrees
_AREAL: Final = 2


def divide_zones(municipalities: gpd.GeoDataFrame, within: Collection[str], areas: gpd.GeoSeries) -> Zones:
    """Divide municipalities into their pieces inside and outside ``areas``.

    Parameters
    ----------
    municipalities
        :data:`geo.schema.MUNICIPALITIES`.
    within
        Codes of the municipalities to divide.
    areas
        Polygons, EPSG:4326; they may overlap.

    Returns
    -------
    Zones
        Zones with codes such as ``18150/in`` and ``18150/outside``; empty pieces are left out.
    """
    chosen = municipalities[municipalities["municipality_code"].isin(within)]
    shapes = chosen.geometry.to_numpy()
    # larger than the bounds, because clipping along an edge would add vertices that the neighbour lacks
    boxes = shapely.bounds(shapes) + np.array([-_MARGIN, -_MARGIN, _MARGIN, _MARGIN])
    candidates = areas.to_numpy()
    _, close = shapely.STRtree(candidates).query(shapely.box(*boxes.T))
    area = shapely.disjoint_subset_union_all(shapely.make_valid(candidates[np.unique(close)]))

    def divide(_: None, index: int) -> tuple[shapely.Geometry, shapely.Geometry]:
        near = shapely.clip_by_rect(area, *boxes[index])
        inside = shapely.intersection(shapes[index], near, grid_size=_GRID)
        return inside, shapely.difference(shapes[index], near, grid_size=_GRID)

    largest_first = np.argsort(-shapely.get_num_coordinates(shapes), kind="stable")
    pieces = dict(zip(largest_first, Threads().map(divide, None, largest_first), strict=True))
    polygons = {
        f"{code}/{side}": _polygons(piece)
        for index, code in enumerate(chosen["municipality_code"])
        for side, piece in zip((INSIDE, OUTSIDE), pieces[index], strict=True)
    }
    codes = sorted(code for code, polygon in polygons.items() if not polygon.is_empty)
    return Zones(codes, np.array([polygons[code] for code in codes], dtype=object), disjoint=True)


def _polygons(piece: shapely.Geometry) -> shapely.Geometry:
    """Drop the points and lines where two outlines only touch."""
    parts = shapely.get_parts(piece)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == _AREAL])


def by_part(table: pd.DataFrame, overlap: Overlap, within: Collection[str]) -> pd.DataFrame:
    """Convert measurements by piece of :func:`divide_zones` to the inside and outside variables by municipality.

    Parameters
    ----------
    table
        :data:`geo.schema.INDICATORS` with the codes of the pieces; other variables are left out.
    within
        Codes of the divided municipalities. Each gets both variables for each year: one without any of the areas
        has 0 inside.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`, sorted.
    """
    rows = table[table["variable"] == overlap.variable]
    piece = rows["municipality_code"].str.partition("/")
    named = piece[2].map({INSIDE: overlap.inside, OUTSIDE: overlap.outside})
    keys = [sorted(within), sorted(rows["year"].unique()), [overlap.inside, overlap.outside]]
    grid = pd.MultiIndex.from_product(keys, names=["municipality_code", "year", "variable"])
    found = rows.assign(municipality_code=piece[0], variable=named).set_index(grid.names)["value"]
    parts = found.reindex(grid, fill_value=0.0).reset_index()
    return parts.assign(unit=rows["unit"].iloc[0], source=overlap.source)[list(INDICATORS.columns)]
