"""Registers that nobody has pinned: a layer of a publisher, read as it stands on the day it is asked for.

What they share is told here once; a module of :mod:`geo.sources` says what is its own: terms, fields, caveats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geo.lazy import gpd, pd
from geo.publishers.arcgis import ArcGis
from geo.publishers.publisher import Delivery, Publisher, as_it_stands
from geo.publishers.wfs import Wfs
from geo.readers.features import feature_table, number_repeats, read_layer
from geo.schema import CRS
from geo.source import Coverage, Source, Variable, locate, refreshed

ASKED = "asked"
"""Column that says which of several queries a feature answers."""

_NEVER = "2026-01-01"
"""Stands in the coverage until the publisher was asked."""


def snapshot(*, note: str, area: tuple[str, str] | None = None, whole: bool = True, **facts: Any) -> Source:
    """Declare the source of such a register: optional, without files, of the day of asking.

    Parameters
    ----------
    note
        For the coverage: what is on the register.
    area
        Id and title of the variable that its area by municipality makes; without, the layer is drawn and never
        measured.
    whole
        It speaks for the whole country: a municipality without any of it has zero.
    facts
        Fields of :class:`geo.source.Source`.
    """
    scope = "country" if whole else "listed"
    return Source(
        period="as it stands on the day it is asked for",
        kind="features",
        files=(),
        coverage=Coverage(_NEVER, _NEVER, (), scope, absent_is_zero=whole, note=note),  # type: ignore[arg-type]
        variables=(Variable(area[0], "ha", area[1], "last"),) if area else (),
        optional=True,
        **facts,
    )


@dataclass(frozen=True)
class Snapshot:
    """What a module of such a source declares besides its ``SOURCE``: it exposes ``publisher`` and ``load``.

    Attributes
    ----------
    source
        As :func:`snapshot` declares it.
    queries
        What is asked, by a name of our own; their features make one layer.
    ids, name
        Columns: what features are told apart by, and what they are called.
    called
        What the publisher calls one of them, for the citation.
    kind
        Of the features, one word for all or made of the layer.
    """

    source: Source
    queries: Mapping[str, ArcGis | Wfs]
    ids: str
    called: str
    kind: str | Callable[[gpd.GeoDataFrame], pd.Series]
    name: str | None = None

    @property
    def publisher(self) -> Publisher:
        """How it is refreshed."""
        return Publisher(self.queries, self._deliver)

    def load(self, raw: Path) -> gpd.GeoDataFrame:
        """Read the features.

        Returns
        -------
        geopandas.GeoDataFrame
            :data:`geo.schema.FEATURES`, EPSG:4326; ``feature_id`` is ``<source>:<id of the register>``, with a
            number behind it where the register has an id several times.

        Raises
        ------
        GeoDataError
            A file that lacks a column, or a feature without geometry.
        """
        source = refreshed(self.source, raw)
        columns = dict.fromkeys(name for query in self.queries.values() for name in query.columns)
        layer = read_layer(locate(source.files[0], raw), [*columns, ASKED], source.id)
        own = layer[self.ids].astype(str)
        ids = number_repeats(own if len(self.queries) == 1 else layer[ASKED] + ":" + own)
        return feature_table(
            layer,
            source.id,
            ids=ids,
            kind=self.kind if isinstance(self.kind, str) else self.kind(layer),
            citation=f"{source.attribution}, {source.period}, {self.called} " + ids,
            name=None if self.name is None else layer[self.name],
        )

    def _deliver(self, answers: Mapping[str, Any], source: Source, day: date) -> Delivery:
        layer = pd.concat([answer.assign(**{ASKED: name}) for name, answer in answers.items()], ignore_index=True)
        return as_it_stands(gpd.GeoDataFrame(layer, crs=CRS), source, day, f"{source.id}.geojson")
