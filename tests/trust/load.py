"""Many sessions at once: each gets its map, for every change, and the server stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.app import crowd, serving
from geo.source import ROOT
from tests.layers.app.country import write
from tests.trust.tries import Try, WrongError

CHANGES = 3


def tries(count: int, folder: Path) -> Iterator[Try]:
    """One try of so many sessions."""
    write(folder / "data" / "processed")
    yield f"{count} sessions, {CHANGES} changes each", _attempt(count, folder)


def _attempt(count: int, home: Path) -> Callable[[], None]:
    def act() -> None:
        with serving(ROOT / "streamlit_app.py", home) as (url, _):
            seconds = asyncio.run(crowd(url, count, CHANGES))
            again = asyncio.run(crowd(url, 1, 1))
        if len(seconds) != count * CHANGES or not all(seconds) or not all(again):
            raise WrongError(f"{len(seconds)} answers to {count * CHANGES} changes")

    return act
