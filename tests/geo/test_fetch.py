"""Raw files arrive whole, checked, or not at all."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from geo import fetch as module
from geo.fetch import MissingFileError, fetch
from geo.schema import GeoDataError
from geo.source import Coverage, RawFile, Source
from tests import builders

BYTES = b"code,value\n05120,1\n"
SUM = hashlib.sha256(BYTES).hexdigest()


def source(*files: RawFile) -> Source:
    coverage = Coverage("2020-01-01", "2020-12-31", (2020,), "listed")
    return builders.source("indicators", coverage, files=files, publisher_url="https://publisher.example")


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No mirror but the one a test names."""
    monkeypatch.delenv("TERRAPAZ_MIRROR", raising=False)
    monkeypatch.setattr(module, "SHARED_MIRROR", tmp_path / "none")
    monkeypatch.setattr("tenacity.wait_exponential_jitter", lambda **_: lambda _: 0)


def mirror(folder: Path, content: bytes = BYTES) -> Path:
    (folder / "demo").mkdir(parents=True)
    (folder / "demo" / "a.csv").write_bytes(content)
    return folder


def test_a_file_at_hand_is_not_fetched_again(tmp_path: Path) -> None:
    """data/raw comes first where the checksum holds."""
    raw = mirror(tmp_path / "raw")
    seen: list[str] = []
    assert fetch(source(RawFile("demo/a.csv", SUM)), raw, seen.append) == [raw / "demo/a.csv"]
    assert not seen


def test_the_mirror_folder_comes_before_the_publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TERRAPAZ_MIRROR serves the file, and no url is asked."""
    monkeypatch.setenv("TERRAPAZ_MIRROR", str(mirror(tmp_path / "mirror")))
    [path] = fetch(source(RawFile("demo/a.csv", SUM, "http://127.0.0.1:9/never")), tmp_path / "raw")
    assert path.read_bytes() == BYTES


def test_a_mirror_may_be_a_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer) -> None:
    """TERRAPAZ_MIRROR as a URL is asked for <source>/<file>."""
    httpserver.expect_request("/m/demo/a.csv").respond_with_data(BYTES)
    monkeypatch.setenv("TERRAPAZ_MIRROR", httpserver.url_for("/m/"))
    [path] = fetch(source(RawFile("demo/a.csv", SUM)), tmp_path / "raw")
    assert path.read_bytes() == BYTES


def test_a_passing_fault_is_tried_again(tmp_path: Path, httpserver: HTTPServer) -> None:
    """A 503 and a 429 are retried; the third answer is taken."""
    httpserver.expect_ordered_request("/a.csv").respond_with_data("busy", status=503)
    httpserver.expect_ordered_request("/a.csv").respond_with_data("slow down", status=429)
    httpserver.expect_ordered_request("/a.csv").respond_with_data(BYTES)
    [path] = fetch(source(RawFile("demo/a.csv", SUM, httpserver.url_for("/a.csv"))), tmp_path / "raw")
    assert path.read_bytes() == BYTES


def test_a_final_no_is_not_tried_again(tmp_path: Path, httpserver: HTTPServer) -> None:
    """A 404 ends the search at once with the file, its origin and its place."""
    httpserver.expect_request("/a.csv").respond_with_data("gone", status=404)
    with pytest.raises(MissingFileError, match=r"demo.*a\.csv.*put it at") as caught:
        fetch(source(RawFile("demo/a.csv", SUM, httpserver.url_for("/a.csv"))), tmp_path / "raw")
    assert len(httpserver.log) == 1
    assert "https://publisher.example" in str(caught.value)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_download_that_drips_ends_in_time(
    tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte now and then keeps no read waiting, and yet there is an end: the message names the address."""
    monkeypatch.setattr(module, "DEADLINE", 0.3)

    def drip() -> Iterator[bytes]:
        for _ in range(20):
            time.sleep(0.1)
            yield b"."

    httpserver.expect_request("/file.csv").respond_with_handler(lambda _: Response(drip()))
    begun = time.monotonic()
    with pytest.raises(MissingFileError, match=r"file\.csv \(TimeoutError\)"):
        fetch(source(RawFile("demo/file.csv", SUM, httpserver.url_for("/file.csv"))), tmp_path)
    assert time.monotonic() - begun < 1.5


def test_wrong_bytes_are_refused_with_both_sums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mirror's file with another checksum is set aside, never used."""
    monkeypatch.setenv("TERRAPAZ_MIRROR", str(mirror(tmp_path / "mirror", b"tampered")))
    with pytest.raises(GeoDataError) as caught:
        fetch(source(RawFile("demo/a.csv", SUM)), tmp_path / "raw")
    assert SUM in str(caught.value)
    assert hashlib.sha256(b"tampered").hexdigest() in str(caught.value)
    assert [path.name for path in (tmp_path / "raw/demo").iterdir()] == ["a.csv.refused"]


def test_a_spoilt_file_in_raw_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong bytes in data/raw are set aside, said, and fetched anew."""
    raw = mirror(tmp_path / "raw", b"half a fi")
    monkeypatch.setenv("TERRAPAZ_MIRROR", str(mirror(tmp_path / "mirror")))
    said: list[str] = []
    [path] = fetch(source(RawFile("demo/a.csv", SUM)), raw, said.append)
    assert path.read_bytes() == BYTES
    assert (raw / "demo/a.csv.refused").read_bytes() == b"half a fi"
    assert SUM in said[0]


def test_an_unpinned_file_is_taken_as_it_comes(tmp_path: Path, httpserver: HTTPServer) -> None:
    """A publisher's moving file has no checksum and is kept once it is there."""
    httpserver.expect_oneshot_request("/a.csv").respond_with_data(BYTES)
    file = RawFile("demo/a.csv", None, httpserver.url_for("/a.csv"))
    assert fetch(source(file), tmp_path / "raw") == fetch(source(file), tmp_path / "raw")


def test_a_tracked_table_is_never_fetched(tmp_path: Path) -> None:
    """A missing tracked table says that git has it."""
    with pytest.raises(MissingFileError, match="restore it from git"):
        fetch(source(RawFile("never_tracked.csv", tracked=True)), tmp_path)
