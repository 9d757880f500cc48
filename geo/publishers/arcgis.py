"""ArcGIS REST: layers and tables of ministries and agencies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from geo.lazy import gpd, pd
from geo.publishers.client import Client, PublisherError, TruncatedError
from geo.publishers.publisher import require_columns, require_rows
from geo.schema import CRS

OBJECT_ID: Final = "object_id"
"""The server's own number of a record, whatever its field is called there; it may change from one day to another."""


@dataclass(frozen=True)
class ArcGis:
    """Every record of a layer or table, some fields.

    Attributes
    ----------
    layer
        Address of the layer, up to its number.
    columns
        The fields that are read; no others are asked for, so that no field that names people ever comes.
        :data:`OBJECT_ID` among them is the record's number.
    geometry
        Whether its shapes are wanted too, in EPSG:4326.
    where
        Which records, in the server's SQL.
    page
        Records a request; the server may allow fewer.
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
        """Ask for all records, page by page, ordered by object id.

        Returns
        -------
        pandas.DataFrame
            Values as JSON has them; with ``geometry`` a GeoDataFrame.
        """
        about = self._plain(client, self.layer, {"f": "json"})
        fields = [field["name"] for field in about.get("fields") or ()]
        ids = [field["name"] for field in about.get("fields") or () if field["type"] == "esriFieldTypeOID"]
        named = {name: ids[0] if name == OBJECT_ID and ids else name for name in self.columns}
        require_columns(list(named.values()), fields, client, self.layer)
        query = f"{self.layer}/query"
        count = self._plain(client, query, {"where": self.where, "returnCountOnly": "true", "f": "json"})
        total = int(count["count"])
        page = min(self.page, int(about.get("maxRecordCount") or self.page))
        edited = (about.get("editingInfo") or {}).get("lastEditDate", client.today)
        client.keep_to(f"{query} {self.columns} {self.where} {page}", f"{edited} {total}")
        records: list[dict[str, Any]] = []
        while len(records) < total:
            client.progress(f"{self.layer.rpartition('/services/')[2]}: {len(records):,} of {total:,} records")
            asked = {
                "where": self.where,
                "outFields": ",".join(named.values()),
                "orderByFields": ",".join(ids[:1]),
                "resultOffset": len(records),
                "resultRecordCount": page,
                "returnGeometry": str(self.geometry).lower(),
                "f": "geojson" if self.geometry else "json",
                **({"outSR": 4326} if self.geometry else {}),
            }
            records += client.get(query, asked, _Page(min(page, total - len(records))))
        require_rows(len(records), total, client)
        if self.geometry:
            shapes: pd.DataFrame = gpd.GeoDataFrame.from_features(records, crs=CRS)[["geometry", *named.values()]]
            return shapes.rename(columns={field: name for name, field in named.items()})
        rows = [[record["attributes"][name] for name in named.values()] for record in records]
        return pd.DataFrame(rows, columns=list(named), dtype=object)

    def _plain(self, client: Client, url: str, params: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = client.json(url, params)
        if "error" in answer:
            raise PublisherError(
                f"the server answers with an error: {answer['error'].get('message')}",
                source=client.name,
                value=answer["error"].get("code"),
                remedy="the layer may have moved: look for it on the publisher's server",
            )
        return answer


@dataclass(frozen=True)
class _Page:
    promised: int

    def __call__(self, body: bytes) -> list[dict[str, Any]]:
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise TruncatedError("the answer breaks off") from error
        if "error" in answer:
            raise TruncatedError(f"the server answers with an error: {answer['error'].get('message')}")
        records: list[dict[str, Any]] = answer.get("features", [])
        more = answer.get("exceededTransferLimit") or answer.get("properties", {}).get("exceededTransferLimit")
        if not records or (len(records) < self.promised and not more):
            raise TruncatedError(f"{len(records):,} of {self.promised:,} records came")
        return records
