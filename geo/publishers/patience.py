"""What the refresh of a source may cost as a whole: seconds, requests and bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geo.publishers.faults import SpentError


@dataclass(frozen=True)
class Patience:
    """What the refresh of a source may cost.

    Attributes
    ----------
    seconds
        From its first request to its last answer, waits included.
    requests
        Number of requests, repeated ones and redirects included.
    answer, file
        Bytes of one answer in memory, unpacked, and of one file.
    """

    seconds: float = 1800.0
    requests: int = 2000
    answer: int = 1 << 28
    file: int = 1 << 31


class Budget:
    """What is left of a session's patience.

    Parameters
    ----------
    clock
        Seconds that pass, from any zero.

    Attributes
    ----------
    reached
        How far the session has come, for the message.
    """

    def __init__(self, patience: Patience, clock: Callable[[], float]) -> None:
        self.patience, self.reached = patience, "nothing"
        self._clock, self._begun, self._sent = clock, clock(), 0

    def left(self) -> float:
        """Seconds that are left."""
        return self.patience.seconds - (self._clock() - self._begun)

    def count(self) -> None:
        """Count a request before it is sent; raise :class:`SpentError` if it is one too many, or too late."""
        if self._sent >= self.patience.requests:
            raise self.spent()
        self.require(0.0)
        self._sent += 1

    def require(self, seconds: float) -> None:
        """Raise :class:`SpentError` unless more than some seconds are left."""
        if self.left() <= seconds:
            raise self.spent()

    def spent(self) -> SpentError:
        """The error that says what was spent, and how far it went."""
        took = max(0.0, self._clock() - self._begun)
        return SpentError(
            f"ended after {self._sent:,} request(s) and {took:,.0f} s, of {self.patience.requests:,} and"
            f" {self.patience.seconds:,.0f} s that a refresh may take; it had come to: {self.reached}"
        )
