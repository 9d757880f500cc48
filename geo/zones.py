"""A coverage of polygons as zones: locate points, tabulate rasters, intersect polygons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import rasterio
import shapely
from numpy.typing import ArrayLike, NDArray
from rasterio.features import rasterize
from rasterio.warp import transform as warp
from rasterio.warp import transform_geom
from rasterio.windows import Window

from geo.area import hectares, row_hectares
from geo.schema import CRS, GeoDataError

Path_ = str | Path
Tiles = Path_ | Sequence[Path_]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Crossing:
    """The classes of one raster where a second one exceeds a threshold; elsewhere they count as class 0.

    ``Crossing(lossyear, treecover2000, above=30)`` tabulates forest loss by year as Global Forest Watch counts it.

    Attributes
    ----------
    classes, cover
        Two rasters on one grid: a path each, or equally long lists of tiles in the same order.
    above
        A pixel keeps its class where ``cover > above``.
    """

    classes: Tiles
    cover: Tiles
    above: float


class Zones:
    """A gap-free coverage of polygons that answers where points, pixels and polygons lie.

    Parameters
    ----------
    codes
        One text code a polygon, unique.
    polygons
        Shapely polygons or multipolygons, EPSG:4326.
    cache
        A file to keep the index in; read again when codes and polygons are the same, rewritten otherwise.
    """

    def __init__(self, codes: Sequence[str], polygons: ArrayLike, *, cache: Path | None = None) -> None:
        self.codes: tuple[str, ...] = tuple(codes)
        self.polygons: NDArray[Any] = np.asarray(polygons, dtype=object)
        if len(self.codes) != len(self.polygons):
            raise GeoDataError(f"{len(self.codes)} codes for {len(self.polygons)} polygons", column="codes")

    @cached_property
    def hectares(self) -> NDArray[np.float64]:
        """Area of each zone on the ellipsoid, hectares, shape (n,)."""
        return hectares(self.polygons)

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int32]:
        """Index into ``codes`` of the zone that holds each point; -1 outside and where a coordinate is missing.

        Parameters
        ----------
        lon, lat
            Degrees, shape (n,).
        """
        x, y = np.broadcast_arrays(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        zone = np.full(x.shape, -1, dtype=np.int32)
        points = shapely.points(x[known], y[known])
        point, polygon = shapely.STRtree(self.polygons).query(points, predicate="intersects")
        order = np.lexsort((-polygon, point))
        zone[known[point[order]]] = polygon[order]
        return zone

    def tabulate(
        self,
        raster: Tiles | Crossing,
        classes: Sequence[int] | None = None,
        *,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Hectares of each class of a raster in each zone, by the centre of the cell and its true area.

        Parameters
        ----------
        raster
            A path, a list of tiles that make up one raster, or a :class:`Crossing`. Integer classes, any CRS.
        classes
            The classes to report; every class found, if None.
        progress
            Called with the windows done and the windows in all.

        Returns
        -------
        pandas.DataFrame
            ``code``, ``class``, ``hectares``, ``covered_hectares``; sorted by code and class. One row for each zone
            that the raster covers at least in part and each class, with 0 where the zone has none of it. A zone
            without a valid pixel has no row. ``covered_hectares`` is the area of the zone's valid pixels, whatever
            their class: compare it with :attr:`hectares` to see how much of a zone was looked at.
        """
        cross = raster if isinstance(raster, Crossing) else None
        tiles = _tiles(cross.classes if cross else raster)  # type: ignore[arg-type]
        covers = _tiles(cross.cover) if cross else [None] * len(tiles)
        table: dict[int, NDArray[np.float64]] = {}
        n = len(self.codes)
        for tile, cover in zip(tiles, covers, strict=True):
            with rasterio.open(tile) as data:
                shapes = [(transform_geom(CRS, data.crs, shapely.geometry.mapping(p)), i + 1)
                          for i, p in enumerate(self.polygons)]  # fmt: skip
                for row in range(0, data.height, 512):
                    window = Window(0, row, data.width, min(512, data.height - row))
                    transform = data.window_transform(window)
                    shape = (window.height, window.width)
                    zone = rasterize(shapes, out_shape=shape, transform=transform, dtype="int32")
                    value, valid = data.read(1, window=window), data.read_masks(1, window=window) != 0
                    if cross and cover is not None:
                        with rasterio.open(cover) as other:
                            value = np.where(other.read(1, window=window) > cross.above, value, 0)
                            valid &= other.read_masks(1, window=window) != 0
                    weight = _cell_hectares(data.crs, transform, shape)
                    inside = valid & (zone > 0)
                    for v in np.unique(value[inside]):
                        here = inside & (value == v)
                        sums = np.bincount(zone[here] - 1, weights=weight[here], minlength=n)
                        table[int(v)] = table.get(int(v), np.zeros(n)) + sums
                    if progress:
                        progress(min(row + 512, data.height), data.height)
        covered = sum(table.values(), np.zeros(n))
        wanted = sorted(table) if classes is None else sorted(classes)
        frame = pd.concat(
            [
                pd.DataFrame(
                    {
                        "code": self.codes,
                        "class": c,
                        "hectares": table.get(c, np.zeros(n)),
                        "covered_hectares": covered,
                    }
                )
                for c in wanted
            ]
        )
        frame = frame[frame["covered_hectares"] > 0]
        return frame.sort_values(["code", "class"], ignore_index=True)

    def intersect(self, polygons: ArrayLike) -> pd.DataFrame:
        """Hectares of each polygon in each zone it overlaps.

        Parameters
        ----------
        polygons
            Shapely geometries, EPSG:4326; invalid ones are made valid first.

        Returns
        -------
        pandas.DataFrame
            ``polygon`` (position in the input), ``code``, ``hectares``; sorted by polygon and code, only pairs with
            an area. ``attrs["repaired"]`` counts the polygons that were made valid.
        """
        shapes = np.asarray(polygons, dtype=object)
        broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
        shapes = np.where(broken, shapely.make_valid(shapes), shapes)
        polygon, zone = shapely.STRtree(self.polygons).query(shapes, predicate="intersects")
        area = hectares(shapely.intersection(shapes[polygon], self.polygons[zone]))
        frame = pd.DataFrame(
            {"polygon": polygon, "code": np.asarray(self.codes, dtype=object)[zone], "hectares": area}
        )
        frame = frame[frame["hectares"] > 0].sort_values(["polygon", "code"], ignore_index=True)
        frame.attrs["repaired"] = int(broken.sum())
        return frame


def _tiles(raster: Tiles) -> list[Path_]:
    return [raster] if isinstance(raster, str | Path) else list(raster)


def _cell_hectares(crs: Any, transform: Any, shape: tuple[int, int]) -> NDArray[np.float64]:
    rows, columns = shape
    if crs.is_geographic:
        return np.broadcast_to(
            row_hectares(transform.f + transform.e * np.arange(rows + 1), transform.a)[:, None], shape
        )
    x, y = np.meshgrid(np.arange(columns + 1), np.arange(rows + 1))
    east, north = transform * (x.ravel(), y.ravel())
    corners = np.column_stack(warp(crs, CRS, east, north)).reshape(rows + 1, columns + 1, 2)
    outline = np.stack([corners[:-1, :-1], corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:]], axis=2)
    return hectares(shapely.polygons(outline))
