"""Layers of ArcGIS servers come whole, whatever the server hands out at a time."""

import json
import re

import geopandas as gpd
import pytest
from pytest_httpserver import HTTPServer
from shapely import MultiPolygon, box
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from werkzeug import Request, Response

from geo.publishers.arcgis import ArcGis
from geo.publishers.client import Client
from geo.schema import CRS, GeoDataError
from tests.geo.publishers.servers import Layer, serve_layer


def test_arcgis_hands_out_less_than_it_is_asked_for(httpserver: HTTPServer, client: Client) -> None:
    """The offset goes on by what came, for as long as the server says that there is more."""
    layer = Layer(["code", "name"], [{"code": f"{i:05}", "name": "Juan Perez"} for i in range(5)])
    query = ArcGis(serve_layer(httpserver, "/a/MapServer/1", layer), ("code",))
    assert query.fetch(client)["code"].tolist() == [f"{i:05}" for i in range(5)]
    assert [request.args["resultOffset"] for request in layer.pages()] == ["0", "2", "4"]
    assert {request.args["outFields"] for request in layer.pages()} == {"code"}


@pytest.mark.parametrize("fault", ["error", "short", "html"])
def test_arcgis_wraps_faults_in_good_answers(httpserver: HTTPServer, client: Client, fault: str) -> None:
    """An error with status 200, a page that ends too soon, or a page of HTML: asked for again."""
    layer = Layer(["code"], [{"code": str(i)} for i in range(4)])
    answers = {
        "error": json.dumps({"error": {"code": 500, "message": "busy"}}),
        "short": json.dumps({"features": [{"attributes": {"code": "0"}}]}),
        "html": "<html>",
    }
    done = []

    def spoil(_: Request, response: Response) -> Response:
        if done:
            return response
        done.append(True)
        return Response(answers[fault])

    layer.spoil = spoil
    query = ArcGis(serve_layer(httpserver, "/a/MapServer/1", layer), ("code",))
    assert query.fetch(client)["code"].tolist() == ["0", "1", "2", "3"]


def test_arcgis_names_the_field_that_is_gone(httpserver: HTTPServer, client: Client) -> None:
    """The layer's own description shows the change before a record is asked for."""
    layer = Layer(["codigo"], [])
    with pytest.raises(GeoDataError, match=r"column code.*OID, codigo"):
        ArcGis(serve_layer(httpserver, "/a/MapServer/1", layer), ("code",)).fetch(client)


def test_arcgis_gives_shapes(httpserver: HTTPServer, client: Client) -> None:
    """Polygons come in lon and lat."""
    square = box(-75, 7, -74, 8)
    layer = Layer(["code"], [{"code": "a", "shape": square}])
    found = ArcGis(serve_layer(httpserver, "/a/MapServer/1", layer), ("code",), geometry=True).fetch(client)
    assert found.crs == CRS
    assert found.geometry.iloc[0].equals(square)


def esri(shape: BaseGeometry) -> dict:
    """A polygon in Esri's JSON: shells clockwise, holes the other way, all in one list."""
    parts = getattr(shape, "geoms", [shape])
    rings = [ring for part in map(orient, parts) for ring in (part.exterior, *part.interiors)]
    return {"rings": [[list(point) for point in ring.coords[::-1]] for ring in rings]}


@pytest.mark.parametrize("code", [4326, 4686, 9377, 3116, 102100])
def test_arcgis_may_answer_with_its_own_json_and_crs(httpserver: HTTPServer, client: Client, code: int) -> None:
    """Shells, holes and islands in holes, in the CRS that the server names; fields whatever their case today."""
    ring = box(-75, 7, -74, 8) - box(-74.8, 7.2, -74.2, 7.8)
    shape = MultiPolygon([ring, box(-74.6, 7.4, -74.4, 7.6)])
    name = f"EPSG:{code}" if code < 100_000 else f"ESRI:{code}"
    given = gpd.GeoSeries([shape], crs=CRS).to_crs(name).iloc[0]
    fields = [{"name": "objectid", "type": "esriFieldTypeOID"}, {"name": "CODE", "type": "esriFieldTypeString"}]
    features = [{"attributes": {"CODE": "a"}, "geometry": esri(given)}, {"attributes": {"CODE": "b"}}]
    reference = {"wkid": 102100, "latestWkid": 3857} if code == 102100 else {"wkid": code}
    asked = []

    def answer(request: Request) -> Response:
        asked.append(request.args)
        if not request.path.endswith("/query"):
            return Response(json.dumps({"fields": fields, "supportedQueryFormats": "JSON, AMF"}))
        if "returnCountOnly" in request.args:
            return Response('{"count": 2}')
        return Response(json.dumps({"spatialReference": reference, "features": features}))

    httpserver.expect_request(re.compile("/a/0")).respond_with_handler(answer)
    found = ArcGis(httpserver.url_for("/a/0"), ("code",), geometry=True).fetch(client)
    assert asked[-1]["f"] == "json"
    assert found["code"].tolist() == ["a", "b"]
    assert found.crs == CRS
    assert found.geometry.iloc[0].symmetric_difference(shape).area < 1e-6
    assert found.geometry.isna().tolist() == [False, True]
