"""Tables of datos.gov.co come whole, page by page, or not at all."""

from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.publishers.client import Client
from geo.schema import GeoDataError
from tests.geo.publishers.servers import Table, numbers, serve_table


def test_all_rows_come_page_by_page(httpserver: HTTPServer, client: Client) -> None:
    """25 rows in pages of 10: three pages, in the publisher's order, wanted columns only, zeros kept."""
    table = numbers(25)
    query = replace(serve_table(httpserver, "abcd-1234", table), columns=("code", "n"), page=10)
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
    query = serve_table(httpserver, "abcd-1234", table)
    query.fetch(client)
    assert all("X-App-Token" not in request.headers for request in table.asked)
    table.asked.clear()
    monkeypatch.setenv("SOCRATA_APP_TOKEN", "sesame")
    query.fetch(client)
    assert all(request.headers["X-App-Token"] == "sesame" for request in table.asked)


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
    assert len(serve_table(httpserver, "abcd-1234", table).fetch(client)) == 8
    assert len(table.pages()) == 2


def test_a_column_that_is_gone_is_named(httpserver: HTTPServer, client: Client) -> None:
    """A renamed column is refused before any page is asked for; a new one beside is nobody's business."""
    table = Table(["codigo", "n", "new"], [["05120", "1", "x"]])
    query = replace(serve_table(httpserver, "abcd-1234", table), columns=("code", "n"))
    with pytest.raises(
        GeoDataError, match=r"column code: .*1 column\(s\) are gone; the old file stays.*codigo, n, new"
    ):
        query.fetch(client)
    assert not table.pages()
