"""The newest release of UCDP's events takes the place of the pinned one, and of the candidate events before it."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.build.counts import read_events
from geo.build.inputs import Inputs
from geo.catalogue import declared
from geo.loader import Declared, Loader
from geo.publishers.client import Client
from geo.publishers.faults import PublisherError
from geo.publishers.ucdp import Candidates, Ucdp
from geo.readers.ged import to_events
from geo.refresh import refresh
from geo.schema import EVENTS, check
from geo.sources import ucdp_candidate, ucdp_ged
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


def test_ucdp_takes_the_newest_release_there_is(httpserver: HTTPServer, client: Client, tmp_path: Path) -> None:
    """Where this year's release is not out, last year's is taken; only Colombia's rows are kept."""
    httpserver.expect_request("/ged/ged261-csv.zip").respond_with_data("none", status=404)
    rows = [exports.ged(), exports.ged(2, country_id="101"), exports.ged(3, where_prec="7")]
    httpserver.expect_request("/ged/ged251-csv.zip").respond_with_data(ged_zip(*rows))
    found = ucdp_query(httpserver).fetch(client)
    assert found["id"].tolist() == ["1", "3"]
    assert set(found["release"]) == {"25.1"}
    httpserver.expect_request(re.compile("/ged/")).respond_with_data("none", status=404)
    with pytest.raises(PublisherError, match="none of the last 3"):
        ucdp_query(httpserver).fetch(Client("x", tmp_path, date(2029, 1, 1), pause=0, sleep=lambda _: None))


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
    done = refresh("ucdp_ged", folder, today=TODAY, client=how, accept=True)
    events = check(ucdp_ged.load(folder), EVENTS, "test")
    assert events["municipality_code"].fillna("-").tolist() == ["54810", "-", "-"]
    assert events["location_precision"].tolist() == [3, 3, 6]
    assert events["citation"].str.startswith("UCDP GED 26.1, event").all()
    assert (done.source.title, done.source.coverage.years[-1]) == ("Organised violence (UCDP GED 26.1)", 2025)
    assert not any("19.1" in caveat for caveat in done.source.caveats)


def test_a_band_of_a_new_release_that_contradicts_its_best_estimate_is_set_aside(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the pinned extract: the best estimate stays, and the rejects say why it stands alone."""
    rows = [exports.ged(), exports.ged(2, low="9", best="2", high="3")]
    httpserver.expect_request("/ged/ged261-csv.zip").respond_with_data(ged_zip(*rows))
    redirect(ucdp_ged, monkeypatch, events=ucdp_query(httpserver))
    refresh("ucdp_ged", folder, today=TODAY, client=how, accept=True)
    bounds = ucdp_ged.load(folder)[["fatalities_low", "fatalities_best", "fatalities_high"]]
    assert bounds.to_numpy().tolist() == [[1, 2, 3], [2, 2, 2]]
    assert ucdp_ged.rejects(folder)["record"].tolist() == ["2"]


def candidates(server: HTTPServer, **releases: list[dict]) -> Candidates:
    """UCDP's folder of candidate releases, with a file for each that is named."""
    for release, rows in releases.items():
        body = pd.DataFrame(rows).to_csv(index=False)
        server.expect_request(f"/candidateged/GEDEvent_v{release[1:]}.csv").respond_with_data(body)
    server.expect_request(re.compile("/candidateged/")).respond_with_data("none", status=404)
    files = server.url_for("/candidateged/GEDEvent_v") + "{release}.csv"
    return replace(ucdp_candidate.PUBLISHER.queries["events"], files=files)


def test_candidates_are_the_quarters_and_the_months_after_them(httpserver: HTTPServer, client: Client) -> None:
    """January to June in one file, then July and August; September is not out; the newest state of an event wins."""
    query = candidates(
        httpserver,
        _26_01_26_06=[exports.ged(), exports.ged(2, country_id="101")],
        _26_0_7=[exports.ged(3, code_status="Check type")],
        _26_0_8=[exports.ged(3), exports.ged(4)],
        _26_0_10=[exports.ged(9)],
    )
    found = query.fetch(client)
    assert found[["id", "code_status", "release"]].to_numpy().tolist() == [
        ["1", "Clear", "26.01.26.06"],
        ["3", "Clear", "26.0.8"],
        ["4", "Clear", "26.0.8"],
    ]


def test_candidates_of_the_year_before_are_asked_for_in_january(httpserver: HTTPServer, tmp_path: Path) -> None:
    """Nothing of the new year is out; without any file it is an error with a remedy."""
    query = candidates(httpserver, _26_01_26_12=[exports.ged()])
    asked = Client("x", tmp_path, date(2027, 1, 20), pause=0, sleep=lambda _: None)
    assert query.fetch(asked)["release"].tolist() == ["26.01.26.12"]
    with pytest.raises(PublisherError, match=r"no candidate release.*Remedy"):
        query.fetch(Client("x", tmp_path, date(2029, 5, 1), pause=0, sleep=lambda _: None))


def test_candidate_events_keep_their_status_and_make_no_year(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What UCDP has yet to check says so in its citation; no year is covered."""
    rows = [exports.ged(date_start="2026-08-02", date_end="2026-08-02", code_status="Check type")]
    redirect(ucdp_candidate, monkeypatch, events=candidates(httpserver, _26_01_26_09=rows))
    done = refresh("ucdp_candidate", folder, today=TODAY, client=how, accept=True)
    events = check(ucdp_candidate.load(folder), EVENTS, "test")
    assert events["citation"].tolist() == ["UCDP Candidate 26.01.26.09, event 1, status: Check type"]
    assert events["municipality_code"].tolist() == ["54810"]
    assert (done.source.coverage.years, done.source.coverage.end) == ((), "2026-08-02")


def test_the_yearly_release_settles_candidate_events(tmp_path: Path) -> None:
    """By id, and by date where it looked and did not keep one; what is later stays."""
    tables = {
        "ucdp_ged": events_of("ucdp_ged", {"1": "2025-05-01"}),
        "ucdp_candidate": events_of("ucdp_candidate", {"1": "2026-02-01", "2": "2025-06-01", "3": "2026-02-01"}),
    }
    loaders = {name: Fixed(declared(name), table) for name, table in tables.items()}
    releases = read_events(Inputs(tmp_path, loaders, {}, {}, None))
    assert releases.events["ucdp_candidate"]["source_event_id"].tolist() == ["3"]
    aside = dict(releases.aside)["ucdp_candidate"]
    assert aside.to_dict("list") == {"record": ["1", "2"], "reason": ["superseded by ucdp_ged"] * 2, "rows": [1, 1]}


def events_of(source: str, days: dict[str, str]) -> gpd.GeoDataFrame:
    """Events of UCDP by id, each of one day."""
    rows = [exports.ged(id=each, date_start=day, date_end=day) for each, day in days.items()]
    numbers = ("type_of_violence", "where_prec", "date_prec", "low", "best", "high", "number_of_sources")
    table = pd.DataFrame(rows).astype(dict.fromkeys(numbers, int) | {"latitude": float, "longitude": float})
    nowhere = pd.Series(None, index=table.index, dtype=str)
    return to_events(table, nowhere, nowhere, source, "x")


class Fixed(Loader):
    """A declared source whose table is given."""

    def __init__(self, known: Declared, table: gpd.GeoDataFrame) -> None:
        self.source, self.superseded_by, self._table = known.source, known.superseded_by, table

    def load(self, raw: Path) -> gpd.GeoDataFrame:
        return self._table
