"""Publishers asked again: politely, to the last row, and what they no longer say as before is refused."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from shapely import LineString, box
from shapely.geometry import mapping
from werkzeug import Request, Response

import geo.build.inputs
import geo.catalogue
from geo.build.pipeline import build, verify
from geo.catalogue import catalogue, discover
from geo.fetch import MissingFileError
from geo.importers import acled, events, polygons, statistics
from geo.importers.import_file import READERS
from geo.loader import Declared
from geo.publishers import client as clients
from geo.publishers.acled import Acled
from geo.publishers.arcgis import OBJECT_ID, ArcGis
from geo.publishers.client import Client, PublisherError
from geo.publishers.download import Download
from geo.publishers.firms import Firms
from geo.publishers.publisher import Publisher, by_day
from geo.publishers.socrata import Socrata
from geo.publishers.ucdp import Ucdp
from geo.publishers.wfs import Wfs
from geo.refresh import obtain, pin, refresh, refreshable
from geo.schema import CRS, EVENTS, FEATURES, INDICATORS, GeoDataError, check
from geo.source import ROOT, refreshed
from geo.sources import (
    aicma_mine_victims,
    amw_mining,
    coca,
    community_councils,
    dane_mgn,
    evoa,
    firms_modis,
    forest_reserve_catatumbo,
    gfw_alerts_recent,
    hydrocarbon_blocks,
    mindefensa_kidnappings,
    mindefensa_massacres,
    mindefensa_mine_raids,
    mindefensa_terrorism,
    mining_title_areas,
    paramos,
    peasant_reserves,
    pipelines,
    police_extortion,
    police_homicides,
    regions,
    reserves_national,
    runap,
    ucdp_ged,
    wetlands,
    wide_rivers,
)

TODAY = date(2026, 11, 22)
KEYS = (
    *("SOCRATA_APP_TOKEN", "UCDP_ACCESS_TOKEN", "FIRMS_MAP_KEY", "GFW_API_KEY", "ACLED_USERNAME", "ACLED_PASSWORD"),
)
PUBLISHERS = {name: loader.publisher for name, loader in discover().items() if loader.publisher}


@pytest.fixture
def waits() -> list[float]:
    """Seconds the client would have waited."""
    return []


@pytest.fixture
def how(waits: list[float], monkeypatch: pytest.MonkeyPatch) -> dict:
    """Ask without pauses, with no key in the environment."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    return {"pause": 0.0, "sleep": waits.append}


@pytest.fixture
def client(tmp_path: Path, how: dict) -> Client:
    return Client("demo", tmp_path / "spool", TODAY, **how)


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


def serve(server: HTTPServer, dataset: str, table: Table) -> Socrata:
    server.expect_request(re.compile(f"/resource/{dataset}\\.")).respond_with_handler(table)
    return Socrata(dataset, tuple(table.columns), host=server.url_for("").rstrip("/"))


def numbers(count: int, modified: str = "Sun, 22 Nov 2026 03:00:00 GMT") -> Table:
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


# Socrata, and what every protocol shares


def test_all_rows_come_page_by_page(httpserver: HTTPServer, client: Client) -> None:
    """25 rows in pages of 10: three pages, in the publisher's order, wanted columns only, zeros kept."""
    table = numbers(25)
    query = replace(serve(httpserver, "abcd-1234", table), columns=("code", "n"), page=10)
    found = query.fetch(client)
    assert found.columns.tolist() == ["code", "n"]
    assert found["code"].tolist() == [f"{i:05}" for i in range(25)]
    assert [request.args["$offset"] for request in table.pages()] == ["0", "10", "20"]
    assert all(request.args["$select"] == "code,n" for request in table.pages())
    assert all(request.headers["User-Agent"].startswith("Terrapaz/") for request in table.asked)


def test_an_app_token_is_sent_where_there_is_one(
    httpserver: HTTPServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a token nothing is sent; with one, with every request."""
    table = numbers(3)
    query = serve(httpserver, "abcd-1234", table)
    query.fetch(client)
    assert all("X-App-Token" not in request.headers for request in table.asked)
    table.asked.clear()
    monkeypatch.setenv("SOCRATA_APP_TOKEN", "sesame")
    query.fetch(client)
    assert all(request.headers["X-App-Token"] == "sesame" for request in table.asked)


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_passing_fault_is_tried_again(
    httpserver: HTTPServer, client: Client, waits: list[float], status: int
) -> None:
    """Two refusals are waited out, a little longer each time."""
    table = numbers(5)
    table.spoil = refuse(2, status)
    assert len(serve(httpserver, "abcd-1234", table).fetch(client)) == 5
    assert len(table.pages()) == 3
    backed_off = [wait for wait in waits if wait > 0.5]
    assert len(backed_off) == 2


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_the_publisher_says_how_long_to_wait(
    httpserver: HTTPServer, client: Client, waits: list[float], form: str
) -> None:
    """Retry-After is obeyed, as seconds or as a date."""
    when = "7" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=7), usegmt=True)
    table = numbers(5)
    table.spoil = refuse(1, 429, **{"Retry-After": when})
    assert len(serve(httpserver, "abcd-1234", table).fetch(client)) == 5
    assert max(waits) == pytest.approx(7, abs=2)


def test_too_long_a_wait_ends_the_run(httpserver: HTTPServer, client: Client) -> None:
    """An hour is not waited out: the run ends, and says when to come back."""
    table = numbers(5)
    table.spoil = refuse(1, 429, **{"Retry-After": "3600"})
    with pytest.raises(PublisherError, match=r"come back in 3,600 s"):
        serve(httpserver, "abcd-1234", table).fetch(client)
    assert len(table.pages()) == 1


def test_requests_are_paced(httpserver: HTTPServer, tmp_path: Path, how: dict, waits: list[float]) -> None:
    """Between two requests there is a pause."""
    table = numbers(30)
    slow = Client("demo", tmp_path / "spool", TODAY, pause=1.0, sleep=how["sleep"])
    replace(serve(httpserver, "abcd-1234", table), page=10).fetch(slow)
    assert len(waits) == len(table.asked) - 1
    assert all(0.5 < wait <= 1 for wait in waits)


def test_a_final_no_is_not_tried_again(httpserver: HTTPServer, client: Client) -> None:
    """A 404 ends the run at once with the address."""
    table = numbers(5)
    table.spoil = refuse(9, 404)
    with pytest.raises(PublisherError, match=r"says no \(status 404\).*abcd-1234"):
        serve(httpserver, "abcd-1234", table).fetch(client)
    assert len(table.pages()) == 1


def test_a_server_that_never_recovers_is_given_up(httpserver: HTTPServer, client: Client) -> None:
    """After some attempts the run ends, and says that it can go on later."""
    table = numbers(5)
    table.spoil = refuse(99, 503)
    with pytest.raises(PublisherError, match="goes on from there"):
        serve(httpserver, "abcd-1234", table).fetch(client)
    assert len(table.pages()) == clients.ATTEMPTS


@pytest.mark.parametrize("cut", ["rows", "bytes", "columns"])
def test_a_truncated_page_is_asked_for_again(httpserver: HTTPServer, client: Client, cut: str) -> None:
    """Fewer rows than promised, half a row, or a connection that breaks off: never taken for the whole."""
    table = numbers(8)
    done = []

    def spoil(request: Request, response: Response) -> Response:
        if "$offset" not in request.args or done:
            return response
        done.append(True)
        body = response.get_data()
        if cut == "rows":
            return Response(b"\n".join(body.split(b"\n")[:4]) + b"\n", headers=response.headers)
        if cut == "columns":
            return Response(body.replace(b"code", b"kode"), headers=response.headers)
        short = Response(body[:20], headers=response.headers)
        short.headers["Content-Length"] = str(len(body))
        return short

    table.spoil = spoil
    assert len(serve(httpserver, "abcd-1234", table).fetch(client)) == 8
    assert len(table.pages()) == 2


def test_a_run_that_dies_is_resumed(httpserver: HTTPServer, tmp_path: Path, how: dict) -> None:
    """After a crash at the third page, only what was not answered is asked for."""
    table = numbers(50)
    query = replace(serve(httpserver, "abcd-1234", table), page=10)

    def die(message: str) -> None:
        if "20 of 50" in message:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        query.fetch(Client("demo", tmp_path / "spool", TODAY, progress=die, **how))
    assert [request.args["$offset"] for request in table.pages()] == ["0", "10"]
    table.asked.clear()
    found = query.fetch(Client("demo", tmp_path / "spool", TODAY, **how))
    assert [request.args["$offset"] for request in table.pages()] == ["20", "30", "40"]
    assert found["n"].tolist() == [str(i) for i in range(50)]


def test_answers_to_an_older_table_are_not_mixed_in(httpserver: HTTPServer, tmp_path: Path, how: dict) -> None:
    """If the table has changed since the crash, every page is asked for anew."""
    table = numbers(20)
    query = replace(serve(httpserver, "abcd-1234", table), page=10)
    query.fetch(Client("demo", tmp_path / "spool", TODAY, **how))
    table.modified, table.rows = "Sun, 22 Nov 2026 04:00:00 GMT", table.rows[::-1]
    table.asked.clear()
    found = query.fetch(Client("demo", tmp_path / "spool", TODAY, **how))
    assert found["n"].tolist() == [str(i) for i in range(19, -1, -1)]
    assert len(table.pages()) == 2


def test_a_column_that_is_gone_is_named(httpserver: HTTPServer, client: Client) -> None:
    """A renamed column is refused before any page is asked for; a new one beside is nobody's business."""
    table = Table(["codigo", "n", "new"], [["05120", "1", "x"]])
    query = replace(serve(httpserver, "abcd-1234", table), columns=("code", "n"))
    with pytest.raises(
        GeoDataError, match=r"column code: .*1 column\(s\) are gone; the old file stays.*codigo, n, new"
    ):
        query.fetch(client)
    assert not table.pages()


# ArcGIS


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
    server.expect_request(re.compile(f"{re.escape(path)}(/query)?$")).respond_with_handler(layer)
    return server.url_for(path)


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


# WFS


def serve_wfs(server: HTTPServer, features: list[dict], asked: list[Request]) -> str:
    def answer(request: Request) -> Response:
        asked.append(request)
        start, count = int(request.args.get("startIndex", 0)), int(request.args["count"])
        body = {"numberMatched": len(features), "features": features[start : start + count]}
        return Response(json.dumps(body))

    server.expect_request("/wfs").respond_with_handler(answer)
    return server.url_for("/wfs")


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


# Files, UCDP, FIRMS, ACLED


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


GED = dict.fromkeys(ucdp_ged.COLUMNS, "") | {
    "id": "1", "type_of_violence": "1", "side_a": "Government of Colombia", "side_b": "ELN", "number_of_sources": "1",
    "where_prec": "3", "where_coordinates": "Tibu", "adm_1": "Norte de Santander department",
    "adm_2": "Tibú municipality", "latitude": "8.64", "longitude": "-72.73", "date_prec": "1",
    "date_start": "2025-01-02", "date_end": "2025-01-02", "low": "1", "best": "2", "high": "3", "country_id": "100",
}  # fmt: skip


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
    rows = [GED, GED | {"id": "2", "country_id": "101"}, GED | {"id": "3", "where_prec": "7"}]
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
    events = [GED | {"id": i, "source_office": None} for i in range(1, 6)]
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


def test_firms_is_asked_a_few_days_at_a_time(
    httpserver: HTTPServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive as far as it goes, near real time after it; no fires is an empty table; the key stays hidden."""
    header = "latitude,longitude,acq_date,satellite,confidence"
    httpserver.expect_request("/api/data_availability/csv/sesame/ALL").respond_with_data(
        "data_id,min_date,max_date\nMODIS_SP,2000-11-01,2026-03-08\nMODIS_NRT,2026-03-01,2026-03-10\n"
    )
    asked: list[str] = []

    def answer(request: Request) -> Response:
        product, _, days, first = request.path.split("/")[5:]
        asked.append(f"{product} {days} {first}")
        kind = ",type" if product == "MODIS_SP" else ""
        row = f"7.5,-75,{first},Terra,80" + (",0" if kind else "")
        return Response(f"{header}{kind}\n" + ("" if first == "2026-03-06" else row + "\n"))

    httpserver.expect_request(re.compile("/api/area/csv/sesame/.*")).respond_with_handler(answer)
    query = Firms(tuple(header.split(",")), "2026-03-01", host=httpserver.url_for("").rstrip("/"))
    with pytest.raises(PublisherError, match="FIRMS_MAP_KEY"):
        query.fetch(client)
    monkeypatch.setenv("FIRMS_MAP_KEY", "sesame")
    found = query.fetch(client)
    assert asked == ["MODIS_SP 5 2026-03-01", "MODIS_SP 3 2026-03-06", "MODIS_NRT 2 2026-03-09"]
    assert found[["acq_date", "type"]].to_numpy().tolist() == [["2026-03-01", "0"], ["2026-03-09", ""]]
    assert "sesame" not in query.url


def test_a_key_is_never_printed(httpserver: HTTPServer, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error shows the address without the key that is in it."""
    httpserver.expect_request(re.compile(".*")).respond_with_data("Invalid MAP_KEY sesame", status=403)
    monkeypatch.setenv("FIRMS_MAP_KEY", "sesame")
    with pytest.raises(PublisherError) as caught:
        Firms(("a",), "2026-01-01", host=httpserver.url_for("").rstrip("/")).fetch(client)
    assert "sesame" not in str(caught.value)
    assert "***" in str(caught.value)


def acled_event(number: int) -> dict:
    return {
        "event_id_cnty": f"COL{number}", "event_date": "2023-03-29", "time_precision": "1", "event_type": "Battles",
        "sub_event_type": "Armed clash", "actor1": "ELN", "actor2": "Military", "admin1": "Norte de Santander",
        "admin2": "El Carmen", "latitude": "8.5", "longitude": "-73.4", "geo_precision": "2", "fatalities": "9",
        "iso": "170", "country": "Colombia", "location": "Guamalito",
    }  # fmt: skip


def test_acled_is_asked_with_an_account_and_imported(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Log in, page to the end, import; years are whole ones; no secret and no note ends up in a file."""
    events = [acled_event(i) for i in range(5)]
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
    assert not any(secret in kept for secret in (b"hush", b"opensesame", b"me@example.org"))


# A whole refresh


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty data/raw."""
    path = tmp_path / "raw"
    path.mkdir()
    return path


def acts(count: int, **cells: str) -> Table:
    columns = ["fecha_hecho", "cod_muni", "municipio", "cantidad"]
    row = {"cod_muni": "05790", "municipio": "TARAZA", "cantidad": "1"} | cells
    first = date(2003, 1, 1)
    days = [first + timedelta(days=i * (date(2026, 8, 31) - first).days // max(count - 1, 1)) for i in range(count)]
    return Table(columns, [[f"{day}T00:00:00.000", *(row[name] for name in columns[1:])] for day in days])


def point(module, monkeypatch: pytest.MonkeyPatch, **queries) -> None:
    """Have a source ask a local server."""
    known = {**module.PUBLISHER.queries, **queries}
    monkeypatch.setattr(module, "PUBLISHER", replace(module.PUBLISHER, queries=known))


def to(server: HTTPServer, query: Socrata, table: Table, page: int = 10) -> Socrata:
    return replace(query, host=serve(server, query.dataset, table).host, page=page)


def terrorism(server: HTTPServer, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    query = mindefensa_terrorism.PUBLISHER.queries["acts"]
    point(mindefensa_terrorism, monkeypatch, acts=to(server, query, table))


def test_a_refreshed_source_is_read_in_place_of_the_pinned_file(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New file, date, checksum, coverage and citation; the loader reads them; --pinned goes back."""
    terrorism(httpserver, acts(25), monkeypatch)
    done = refresh("mindefensa_terrorism", folder, today=TODAY, client=how)
    source = catalogue(folder)["mindefensa_terrorism"]
    assert (done.rows, source.coverage.scope, source.coverage.end) == (25, "country", "2026-08-31")
    assert source.coverage.years == tuple(range(2003, 2026))
    assert source.files[0].path.startswith("refreshed/mindefensa_terrorism/")
    assert source.files[0].origin == "refreshed"
    facts = json.loads((done.folder / "source.json").read_text("utf-8"))
    assert (facts["on"], facts["rows"]) == ("2026-11-22", 25)
    assert obtain(source, folder) == source
    events = check(mindefensa_terrorism.load(folder), EVENTS, "test")
    assert len(events) == 25
    assert events["citation"].str.contains("2003-01-01/2026-08-31").all()
    assert not list((folder / "refreshed" / ".answers").iterdir())
    assert pin("mindefensa_terrorism", folder)
    assert catalogue(folder)["mindefensa_terrorism"] == mindefensa_terrorism.SOURCE
    assert not pin("mindefensa_terrorism", folder)


@pytest.mark.parametrize("fault", ["schema", "down", "values", "years", "empty"])
def test_whatever_fails_the_old_file_stays(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """A changed table, a dead server, values that cannot be read, lost years, no rows: nothing on disk changes."""
    table = acts(25)
    terrorism(httpserver, table, monkeypatch)
    refresh("mindefensa_terrorism", folder, today=TODAY, client=how)
    held = {path: path.read_bytes() for path in (folder / "refreshed" / "mindefensa_terrorism").iterdir()}
    wanted = {
        "schema": "cod_muni.*gone",
        "down": "does not answer",
        "values": "not a whole number",
        "years": "no longer gives 2[0-9] year",
        "empty": "cannot be brought|no row",
    }
    if fault == "schema":
        table.columns = ["fecha_hecho", "codigo", "municipio", "cantidad"]
    elif fault == "down":
        table.spoil = refuse(99, 503)
        table.modified = "now"
    elif fault == "values":
        table.rows = [[*row[:3], "many"] for row in table.rows]
    elif fault == "years":
        table.rows = table.rows[:2]
    else:
        table.rows = []
    with pytest.raises(GeoDataError, match=wanted[fault]):
        refresh("mindefensa_terrorism", folder, today=date(2026, 12, 1), client=how)
    assert {path: path.read_bytes() for path in (folder / "refreshed" / "mindefensa_terrorism").iterdir()} == held
    assert not [path for path in folder.iterdir() if path.name.startswith(".trying")]
    assert len(mindefensa_terrorism.load(folder)) == 25


def test_lost_years_may_be_taken_on_purpose(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--force takes a shorter series."""
    table = acts(25)
    terrorism(httpserver, table, monkeypatch)
    refresh("mindefensa_terrorism", folder, today=TODAY, client=how)
    table.rows = table.rows[:10]
    refresh("mindefensa_terrorism", folder, today=TODAY, client=how, force=True)
    assert len(mindefensa_terrorism.load(folder)) == 10


def test_what_has_no_endpoint_says_so(folder: Path, how: dict) -> None:
    """The error lists what can be refreshed."""
    with pytest.raises(GeoDataError, match=r"cannot be refreshed.*evoa"):
        refresh("dane_mgn", folder, client=how)


def test_the_next_build_uses_what_was_refreshed(
    httpserver: HTTPServer, how: dict, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest names the refreshed file; its rows are the events; a build without it is another version."""
    few = {module.SOURCE.id: Declared(module) for module in (dane_mgn, regions, mindefensa_terrorism)}
    monkeypatch.setattr(geo.catalogue, "_declared", lambda: few)
    monkeypatch.setattr(geo.build.inputs, "_code_hash", lambda: "code")
    before = build(tmp_path / "out", folder)
    terrorism(httpserver, acts(30, cod_muni="76001"), monkeypatch)
    refresh("mindefensa_terrorism", folder, today=TODAY, client=how)
    after = build(tmp_path / "out", folder)
    assert before.manifest["data_version"] != after.manifest["data_version"]
    origins = {entry["path"]: entry["origin"] for entry in after.manifest["inputs"]}
    assert origins["refreshed/mindefensa_terrorism/terrorismo_mindefensa_nacional.csv"] == "refreshed"
    assert not any("/mindefensa_terrorism" in path for path in origins if origins[path] != "refreshed")
    table = pd.read_parquet(tmp_path / "out" / "indicators.parquet")
    counted = table[(table["variable"] == "events") & (table["year"] == 2010)]
    assert len(counted) == 1121
    assert counted.loc[counted["value"] > 0, "municipality_code"].tolist() == ["76001"]
    assert verify(tmp_path / "out", folder) == []


# The traps of each publisher


WHOLE = [
    {"Año": year, "Cod_mpio": code, "EVOA": ha}
    for year, code, ha in [
        ("2014", "05120", 3357.15), ("2018", "05120", 5239.52), ("2018", "13030", 5.04), ("2018", "05154", 0.0),
        ("2024", "05120", 5000.25),
    ]
]  # fmt: skip
PERMITS = Table(
    ["a_o", "departamento", "codigo_municipio", "hectareas_con_permisos", "hectareas_en_transito_a",
     "hectareas_explotacion_ilicita"],
    [["2018", "ANTIOQUIA", "5120", "1809.80", "379.57", "3050.15"], ["2018", "BOYACA", "13030", "3.19", "0", "1.85"]],
)  # fmt: skip
FIGURES = [
    {"ANIO": "2024", "Cod_Mpio": "05120", "ClaseFL_PermisosTecnicos": 1000.0, "ClaseFL_En_Transito": 0.0,
     "ClaseFL_Exp_Ilicita": 2000.25},
    {"ANIO": "2024", "Cod_Mpio": "05120", "ClaseFL_PermisosTecnicos": 500.0, "ClaseFL_En_Transito": 500.0,
     "ClaseFL_Exp_Ilicita": 1000.0},
    {"ANIO": "2018", "Cod_Mpio": "05120", "ClaseFL_PermisosTecnicos": 9.0, "ClaseFL_En_Transito": 9.0,
     "ClaseFL_Exp_Ilicita": 9.0},
]  # fmt: skip


def serve_evoa(server: HTTPServer, monkeypatch: pytest.MonkeyPatch, whole: list[dict] | None = None) -> None:
    asked = evoa.PUBLISHER.queries
    first = Layer(["Año", "Cod_mpio", "EVOA", "MUNICIPIO"], WHOLE if whole is None else whole)
    second = Layer(list(FIGURES[0]), FIGURES)
    point(
        evoa,
        monkeypatch,
        whole=replace(asked["whole"], layer=serve_layer(server, "/evoa/MapServer/1", first)),
        figures=replace(asked["figures"], layer=serve_layer(server, "/law/MapServer/2", second)),
        permits=to(server, asked["permits"], replace(PERMITS, asked=[])),
    )


def test_evoa_mends_codes_and_never_believes_the_department(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5120 is 05120, 13030 stays in Bolívar, pieces of a municipality are added up, zero is kept, 2024 is covered."""
    serve_evoa(httpserver, monkeypatch)
    done = refresh("evoa", folder, today=TODAY, client=how, force=True)
    table = check(evoa.load(folder), INDICATORS, "test")
    wide = table.pivot(index=["year", "municipality_code"], columns="variable", values="value")
    assert wide.loc[(2018, "05120")].tolist() == [5239.52, 3050.15, 379.57, 1809.80]
    assert wide.loc[(2018, "13030"), "evoa_illicit"] == 1.85
    assert wide.loc[(2024, "05120")].tolist() == [5000.25, 3000.25, 500.0, 1500.0]
    assert wide.loc[(2018, "05154"), "evoa_area"] == 0
    assert wide.loc[(2014, "05120"), ["evoa_illicit", "evoa_permitted"]].isna().all()
    assert done.source.coverage.years == (2014, 2018, 2024)
    assert done.source.period == "2014, 2018, 2024"


def test_evoa_whose_parts_are_not_the_whole_is_refused(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables of two dates do not make one."""
    serve_evoa(httpserver, monkeypatch, [*WHOLE[:1], WHOLE[1] | {"EVOA": 6000.0}, *WHOLE[2:]])
    with pytest.raises(GeoDataError, match=r"the parts are not the whole, 1 time.*05120.*6000"):
        refresh("evoa", folder, today=TODAY, client=how, force=True)
    assert not (folder / "refreshed" / "evoa").exists()


def test_coca_reads_each_year_in_its_own_way(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2020 writes 1.234,5 and the others 1,234.5; a dash is zero, a blank is nothing; a new year is a new column."""
    table = Table(
        ["coddepto", "codmpio", "municipio", "_2019", "_2020", "_2025"],
        [
            ["5", "5120", "CACERES", "1,234.5", "1.234,5", "7.25"],
            ["54", "54810", "TIBU", "19,333.9", "19.333,9", "25,911.23"],
            ["13", "13030", "ALTOS DEL ROSARIO", "-", "0", ""],
        ],
    )
    point(coca, monkeypatch, fields=to(httpserver, coca.PUBLISHER.queries["fields"], table))
    done = refresh("coca", folder, today=TODAY, client=how, force=True)
    found = coca.load(folder).set_index(["municipality_code", "year"])["value"]
    assert found.to_dict() == {
        ("05120", 2019): 1234.5, ("05120", 2020): 1234.5, ("05120", 2025): 7.25, ("54810", 2019): 19333.9,
        ("54810", 2020): 19333.9, ("54810", 2025): 25911.23, ("13030", 2019): 0.0, ("13030", 2020): 0.0,
    }  # fmt: skip
    assert done.source.coverage.years == (2019, 2020, 2025)
    assert done.source.coverage.end == "2025-12-31"


def test_coca_that_may_be_read_two_ways_is_refused(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column of 1.234 alone is a thousand or one: the year is named."""
    table = Table(["codmpio", "_2024"], [["5120", "1.234"]])
    point(coca, monkeypatch, fields=to(httpserver, coca.PUBLISHER.queries["fields"], table))
    with pytest.raises(GeoDataError, match=r"_2024.*a thousand or a fraction"):
        refresh("coca", folder, today=TODAY, client=how, force=True)


def test_registers_come_by_day_with_their_zeros(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Homicides, kidnappings and extortion: codes mended, quantities whole, the last month's year not covered."""
    columns = ["fecha_hecho", "cod_muni", "arma_medio", "tipo_delito", "cantidad"]
    rows = [
        ["2003-01-01T00:00:00.000", "5790", "ARMA DE FUEGO", "SECUESTRO SIMPLE", "2.0"],
        ["2025-12-31T00:00:00.000", "54810", "ARMA BLANCA", "SECUESTRO EXTORSIVO", "1"],
        ["2026-08-31T00:00:00.000", "18753", "NO REPORTADO", "SECUESTRO SIMPLE", "1"],
    ]
    for module in (police_homicides, mindefensa_kidnappings, police_extortion):
        query = module.PUBLISHER.queries["victims"]
        point(module, monkeypatch, victims=to(httpserver, query, Table(columns, rows)))
        done = refresh(module.SOURCE.id, folder, today=TODAY, client=how)
        events = module.load(folder)
        assert events["municipality_code"].tolist() == ["05790", "54810", "18753"]
        assert events["victims"].tolist() == [2, 1, 1]
        assert (done.source.coverage.years[-1], done.source.coverage.end) == (2025, "2026-08-31")
        assert done.source.coverage.absent_is_zero


def test_mine_raids_are_added_up_by_month(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days of one month and place make one row; each mine is an event."""
    columns = ["fecha_hecho", "cod_muni", "cantidad"]
    rows = [
        ["2010-01-04", "05120", "1"],
        ["2024-02-03", "18001", "2"],
        ["2024-02-20", "18001", "3"],
        ["2025-12-31", "5154", "1"],
    ]
    query = mindefensa_mine_raids.PUBLISHER.queries["raids"]
    point(mindefensa_mine_raids, monkeypatch, raids=to(httpserver, query, Table(columns, rows)))
    refresh("mindefensa_mine_raids", folder, today=TODAY, client=how)
    raids = mindefensa_mine_raids.load(folder)
    assert raids["municipality_code"].value_counts().to_dict() == {"18001": 5, "05120": 1, "05154": 1}
    assert set(raids["date_precision"]) == {4}


def test_massacres_are_written_as_the_pinned_file_is(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Month first in the file, the right day in the table."""
    rows = [["2022-01-02T00:00:00.000", "81300", "1", "4"], ["2025-12-31T00:00:00.000", "5790", "1", "3"]]
    query = mindefensa_massacres.PUBLISHER.queries["cases"]
    table = Table(["fecha_hecho", "cod_muni", "casos", "victimas"], rows)
    point(mindefensa_massacres, monkeypatch, cases=to(httpserver, query, table))
    refresh("mindefensa_massacres", folder, today=TODAY, client=how)
    events = mindefensa_massacres.load(folder)
    assert events["date_start"].astype(str).tolist() == ["2022-01-02", "2025-12-31"]
    assert events["fatalities_best"].tolist() == [4, 3]


@pytest.mark.parametrize("swapped", [True, False])
def test_mine_victims_are_killed_whichever_column_says_so(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch, swapped: bool
) -> None:
    """Swapped or put right, the column of the wounded and killed is found; place names are not asked for."""
    columns = ["codigodanemunicipio", "sitio", "ano", "mes", "condicion", "estado", "genero", "actividad"]
    rows = []
    for year in range(1990, 2024):
        state, sex = ("Muerto" if year % 2 else "Herido"), "Hombre"
        pair = [sex, state] if swapped else [state, sex]
        rows.append(["5313", "Finca de don Juan", str(year), "6", "Civil", *pair, "Jugando"])
    query = aicma_mine_victims.PUBLISHER.queries["victims"]
    table = Table(columns, rows)
    point(aicma_mine_victims, monkeypatch, victims=to(httpserver, query, table))
    done = refresh("aicma_mine_victims", folder, today=TODAY, client=how)
    victims = aicma_mine_victims.load(folder)
    assert victims["fatalities_best"].sum() == 17
    assert set(victims["municipality_code"]) == {"05313"}
    assert (done.source.coverage.end, done.source.coverage.years[-1]) == ("2023-06-30", 2022)
    assert all("sitio" not in request.args.get("$select", "") for request in table.pages())


def test_a_new_release_of_ucdp_takes_the_place_of_the_old(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Title, citation, coverage and unknown names: all go by the new release."""
    rows = [GED, GED | {"id": "2", "adm_2": "Nowhere municipality"}, GED | {"id": "3", "where_prec": "7"}]
    httpserver.expect_request("/ged/ged261-csv.zip").respond_with_data(ged_zip(*rows))
    point(ucdp_ged, monkeypatch, events=ucdp_query(httpserver))
    done = refresh("ucdp_ged", folder, today=TODAY, client=how)
    events = check(ucdp_ged.load(folder), EVENTS, "test")
    assert events["municipality_code"].fillna("-").tolist() == ["54810", "-", "-"]
    assert events["location_precision"].tolist() == [3, 3, 6]
    assert events["citation"].str.startswith("UCDP GED 26.1, event").all()
    assert (done.source.title, done.source.coverage.years[-1]) == ("Organised violence (UCDP GED 26.1)", 2025)
    assert not any("19.1" in caveat for caveat in done.source.caveats)


def test_newer_fires_stand_beside_the_pinned_ones(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2023 is filled, the two months of 2024 are replaced, near real time is apart; volcanoes stay out."""
    header = "latitude,longitude,acq_date,satellite,confidence"
    for file in firms_modis.SOURCE.files:
        (folder / file.path).parent.mkdir(exist_ok=True)
        year = re.search(r"\d{4}", Path(file.path).name)[0]
        (folder / file.path).write_text(f"{header},type\n7.5,-75,{year}-02-01,Aqua,80,0\n")
    monkeypatch.setattr("geo.refresh.fetch", lambda *_: [])
    httpserver.expect_request("/api/data_availability/csv/sesame/ALL").respond_with_data(
        "data_id,min_date,max_date\nMODIS_SP,2000-11-01,2024-12-31\nMODIS_NRT,2024-10-01,2025-01-02\n"
    )

    def answer(request: Request) -> Response:
        product, _, _, first = request.path.split("/")[5:]
        if product == "MODIS_SP":
            kind = 2 if first == "2023-01-06" else 0
            return Response(f"{header},type\n7.5,-75,{first},Terra,80,{kind}\n")
        return Response(f"{header}\n7.5,-75,{first},Terra,80\n")

    httpserver.expect_request(re.compile("/api/area/csv/.*")).respond_with_handler(answer)
    monkeypatch.setenv("FIRMS_MAP_KEY", "sesame")
    query = replace(firms_modis.PUBLISHER.queries["fires"], host=httpserver.url_for("").rstrip("/"))
    point(firms_modis, monkeypatch, fires=query)
    done = refresh("firms_modis", folder, today=TODAY, client=how)
    fires = firms_modis.load(folder)
    by_year = fires.groupby(fires["date"].dt.year).size()
    assert (by_year[2022], by_year[2023], by_year[2024], by_year[2025]) == (1, 72, 74, 1)
    assert fires.loc[fires["date"].dt.year == 2025, "classed"].tolist() == [False]
    assert done.source.coverage.years == tuple(range(2003, 2025))
    assert firms_modis.rejects(folder)["rows"].sum() == 1
    assert "sesame" not in (done.folder / "source.json").read_text()


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
    point(amw_mining, monkeypatch, detections=Download(httpserver.url_for("/d.geojson")))
    monkeypatch.setattr("geo.refresh.fetch", lambda *_: [])
    done = refresh("amw_mining", folder, today=TODAY, client=how)
    after = check(amw_mining.load(folder), FEATURES, "test")
    assert len(after) == len(before) + 2
    assert (after["year"] == 2026).sum() == 2
    assert amw_mining.measured(folder).dropna().equals(measured)
    assert done.source.coverage.years == amw_mining.SOURCE.coverage.years


# Layers that nobody pinned


def title(number: int, shape=None) -> dict:
    return {
        "CODIGO_EXPEDIENTE": f"IDO-{number}", "ESTADO": "Activo", "ETAPA": "Explotación", "MINERALES": "CARBÓN, ORO",
        "NOMBRE_DE_TITULAR": "JUAN PEREZ", "NUMERO_IDENTIFICACION": "123", "shape": shape or box(-75, 7, -74.9, 7.1),
    }  # fmt: skip


def serve_titles(server: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Layer:
    records = [title(1), title(1, box(-74, 7, -73.9, 7.1)), title(2) | {"MINERALES": "DORADO"}]
    layer = Layer([name for name in records[0] if name != "shape"], records)
    query = mining_title_areas.PUBLISHER.queries["layer"]
    point(mining_title_areas, monkeypatch, layer=replace(query, layer=serve_layer(server, "/anm/MapServer/4", layer)))
    return layer


def test_what_nobody_pinned_is_refreshed_by_the_first_fetch(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source without files asks its publisher, once; then its files are there."""
    layer = serve_titles(httpserver, monkeypatch)
    monkeypatch.setattr(clients, "PAUSE", 0)
    source = obtain(mining_title_areas.SOURCE, folder)
    assert source.files[0].origin == "refreshed"
    asked = len(layer.asked)
    assert obtain(refreshed(mining_title_areas.SOURCE, folder), folder) == source
    assert len(layer.asked) == asked
    features = check(mining_title_areas.load(folder), FEATURES, "test")
    assert features["feature_id"].str.removeprefix("mining_title_areas:").tolist() == ["IDO-1", "IDO-1-2", "IDO-2"]
    assert features["kind"].tolist() == ["gold_title", "gold_title", "mining_title"]
    assert len(source.coverage.years) == 1


def test_holders_of_titles_are_never_asked_for(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in a request nor in a file is there a name or a number of a person."""
    layer = serve_titles(httpserver, monkeypatch)
    refresh("mining_title_areas", folder, today=TODAY, client=how)
    assert not any("TITULAR" in request.args.get("outFields", "") for request in layer.asked)
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"PEREZ" not in kept


def test_a_publisher_that_fails_is_a_missing_source(folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be had is missing, and the rest of a build goes on."""
    query = replace(mining_title_areas.PUBLISHER.queries["layer"], layer="http://127.0.0.1:9/none")
    point(mining_title_areas, monkeypatch, layer=query)
    monkeypatch.setattr(clients, "ATTEMPTS", 1)
    with pytest.raises(MissingFileError, match=r"mining_title_areas.*does not answer"):
        obtain(mining_title_areas.SOURCE, folder)


def test_layers_are_read_as_they_stand(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protected areas, reserves and peasant zones: kinds, names, years; a record without outline is counted out."""
    shape = box(-75, 7, -74, 8)
    features = [
        {
            "type": "Feature",
            "geometry": mapping(shape),
            "properties": {"ap_id": 6, "ap_nombre": " A  b", "ap_categoria": kind},
        }
        for kind in ("Parque Nacional Natural", "Reservas Forestales Protectoras Nacionales")
    ]
    features[1]["properties"]["ap_id"] = 7
    features.append({"type": "Feature", "geometry": None, "properties": features[0]["properties"]})
    endpoint = serve_wfs(httpserver, features, [])
    point(runap, monkeypatch, layer=replace(runap.PUBLISHER.queries["layer"], endpoint=endpoint))
    done = refresh("runap", folder, today=TODAY, client=how)
    areas = runap.load(folder)
    assert areas["kind"].tolist() == ["national_park", "protected_area"]
    assert areas["name"].tolist() == ["A b", "A b"]
    assert "1 of 3 records came without an outline" in done.source.caveats[-1]
    reserve = Layer(
        ["ID", "NOMBRE", "PUEBLO"], [{"ID": "10", "NOMBRE": "Motilón Barí", "PUEBLO": "BARI", "shape": shape}]
    )
    query = reserves_national.PUBLISHER.queries["layer"]
    point(reserves_national, monkeypatch, layer=replace(query, layer=serve_layer(httpserver, "/r/0", reserve)))
    refresh("reserves_national", folder, today=TODAY, client=how)
    assert reserves_national.load(folder)["feature_id"].tolist() == ["reserves_national:10"]
    names = ("OBJECTID", "NOMBRE_ZONA_RESERVA_CAMPESINA", "RESOLUCION_RESERVA_CAMPESINA")
    zone = dict(zip(names, (8, "CATATUMBO", "RESOLUCION 1 DE 01-02-2024"), strict=True)) | {"shape": shape}
    query = peasant_reserves.PUBLISHER.queries["zones"]
    layer = Layer(list(names), [zone])
    point(peasant_reserves, monkeypatch, zones=replace(query, layer=serve_layer(httpserver, "/z/0", layer)))
    refresh("peasant_reserves", folder, today=TODAY, client=how, force=True)
    assert peasant_reserves.load(folder)["year"].tolist() == [2024]


REGISTERS = (
    *(community_councils, forest_reserve_catatumbo, hydrocarbon_blocks, mining_title_areas, paramos, pipelines),
    *(reserves_national, wetlands, wide_rivers),
)


@pytest.mark.parametrize("module", REGISTERS, ids=lambda module: module.SOURCE.id)
def test_every_register_comes_with_what_it_declares_and_no_more(
    module, httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of its layers is asked for its fields only; every feature is kept, with an id, a kind and a citation."""
    asked = []
    for place, (key, query) in enumerate(module.PUBLISHER.queries.items()):
        fields = [name for name in query.columns if name != OBJECT_ID]
        shapes = [box(-75 + i, 7, -74.5 + i, 7.5) for i in range(3)]
        records = [{"OID": i, "TITULAR": "PEREZ", "shape": shape} for i, shape in enumerate(shapes)]
        records = [record | {name: f"{name} {i}" for name in fields} for i, record in enumerate(records)]
        layer = Layer(["TITULAR", *fields], records)
        served = serve_layer(httpserver, f"/register/{place}", layer)
        point(module, monkeypatch, **{key: replace(query, layer=served, page=2)})
        asked.append((layer, {"OID" if name == OBJECT_ID else name for name in query.columns}))
    done = refresh(module.SOURCE.id, folder, today=TODAY, client=how)
    features = check(module.load(folder), FEATURES, "test")
    assert len(features) == 3 * len(asked)
    assert features["citation"].str.contains(", 2026-11-22, ").all()
    for layer, columns in asked:
        assert {name for request in layer.pages() for name in request.args["outFields"].split(",")} == columns
    assert not any(b"PEREZ" in path.read_bytes() for path in folder.rglob("*.geojson"))
    assert done.source.coverage.years == (2026,)
    assert done.source.optional


def test_lines_of_two_layers_keep_their_kinds_and_ids_apart(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two pipelines with the same number on the server are two features, one for crude oil and one for products."""
    for number, (key, query) in enumerate(pipelines.PUBLISHER.queries.items()):
        layer = Layer([], [{"OID": 7, "shape": LineString([(-75, 7 + number), (-74, 7 + number)])}])
        served = serve_layer(httpserver, f"/lines/{number}", layer)
        point(pipelines, monkeypatch, **{key: replace(query, layer=served)})
    refresh("pipelines", folder, today=TODAY, client=how)
    lines = pipelines.load(folder)
    assert lines["feature_id"].tolist() == ["pipelines:crude_pipeline:7", "pipelines:product_pipeline:7"]
    assert lines["kind"].tolist() == ["crude_pipeline", "product_pipeline"]
    assert lines["area_ha"].isna().all()


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
        return Response(json.dumps({"status": "success", "data": rows if len(asked) < 3 else []}))

    httpserver.expect_request("/query", method="POST").respond_with_handler(answer)
    query = gfw_alerts_recent.PUBLISHER.queries["alerts"]
    boxes = ((-76.0, 7.0, -74.0, 8.5),)
    point(gfw_alerts_recent, monkeypatch, alerts=replace(query, boxes=boxes, address=httpserver.url_for("/query")))
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


# Every publisher


@pytest.mark.parametrize("name", sorted(PUBLISHERS))
def test_every_publisher_is_declared_whole(name: str) -> None:
    """Addresses without keys, columns without persons, and a way to the layout that is read."""
    publisher: Publisher = PUBLISHERS[name]
    assert publisher.queries
    assert callable(publisher.deliver)
    for query in publisher.queries.values():
        assert query.url.startswith(("https://", "http://dhime.ideam.gov.co/"))  # IDEAM's server speaks no TLS
        assert not re.search(r"key|token|secret", query.url, re.IGNORECASE)
        columns = " ".join(getattr(query, "columns", ())).lower()
        assert not re.search(
            r"titular|propietario|identifica|notes|victima_nombre|headline\b(?<!source_headline)", columns
        )


def test_what_can_be_refreshed_is_what_is_declared(folder: Path) -> None:
    """The catalogue's publishers and ACLED."""
    assert refreshable(folder) == sorted([*PUBLISHERS, "acled"])
    assert {"evoa", "coca", "ucdp_ged", "firms_modis", "amw_mining", "runap"} <= set(PUBLISHERS)


def test_the_guide_names_what_can_be_refreshed_and_imported(folder: Path) -> None:
    """docs/own-data.md has every source, key, format and column."""
    guide = (ROOT / "docs" / "own-data.md").read_text("utf-8")
    assert not [name for name in (*refreshable(folder), *READERS, *KEYS) if f"`{name}`" not in guide]
    columns = {*events.COLUMNS, *polygons.COLUMNS, *statistics.COLUMNS}
    assert not [name for name in columns if not re.search(rf"\b{name}\b", guide)]


def test_the_queries_of_the_issue_are_those_asked() -> None:
    """Seven tables of datos.gov.co and UNODC's layer by year."""
    queries = [query for publisher in PUBLISHERS.values() for query in publisher.queries.values()]
    tables = {query.dataset for query in queries if isinstance(query, Socrata)}
    wanted = {"g48d-yu62", "acs4-3wgp", "yhxn-eqqw", "yi5j-5fe9", "d7zw-hpf4", "gr35-i7pm", "m8fd-ahd9"}
    assert wanted <= tables
    layers = [query.layer for query in queries if isinstance(query, ArcGis)]
    server = (
        "https://arcgisenterprise.unodc.org.co/server/rest/services/SIMCI_EVOA/VISOR_EVOA_EN_COLOMBIA/MapServer/1"
    )
    assert server in layers
    assert isinstance(acled.PUBLISHER, Acled)


def test_by_day_covers_whole_years_only() -> None:
    """A register that ends on 30 December does not cover its year."""
    rows = pd.DataFrame(
        {"fecha_hecho": ["2003-01-01", "2025-12-30"], "cod_muni": ["05790"] * 2, "cantidad": ["1"] * 2}
    )
    said = {"since": date(2003, 1, 1), "file": "a.csv", "note": ""}
    delivery = by_day(rows, mindefensa_terrorism.SOURCE, {"cantidad": "cantidad"}, **said)
    assert delivery.coverage.years == tuple(range(2003, 2025))
