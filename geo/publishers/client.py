"""An HTTP client that pauses between requests, obeys ``Retry-After``, retries, and resumes interrupted runs.

Answers are cached on disk by the version of the publisher's data. An interrupted run is resumed by running it again:
cached answers are not requested again, unless the data have changed since. What a run may cost as a whole is bounded
by its :class:`~geo.publishers.patience.Patience`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote, quote_plus

from geo import __version__
from geo.deadline import within
from geo.lazy import requests, tenacity
from geo.publishers.faults import PublisherError, RefusedError, SpentError, TransientError, TruncatedError
from geo.publishers.patience import Budget, Patience
from geo.publishers.spool import Spool
from geo.publishers.transport import (
    Answer,
    blocks,
    hint,
    opened,
    retry_after,
    save,
)

if TYPE_CHECKING:
    from requests import Response

USER_AGENT: Final = f"Terrapaz/{__version__} (refresh of open data; one request at a time)"
PAUSE: Final = 1.0
"""Seconds between two requests."""
ATTEMPTS: Final = 6
MAX_WAIT: Final = 300.0
"""Longest ``Retry-After`` that is obeyed, seconds."""

_MOVED: Final = "open the address in a browser: the publisher may have moved it, and PUBLISHER has to follow"
_RESUMES: Final = "run it again later: it resumes with the answers received so far"

Read = TypeVar("Read")
Progress = Callable[[str], None]


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
    patience
        What the session may cost.
    clock
        Seconds that pass, from any zero; tests replace it.

    Attributes
    ----------
    expected
        What the answers should be, for messages.
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
        patience: Patience = Patience(),  # noqa: B008, frozen
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name, self.today, self.expected = name, today, "data"
        self._spool = Spool(spool)
        self._pause, self._sleep, self._show = pause, sleep, progress
        self._budget = Budget(patience, clock)
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        self._last_request: float | None = None
        self._secrets: list[str] = []
        self._jitter = tenacity.wait_exponential_jitter(initial=1, max=60)

    def progress(self, message: str) -> None:
        """Show a short message of how far the session has come."""
        self._budget.reached = self.masked(message)
        self._show(self._budget.reached)

    def hide(self, secret: str) -> str:
        """Return ``secret``, and mask it in messages from now on."""
        self._secrets.append(secret)
        return secret

    def masked(self, text: str) -> str:
        """Return a text without the secrets, as they are and as they are written in addresses."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            for written in (secret, quote(secret, safe=""), quote_plus(secret)):
                text = text.replace(written, "***") if written else text
        return text

    def forget(self) -> None:
        """Delete the cached answers, so that another run asks for them again."""
        self._spool.forget()

    def use_cache(self, query: str, version: str) -> None:
        """Cache the following answers by query and version of the publisher's data."""
        self._spool.use(query, version)

    def request(self, url: str, params: Mapping[str, Any] | None = None, **options: Any) -> Answer:
        """Send a request, without the cache.

        Parameters
        ----------
        options
            ``headers``; ``method`` and ``data`` for a form or a body; ``transient``: status codes on which to retry,
            besides the usual ones.

        Raises
        ------
        PublisherError
            If there is no answer after several attempts, the request is rejected, or the session costs too much.
        """
        return self._retry(url, lambda: self._receive(url, params, **options))

    def json(self, url: str, params: Mapping[str, Any] | None = None, *, kind: type = dict, **options: Any) -> Any:
        """Send a request as :meth:`request` does, and parse the answer as JSON of a kind; others are retried."""

        def attempt() -> Any:
            body = self._receive(url, params, **options).body
            try:
                answer = json.loads(body)
            except (ValueError, RecursionError) as error:
                raise TransientError("the answer is not complete JSON") from error
            if not isinstance(answer, kind):
                raise TransientError(f"a JSON {type(answer).__name__} came in place of a {kind.__name__}")
            return answer

        return self._retry(url, attempt)

    def get(self, url: str, params: Mapping[str, Any], read: Callable[[bytes], Read], **options: Any) -> Read:
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
        cached = self._spool.place(url, sorted((name, str(value)) for name, value in params.items()), *form)
        if cached.is_file():
            return read(cached.read_bytes())

        def attempt() -> Read:
            body = self._receive(url, params, **options).body
            try:
                answer = read(body)
            except TruncatedError as error:
                raise TransientError(str(error)) from error
            self._spool.keep(cached, body)
            return answer

        return self._retry(url, attempt)

    def download(self, url: str, **options: Any) -> Path:
        """Download a file, resuming an earlier attempt.

        Returns
        -------
        pathlib.Path
            The complete file, in the cache.
        """
        cached = self._spool.place(url)
        part, tag = cached.with_suffix(".part"), cached.with_suffix(".tag")
        if not cached.is_file():
            self._retry(url, lambda: self._stream(url, part, tag, **options))
            part.replace(cached)
        return cached

    def _receive(self, url: str, params: Mapping[str, Any] | None, **options: Any) -> Answer:
        def read(response: Response, until: float) -> Answer:
            body = b"".join(blocks(response, self._budget.patience.answer, until))
            return Answer(response.url, response.status_code, response.headers, body)

        return self._send(url, params, read, **options)

    def _stream(self, url: str, part: Path, tag: Path, **options: Any) -> None:
        start = part.stat().st_size if part.is_file() and tag.is_file() else 0
        # what is packed on the way has no length, and no middle, that could be resumed
        resume = {"Range": f"bytes={start}-", "If-Range": tag.read_text()} if start else {}
        headers = {"Accept-Encoding": "identity", **resume, **options.pop("headers", {})}
        most = self._budget.patience.file
        self._send(
            url, None, lambda response, until: save(response, part, tag, most, until), headers=headers, **options
        )

    def _send(
        self,
        url: str,
        params: Mapping[str, Any] | None,
        read: Callable[[Response, float], Read],
        *,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        data: Mapping[str, str] | str | None = None,
        transient: Collection[int] = (),
    ) -> Read:
        if self._last_request is not None:
            self._sleep(max(0.0, self._pause - (time.monotonic() - self._last_request)))
        self._budget.count()
        self._show(self.masked(url.rpartition("/")[2] or url))
        request = requests.Request(method, url, params=params, headers=headers, data=data)
        guarded = any(secret in f"{url} {params} {headers} {data}" for secret in self._secrets)
        left = self._budget.left()
        until = time.monotonic() + left

        def exchange() -> Read:
            with opened(self._session, request, guarded=guarded, hop=self._budget.count) as response:
                self._require_accepted(response, transient, until)
                return read(response, until)

        try:
            return within(left, exchange)
        except TimeoutError as error:
            raise self._budget.spent() from error
        finally:
            self._last_request = time.monotonic()

    def _require_accepted(self, response: Response, transient: Collection[int], until: float) -> None:
        status = response.status_code
        if status == requests.codes.too_many_requests or status >= 500 or status in transient:
            raise TransientError(f"HTTP {status}", retry_after(response.headers))
        if status >= 400:
            rejection = PublisherError(
                f"request rejected (HTTP {status})",
                source=self.name,
                value=f"{self.masked(response.url)} {self.masked(hint(response, until))[:200]}".strip(),
                remedy="the address may have changed, or a key may be missing: see terrapaz refresh --help",
            )
            rejection.status = status
            raise rejection

    def _retry(self, url: str, send: Callable[[], Read]) -> Read:
        attempts = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=lambda state: self._wait(state, url),
            retry=tenacity.retry_if_exception_type(TransientError),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return attempts(send)
        except SpentError as error:
            raise PublisherError(str(error), source=self.name, value=self.masked(url), remedy=_RESUMES) from error
        except (TransientError, RefusedError) as error:
            raise PublisherError(
                f"the publisher does not answer correctly: {self.masked(str(error))}; expected {self.expected}; the"
                " old file stays",
                source=self.name,
                value=self.masked(url),
                remedy=_RESUMES if isinstance(error, TransientError) else _MOVED,
            ) from error

    def _wait(self, state: tenacity.RetryCallState, url: str) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.after if isinstance(error, TransientError) else None
        wait = float(self._jitter(state)) if asked is None else asked
        if asked is not None and asked > MAX_WAIT:
            raise PublisherError(
                f"the publisher requires a pause of {asked:,.0f} s",
                source=self.name,
                value=self.masked(url),
                remedy="run it again then: it resumes with the answers received so far",
            )
        self._budget.require(wait)
        return wait
