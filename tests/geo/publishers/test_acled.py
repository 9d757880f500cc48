"""ACLED is asked with the user's own account, and imported."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.catalogue import catalogue, discover
from geo.importers import acled
from geo.publishers.faults import PublisherError
from geo.refresh import refresh
from tests import exports
from tests.geo.publishers.servers import TODAY


def test_acled_is_asked_with_an_account_and_imported(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Log in, page to the end, import; years are whole ones; no secret and no note ends up in a file."""
    events = [exports.acled(i, geo_precision="2") for i in range(5)]
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        assert request.headers["Authorization"] == "Bearer opensesame"
        assert "notes" not in request.args["fields"]
        size, page = int(request.args["limit"]), int(request.args["page"])
        return Response(json.dumps({"success": True, "data": events[size * (page - 1) : size * page]}))

    def login(request: Request) -> Response:
        assert request.form["username"] == "me@example.org"
        assert request.form["client_id"] == "acled"
        return Response(json.dumps({"access_token": "opensesame"}))

    httpserver.expect_request("/oauth/token", method="POST").respond_with_handler(login)
    httpserver.expect_request("/api/acled/read").respond_with_handler(answer)
    query = replace(acled.PUBLISHER, host=httpserver.url_for("").rstrip("/"), page=2)
    monkeypatch.setattr(acled, "PUBLISHER", query)
    with pytest.raises(PublisherError, match="ACLED_USERNAME and ACLED_PASSWORD"):
        refresh("acled", folder, today=TODAY, client=how)
    monkeypatch.setenv("ACLED_USERNAME", "me@example.org")
    monkeypatch.setenv("ACLED_PASSWORD", "hush")
    done = refresh("acled", folder, today=TODAY, client=how)
    assert (done.rows, [request.args["page"] for request in asked]) == (5, ["1", "2", "3"])
    source = catalogue(folder)["imported-acled"]
    assert source.coverage.years == tuple(range(2018, 2026))
    assert not source.redistributable
    assert len(discover(folder)["imported-acled"].load(folder)) == 5
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert not any(secret in kept for secret in (b"hush", b"opensesame", b"me@example.org", b"Juan Perez"))
