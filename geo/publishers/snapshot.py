"""Snapshots of registers: layers without pinned files, read as they stand on the day of the request.

This module has what such sources share; each module of :mod:`geo.sources` declares its terms, fields and caveats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geo.lazy import gpd, pd
from geo.publishers.arcgis import ArcGis
from geo.publishers.publisher import Delivery, Publisher, deliver_snapshot
from geo.publishers.wfs import Wfs
from geo.readers.features import feature_table, number_repeats, read_layer
from geo.schema import CRS
from geo.source import Coverage, Source, Variable, locate, refreshed

QUERY = "asked"
"""Column with the name of the query that returned a feature."""

_NEVER = "2026-01-01"
"""Placeholder in the coverage until the first refresh."""


def snapshot(*, note: str, area: tuple[str, str] | None = None, national: bool = True, **facts: Any) -> Source:
    """Declare the source of a snapshot: optional, without files, covering the day of the request.

    Parameters
    ----------
    note
        Note of the coverage: what the register contains.
    area
        Id and title of the variable of the layer's area by municipality; if None, the layer is drawn but not
        measured.
    national
        The register covers the whole country: a municipality without features has zero.
    facts
        Fields of :class:`geo.source.Source`.
    """
    scope = "country" if national else "listed"
    return Source(
        period="as it stands on the day it is asked for",
        kind="features",
        files=(),
        coverage=Coverage(_NEVER, _NEVER, (), scope, absent_is_zero=national, note=note),  # type: ignore[arg-type]
        variables=(Variable(area[0], "ha", area[1], "last"),) if area else (),
        optional=True,
        **facts,
    )


@dataclass(frozen=True)
class Snapshot:
    """The publisher and loader of a snapshot, from what its module declares.

    Attributes
    ----------
    source
        The source, from :func:`snapshot`.
    queries
        Queries by a name of our own; their features are concatenated to one layer.
    ids, name
        Columns of the features' ids and names.
    item
        The publisher's word for one feature, for citations.
    kind
        Kind of the features: one for all, or a function of the layer.
    """

    source: Source
    queries: Mapping[str, ArcGis | Wfs]
    ids: str
    item: str
    kind: str | Callable[[gpd.GeoDataFrame], pd.Series]
    name: str | None = None

    @property
    def publisher(self) -> Publisher:
        """How the source is refreshed."""
        return Publisher(self.queries, self._deliver)

    def load(self, raw: Path) -> gpd.GeoDataFrame:
        """Read the features.

        Returns
        -------
        geopandas.GeoDataFrame
            :data:`geo.schema.FEATURES`, EPSG:4326; ``feature_id`` is ``<source>:<id of the register>``, followed by
            a number if the register repeats the id.

        Raises
        ------
        GeoDataError
            If the file lacks a column, or a feature has no geometry.
        """
        source = refreshed(self.source, raw)
        columns = dict.fromkeys(name for query in self.queries.values() for name in query.columns)
        layer = read_layer(locate(source.files[0], raw), [*columns, QUERY], source.id)
        own = layer[self.ids].astype(str)
        ids = number_repeats(own if len(self.queries) == 1 else layer[QUERY] + ":" + own)
        return feature_table(
            layer,
            source.id,
            ids=ids,
            kind=self.kind if isinstance(self.kind, str) else self.kind(layer),
            citation=f"{source.attribution}, {source.period}, {self.item} " + ids,
            name=None if self.name is None else layer[self.name],
        )

    def _deliver(self, answers: Mapping[str, Any], source: Source, day: date) -> Delivery:
        layer = pd.concat([answer.assign(**{QUERY: name}) for name, answer in answers.items()], ignore_index=True)
        return deliver_snapshot(gpd.GeoDataFrame(layer, crs=CRS), source, day, f"{source.id}.geojson")
