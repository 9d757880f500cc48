"""What can be wrong with a publisher: the error that users read, and those that become it."""

from __future__ import annotations

from geo.schema import GeoDataError


class PublisherError(GeoDataError):
    """A publisher that does not answer, or rejects a request; ``status`` is the HTTP status of its answer."""

    status: int | None = None


class TruncatedError(ValueError):
    """An answer that is incomplete, so that the request is repeated."""


class TransientError(Exception):
    """A fault that may pass; ``after`` is the number of seconds that the server asks to wait, if it does."""

    def __init__(self, problem: str, after: float | None = None) -> None:
        super().__init__(problem)
        self.after = after


class RefusedError(Exception):
    """An answer that is not taken, and that another attempt would not change."""


class SpentError(Exception):
    """Nothing is left of the patience; the message says how far it went."""
