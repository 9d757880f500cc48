"""What a try comes to, and how it is judged."""

from __future__ import annotations

import random
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from types import FrameType

from geo.schema import GeoDataError

SEED = 20261128


class Verdict(StrEnum):
    RIGHT = "right"
    REFUSED = "refused with a remedy"
    SILENT = "wrong, accepted silently"
    VAGUE = "refused without saying what to do"
    TRACEBACK = "traceback"
    HANG = "hang"
    LOSS = "loss"


GOOD = (Verdict.RIGHT, Verdict.REFUSED)


@dataclass(frozen=True)
class Outcome:
    """A try by its name, its verdict, and what was seen if it is not good."""

    name: str
    verdict: Verdict
    seen: str = ""


class WrongError(AssertionError):
    """What a try raises that finds something wrong: ``verdict`` says of which kind."""

    def __init__(self, seen: str, verdict: Verdict = Verdict.SILENT) -> None:
        super().__init__(seen)
        self.verdict = verdict


class TooLongError(BaseException):
    """The alarm of a try; no handler of the code under trial catches it."""


Try = tuple[str, Callable[[], Verdict | None]]
"""Name, and what is done: it returns a verdict (right if None), or raises."""


def judge(tries: Iterable[Try], seconds: float = 20.0) -> Iterator[Outcome]:
    """Run tries one after the other, each for so many seconds at most."""
    for name, act in tries:
        begun = time.monotonic()
        try:
            with alarm(seconds):
                outcome = Outcome(name, act() or Verdict.RIGHT)
        except TooLongError:
            outcome = Outcome(name, Verdict.HANG, f"more than {seconds:g} s")
        except WrongError as wrong:
            outcome = Outcome(name, wrong.verdict, str(wrong))
        except GeoDataError as error:
            outcome = Outcome(name, refusal(str(error)), str(error))
        except Exception:
            outcome = Outcome(name, Verdict.TRACEBACK, traceback.format_exc(limit=-4))
        if time.monotonic() - begun > seconds and outcome.verdict in GOOD:
            outcome = Outcome(name, Verdict.HANG, f"{time.monotonic() - begun:.0f} s")
        yield outcome


def refusal(told: str) -> Verdict:
    """A refusal names what is refused and says what to do, on one line."""
    clear = "Remedy: " in told and ": " in told.partition("Remedy: ")[0] and "\n" not in told
    return Verdict.REFUSED if clear else Verdict.VAGUE


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise :class:`TooLongError` in this thread after so many seconds."""

    def ring(_: int, __: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def chance(part: str, number: int) -> random.Random:
    """The chance of one try, the same whatever was tried before it."""
    return random.Random(f"{SEED} {part} {number}")
