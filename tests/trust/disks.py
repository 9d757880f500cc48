"""Full and read-only disks, and two at once: a sentence, the old files whole, and room again makes it right."""

from __future__ import annotations

import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.small_build import small_catalogue
from tests.trust.children import Ended, Fate, run
from tests.trust.home import Deed, deeds, mindefensa_terrorism
from tests.trust.kills import done
from tests.trust.tries import Try, Verdict, WrongError, refusal

NOBODY = 65534
LIMITS = (0, 100, 5_000, 100_000)
"""Bytes that a file may have: a disk that is full at once, in the middle of a table, near the end."""


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many faults of a disk, over everything that writes."""
    with small_catalogue(folder / "raw", mindefensa_terrorism):
        known = deeds(folder)
        for deed in known:
            done(deed)
        faults: list[tuple[str, Callable[[Deed], Verdict | None]]] = [
            *((f"full after {limit:,} bytes", _full(limit)) for limit in LIMITS),
            ("read-only", _read_only),
            ("two at once", _two),
        ]
        all_of_them = [(deed, name, fault) for name, fault in faults for deed in known]
        for deed, name, fault in all_of_them[:count]:
            yield f"{deed.name}, {name}", _attempt(deed, fault)


def size() -> int:
    """Every fault of every command."""
    return 7 * (len(LIMITS) + 2)


def _attempt(deed: Deed, fault: Callable[[Deed], Verdict | None]) -> Callable[[], Verdict | None]:
    def act() -> Verdict | None:
        deed.before()
        verdict = fault(deed)
        deed.check()
        done(deed)
        return verdict

    return act


def _full(limit: int) -> Callable[[Deed], Verdict | None]:
    def first() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return lambda deed: _told(run(deed.act, Fate(first=first), deed.target))


def _read_only(deed: Deed) -> Verdict | None:
    parents = [path for path in (deed.target.parent, deed.target, *deed.target.parents) if path.is_dir()][:3]
    modes = [path.stat().st_mode for path in parents]
    for path in parents:
        path.chmod(0o555)
    try:
        return _told(run(deed.act, Fate(first=_as_nobody), deed.target))
    finally:
        for path, mode in zip(parents, modes, strict=True):
            path.chmod(mode)


def _as_nobody() -> None:
    """The administrator may write anywhere."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _two(deed: Deed) -> Verdict | None:
    ended: list[Ended] = []
    both = [threading.Thread(target=lambda: ended.append(run(deed.act, Fate(), deed.target))) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    if wrong := [each for each in ended if each.code]:
        raise WrongError(wrong[0].said, Verdict.HANG if wrong[0].code == 124 else Verdict.TRACEBACK)
    return None


def _told(ended: Ended) -> Verdict | None:
    if ended.code == 0:
        return None
    if ended.code == 124:
        raise WrongError(ended.said, Verdict.HANG)
    if ended.code < 0 or not ended.told:
        raise WrongError(f"exit code {ended.code}: {ended.said}", Verdict.TRACEBACK)
    return refusal(ended.told)
