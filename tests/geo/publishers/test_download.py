"""Whole files are downloaded to the last byte; what Amazon Mining Watch found later is added to the pinned years."""

import re
from pathlib import Path

import geopandas as gpd
import pytest
from pytest_httpserver import HTTPServer
from shapely import box
from werkzeug import Request, Response

from geo.publishers.client import Client
from geo.publishers.download import Download
from geo.refresh import refresh
from geo.schema import CRS, FEATURES, check
from geo.sources import amw_mining
from tests.geo.publishers.servers import TODAY, redirect


def test_a_download_goes_on_in_the_middle(httpserver: HTTPServer, client: Client) -> None:
    """A connection that breaks off is resumed with a range, not begun again."""
    body = bytes(range(256)) * 4000
    ranges: list[str | None] = []

    def answer(request: Request) -> Response:
        ranges.append(request.headers.get("Range"))
        if len(ranges) == 1:
            response = Response(body[:500_000], headers={"ETag": '"one"'})
            response.headers["Content-Length"] = str(len(body))
            return response
        start = int(ranges[-1].removeprefix("bytes=").removesuffix("-"))
        assert request.headers["If-Range"] == '"one"'
        return Response(body[start:], 206, headers={"ETag": '"one"'})

    httpserver.expect_request("/file.bin").respond_with_handler(answer)
    assert Download(httpserver.url_for("/file.bin")).fetch(client).read_bytes() == body
    assert ranges[0] is None
    assert re.fullmatch(r"bytes=\d+-", ranges[1])


@pytest.mark.data
def test_later_detections_of_mining_are_drawn_and_not_measured(
    httpserver: HTTPServer, folder: Path, originals: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pinned years stay as they are; what the new model found later is added, without hectares."""
    (folder / "amw_mining").symlink_to(originals / "amw_mining")
    before, measured = amw_mining.load(folder), amw_mining.measured(folder)
    shapes = [box(-72.0 + i, 0.5, -71.995 + i, 0.505) for i in range(3)]
    found = gpd.GeoDataFrame({"onset_year": [2024, 2026, 2026], "status": "confirmed"}, geometry=shapes, crs=CRS)
    httpserver.expect_request("/d.geojson").respond_with_data(found.to_json())
    redirect(amw_mining, monkeypatch, detections=Download(httpserver.url_for("/d.geojson")))
    monkeypatch.setattr("geo.admission.fetch", lambda *_: [])
    done = refresh("amw_mining", folder, today=TODAY, client=how)
    after = check(amw_mining.load(folder), FEATURES, "test")
    assert len(after) == len(before) + 2
    assert (after["year"] == 2026).sum() == 2
    assert amw_mining.measured(folder).dropna().equals(measured)
    assert done.source.coverage.years == amw_mining.SOURCE.coverage.years
