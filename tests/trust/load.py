"""Many sessions at once for minutes: each gets its map, for every change, and the server stays."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.app import Client, p95, resident, serving
from geo.build.pipeline import build
from geo.source import RAW
from tests.trust.tries import Try, Verdict, WrongError, chance

MINUTES = 10
PAUSE = (5, 15)
"""Seconds that a reader looks at a map before the next change."""

LONGEST = 30.0
"""Seconds after which a change counts as none."""


@dataclass
class Crowd:
    """What many sessions met: seconds until the map's values arrived, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def run(self, url: str, sessions: int, minutes: float) -> None:
        """Open so many sessions, one after the other, and let each change the period again and again."""
        end = time.monotonic() + 60 * minutes
        clients = [Client(url) for _ in range(sessions)]
        await asyncio.gather(*(self._session(client, chance("load", at), end) for at, client in enumerate(clients)))

    async def _session(self, client: Client, at: random.Random, end: float) -> None:
        await asyncio.sleep(at.uniform(0, PAUSE[1]))
        try:
            async with client:
                while time.monotonic() < end:
                    await asyncio.sleep(at.uniform(*PAUSE))
                    found, _ = await client.run(at.randrange(240))
                    self.seconds.append(found)
        except Exception as error:
            self.wrong.append(repr(error))


TOLD: list[str] = []
"""What the page says of the last run."""


def tries(count: int, folder: Path) -> Iterator[Try]:
    """One try of so many sessions, on the tables of the bundled data."""
    build(folder / "data" / "processed", RAW)
    minutes = MINUTES * min(1, count / 50)
    yield f"{count} sessions, {minutes:g} minutes", _attempt(count, minutes, folder)


def _attempt(count: int, minutes: float, home: Path) -> Callable[[], None]:
    def act() -> None:
        crowd, again = Crowd(), Crowd()
        with serving(home) as (url, pid):
            asyncio.run(again.run(url, 1, 0.4))
            before = resident(pid)
            asyncio.run(crowd.run(url, count, minutes))
            after = resident(pid)
            asyncio.run(again.run(url, 1, 0.4))
        if crowd.wrong or again.wrong or not crowd.seconds or not again.seconds:
            raise WrongError("; ".join([*crowd.wrong, *again.wrong]) or "no change was answered", Verdict.LOSS)
        slow = sum(second > LONGEST or not second for second in crowd.seconds)
        TOLD.append(
            f"{count} sessions for {minutes:g} minutes, each with a change of the period every ten seconds or so:"
            f" {len(crowd.seconds):,} changes. The map's values arrived after {median(crowd.seconds):.2f} s (median),"
            f" {p95(crowd.seconds):.2f} s (95th percentile), {max(crowd.seconds):.1f} s (longest). The server had"
            f" {before:,.0f} MB before and {after:,.0f} MB after. No session had an error. The load of the"
            f" machine, with all else that ran on it, was {os.getloadavg()[1]:.1f} on {os.cpu_count()} processors."
        )
        if slow:
            raise WrongError(f"{slow} changes took more than {LONGEST:g} s", Verdict.HANG)

    return act
