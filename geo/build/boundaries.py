"""The boundaries of a build: an edition of the catalogue, or a user's file, whose overlaps count once."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from geo.area import hectares
from geo.lazy import gpd, shapely
from geo.loader import Declared, canonical
from geo.schema import GeoDataError
from geo.source import Source
from geo.sources import dane_mgn

_INTERIORS_INTERSECT: Final = "T********"  # DE-9IM


class Boundaries(Declared):
    """The loader of an edition of the boundaries.

    Where the municipalities of a user's file overlap, the one with the lowest code keeps the area: areas then count
    as points do, which are located in that one. The editions of the catalogue are used as published.
    """

    def __init__(self, edition: dane_mgn.Edition) -> None:
        super().__init__(dane_mgn)
        self.release = edition
        self.source = of_edition(self.source, edition)

    def load(self, raw: Path) -> gpd.GeoDataFrame:
        """Read the municipalities; see :func:`geo.sources.dane_mgn.load`."""
        table: gpd.GeoDataFrame = canonical(self._own[0] if self.is_own else dane_mgn.load(raw, self.release))
        return table

    @property
    def is_own(self) -> bool:
        """Whether it is a user's file."""
        return self.release not in dane_mgn.EDITIONS.values()

    @property
    def overlap_ha(self) -> float:
        """Hectares in which municipalities of a user's file overlap."""
        return self._own[1] if self.is_own else 0.0

    @cached_property
    def _own(self) -> tuple[gpd.GeoDataFrame, float]:
        """The municipalities of a user's file without overlaps, and the hectares of these; read once for a build."""
        return _without_overlaps(dane_mgn.load(Path(), self.release))

    @property
    def facts(self) -> dict[str, Any]:
        """Their entry in the manifest; of a user's file also its fields and overlaps, if there are any."""
        own = {"fields": dict(self.release.fields), "overlap_ha": round(self.overlap_ha, 1)}
        return {
            "id": self.release.id,
            "title": self.release.title,
            **{key: each for key, each in own.items() if each},
        }

    @property
    def remarks(self) -> list[str]:
        """Sentences about them in the report of a build."""
        if not self.overlap_ha:
            return []
        overlap = (
            f"{self.overlap_ha:,.1f} ha are in several municipalities and count in the one with the lowest code."
        )
        return [f"{self.release.title}: {overlap}"]


def of_edition(source: Source, edition: dane_mgn.Edition) -> Source:
    """Return the source of the boundaries with the file and the period of an edition."""
    return replace(source, files=(edition.file,), period=edition.title)


def _without_overlaps(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, float]:
    """Subtract each municipality from those with a higher code that it overlaps.

    Returns
    -------
    tuple
        The table, whose polygons no longer overlap, and the hectares that were subtracted.

    Raises
    ------
    GeoDataError
        Nothing remains of a municipality.
    """
    shapes, overlap = table.geometry.to_numpy().copy(), 0.0
    if shapely.coverage_is_valid(shapes):
        return table, overlap
    pairs = shapely.STRtree(shapes).query(shapes)
    for first, second in sorted(zip(*pairs.tolist(), strict=True)):
        if first < second and shapely.relate_pattern(shapes[first], shapes[second], _INTERIORS_INTERSECT):
            parts = shapely.get_parts(shapely.intersection(shapes[first], shapes[second]))
            overlap += float(hectares(parts[shapely.get_dimensions(parts) == 2]).sum())
            shapes[second] = shapely.difference(shapes[second], shapes[first])
    if shapely.is_empty(shapes).any():
        raise GeoDataError(
            "a municipality is covered by others",
            source=dane_mgn.SOURCE.id,
            column="--boundaries",
            value=table["municipality_code"][shapely.is_empty(shapes)].iloc[0],
            remedy="subtract it from them, or remove it",
        )
    return table.set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=table.crs)), overlap
