"""Every source that can be refreshed, of a publisher that misbehaves: a sentence in time, and nothing is replaced."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import requests
from pytest_httpserver import HTTPServer

from geo.publishers.patience import Patience
from geo.refresh import refresh, refreshable
from geo.schema import GeoDataError
from tests.geo.publishers.faults import FAULTS, SECRET, SLOW
from tests.geo.publishers.servers import KEYS, TODAY
from tests.trust.tries import Try, Verdict, WrongError, chance, refusal

FAULTS_EACH = 16
PATIENCE = Patience(seconds=5.0, requests=30, answer=1 << 20, file=1 << 20)


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many refreshes: faults in turn over all sources, each source with other faults."""
    server = HTTPServer()
    server.start()
    names, kinds = refreshable(), [kind for kind in FAULTS if kind not in SLOW]
    for number in range(count):
        name = names[number % len(names)]
        fault = chance("publishers", names.index(name)).sample(kinds, FAULTS_EACH)[number // len(names) % FAULTS_EACH]
        yield f"{number}: {name}, {fault}", _attempt(name, fault, server, folder / f"raw-{number}")
    server.stop()


def size() -> int:
    """Every source with :data:`FAULTS_EACH` faults."""
    return len(refreshable()) * FAULTS_EACH


def _attempt(name: str, fault: str, server: HTTPServer, raw: Path) -> Callable[[], Verdict]:
    def act() -> Verdict:
        raw.mkdir()
        server.clear()
        server.expect_request(re.compile(".*")).respond_with_handler(FAULTS[fault])
        begun = time.monotonic()
        try:
            with (
                patch.object(requests.Session, "send", _to(server)),
                patch.dict(os.environ, dict.fromkeys(KEYS, SECRET)),
            ):
                refresh(name, raw, today=TODAY, client={"pause": 0.0, "sleep": lambda _: None, "patience": PATIENCE})
        except GeoDataError as error:
            told = str(error)
        else:
            raise WrongError("it was accepted")
        if SECRET.partition("&")[0] in told:
            raise WrongError("the key is in the message", Verdict.LOSS)
        if time.monotonic() - begun > 3 * PATIENCE.seconds:
            raise WrongError(told, Verdict.HANG)
        if any((raw / "refreshed" / name).glob("*")) or any((raw / "imported").glob("*/*")):
            raise WrongError("a file was written", Verdict.LOSS)
        return refusal(told)

    return act


def _to(server: HTTPServer) -> Callable[..., requests.Response]:
    """Send every request to the local server instead, with its own path and query."""
    real = requests.Session.send

    def send(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        address = urlsplit(str(request.url))
        if address.hostname not in ("127.0.0.1", "localhost"):
            request.url = address._replace(scheme="http", netloc=f"{server.host}:{server.port}").geturl()
        return real(self, request, **options)

    return send
