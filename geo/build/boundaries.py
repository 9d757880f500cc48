"""The boundaries of a build: an edition, or a user's file, in which no ground counts twice."""

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

    In a user's file, ground that several municipalities share is left to the first of them by code, for areas as for
    points. The editions of the catalogue are taken as they are published.
    """

    def __init__(self, edition: dane_mgn.Edition) -> None:
        super().__init__(dane_mgn)
        self.release = edition
        self.source = of_edition(self.source, edition)

    def load(self, raw: Path) -> gpd.GeoDataFrame:
        """Read the municipalities; see :func:`geo.sources.dane_mgn.load`."""
        table = dane_mgn.load(raw, self.release)
        found: gpd.GeoDataFrame = canonical(_divided(table)[0] if self.is_own else table)
        return found

    @property
    def is_own(self) -> bool:
        """Whether it is a user's file."""
        return self.release not in dane_mgn.EDITIONS.values()

    @cached_property
    def overlap_ha(self) -> float:
        """Hectares that several municipalities of a user's file share."""
        return _divided(dane_mgn.load(Path(), self.release))[1] if self.is_own else 0.0

    @property
    def facts(self) -> dict[str, Any]:
        """What the manifest says of them; of a user's file also its fields and overlaps, if there are any."""
        more = {"fields": dict(self.release.fields), "overlap_ha": round(self.overlap_ha, 1)}
        stated = {name: each for name, each in more.items() if each}
        return {"id": self.release.id, "title": self.release.title, **stated}

    @property
    def remarks(self) -> list[str]:
        """What a build tells of them, one sentence each."""
        told = f"{self.overlap_ha:,.1f} ha lie in several municipalities; they count in the first of them by code."
        return [f"{self.release.title}: {told}"] if self.overlap_ha else []


def of_edition(source: Source, edition: dane_mgn.Edition) -> Source:
    """Return the source of the boundaries with the file and the period of an edition."""
    return replace(source, files=(edition.file,), period=edition.title)


def _divided(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, float]:
    """Leave ground that several municipalities share to the first of them, as points and areas are counted there.

    Returns
    -------
    tuple
        The table, and the hectares of the shared ground.
    """
    shapes, shared = table.geometry.to_numpy().copy(), 0.0
    if shapely.coverage_is_valid(shapes):
        return table, shared
    pairs = shapely.STRtree(shapes).query(shapes)
    for first, second in sorted(zip(*pairs.tolist(), strict=True)):
        if first < second and shapely.relate_pattern(shapes[first], shapes[second], _INTERIORS_INTERSECT):
            parts = shapely.get_parts(shapely.intersection(shapes[first], shapes[second]))
            shared += float(hectares(parts[shapely.get_dimensions(parts) == 2]).sum())
            shapes[second] = shapely.difference(shapes[second], shapes[first])
    if shapely.is_empty(shapes).any():
        raise GeoDataError(
            "a municipality lies in others as a whole",
            source=dane_mgn.SOURCE.id,
            column="--boundaries",
            value=table["municipality_code"][shapely.is_empty(shapes)].iloc[0],
            remedy="cut it out of them, or remove it",
        )
    return table.set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=table.crs)), shared
