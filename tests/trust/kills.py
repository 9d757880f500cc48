"""Processes killed at random and at placed moments: what is there is old or new, whole; the next one tidies up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from tests.small_build import small_catalogue
from tests.trust.children import Ended, Fate, run
from tests.trust.home import Deed, deeds, mindefensa_terrorism
from tests.trust.tries import Try, Verdict, WrongError, chance

WEIGHTS = {"import": 4, "build": 4, "refresh": 3, "watch": 4, "map.html": 1, "data.csv": 1, "report.html": 1}


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many kills, one after the other in one home; every second is at a step of a swap, the others at any time."""
    with small_catalogue(folder / "raw", mindefensa_terrorism):
        known = deeds(folder)
        whole = {}
        for deed in known:
            deed.before()
            whole[deed.name] = done(deed)
        for number in range(count):
            at = chance("kills", number)
            deed = at.choices(known, [WEIGHTS[each.name] for each in known])[0]
            part, steps = at.uniform(0.01, 1.0), whole[deed.name].steps
            fate = Fate(step=at.randint(1, steps)) if number % 2 else Fate(seconds=part * whole[deed.name].seconds)
            moment = f"step {fate.step} of {steps}" if fate.step else f"{part:.0%} of its time"
            yield f"{number}: {deed.name}, killed at {moment}", _attempt(deed, fate, at, known)
        yield "after all of them, each to its end", lambda: _all(known)


def _attempt(deed: Deed, fate: Fate, at: random.Random, known: list[Deed]) -> Callable[[], None]:
    def act() -> None:
        deed.before()
        death = fate
        while not (ended := run(deed.act, death, deed.target)).was_killed:
            if ended.code:
                raise WrongError(ended.said, Verdict.HANG if ended.code == 124 else Verdict.TRACEBACK)
            deed.before()  # it had come to its end: there is to be something to do
            death = replace(death, step=(death.step + 1) // 2, seconds=death.seconds / 2)
        for each in known:
            each.check()
        if at.random() < 0.3:
            done(deed)

    return act


def done(deed: Deed) -> Ended:
    """Do it to its end; nothing of an earlier attempt stays beside its target."""
    ended = run(deed.act, Fate(), deed.target)
    if ended.code:
        raise WrongError(ended.said, Verdict.HANG if ended.code == 124 else Verdict.TRACEBACK)
    deed.check()
    deed.settled()
    inside = deed.target.rglob(".*.swap") if deed.target.is_dir() else ()
    left = [path.name for path in deed.target.parent.iterdir() if path.name.startswith(f".{deed.target.name}")]
    left += [path.name for path in inside]
    if left:
        raise WrongError(f"left behind: {left}", Verdict.LOSS)
    return ended


def _all(known: list[Deed]) -> None:
    for deed in known:
        done(deed)
