"""An HTTP client that pauses between requests, obeys ``Retry-After``, retries, and resumes interrupted runs.

Answers are cached on disk by the version of the publisher's data. An interrupted run is resumed by running it again:
cached answers are not requested again, unless the data have changed since.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from geo import __version__
from geo.lazy import requests, tenacity
from geo.schema import GeoDataError

USER_AGENT: Final = f"Terrapaz/{__version__} (refresh of open data; one request at a time)"
PAUSE: Final = 1.0
"""Seconds between two requests."""
ATTEMPTS: Final = 6
MAX_WAIT: Final = 300.0
"""Longest ``Retry-After`` that is obeyed, seconds."""
TIMEOUT: Final = (10.0, 120.0)

Answer = TypeVar("Answer")
Progress = Callable[[str], None]


class PublisherError(GeoDataError):
    """A publisher that does not answer, or rejects a request; ``status`` is the HTTP status of its answer."""

    status: int | None = None


class TruncatedError(ValueError):
    """An answer that is incomplete, so that the request is repeated."""


class _TransientError(Exception):
    def __init__(self, problem: str, after: float | None = None) -> None:
        super().__init__(problem)
        self.after = after


class Client:
    """A session with the publisher of one source.

    Parameters
    ----------
    name
        Id of the source, for messages.
    spool
        Folder of the cached answers, until all are complete.
    today
        The day of the requests.
    pause
        Seconds between two requests.
    sleep
        Function that waits; tests replace it.
    progress
        Called with a short message before each request.
    """

    def __init__(
        self,
        name: str,
        spool: Path,
        today: date,
        *,
        pause: float = PAUSE,
        sleep: Callable[[float], None] = time.sleep,
        progress: Progress = lambda _: None,
    ) -> None:
        self.name, self.today, self.progress = name, today, progress
        self._spool, self._cache = spool, spool / "unversioned"
        self._pause, self._sleep = pause, sleep
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        self._last_request: float | None = None
        self._secrets: list[str] = []
        self._jitter = tenacity.wait_exponential_jitter(initial=1, max=60)

    def hide(self, secret: str) -> str:
        """Return ``secret``, and mask it in messages from now on."""
        self._secrets.append(secret)
        return secret

    def use_cache(self, query: str, version: str) -> None:
        """Cache the following answers by query and version of the publisher's data.

        Cached answers to the same query from another version are deleted: they may be of other rows.
        """
        family = self._spool / _digest(query)
        folder = family / _digest(version)
        for old in family.iterdir() if family.is_dir() else ():
            if old != folder:
                shutil.rmtree(old)
        folder.mkdir(parents=True, exist_ok=True)
        self._cache = folder

    def request(self, url: str, params: Mapping[str, Any] | None = None, **options: Any) -> requests.Response:
        """Send a request, without the cache.

        Parameters
        ----------
        options
            ``headers``; ``method`` and ``data`` for a form or a body; ``transient``: status codes on which to retry,
            besides the usual ones.

        Raises
        ------
        PublisherError
            If there is no answer after several attempts, or the request is rejected.
        """
        return self._retry(lambda: self._send(url, params, **options))

    def json(self, url: str, params: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """Send a request as :meth:`request` does, and parse the answer as JSON; incomplete answers are retried."""

        def attempt() -> Any:
            response = self._send(url, params, **options)
            try:
                return response.json()
            except ValueError as error:
                raise _TransientError("the answer is not complete JSON") from error

        return self._retry(attempt)

    def get(self, url: str, params: Mapping[str, Any], read: Callable[[bytes], Answer], **options: Any) -> Answer:
        """Read an answer from the cache, or request and cache it.

        Parameters
        ----------
        read
            Parses the body; raises :class:`TruncatedError` if it is incomplete.

        Raises
        ------
        PublisherError
            As :meth:`request`; also if the answer is incomplete in every attempt.
        """
        form = [options["data"]] if "data" in options else []
        cached = self._cache / _digest(url, sorted((name, str(value)) for name, value in params.items()), *form)
        if cached.is_file():
            return read(cached.read_bytes())

        def attempt() -> Answer:
            body = self._send(url, params, **options).content
            try:
                answer = read(body)
            except TruncatedError as error:
                raise _TransientError(str(error)) from error
            part = cached.with_suffix(".part")
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(body)
            part.replace(cached)
            return answer

        return self._retry(attempt)

    def download(self, url: str, **options: Any) -> Path:
        """Download a file, resuming an earlier attempt.

        Returns
        -------
        pathlib.Path
            The complete file, in the cache.
        """
        cached = self._cache / _digest(url)
        part, tag = cached.with_suffix(".part"), cached.with_suffix(".tag")
        if not cached.is_file():
            cached.parent.mkdir(parents=True, exist_ok=True)
            self._retry(lambda: self._stream(url, part, tag, **options))
            part.replace(cached)
        return cached

    def _stream(self, url: str, part: Path, tag: Path, **options: Any) -> None:
        start = part.stat().st_size if part.is_file() and tag.is_file() else 0
        resume = {"Range": f"bytes={start}-", "If-Range": tag.read_text()} if start else {}
        headers = {**resume, **options.pop("headers", {})}
        with self._send(url, None, headers=headers, stream=True, **options) as response:
            resumed = response.status_code == requests.codes.partial_content
            validator = response.headers.get("ETag") or response.headers.get("Last-Modified")
            if validator:
                tag.write_text(validator)
            else:
                tag.unlink(missing_ok=True)
            expected = int(response.headers.get("Content-Length", -1))
            try:
                with part.open("ab" if resumed else "wb") as file:
                    for block in response.iter_content(1 << 16):
                        file.write(block)
            except requests.RequestException as error:
                raise _TransientError(f"the connection was interrupted ({type(error).__name__})") from error
        received = part.stat().st_size - (start if resumed else 0)
        if expected >= 0 and received < expected:
            raise _TransientError(f"{received:,} of {expected:,} bytes received")

    def _send(
        self,
        url: str,
        params: Mapping[str, Any] | None,
        *,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        data: Mapping[str, str] | str | None = None,
        transient: Collection[int] = (),
        stream: bool = False,
    ) -> requests.Response:
        if self._last_request is not None:
            self._sleep(max(0.0, self._pause - (time.monotonic() - self._last_request)))
        self.progress(self._masked(url.rpartition("/")[2] or url))
        try:
            response = self._session.request(
                method, url, params=params, headers=headers, data=data, timeout=TIMEOUT, stream=stream
            )
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise _TransientError(f"no answer ({type(error).__name__})") from error
        finally:
            self._last_request = time.monotonic()
        status = response.status_code
        if status == requests.codes.too_many_requests or status >= 500 or status in transient:
            raise _TransientError(f"HTTP {status}", _retry_after(response))
        if status >= 400:
            hint = response.text[:200].strip() if not stream else ""
            rejection = PublisherError(
                f"request rejected (HTTP {status})",
                source=self.name,
                value=self._masked(f"{response.url} {hint}"),
                remedy="the address may have changed, or a key may be missing: see terrapaz refresh --help",
            )
            rejection.status = status
            raise rejection
        return response

    def _retry(self, send: Callable[[], Answer]) -> Answer:
        try:
            for attempt in tenacity.Retrying(
                stop=tenacity.stop_after_attempt(ATTEMPTS),
                wait=self._wait,
                retry=tenacity.retry_if_exception_type(_TransientError),
                sleep=self._sleep,
                reraise=True,
            ):
                with attempt:
                    answer = send()
        except _TransientError as error:
            raise PublisherError(
                f"the publisher does not answer correctly: {self._masked(str(error))}",
                source=self.name,
                remedy="run it again later: it resumes with the answers received so far",
            ) from error
        return answer

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _TransientError) and error.after is not None:
            if error.after > MAX_WAIT:
                raise PublisherError(
                    f"the publisher requires a pause of {error.after:,.0f} s",
                    source=self.name,
                    remedy="run it again then: it resumes with the answers received so far",
                )
            return error.after
        return float(self._jitter(state))

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait, from the number or date in the ``Retry-After`` header."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
