"""Send one request, follow its redirects, and receive its answer within bounds of seconds and bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from geo.lazy import requests
from geo.publishers.faults import RefusedError, TransientError

if TYPE_CHECKING:
    from requests import PreparedRequest, Request, Response, Session

TIMEOUT: Final = (10.0, 120.0)
"""Seconds to wait for a connection, and for the next byte."""
HOPS: Final = 5
"""Redirects that one request may follow."""

_BLOCK: Final = 1 << 16
_HINT: Final = 2000
"""Bytes that are read of the answer to a request that is rejected."""
_PORTS: Final = {"http": 80, "https": 443}
_NO_DATA: Final = (b"<!doctype html", b"<html")


@dataclass(frozen=True)
class Answer:
    """A complete answer in memory; ``body`` is unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def opened(session: Session, request: Request, *, guarded: bool, hop: Callable[[], None]) -> Response:
    """Send a request, following redirects; return the answer whose body has not been read.

    Parameters
    ----------
    guarded
        The request has a secret: it follows no redirect to another host.
    hop
        Called before each redirect is followed; what it raises ends the request.

    Raises
    ------
    TransientError
        If there is no answer.
    RefusedError
        If the request leads to where it must not, or nowhere.
    """
    # requests would read the body of a redirect to its end, and send keys in headers of their own to any host
    session.get_redirect_target = lambda resp: None  # type: ignore[method-assign]
    try:
        prepared = session.prepare_request(request)
        for _ in range(HOPS + 1):
            settings = session.merge_environment_settings(prepared.url, {}, True, None, None)
            response = session.send(prepared, timeout=TIMEOUT, **settings)
            if not response.is_redirect:
                return response
            response.close()
            prepared = session.prepare_request(_redirected(request, prepared, response, guarded))
            hop()
    except (requests.ConnectionError, requests.Timeout) as error:
        raise TransientError(f"no answer ({type(error).__name__})") from error
    except (requests.RequestException, ValueError) as error:
        raise RefusedError(f"the address cannot be asked ({type(error).__name__})") from error
    raise RefusedError(f"more than {HOPS} redirects, one after another")


def blocks(response: Response, most: int, until: float) -> Iterator[bytes]:
    """Yield the body of an answer, unpacked, as it comes.

    Parameters
    ----------
    most
        Bytes that are received at most.
    until
        The time of :func:`time.monotonic` after which nothing more is received.

    Raises
    ------
    TransientError
        If the connection or the compression breaks, or a web page comes in place of data.
    RefusedError
        If there is more.
    """
    from urllib3.exceptions import DecodeError, HTTPError

    received = 0
    try:
        # unlike iter_content, which waits until a block is full, read1 returns what there is
        while block := response.raw.read1(_BLOCK, decode_content=True):
            if not received and block.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(_NO_DATA):
                raise TransientError("a web page came, as of a log-in or an error")
            received += len(block)
            if received > most:
                raise RefusedError(f"more than {most:,} bytes, unpacked")
            if time.monotonic() > until:
                raise TimeoutError
            yield block
    except DecodeError as error:
        raise TransientError("its compression is broken") from error
    except (HTTPError, OSError) as error:
        if isinstance(error, TimeoutError):
            raise
        raise TransientError(f"the connection was interrupted ({type(error).__name__})") from error


def save(response: Response, part: Path, tag: Path, most: int, until: float) -> None:
    """Write the body of an answer to a file, or append it if the answer goes on where the file ends.

    Parameters
    ----------
    tag
        File of the answer's version, from which a later attempt can go on; it is deleted if the answer has none.
    most, until
        As in :func:`blocks`.

    Raises
    ------
    TransientError
        As :func:`blocks`; also if less came than the answer says.
    """
    resumed = response.status_code == requests.codes.partial_content
    validator = response.headers.get("ETag") or response.headers.get("Last-Modified")
    if validator:
        tag.write_text(validator)
    else:
        tag.unlink(missing_ok=True)
    before = part.stat().st_size if resumed else 0
    with part.open("ab" if resumed else "wb") as file:
        for block in blocks(response, most - before, until):
            file.write(block)
    length, received = response.headers.get("Content-Length", ""), part.stat().st_size - before
    packed = "Content-Encoding" in response.headers
    if length.isascii() and length.isdigit() and not packed and received < int(length):
        raise TransientError(f"{received:,} of {int(length):,} bytes received")


def hint(response: Response, until: float) -> str:
    """The beginning of an answer that rejects a request, on one line; empty for a web page or what cannot be read."""
    text = b""
    with suppress(TransientError, RefusedError):
        for block in blocks(response, 1 << 20, until):
            text += block
            if len(text) > _HINT:
                break
    return " ".join(text[:_HINT].decode("utf-8", errors="replace").split())


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from the number or date in the ``Retry-After`` header."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def _redirected(request: Request, sent: PreparedRequest, response: Response, guarded: bool) -> Request:
    """The request to which an answer leads on."""
    target = urljoin(str(sent.url), response.headers["Location"])
    here, there = urlsplit(str(sent.url)), urlsplit(target)
    if there.scheme not in _PORTS or (here.scheme, there.scheme) == ("https", "http"):
        raise RefusedError(f"it leads on to {there.scheme}:, which is not followed")
    if guarded and not _is_same_host(here, there):
        raise RefusedError(f"it leads on to {there.hostname}, which must not get the key or password")
    following: dict[str, Any] = {"method": request.method, "data": request.data}
    if response.status_code not in (requests.codes.temporary_redirect, requests.codes.permanent_redirect):
        following = {"method": "GET", "data": None}
    return requests.Request(url=target, headers=request.headers, **following)


def _is_same_host(here: SplitResult, there: SplitResult) -> bool:
    """Whether two addresses are of one server; that of ``https`` is taken for that of ``http`` too."""
    if here.hostname != there.hostname:
        return False
    ports = [address.port or _PORTS[address.scheme] for address in (here, there)]
    return ports[0] == ports[1] or ports == list(_PORTS.values())
