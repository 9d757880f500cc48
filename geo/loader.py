"""The interface through which a build reads a source, with a default for every hook.

There is one loader class per origin of data: :class:`Declared` reads publishers' files through a module of
:mod:`geo.sources`, :class:`geo.bundled.Bundled` reads the bundle, :class:`geo.imported.Imported` a user's own table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import copy
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from geo.lazy import gpd, np, pd, shapely
from geo.rejects import set_aside
from geo.schema import CELLS, LocationPrecision, empty
from geo.source import Source, refreshed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.publishers.publisher import Publisher

DECIMALS: Final = 6
"""Decimals of a degree to which coordinates are rounded: a tenth of a metre, finer than any source."""

_KEYS: Final = (
    ("event_id",),
    ("feature_id",),
    ("variable", "year", "municipality_code"),
    ("municipality_code",),
    ("reserve_id",),
)
"""Sort keys: a table is sorted by the first of these that it has."""


class Loader(ABC):
    """A source and the functions that read it.

    Attributes
    ----------
    source
        The source, with the files that are read.
    revises
        Id of the source of which this one is a later release (:mod:`geo.build.releases`).
    reach
        The coarsest location precision that such a release includes.
    superseded_by
        Id of the source whose events replace those of this one.
    edition
        Id of the edition of the boundaries in which points were counted, if :meth:`load` returns counts instead of
        points; otherwise None.
    """

    source: Source
    revises: str | None = None
    reach: LocationPrecision = LocationPrecision.COUNTRY
    superseded_by: str | None = None
    edition: str | None = None

    @property
    def publisher(self) -> Publisher | None:
        """How the source is refreshed; None if it cannot be."""
        return None

    @abstractmethod
    def load(self, raw: Path) -> Any:
        """Read the source's table, of its :attr:`geo.source.Source.kind`; coordinates rounded to :data:`DECIMALS`."""

    def rejects(self, raw: Path) -> pd.DataFrame:
        """Rows of the source that :meth:`load` left out: ``record``, ``reason``, ``rows``."""
        return set_aside([], "")

    def searched(self, raw: Path) -> shapely.Geometry | None:
        """The area that was searched, EPSG:4326; None if the source's coverage states it."""
        return None

    def cells(self, raw: Path) -> pd.DataFrame:
        """Counts of points by cell, :data:`geo.schema.CELLS`; empty unless :meth:`load` returns counts of points."""
        return empty(CELLS)

    def measured(self, raw: Path) -> pd.Series | None:
        """Hectares that the publisher measured inside each feature, by ``feature_id``; None if it did not."""
        return None


class Declared(Loader):
    """The loader of a module of :mod:`geo.sources`.

    Parameters
    ----------
    module
        Declares ``SOURCE`` and ``load(raw)``, and optionally ``rejects(raw)``, ``searched(raw)``, ``measured(raw)``,
        ``PUBLISHER``, ``REVISES``, ``REACH`` and ``SUPERSEDED_BY``.
    """

    def __init__(self, module: ModuleType) -> None:
        self._module = vars(module)
        self.source = self._module["SOURCE"]
        self.revises = self._module.get("REVISES")
        self.reach = self._module.get("REACH", LocationPrecision.COUNTRY)
        self.superseded_by = self._module.get("SUPERSEDED_BY")

    @property
    def publisher(self) -> Publisher | None:
        """The module's ``PUBLISHER``, or None."""
        return self._module.get("PUBLISHER")

    def refreshed(self, raw: Path) -> Declared:
        """Return the loader of the same source with its refreshed data, if ``raw`` has any."""
        loader = copy(self)
        loader.source = refreshed(self.source, raw)
        return loader

    def load(self, raw: Path) -> Any:
        """Read the table, or the rasters."""
        return canonical(self._module["load"](raw))

    def rejects(self, raw: Path) -> pd.DataFrame:
        """The result of the module's ``rejects``, or no rows."""
        hook = self._module.get("rejects")
        return hook(raw) if hook else super().rejects(raw)

    def searched(self, raw: Path) -> shapely.Geometry | None:
        """The result of the module's ``searched``, made valid, or None."""
        hook = self._module.get("searched")
        return shapely.make_valid(rounded_shapes(hook(raw))) if hook else None

    def measured(self, raw: Path) -> pd.Series | None:
        """The result of the module's ``measured``, or None."""
        hook = self._module.get("measured")
        return hook(raw) if hook else None


def canonical(table: Any) -> Any:
    """Sort a table and round its coordinates to :data:`DECIMALS`, so that it is the same from every origin.

    Anything that is not a table (rasters with their classes) is returned unchanged.
    """
    if not isinstance(table, pd.DataFrame):
        return table
    key = next((name for name in _KEYS if name[0] in table.columns), None)
    if key is not None:
        table = table.sort_values(list(key), ignore_index=True, kind="stable")
    return rounded(table) if isinstance(table, gpd.GeoDataFrame) else table


def rounded(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table with its coordinates rounded to :data:`DECIMALS`."""
    shapes = gpd.GeoSeries(rounded_shapes(table.geometry.to_numpy()), table.index, crs=table.crs)
    return table.set_geometry(shapes)


def rounded_shapes(shapes: Any) -> Any:
    """Round geometries to :data:`DECIMALS`, coordinate by coordinate, so that shared borders stay shared.

    A polygon that rounding would make invalid is snapped to the same grid by ``shapely.set_precision``, which keeps
    it valid.
    """
    original = np.asarray(shapes, dtype=object)
    result = shapely.transform(original, _round)
    broken = np.atleast_1d(~shapely.is_valid(result) & ~shapely.is_missing(original))
    broken[broken] = shapely.is_valid(np.atleast_1d(original)[broken])
    if not broken.any():
        return result if original.ndim else result.item()
    grid = 10.0**-DECIMALS
    snapped = shapely.set_precision(np.atleast_1d(original)[broken], grid)
    snapped = shapely.set_precision(snapped, 0)  # back to floating precision
    result = np.atleast_1d(result)
    result[broken] = shapely.transform(snapped, _round)
    return result.reshape(original.shape) if original.ndim else result[0]


def _round(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    return coordinates.round(DECIMALS)
