"""Every class of publisher meets every fault: one sentence with source and address, in time, and no secret in it."""

import itertools
import json
import re
import socket
import threading
import time
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.publishers.client import ATTEMPTS, Client
from geo.publishers.download import Download
from geo.publishers.faults import PublisherError
from geo.publishers.patience import Patience
from geo.publishers.publisher import ask
from geo.schema import GeoDataError
from tests.geo.publishers.faults import FAULTS, PATIENCE, QUERIES, SECRET, SLOW, leads, zip_of
from tests.geo.publishers.servers import KEYS, TODAY

WALK = [(kind, fault) for kind in QUERIES for fault in FAULTS if fault not in SLOW or kind in ("socrata", "workbook")]


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.setenv(name, SECRET)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(("kind", "fault"), WALK)
def test_every_fault_is_one_sentence_in_time(
    httpserver: HTTPServer, tmp_path: Path, waits: list[float], kind: str, fault: str
) -> None:
    """Source and address are in it, the key is not; nothing is kept that would spoil the next attempt."""
    httpserver.expect_request(re.compile(".*")).respond_with_handler(FAULTS[fault])
    host = httpserver.url_for("").rstrip("/")
    client = Client("demo", tmp_path / "spool", TODAY, pause=0.0, sleep=waits.append, patience=PATIENCE)
    begun = time.monotonic()
    with pytest.raises(GeoDataError) as caught:
        ask(QUERIES[kind](host), client)
    assert time.monotonic() - begun < PATIENCE.seconds + 1.0
    told = str(caught.value)
    assert told.startswith("demo: ")
    assert "Remedy: " in told
    assert "\n" not in told
    assert len(told) < 700
    assert "sesame" not in told
    assert host in told
    assert not [path for path in (tmp_path / "spool").rglob("*") if path.is_file() and path.suffix == ""]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("kind", ["socrata", "ucdp", "firms", "gfw", "acled"])
@pytest.mark.usefixtures("keys")
def test_no_key_follows_to_another_host(
    httpserver: HTTPServer, tmp_path: Path, waits: list[float], kind: str, status: int
) -> None:
    """127.0.0.1 is another host than localhost: it is never asked, whatever the key travels in."""
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.host.partition(":")[0])
        return Response("", status, {"Location": f"http://127.0.0.1:{httpserver.port}/steal"})

    httpserver.expect_request(re.compile(".*")).respond_with_handler(answer)
    client = Client("demo", tmp_path, TODAY, pause=0.0, sleep=waits.append)
    with pytest.raises(PublisherError, match=r"leads on to 127\.0\.0\.1"):
        ask(QUERIES[kind](f"http://localhost:{httpserver.port}"), client)
    assert asked == ["localhost"]


def test_a_redirect_without_a_key_is_followed(httpserver: HTTPServer, client: Client) -> None:
    """Files often lie on another host than the one that is asked."""
    httpserver.expect_request("/a").respond_with_handler(leads(f"http://127.0.0.1:{httpserver.port}/b"))
    httpserver.expect_request("/b").respond_with_data(b"content")
    assert ask(Download(f"http://localhost:{httpserver.port}/a"), client).read_bytes() == b"content"


def test_pages_without_end_end(httpserver: HTTPServer, tmp_path: Path, how: dict) -> None:
    """A server that always has another page, each with other rows, is asked as often as is stated, and no more."""
    number = itertools.count()

    def answer(request: Request) -> Response:
        if request.path == "/a/0":
            return Response(json.dumps({"fields": [{"name": "code", "type": "esriFieldTypeOID"}]}))
        if "returnCountOnly" in request.args:
            return Response('{"count": 1000000}')
        feature = {"attributes": {"code": next(number)}}
        return Response(json.dumps({"features": [feature], "exceededTransferLimit": True}))

    httpserver.expect_request(re.compile(".*")).respond_with_handler(answer)
    client = Client("demo", tmp_path, TODAY, patience=Patience(requests=20), **how)
    with pytest.raises(PublisherError, match=r"ended after 20 request.*come to: .*18 of 1,000,000 records"):
        ask(QUERIES["arcgis"](httpserver.url_for("").rstrip("/")), client)
    assert len(httpserver.log) == 20


def test_every_page_the_first_page_is_refused(httpserver: HTTPServer, client: Client) -> None:
    """The pages do not go on: their rows are not counted twice."""
    features = [{"attributes": {"code": number}} for number in range(3)]
    answers = iter([{"fields": [{"name": "code", "type": "esriFieldTypeOID"}]}, {"count": 12}])
    page = {"features": features, "exceededTransferLimit": True}
    httpserver.expect_request(re.compile(".*")).respond_with_handler(
        lambda _: Response(json.dumps(next(answers, page)))
    )
    with pytest.raises(PublisherError, match="the same 3 rows twice"):
        ask(QUERIES["arcgis"](httpserver.url_for("").rstrip("/")), client)


def test_waits_count(httpserver: HTTPServer, tmp_path: Path, waits: list[float]) -> None:
    """Minutes six times over are not waited out where they would end after the deadline."""
    httpserver.expect_request(re.compile(".*")).respond_with_data("later", status=429, headers={"Retry-After": "250"})
    clock = lambda: time.monotonic() + sum(waits)  # noqa: E731
    patience = Patience(seconds=600)
    client = Client("demo", tmp_path, TODAY, pause=0.0, sleep=waits.append, clock=clock, patience=patience)
    with pytest.raises(PublisherError, match=r"ended after 3 request\(s\) and 500 s, of 2,000 and 600 s"):
        ask(QUERIES["socrata"](httpserver.url_for("").rstrip("/")), client)
    assert sum(waits) < patience.seconds
    assert len(httpserver.log) == 3 < ATTEMPTS


def test_a_head_that_drips_ends_in_time(tmp_path: Path, how: dict) -> None:
    """A head that comes byte by byte is under no timeout of a read."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        talk, _ = server.accept()
        with talk:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"." * 40:
                try:
                    talk.send(bytes([byte]))
                except OSError:
                    return
                time.sleep(0.05)

    threading.Thread(target=answer, daemon=True).start()
    client = Client("demo", tmp_path, TODAY, patience=Patience(seconds=0.4), **how)
    begun = time.monotonic()
    with pytest.raises(PublisherError, match="ended after 1 request"):
        ask(QUERIES["socrata"](f"http://127.0.0.1:{server.getsockname()[1]}"), client)
    assert time.monotonic() - begun < 1.5
    server.close()


def test_a_workbook_that_would_fill_the_memory_is_not_opened(
    httpserver: HTTPServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it unpacks to is in its directory."""
    monkeypatch.setattr("geo.publishers.download.MAX_UNPACKED", 1000)
    httpserver.expect_request("/book.xlsx").respond_with_data(zip_of("xl/worksheets/sheet1.xml", b"0" * 5000))
    with pytest.raises(PublisherError, match="unpacks to 5,000 bytes, more than 1,000"):
        ask(QUERIES["workbook"](httpserver.url_for("").rstrip("/")), client)
