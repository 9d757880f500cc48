"""What of a measure lies inside certain areas: deforestation, alerts and mining in protected areas and in reserves.

Each municipality is parted into its pieces inside and outside the areas. The pieces are a coverage again, so the
same rule that gives a cell or a patch to one municipality gives it to one of the two pieces: inside and outside add
up to the whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.schema import INDICATORS
from geo.workers import Threads
from geo.zones import Zones

INSIDE: Final = "in"
OUTSIDE: Final = "outside"
_GRID: Final = 1e-9
"""Degrees to which crossings are rounded, a tenth of a millimetre: pieces then share their vertices exactly."""

_ROOM: Final = 0.01
_AREAL: Final = 2


@dataclass(frozen=True)
class Overlap:
    """A variable, parted by areas.

    Attributes
    ----------
    source, variable
        What is parted: a variable of a raster or feature source.
    areas
        Id of the source of the areas.
    name
        What they are called in the names of the parts: ``deforestation_in_protected``.
    """

    source: str
    variable: str
    areas: str
    name: str

    @property
    def inside(self) -> str:
        """Name of the variable inside the areas."""
        return f"{self.variable}_{INSIDE}_{self.name}"

    @property
    def outside(self) -> str:
        """Name of the variable outside of them."""
        return f"{self.variable}_{OUTSIDE}_{self.name}"


OVERLAPS: Final = (
    Overlap("mapbiomas_transitions", "deforestation", "protected_caqueta", "protected"),
    Overlap("mapbiomas_transitions", "deforestation", "reserves_caqueta", "reserves"),
    Overlap("amw_mining", "gold_mining_detected", "protected_caqueta", "protected"),
    Overlap("amw_mining", "gold_mining_detected", "reserves_caqueta", "reserves"),
    Overlap("amw_mining", "gold_mining_detected", "parks", "parks"),
    Overlap("gfw_alerts", "alerts_late_2024", "parks", "parks"),
    Overlap("gfw_alerts", "alerts_late_2024", "runap", "protected"),
    Overlap("gfw_alerts", "alerts_late_2024", "reserves_national", "reserves"),
)
"""What is parted by what, where a build holds both. Rows exist only where both sources look."""


def part_zones(municipalities: gpd.GeoDataFrame, within: Collection[str], areas: gpd.GeoSeries) -> Zones:
    """Part municipalities into what lies inside ``areas`` and what lies outside.

    Parameters
    ----------
    municipalities
        :data:`geo.schema.MUNICIPALITIES`.
    within
        Codes of those to part.
    areas
        Polygons, EPSG:4326; they may overlap.

    Returns
    -------
    Zones
        With codes such as ``18150/in`` and ``18150/outside``; a municipality that has only one of the two has one.
    """
    chosen = municipalities[municipalities["municipality_code"].isin(within)]
    shapes = chosen.geometry.to_numpy()
    # a little more than each municipality's box: a cut along its own edge would add vertices that its neighbour lacks
    boxes = shapely.bounds(shapes) + np.array([-_ROOM, -_ROOM, _ROOM, _ROOM])
    candidates = areas.to_numpy()
    _, close = shapely.STRtree(candidates).query(shapely.box(*boxes.T))
    area = shapely.disjoint_subset_union_all(shapely.make_valid(candidates[np.unique(close)]))

    def part(_: None, place: int) -> tuple[shapely.Geometry, shapely.Geometry]:
        near = shapely.clip_by_rect(area, *boxes[place])
        inside = shapely.intersection(shapes[place], near, grid_size=_GRID)
        return inside, shapely.difference(shapes[place], near, grid_size=_GRID)

    largest_first = np.argsort(-shapely.get_num_coordinates(shapes), kind="stable")
    parted = dict(zip(largest_first, Threads().map(part, None, largest_first), strict=True))
    polygons = {
        f"{code}/{side}": _polygons(piece)
        for place, code in enumerate(chosen["municipality_code"])
        for side, piece in zip((INSIDE, OUTSIDE), parted[place], strict=True)
    }
    kept = sorted(code for code, polygon in polygons.items() if not polygon.is_empty)
    return Zones(kept, np.array([polygons[code] for code in kept], dtype=object), apart=True)


def _polygons(piece: shapely.Geometry) -> shapely.Geometry:
    """Leave out the points and lines in which two outlines only touch."""
    parts = shapely.get_parts(piece)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == _AREAL])


def by_part(table: pd.DataFrame, overlap: Overlap, within: Collection[str]) -> pd.DataFrame:
    """Name the rows that were measured in the pieces of :func:`part_zones` after their side.

    Parameters
    ----------
    table
        :data:`geo.schema.INDICATORS` with the codes of the pieces; other variables are left out.
    within
        Codes of the parted municipalities. Each gets both parts for each year: one that holds nothing of the areas
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
    parted = found.reindex(grid, fill_value=0.0).reset_index()
    return parted.assign(unit=rows["unit"].iloc[0], source=overlap.source)[list(INDICATORS.columns)]
