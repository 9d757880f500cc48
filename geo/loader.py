"""How the table of a source is read: one class that declares every hook of a build, each with its default.

There is one kind of loader for each place that data come from: :class:`Declared` reads publishers' files through a
module of :mod:`geo.sources`, :class:`geo.bundled.Bundled` reads the bundle, :class:`geo.imported.Imported` a user's
own table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import copy
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from geo.lazy import gpd, np, pd, shapely
from geo.rejects import set_aside
from geo.schema import LocationPrecision
from geo.source import Source, refreshed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.publishers.publisher import Publisher

DECIMALS: Final = 6
"""Decimals of a degree that coordinates are kept to: a tenth of a metre, finer than any source is."""

_KEYS: Final = (
    ("event_id",),
    ("feature_id",),
    ("variable", "year", "municipality_code"),
    ("municipality_code",),
    ("reserve_id",),
)
"""What rows are sorted by: the first of these that a table has."""


class Loader(ABC):
    """A source and how its rows are read.

    Attributes
    ----------
    source
        The source, with the files that are read.
    revises
        Id of the source of which this one is a later release (:mod:`geo.build.releases`).
    reach
        The coarsest location precision that such a release holds.
    edition
        Id of the edition of the boundaries that its figures were counted in, where :meth:`load` returns counts in
        place of the points of :attr:`geo.source.Source.kind`.
    """

    source: Source
    revises: str | None = None
    reach: LocationPrecision = LocationPrecision.COUNTRY
    edition: str | None = None

    @property
    def publisher(self) -> Publisher | None:
        """How it is refreshed; None where it cannot be."""
        return None

    @abstractmethod
    def load(self, raw: Path) -> Any:
        """Read the source's table, as :attr:`geo.source.Source.kind` says; coordinates to :data:`DECIMALS`."""

    def rejects(self, raw: Path) -> pd.DataFrame:
        """Rows of the source that :meth:`load` left out: ``record``, ``reason``, ``rows``."""
        return set_aside([], "")

    def searched(self, raw: Path) -> shapely.Geometry | None:
        """The area that was searched, EPSG:4326; None where the coverage says it."""
        return None

    def measured(self, raw: Path) -> pd.Series | None:
        """Hectares that the publisher measured inside each feature, by ``feature_id``; None where it did not."""
        return None


class Declared(Loader):
    """The loader of a module of :mod:`geo.sources`, which declares ``SOURCE``, ``load(raw)`` and what hooks it has.

    Parameters
    ----------
    module
        The module. Its hooks are ``rejects(raw)``, ``searched(raw)``, ``measured(raw)``, ``PUBLISHER``, ``REVISES``
        and ``REACH``.
    """

    def __init__(self, module: ModuleType) -> None:
        self._module = vars(module)
        self.source = self._module["SOURCE"]
        self.revises = self._module.get("REVISES")
        self.reach = self._module.get("REACH", LocationPrecision.COUNTRY)

    @property
    def publisher(self) -> Publisher | None:
        """The module's ``PUBLISHER``, if it has one."""
        return self._module.get("PUBLISHER")

    def refreshed(self, raw: Path) -> Declared:
        """The loader of the same source with its refreshed data, if ``raw`` has any."""
        loader = copy(self)
        loader.source = refreshed(self.source, raw)
        return loader

    def load(self, raw: Path) -> Any:
        """Read the table, or the rasters."""
        return canonical(self._module["load"](raw))

    def rejects(self, raw: Path) -> pd.DataFrame:
        """What the module's ``rejects`` says, if it has one."""
        hook = self._module.get("rejects")
        return hook(raw) if hook else super().rejects(raw)

    def searched(self, raw: Path) -> shapely.Geometry | None:
        """What the module's ``searched`` says, if it has one."""
        hook = self._module.get("searched")
        return shapely.make_valid(rounded_shapes(hook(raw))) if hook else None

    def measured(self, raw: Path) -> pd.Series | None:
        """What the module's ``measured`` says, if it has one."""
        hook = self._module.get("measured")
        return hook(raw) if hook else None


def canonical(table: Any) -> Any:
    """Put a table into the form that it has wherever it comes from: its order, and coordinates to :data:`DECIMALS`.

    What is no table (rasters with their classes) is returned as it is.
    """
    if not isinstance(table, pd.DataFrame):
        return table
    key = next((name for name in _KEYS if name[0] in table.columns), None)
    if key is not None:
        table = table.sort_values(list(key), ignore_index=True, kind="stable")
    return rounded(table) if isinstance(table, gpd.GeoDataFrame) else table


def rounded(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table with its coordinates to :data:`DECIMALS`."""
    shapes = gpd.GeoSeries(rounded_shapes(table.geometry.to_numpy()), table.index, crs=table.crs)
    return table.set_geometry(shapes)


def rounded_shapes(shapes: Any) -> Any:
    """Geometries with their coordinates to :data:`DECIMALS`, by coordinate, so that shared borders stay shared.

    A polygon that rounding would make invalid is snapped to the same grid as a whole, which keeps it valid.
    """
    given = np.asarray(shapes, dtype=object)
    found = shapely.transform(given, _to_decimals)
    crossed = np.atleast_1d(~shapely.is_valid(found) & ~shapely.is_missing(given))
    crossed[crossed] = shapely.is_valid(np.atleast_1d(given)[crossed])
    if not crossed.any():
        return found if given.ndim else found.item()
    grid = 10.0**-DECIMALS
    snapped = shapely.set_precision(shapely.set_precision(np.atleast_1d(given)[crossed], grid), 0)  # forget the grid
    result = np.atleast_1d(found)
    result[crossed] = shapely.transform(snapped, _to_decimals)
    return result.reshape(given.shape) if given.ndim else result[0]


def _to_decimals(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    return coordinates.round(DECIMALS)
