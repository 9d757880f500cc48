"""The newest release of UCDP's events takes the place of the pinned one."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.publishers.client import Client, PublisherError
from geo.publishers.ucdp import Ucdp
from geo.refresh import refresh
from geo.schema import EVENTS, check
from geo.sources import ucdp_ged
from tests import exports
from tests.geo.publishers.servers import TODAY, redirect


def ged_zip(*rows: dict) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("GEDEvent.csv", pd.DataFrame(rows).to_csv(index=False))
    return data.getvalue()


def ucdp_query(server: HTTPServer) -> Ucdp:
    return replace(
        ucdp_ged.PUBLISHER.queries["events"],
        files=server.url_for("/ged/ged") + "{compact}-csv.zip",
        api=server.url_for("/api/") + "{release}",
    )


def test_ucdp_takes_the_newest_release_there_is(httpserver: HTTPServer, client: Client) -> None:
    """Where this year's release is not out, last year's is taken; only Colombia's rows are kept."""
    httpserver.expect_request("/ged/ged261-csv.zip").respond_with_data("none", status=404)
    rows = [exports.ged(), exports.ged(2, country_id="101"), exports.ged(3, where_prec="7")]
    httpserver.expect_request("/ged/ged251-csv.zip").respond_with_data(ged_zip(*rows))
    found = ucdp_query(httpserver).fetch(client)
    assert found["id"].tolist() == ["1", "3"]
    assert set(found["release"]) == {"25.1"}
    httpserver.expect_request(re.compile("/ged/")).respond_with_data("none", status=404)
    with pytest.raises(PublisherError, match="none of the last 3"):
        ucdp_query(httpserver).fetch(Client("x", client._spool, date(2029, 1, 1), pause=0, sleep=lambda _: None))


def test_ucdp_api_is_asked_by_who_has_a_token(
    httpserver: HTTPServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Colombia only, page by page, with the token; 400 means too fast; null is empty."""
    events = [exports.ged(i, source_office=None) for i in range(1, 6)]
    calls: list[Request] = []

    def answer(request: Request) -> Response:
        calls.append(request)
        assert request.headers["x-ucdp-access-token"] == "sesame"
        assert request.args["Country"] == "100"
        size, page = int(request.args["pagesize"]), int(request.args["page"])
        if len(calls) == 2:
            return Response("too fast", 400)
        result = events[size * (page - 1) : size * page]
        return Response(json.dumps({"TotalCount": len(events), "TotalPages": 3, "Result": result}))

    httpserver.expect_request("/api/26.1").respond_with_handler(answer)
    monkeypatch.setenv("UCDP_ACCESS_TOKEN", "sesame")
    found = replace(ucdp_query(httpserver), page=2).fetch(client)
    assert found["id"].tolist() == ["1", "2", "3", "4", "5"]
    assert found["source_office"].tolist() == [""] * 5


def test_a_new_release_of_ucdp_takes_the_place_of_the_old(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Title, citation, coverage and unknown names: all go by the new release."""
    rows = [exports.ged(), exports.ged(2, adm_2="Nowhere municipality"), exports.ged(3, where_prec="7")]
    httpserver.expect_request("/ged/ged261-csv.zip").respond_with_data(ged_zip(*rows))
    redirect(ucdp_ged, monkeypatch, events=ucdp_query(httpserver))
    done = refresh("ucdp_ged", folder, today=TODAY, client=how)
    events = check(ucdp_ged.load(folder), EVENTS, "test")
    assert events["municipality_code"].fillna("-").tolist() == ["54810", "-", "-"]
    assert events["location_precision"].tolist() == [3, 3, 6]
    assert events["citation"].str.startswith("UCDP GED 26.1, event").all()
    assert (done.source.title, done.source.coverage.years[-1]) == ("Organised violence (UCDP GED 26.1)", 2025)
    assert not any("19.1" in caveat for caveat in done.source.caveats)
