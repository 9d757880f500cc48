"""Processes killed at random and at placed moments: what is there is old or new, whole; the next one tidies up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.small_build import small_catalogue
from tests.trust.children import Ended, Fate, run
from tests.trust.home import Deed, deeds, mindefensa_terrorism
from tests.trust.tries import Try, Verdict, WrongError, chance

WEIGHTS = {"import": 4, "build": 4, "refresh": 3, "map.html": 1, "data.csv": 1, "report.html": 1}


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many kills, one after the other in one home; every second is at a step of a swap, the others at any time."""
    with small_catalogue(folder / "raw", mindefensa_terrorism):
        known = deeds(folder)
        steps = {}
        for deed in known:
            ended = done(deed)
            steps[deed.name] = ended.steps
        for number in range(count):
            at = chance("kills", number)
            deed = at.choices(known, [WEIGHTS[each.name] for each in known])[0]
            fate = Fate(step=at.randint(1, steps[deed.name])) if number % 2 else Fate(seconds=at.uniform(0.01, 2.0))
            moment = f"step {fate.step} of {steps[deed.name]}" if fate.step else f"{fate.seconds:.2f} s"
            yield f"{number}: {deed.name}, killed at {moment}", _attempt(deed, fate, at, known)
        yield "after all of them, each to its end", lambda: _all(known)


def _attempt(deed: Deed, fate: Fate, at: random.Random, known: list[Deed]) -> Callable[[], Verdict | None]:
    def act() -> Verdict | None:
        ended = run(deed.act, fate, deed.target)
        if not ended.was_killed and ended.code:
            raise WrongError(ended.said, Verdict.HANG if ended.code == 124 else Verdict.TRACEBACK)
        for each in known:
            each.check()
        return done(deed) and None if at.random() < 0.3 else None

    return act


def done(deed: Deed) -> Ended:
    """Do it to its end; nothing of an earlier attempt stays beside its target."""
    ended = run(deed.act, Fate(), deed.target)
    if ended.code:
        raise WrongError(ended.said, Verdict.HANG if ended.code == 124 else Verdict.TRACEBACK)
    deed.check()
    left = [path.name for path in deed.target.parent.iterdir() if path.name.startswith(f".{deed.target.name}")]
    if left:
        raise WrongError(f"left behind: {left}", Verdict.LOSS)
    return ended


def _all(known: list[Deed]) -> None:
    for deed in known:
        done(deed)
