"""Every publisher is asked politely and to the last row, whichever its protocol: shown with tables of Socrata."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from geo.publishers import client as clients
from geo.publishers.client import Client
from geo.publishers.faults import PublisherError
from geo.publishers.firms import Firms
from tests.geo.publishers.servers import TODAY, numbers, refuse, serve_table


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_passing_fault_is_tried_again(
    httpserver: HTTPServer, client: Client, waits: list[float], status: int
) -> None:
    """Two refusals are waited out, a little longer each time."""
    table = numbers(5)
    table.spoil = refuse(2, status)
    assert len(serve_table(httpserver, "abcd-1234", table).fetch(client)) == 5
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
    assert len(serve_table(httpserver, "abcd-1234", table).fetch(client)) == 5
    assert max(waits) == pytest.approx(7, abs=2)


def test_too_long_a_wait_ends_the_run(httpserver: HTTPServer, client: Client) -> None:
    """An hour is not waited out: the run ends, and says when to come back."""
    table = numbers(5)
    table.spoil = refuse(1, 429, **{"Retry-After": "3600"})
    with pytest.raises(PublisherError, match=r"a pause of 3,600 s"):
        serve_table(httpserver, "abcd-1234", table).fetch(client)
    assert len(table.pages()) == 1


def test_requests_are_paced(httpserver: HTTPServer, tmp_path: Path, how: dict, waits: list[float]) -> None:
    """Between two requests there is a pause."""
    table = numbers(30)
    slow = Client("demo", tmp_path / "spool", TODAY, pause=1.0, sleep=how["sleep"])
    replace(serve_table(httpserver, "abcd-1234", table), page=10).fetch(slow)
    assert len(waits) == len(table.asked) - 1
    assert all(0.5 < wait <= 1 for wait in waits)


def test_a_final_no_is_not_tried_again(httpserver: HTTPServer, client: Client) -> None:
    """A 404 ends the run at once with the address."""
    table = numbers(5)
    table.spoil = refuse(9, 404)
    with pytest.raises(PublisherError, match=r"request rejected \(HTTP 404\).*abcd-1234"):
        serve_table(httpserver, "abcd-1234", table).fetch(client)
    assert len(table.pages()) == 1


def test_a_server_that_never_recovers_is_given_up(httpserver: HTTPServer, client: Client) -> None:
    """After some attempts the run ends, and says that it can go on later."""
    table = numbers(5)
    table.spoil = refuse(99, 503)
    with pytest.raises(PublisherError, match="resumes with the answers"):
        serve_table(httpserver, "abcd-1234", table).fetch(client)
    assert len(table.pages()) == clients.ATTEMPTS


def test_a_run_that_dies_is_resumed(httpserver: HTTPServer, tmp_path: Path, how: dict) -> None:
    """After a crash at the third page, only what was not answered is asked for."""
    table = numbers(50)
    query = replace(serve_table(httpserver, "abcd-1234", table), page=10)

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
    query = replace(serve_table(httpserver, "abcd-1234", table), page=10)
    query.fetch(Client("demo", tmp_path / "spool", TODAY, **how))
    table.modified, table.rows = "Sun, 22 Nov 2026 04:00:00 GMT", table.rows[::-1]
    table.asked.clear()
    found = query.fetch(Client("demo", tmp_path / "spool", TODAY, **how))
    assert found["n"].tolist() == [str(i) for i in range(19, -1, -1)]
    assert len(table.pages()) == 2


def test_a_key_is_never_printed(httpserver: HTTPServer, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error shows the address without the key that is in it."""
    httpserver.expect_request(re.compile(".*")).respond_with_data("Invalid MAP_KEY sesame", status=403)
    monkeypatch.setenv("FIRMS_MAP_KEY", "sesame")
    with pytest.raises(PublisherError) as caught:
        Firms(("a",), "2026-01-01", host=httpserver.url_for("").rstrip("/")).fetch(client)
    assert "sesame" not in str(caught.value)
    assert "***" in str(caught.value)
