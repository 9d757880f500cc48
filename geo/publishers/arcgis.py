"""Query ArcGIS REST: layers and tables of ministries and agencies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar, Final

from geo.lazy import gpd, pd, shapely
from geo.publishers.client import Client
from geo.publishers.faults import PublisherError, TruncatedError
from geo.publishers.publisher import require_columns, require_new, require_rows
from geo.schema import CRS

OBJECT_ID: Final = "object_id"
"""Our name for the server's object id of a record, whatever its field is called; ids may change between days."""

_SHAPE: Final = "\0shape"
"""Key of a record's geometry, which is no name of a field."""
_ESRI: Final = 100_000
"""Codes from here on are Esri's own, not EPSG's: 102100."""


@dataclass(frozen=True)
class ArcGis:
    """A query for some fields of every record of a layer or table.

    Attributes
    ----------
    layer
        Address of the layer, including its number.
    columns
        The fields that are requested; fields that name persons are not among them. :data:`OBJECT_ID` stands for the
        object id.
    geometry
        Whether to request geometries too, in EPSG:4326.
    where
        Filter of the records, in the server's SQL.
    page
        Records per request; the server may allow fewer.
    """

    layer: str
    columns: tuple[str, ...]
    geometry: bool = False
    where: str = "1=1"
    page: int = 2000

    expects: ClassVar[str] = "an ArcGIS layer as JSON"

    @property
    def url(self) -> str:
        """Address of the layer."""
        return self.layer

    def fetch(self, client: Client) -> pd.DataFrame:
        """Request all records, page by page, ordered by object id.

        Returns
        -------
        pandas.DataFrame
            Values with their JSON types; with ``geometry`` a GeoDataFrame.
        """
        info = self._get_json(client, self.layer, {"f": "json"})
        fields = [field["name"] for field in info.get("fields") or ()]
        ids = [field["name"] for field in info.get("fields") or () if field["type"] == "esriFieldTypeOID"]
        today = {name.lower(): name for name in fields}  # servers change the case of fields that are published again
        names = {name: today.get(name.lower(), name) for name in self.columns}
        if OBJECT_ID in names and ids:
            names[OBJECT_ID] = ids[0]
        require_columns(list(names.values()), fields, client, self.layer)
        query = f"{self.layer}/query"
        count = self._get_json(client, query, {"where": self.where, "returnCountOnly": "true", "f": "json"})
        total = int(count["count"])
        page = min(self.page, int(info.get("maxRecordCount") or self.page))
        edited = (info.get("editingInfo") or {}).get("lastEditDate", client.today)
        client.use_cache(f"{query} {self.columns} {self.where} {page}", f"{edited} {total}")
        records: list[dict[str, Any]] = []
        while len(records) < total:
            client.progress(f"{self.layer.rpartition('/services/')[2]}: {len(records):,} of {total:,} records")
            params = {
                "where": self.where,
                "outFields": ",".join(names.values()),
                "orderByFields": ",".join(ids[:1]),
                "resultOffset": len(records),
                "resultRecordCount": page,
                "returnGeometry": str(self.geometry).lower(),
                "f": "geojson" if self.geometry and _offers_geojson(info) else "json",
                **({"outSR": 4326} if self.geometry else {}),
            }
            found = client.get(query, params, _Page(min(page, total - len(records)), self.geometry))
            require_new(found, records, client, self.layer)
            records += found
        require_rows(len(records), total, client)
        for record in records[:1]:
            require_columns(list(names.values()), list(record), client, self.layer)
        table = pd.DataFrame([[record[name] for name in names.values()] for record in records], dtype=object)
        table = table.set_axis(list(names), axis=1) if records else pd.DataFrame(columns=list(names), dtype=object)
        if not self.geometry:
            return table
        shapes = [record[_SHAPE] for record in records]
        layer: pd.DataFrame = gpd.GeoDataFrame(table.infer_objects(), geometry=shapes, crs=CRS)
        return layer[["geometry", *names]]

    def _get_json(self, client: Client, url: str, params: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = client.json(url, params)
        if "error" in answer:
            raise PublisherError(
                f"the server returned an error: {answer['error'].get('message')}",
                source=client.name,
                value=answer["error"].get("code"),
                remedy="the layer may have moved: look for it on the publisher's server",
            )
        return answer


@dataclass(frozen=True)
class _Page:
    expected: int
    geometry: bool

    def __call__(self, body: bytes) -> list[dict[str, Any]]:
        """Parse a page of GeoJSON or of Esri's JSON: servers return either, whichever they were asked for."""
        try:
            answer = json.loads(body)
            features, problem = answer.get("features", []), answer.get("error", {}).get("message")
            more = answer.get("exceededTransferLimit") or answer.get("properties", {}).get("exceededTransferLimit")
            records = [dict(feature.get("attributes") or feature.get("properties") or {}) for feature in features]
        except (ValueError, AttributeError, TypeError, RecursionError) as error:
            raise TruncatedError("the answer is incomplete") from error
        if "error" in answer:
            raise TruncatedError(f"the server returned an error: {problem}")
        if not records or (len(records) < self.expected and not more):
            raise TruncatedError(f"{len(records):,} of {self.expected:,} records received")
        if self.geometry:
            shapes = gpd.GeoSeries([_shape(feature.get("geometry")) for feature in features], crs=_crs(answer))
            for record, shape in zip(records, shapes.to_crs(CRS), strict=True):
                record[_SHAPE] = shape
        return records


def _offers_geojson(info: Mapping[str, Any]) -> bool:
    """Whether a layer is offered as GeoJSON; servers that do not say so do."""
    return "geojson" in str(info.get("supportedQueryFormats") or "geojson").lower()


def _crs(answer: Mapping[str, Any]) -> Any:
    """The CRS of a page: that which was asked for, unless the server says that it is another."""
    reference = answer.get("spatialReference") or {}
    code = reference.get("latestWkid") or reference.get("wkid")
    if code:
        return f"EPSG:{code}" if int(code) < _ESRI else f"ESRI:{code}"
    return ((answer.get("crs") or {}).get("properties") or {}).get("name") or CRS


def _shape(geometry: Mapping[str, Any] | None) -> shapely.Geometry | None:
    """A geometry of GeoJSON, or of Esri's JSON, in two dimensions; None if there is none."""
    if not geometry:
        return None
    if "type" in geometry:
        return shapely.force_2d(shapely.geometry.shape(geometry))
    if rings := geometry.get("rings"):
        # Esri lists shells and holes alike: what an odd number of rings encloses is inside
        parts = [shapely.make_valid(shapely.Polygon([point[:2] for point in ring])) for ring in rings]
        return reduce(shapely.symmetric_difference, parts)
    if paths := geometry.get("paths"):
        return shapely.MultiLineString([[point[:2] for point in path] for path in paths])
    if "points" in geometry:
        return shapely.MultiPoint([point[:2] for point in geometry["points"]])
    if geometry.get("x") is None:
        return None
    return shapely.Point(geometry["x"], geometry["y"])
