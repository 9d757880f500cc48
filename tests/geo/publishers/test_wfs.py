"""Features of a WFS come page by page, with longitude first."""

from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer
from shapely import box
from shapely.geometry import mapping
from werkzeug import Request

from geo.publishers.client import Client
from geo.publishers.wfs import Wfs
from geo.schema import GeoDataError
from tests.geo.publishers.servers import serve_wfs


def test_wfs_pages_by_index(httpserver: HTTPServer, client: Client) -> None:
    """Five features in pages of two, sorted by id; a property that is gone is named."""
    shape = mapping(box(-75, 7, -74, 8))
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"id": i, "owner": "Juan Perez"}} for i in range(5)
    ]
    asked: list[Request] = []
    query = Wfs(serve_wfs(httpserver, features, asked), "a:b", ("id",), order="id", page=2)
    found = query.fetch(client)
    assert found["id"].tolist() == [0, 1, 2, 3, 4]
    assert found.columns.tolist() == ["geometry", "id"]
    assert [request.args.get("startIndex") for request in asked] == [None, "0", "2", "4"]
    with pytest.raises(GeoDataError, match="column name"):
        replace(query, columns=("id", "name")).fetch(client)


def test_wfs_may_put_latitude_first(httpserver: HTTPServer, client: Client) -> None:
    """Whatever the order of the axes, a place in Colombia lies in Colombia."""
    shape = {"type": "Feature", "geometry": mapping(box(7, -75, 8, -74)), "properties": {"id": 1}}
    found = Wfs(serve_wfs(httpserver, [shape], []), "a:b", ("id",), order="id").fetch(client)
    assert found.total_bounds.tolist() == [-75, 7, -74, 8]
