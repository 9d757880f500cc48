"""End what waits for another machine, whatever it waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """Return what ``work`` returns.

    The work has a thread of its own, because a name that is looked up and a head that comes byte by byte wait under
    no timeout that can be set; a thread that is given up ends with the process.

    Raises
    ------
    TimeoutError
        If it has not ended after ``seconds``.
    """
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # raised again where the result is awaited
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return outcome.result(max(seconds, 0.0))
