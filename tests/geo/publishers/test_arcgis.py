"""Layers of ArcGIS servers come whole, whatever the server hands out at a time."""

import json

import pytest
from pytest_httpserver import HTTPServer
from shapely import box
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
