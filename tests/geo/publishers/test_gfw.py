"""Alerts of Global Forest Watch come square by square."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.publishers.faults import PublisherError
from geo.refresh import refresh
from geo.schema import FEATURES, check
from geo.sources import gfw_alerts_recent
from tests.geo.publishers.servers import TODAY, redirect


def test_alerts_come_square_by_square_with_a_key(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three months, each pixel once though squares share an edge, months apart; the key is sent and never kept."""
    pixel = {"longitude": -75.00005, "latitude": 7.5, "gfw_integrated_alerts__confidence": "high"}
    rows = [pixel | {"gfw_integrated_alerts__date": day} for day in ("2026-10-31", "2026-11-02")]
    rows[1] |= {"latitude": 7.6, "gfw_integrated_alerts__confidence": "nominal"}
    asked = []

    def answer(request: Request) -> Response:
        asked.append(request)
        assert request.headers["x-api-key"] == "sesame"
        body = request.get_json()
        assert "2026-08-24" in body["sql"]
        assert body["geometry"]["type"] == "Polygon"
        return Response(
            json.dumps({"status": "success", "data": rows if body["geometry"]["coordinates"][0][0][1] == 7.0 else []})
        )

    httpserver.expect_request("/query", method="POST").respond_with_handler(answer)
    query = gfw_alerts_recent.PUBLISHER.queries["alerts"]
    boxes = ((-76.0, 7.0, -74.0, 8.5),)
    redirect(gfw_alerts_recent, monkeypatch, alerts=replace(query, boxes=boxes, address=httpserver.url_for("/query")))
    with pytest.raises(PublisherError, match="GFW_API_KEY"):
        refresh("gfw_alerts_recent", folder, today=TODAY, client=how)
    monkeypatch.setenv("GFW_API_KEY", "sesame")
    done = refresh("gfw_alerts_recent", folder, today=TODAY, client=how)
    assert len(asked) == 4
    assert (done.rows, done.source.coverage.start) == (2, "2026-08-24")
    alerts = check(gfw_alerts_recent.load(folder), FEATURES, "test")
    assert alerts[["kind", "name"]].to_numpy().tolist() == [["alert_high", "2026-10"], ["alert_nominal", "2026-11"]]
    assert alerts["area_ha"].tolist() == pytest.approx([0.0122] * 2, abs=1e-4)
    assert not any(b"sesame" in path.read_bytes() for path in folder.rglob("*") if path.is_file())
