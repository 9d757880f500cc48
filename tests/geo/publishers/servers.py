"""Publishers' servers as they answer, small enough to know every row, and sources pointed at them."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from shapely.geometry import mapping
from werkzeug import Request, Response

from geo.publishers.socrata import Socrata

TODAY = date(2026, 11, 22)

KEYS = (
    *("SOCRATA_APP_TOKEN", "UCDP_ACCESS_TOKEN", "FIRMS_MAP_KEY", "GFW_API_KEY", "ACLED_USERNAME", "ACLED_PASSWORD"),
)


@dataclass
class Table:
    """A table on datos.gov.co, as a server tells it."""

    columns: list[str]
    rows: list[list[str]]
    modified: str = "Sun, 22 Nov 2026 03:00:00 GMT"
    asked: list[Request] = field(default_factory=list)
    spoil: Callable[[Request, Response], Response] = lambda _, response: response

    def pages(self) -> list[Request]:
        return [request for request in self.asked if "$offset" in request.args]

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        asked = request.args
        if request.path.endswith(".json"):
            assert asked["$select"] == "count(*) as n"
            return self.spoil(request, Response(json.dumps([{"n": str(len(self.rows))}])))
        names = asked["$select"].split(",") if "$select" in asked else self.columns
        start = int(asked.get("$offset", 0))
        if "$offset" in asked:
            assert asked["$order"] == ":id"
        rows = self.rows[start : start + int(asked["$limit"])]
        table = pd.DataFrame(rows, columns=self.columns)[names]
        response = Response(table.to_csv(index=False), headers={"Last-Modified": self.modified})
        return self.spoil(request, response)


def serve_table(server: HTTPServer, dataset: str, table: Table) -> Socrata:
    """Have a server answer for a dataset; return the query that asks it for every column."""
    server.expect_request(re.compile(f"/resource/{dataset}\\.")).respond_with_handler(table)
    return Socrata(dataset, tuple(table.columns), host=server.url_for("").rstrip("/"))


def numbers(count: int, modified: str = "Sun, 22 Nov 2026 03:00:00 GMT") -> Table:
    """A table of ``count`` rows with a column that must not be asked for."""
    return Table(["code", "n", "name"], [[f"{i:05}", str(i), "Juan Perez"] for i in range(count)], modified)


def refuse(times: int, status: int, **headers: str) -> Callable[[Request, Response], Response]:
    """A server that refuses the first pages it is asked for."""
    left = [times]

    def spoil(request: Request, response: Response) -> Response:
        if "$offset" in request.args and left[0] > 0:
            left[0] -= 1
            return Response("later", status, headers)
        return response

    return spoil


@dataclass
class Layer:
    """A layer of an ArcGIS server that hands out few records at a time."""

    fields: list[str]
    records: list[dict]
    most: int = 2
    shapes: bool = False
    asked: list[Request] = field(default_factory=list)
    spoil: Callable[[Request, Response], Response] = lambda _, response: response

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        asked = request.args
        if not request.path.endswith("/query"):
            fields = [{"name": "OID", "type": "esriFieldTypeOID"}]
            fields += [{"name": name, "type": "esriFieldTypeString"} for name in self.fields]
            return Response(json.dumps({"fields": fields, "maxRecordCount": 2000}))
        if asked.get("returnCountOnly") == "true":
            return Response(json.dumps({"count": len(self.records)}))
        assert asked["orderByFields"] == "OID"
        start = int(asked["resultOffset"])
        found = self.records[start : start + min(self.most, int(asked["resultRecordCount"]))]
        wanted = asked["outFields"].split(",")
        more = start + len(found) < len(self.records)
        features = []
        for record in found:
            values = {name: record[name] for name in wanted}
            if asked["f"] == "geojson":
                assert asked["outSR"] == "4326"
                shape = {"type": "Feature", "geometry": mapping(record["shape"]), "properties": values}
                features.append(shape)
            else:
                features.append({"attributes": values})
        answer = {"features": features, **({"exceededTransferLimit": True} if more else {})}
        return self.spoil(request, Response(json.dumps(answer)))

    def pages(self) -> list[Request]:
        return [request for request in self.asked if "resultOffset" in request.args]


def serve_layer(server: HTTPServer, path: str, layer: Layer) -> str:
    """Have a server answer for a layer; return the layer's address."""
    server.expect_request(re.compile(f"{re.escape(path)}(/query)?$")).respond_with_handler(layer)
    return server.url_for(path)


def serve_wfs(server: HTTPServer, features: list[dict], asked: list[Request]) -> str:
    """Have a server answer with GeoJSON features, noting what it was asked; return its address."""

    def answer(request: Request) -> Response:
        asked.append(request)
        start, count = int(request.args.get("startIndex", 0)), int(request.args["count"])
        body = {"numberMatched": len(features), "features": features[start : start + count]}
        return Response(json.dumps(body))

    server.expect_request("/wfs").respond_with_handler(answer)
    return server.url_for("/wfs")


def redirect(module, monkeypatch: pytest.MonkeyPatch, **queries) -> None:
    """Have a source ask a local server."""
    known = {**module.PUBLISHER.queries, **queries}
    monkeypatch.setattr(module, "PUBLISHER", replace(module.PUBLISHER, queries=known))


def served_by(server: HTTPServer, query: Socrata, table: Table, page: int = 10) -> Socrata:
    """The query of a source, asked of a local server that has this table."""
    return replace(query, host=serve_table(server, query.dataset, table).host, page=page)


def acts(count: int, **cells: str) -> Table:
    """The ministry's acts of terrorism, evenly over its period."""
    columns = ["fecha_hecho", "cod_muni", "municipio", "cantidad"]
    row = {"cod_muni": "05790", "municipio": "TARAZA", "cantidad": "1"} | cells
    first = date(2003, 1, 1)
    days = [first + timedelta(days=i * (date(2026, 8, 31) - first).days // max(count - 1, 1)) for i in range(count)]
    return Table(columns, [[f"{day}T00:00:00.000", *(row[name] for name in columns[1:])] for day in days])
