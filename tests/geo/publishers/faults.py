"""What servers do that misbehave, and a query of every class of publisher to ask them with."""

import gzip
import itertools
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

from werkzeug import Request, Response

from geo.publishers.acled import Acled
from geo.publishers.arcgis import ArcGis
from geo.publishers.download import Workbook
from geo.publishers.firms import Firms
from geo.publishers.gfw import Gfw
from geo.publishers.patience import Patience
from geo.publishers.publisher import Query
from geo.publishers.socrata import Socrata, Sums
from geo.publishers.ucdp import Candidates, Ucdp
from geo.publishers.wfs import Wfs

SECRET = "sesame&open"
PATIENCE = Patience(seconds=1.2, requests=30, answer=1 << 20, file=1 << 20)

QUERIES: dict[str, Callable[[str], Query]] = {
    "socrata": lambda host: Socrata("abcd-1234", ("code",), host=host),
    "sums": lambda host: Sums("abcd-1234", ("code",), "n", "cut", host=host),
    "arcgis": lambda host: ArcGis(f"{host}/a/0", ("code",)),
    "shapes": lambda host: ArcGis(f"{host}/a/0", ("code",), geometry=True),
    "wfs": lambda host: Wfs(f"{host}/wfs", "t", ("code",), "code"),
    "ucdp": lambda host: Ucdp(("id",), files=f"{host}/ged{{compact}}.zip", api=f"{host}/api/{{release}}"),
    "candidates": lambda host: Candidates(("id",), files=f"{host}/c/{{release}}.csv"),
    "firms": lambda host: Firms(("latitude",), "2026-11-01", host=host),
    "gfw": lambda host: Gfw(((-76.0, 7.0, -75.0, 8.0),), address=f"{host}/query"),
    "acled": lambda host: Acled(("event_id_cnty",), host=host),
    "workbook": lambda host: Workbook(f"{host}/book.xlsx", ("code",)),
}


def bomb() -> bytes:
    return gzip.compress(b"0" * (1 << 23))


def zip_of(name: str, content: bytes) -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return body.getvalue()


def drip() -> Iterator[bytes]:
    yield b"["
    for _ in range(60):
        time.sleep(0.05)
        yield b" "


def never(_: Request) -> Response:
    time.sleep(2.0)
    return Response("late")


def leads(to: str, status: int = 302) -> Callable[[Request], Response]:
    return lambda _: Response("", status, {"Location": to})


FAULTS: dict[str, Callable[[Request], Response]] = {
    "empty": lambda _: Response(b""),
    "nothing": lambda _: Response(b"", 204),
    "null": lambda _: Response("null"),
    "list": lambda _: Response("[]"),
    "lists": lambda _: Response("[[], 1]"),
    "object": lambda _: Response("{}"),
    "text": lambda _: Response(
        '{"count": "many", "numberMatched": "many", "TotalCount": "x", "fields": 3, "data": 4}'
    ),
    "infinite": lambda _: Response('[{"n": Infinity}]'),
    "deep": lambda _: Response("[" * 100_000),
    "latin": lambda _: Response("código;año\nÑ;1".encode("latin-1")),
    "utf-16": lambda _: Response("code,n\n1,2\n".encode("utf-16")),
    "binary": lambda _: Response(bytes(range(256)) * 4),
    "log-in": lambda _: Response("\n<!DOCTYPE html><title>Log in</title>", content_type="text/html"),
    "zip": lambda _: Response(zip_of("a.txt", b"nothing")),
    "broken zip": lambda _: Response(zip_of("a.csv", b"id\n" * 999)[:-30]),
    "broken gzip": lambda _: Response(b"no gzip at all", headers={"Content-Encoding": "gzip"}),
    "bomb": lambda _: Response(bomb(), headers={"Content-Encoding": "gzip"}),
    "loop": lambda request: Response("", 302, {"Location": request.url}),
    "file": leads("file:///etc/passwd"),
    "elsewhere": leads("http://127.0.0.1:9/steal"),
    "elsewhere, as it was": leads("http://127.0.0.1:9/steal", 307),
    "nowhere": leads("http://[/"),
    "no place": leads(""),
    "rejected": lambda request: Response(f"not known: {[*request.headers.values()]} {request.get_data()}", 403),
    "busy": lambda _: Response("busy", 503),
    "wait": lambda _: Response("later", 429, {"Retry-After": "290"}),
    "wait long": lambda _: Response("later", 429, {"Retry-After": "9" * 400}),
    "endless": lambda _: Response(itertools.repeat(b"1,2,3\n" * 2000)),
    "drip": lambda _: Response(drip()),
    "never": never,
}
SLOW = {"endless", "drip", "never"}
"""How an answer is received does not depend on the protocol: one in memory and one in a file are enough."""
