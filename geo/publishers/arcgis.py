"""Query ArcGIS REST: layers and tables of ministries and agencies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from geo.lazy import gpd, pd
from geo.publishers.client import Client, PublisherError, TruncatedError
from geo.publishers.publisher import require_columns, require_rows
from geo.schema import CRS

OBJECT_ID: Final = "object_id"
"""Our name for the server's object id of a record, whatever its field is called; ids may change between days."""


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
        names = {name: ids[0] if name == OBJECT_ID and ids else name for name in self.columns}
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
                "f": "geojson" if self.geometry else "json",
                **({"outSR": 4326} if self.geometry else {}),
            }
            records += client.get(query, params, _Page(min(page, total - len(records))))
        require_rows(len(records), total, client)
        if self.geometry:
            shapes: pd.DataFrame = gpd.GeoDataFrame.from_features(records, crs=CRS)[["geometry", *names.values()]]
            return shapes.rename(columns={field: name for name, field in names.items()})
        rows = [[record["attributes"][name] for name in names.values()] for record in records]
        return pd.DataFrame(rows, columns=list(names), dtype=object)

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

    def __call__(self, body: bytes) -> list[dict[str, Any]]:
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise TruncatedError("the answer is incomplete") from error
        if "error" in answer:
            raise TruncatedError(f"the server returned an error: {answer['error'].get('message')}")
        records: list[dict[str, Any]] = answer.get("features", [])
        more = answer.get("exceededTransferLimit") or answer.get("properties", {}).get("exceededTransferLimit")
        if not records or (len(records) < self.expected and not more):
            raise TruncatedError(f"{len(records):,} of {self.expected:,} records received")
        return records
