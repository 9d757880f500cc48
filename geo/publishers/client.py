"""A polite, patient client: pauses between requests, waits when asked to, tries again, and goes on where it stopped.

Answers are kept on disk under the version of the publisher's data they belong to. A run that dies is resumed by
running it again: what was answered is not asked for again, unless the data have changed since.
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
LONGEST: Final = 300.0
"""Seconds it is willing to wait when a publisher asks for patience."""
TIMEOUT: Final = (10.0, 120.0)

Answer = TypeVar("Answer")
Progress = Callable[[str], None]


class PublisherError(GeoDataError):
    """A publisher that does not answer, or answers with a no; ``status`` is that of its answer."""

    status: int | None = None


class TruncatedError(ValueError):
    """An answer that is not whole: worth asking again."""


class _PassingError(Exception):
    def __init__(self, problem: str, after: float | None = None) -> None:
        super().__init__(problem)
        self.after = after


class Client:
    """One publisher, asked for one source.

    Parameters
    ----------
    name
        Id of the source, for messages.
    spool
        Folder where answers are kept until all are there.
    today
        The day of asking.
    pause
        Seconds between two requests.
    sleep
        How to wait; a test waits otherwise.
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
        self._spool, self._shelf = spool, spool / "unversioned"
        self._pause, self._sleep = pause, sleep
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        self._asked_at: float | None = None
        self._secrets: list[str] = []
        self._jitter = tenacity.wait_exponential_jitter(initial=1, max=60)

    def hide(self, secret: str) -> str:
        """Return ``secret``, and never print it."""
        self._secrets.append(secret)
        return secret

    def keep_to(self, query: str, state: str) -> None:
        """State what is asked, and which state of the publisher's data the answers to come belong to.

        Answers to the same query that belong to another state are thrown away: they may be of other rows.
        """
        family = self._spool / _digest(query)
        shelf = family / _digest(state)
        for old in family.iterdir() if family.is_dir() else ():
            if old != shelf:
                shutil.rmtree(old)
        shelf.mkdir(parents=True, exist_ok=True)
        self._shelf = shelf

    def fresh(self, url: str, params: Mapping[str, Any] | None = None, **asked: Any) -> requests.Response:
        """Ask now, whatever was answered before; keep nothing.

        Parameters
        ----------
        asked
            ``headers``; ``method`` and ``data`` for a form or a body; ``passing``: status codes by which this
            publisher says "later", besides the usual ones.

        Raises
        ------
        PublisherError
            No answer after several attempts, or a final no.
        """
        return self._patiently(lambda: self._ask(url, params, **asked))

    def json(self, url: str, params: Mapping[str, Any] | None = None, **asked: Any) -> Any:
        """Ask now, as :meth:`fresh` does, for an answer in JSON; one that breaks off is asked for again."""

        def once() -> Any:
            response = self._ask(url, params, **asked)
            try:
                return response.json()
            except ValueError as error:
                raise _PassingError("the answer is no whole JSON") from error

        return self._patiently(once)

    def get(self, url: str, params: Mapping[str, Any], read: Callable[[bytes], Answer], **asked: Any) -> Answer:
        """Answer from what was kept, or ask, and keep what ``read`` can read.

        Parameters
        ----------
        read
            Makes the answer of its bytes; raises :class:`TruncatedError` if they are not whole.

        Raises
        ------
        PublisherError
            As :meth:`fresh`; also an answer that is never whole.
        """
        form = [asked["data"]] if "data" in asked else []
        kept = self._shelf / _digest(url, sorted((name, str(value)) for name, value in params.items()), *form)
        if kept.is_file():
            return read(kept.read_bytes())

        def once() -> Answer:
            body = self._ask(url, params, **asked).content
            try:
                answer = read(body)
            except TruncatedError as error:
                raise _PassingError(str(error)) from error
            part = kept.with_suffix(".part")
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(body)
            part.replace(kept)
            return answer

        return self._patiently(once)

    def download(self, url: str, **asked: Any) -> Path:
        """Download a file, going on in the middle where an earlier attempt stopped.

        Returns
        -------
        pathlib.Path
            The file, whole, in the spool.
        """
        kept = self._shelf / _digest(url)
        part, tag = kept.with_suffix(".part"), kept.with_suffix(".tag")
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            self._patiently(lambda: self._stream(url, part, tag, **asked))
            part.replace(kept)
        return kept

    def _stream(self, url: str, part: Path, tag: Path, **asked: Any) -> None:
        have = part.stat().st_size if part.is_file() and tag.is_file() else 0
        resume = {"Range": f"bytes={have}-", "If-Range": tag.read_text()} if have else {}
        with self._ask(url, None, headers={**resume, **asked.pop("headers", {})}, stream=True, **asked) as response:
            going_on = response.status_code == requests.codes.partial_content
            mark = response.headers.get("ETag") or response.headers.get("Last-Modified")
            if mark:
                tag.write_text(mark)
            else:
                tag.unlink(missing_ok=True)
            whole = int(response.headers.get("Content-Length", -1))
            try:
                with part.open("ab" if going_on else "wb") as file:
                    for block in response.iter_content(1 << 16):
                        file.write(block)
            except requests.RequestException as error:
                raise _PassingError(f"the connection broke off ({type(error).__name__})") from error
        got = part.stat().st_size - (have if going_on else 0)
        if whole >= 0 and got < whole:
            raise _PassingError(f"{got:,} of {whole:,} bytes came")

    def _ask(
        self,
        url: str,
        params: Mapping[str, Any] | None,
        *,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        data: Mapping[str, str] | str | None = None,
        passing: Collection[int] = (),
        stream: bool = False,
    ) -> requests.Response:
        if self._asked_at is not None:
            self._sleep(max(0.0, self._pause - (time.monotonic() - self._asked_at)))
        self.progress(self._masked(url.rpartition("/")[2] or url))
        try:
            response = self._session.request(
                method, url, params=params, headers=headers, data=data, timeout=TIMEOUT, stream=stream
            )
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise _PassingError(f"no answer ({type(error).__name__})") from error
        finally:
            self._asked_at = time.monotonic()
        status = response.status_code
        if status == requests.codes.too_many_requests or status >= 500 or status in passing:
            raise _PassingError(f"status {status}", _retry_after(response))
        if status >= 400:
            hint = response.text[:200].strip() if not stream else ""
            refusal = PublisherError(
                f"the publisher says no (status {status})",
                source=self.name,
                value=self._masked(f"{response.url} {hint}"),
                remedy="the address may have changed, or a key may be missing: see terrapaz refresh --help",
            )
            refusal.status = status
            raise refusal
        return response

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        try:
            for attempt in tenacity.Retrying(
                stop=tenacity.stop_after_attempt(ATTEMPTS),
                wait=self._wait,
                retry=tenacity.retry_if_exception_type(_PassingError),
                sleep=self._sleep,
                reraise=True,
            ):
                with attempt:
                    answer = ask()
        except _PassingError as error:
            raise PublisherError(
                f"the publisher does not answer as it should: {self._masked(str(error))}",
                source=self.name,
                remedy="run it again later: what was answered is kept, and it goes on from there",
            ) from error
        return answer

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _PassingError) and error.after is not None:
            if error.after > LONGEST:
                raise PublisherError(
                    f"the publisher asks to come back in {error.after:,.0f} s",
                    source=self.name,
                    remedy="run it again then: what was answered is kept, and it goes on from there",
                )
            return error.after
        return float(self._jitter(state))

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait, from a number or a date."""
    told = response.headers.get("Retry-After", "").strip()
    if told.isdigit():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
