"""Query WFS 2.0 of GeoServer: the register of protected areas."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from geo.lazy import gpd, shapely
from geo.publishers.client import Client
from geo.publishers.faults import TruncatedError
from geo.publishers.publisher import require_columns, require_new, require_rows
from geo.schema import CRS


@dataclass(frozen=True)
class Wfs:
    """A query for some properties of every feature of a type.

    Attributes
    ----------
    endpoint
        Address of the service.
    type_name
        Name of the feature type (``pnn:runap``).
    columns
        The properties that are read, besides the geometry.
    order
        The property to sort by, an id, so that pages are consistent.
    page
        Features per request.
    """

    endpoint: str
    type_name: str
    columns: tuple[str, ...]
    order: str
    page: int = 500

    expects: ClassVar[str] = "GeoJSON features of a WFS"

    @property
    def url(self) -> str:
        """Address of the service."""
        return self.endpoint

    def fetch(self, client: Client) -> gpd.GeoDataFrame:
        """Request all features, page by page.

        Returns
        -------
        geopandas.GeoDataFrame
            EPSG:4326 in the order lon, lat, whatever the server's order, with ``columns``.
        """
        params = {
            "service": "WFS",
            "version": "2.0.0",
            "request": "GetFeature",
            "typeNames": self.type_name,
            "outputFormat": "application/json",
            "srsName": "EPSG:4326",
            "sortBy": self.order,
        }
        first = client.json(self.endpoint, {**params, "count": 1})
        offered = list(first["features"][0]["properties"]) if first["features"] else []
        require_columns((*self.columns, self.order), offered, client, self.endpoint)
        total = int(first.get("numberMatched", first.get("totalFeatures", 0)))
        client.use_cache(f"{self.endpoint} {self.type_name} {self.page}", f"{client.today} {total}")
        features: list[dict[str, Any]] = []
        for start in range(0, total, self.page):
            client.progress(f"{self.type_name}: {start:,} of {total:,} features")
            page = {**params, "startIndex": start, "count": self.page}
            found = client.get(self.endpoint, page, _Page(min(self.page, total - start)))
            require_new(found, features, client, self.endpoint)
            features += found
        require_rows(len(features), total, client)
        layer = gpd.GeoDataFrame.from_features(features, crs=CRS)[["geometry", *self.columns]]
        if layer.total_bounds[0] > layer.total_bounds[3]:  # in Colombia every lon is below every lat
            layer["geometry"] = shapely.transform(layer.geometry.to_numpy(), lambda points: points[:, ::-1])
        return layer


@dataclass(frozen=True)
class _Page:
    expected: int

    def __call__(self, body: bytes) -> list[dict[str, Any]]:
        try:
            features: list[dict[str, Any]] = json.loads(body)["features"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise TruncatedError("the answer is incomplete") from error
        if len(features) < self.expected:
            raise TruncatedError(f"{len(features):,} of {self.expected:,} features received")
        return features
