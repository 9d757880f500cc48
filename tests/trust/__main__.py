"""Run the whole campaign, two parts at a time, and write docs/trust.md: ``make trust``.

``python -m tests.trust PART`` runs one part and prints what is not good; ``--share 10`` makes a tenth of the tries.
``--keep FOLDER`` keeps what came of each part, so that a campaign that was interrupted goes on where it ended.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from geo.source import ROOT
from tests.trust.report import FRESH, PAGE, Tally, page
from tests.trust.tries import GOOD, Outcome, judge

MINUTES = 30


@dataclass(frozen=True)
class Part:
    """A part of the campaign: how many tries it has, and how many seconds one may take."""

    title: str
    count: int
    seconds: float = 20.0


PARTS = {
    "kills": Part("processes killed while they write", 150, 120),
    "injections": Part("hostile texts, in every field and output", 64, 60),
    "publishers": Part("refreshes from publishers that misbehave", 640, 30),
    "links": Part("links, every parameter of every page", 300, 60),
    "files": Part("mutated files to import", 700, 20),
    "disks": Part("full and read-only disks, two at once", 42, 300),
    "sameness": Part("the same bytes under other circumstances", 13, 300),
    "uploads": Part("files for the area page", 200, 20),
    "flags": Part("flags of every command", 150, 20),
    "load": Part("fifty sessions at once for ten minutes (one try)", 50, 900),
}
"""The longest first, so that two processors end together."""


def outcomes(name: str, count: int) -> Iterator[Outcome]:
    """Make and judge the tries of a part."""
    part = importlib.import_module(f"tests.trust.{name}")
    with tempfile.TemporaryDirectory(prefix="trust-") as folder:
        yield from judge(part.tries(count, Path(folder)), PARTS[name].seconds)
        os.chdir(ROOT)


def one(name: str, share: int, out: Path) -> None:
    """Run a part in this process; write its tally, and print what is not good."""
    begun, found = time.monotonic(), []
    for outcome in outcomes(name, max(1, PARTS[name].count // share)):
        found.append(outcome.verdict)
        if outcome.verdict not in GOOD:
            print(f"{name}: {outcome.verdict}: {outcome.name}\n{outcome.seen}\n", file=sys.stderr, flush=True)
    told = getattr(importlib.import_module(f"tests.trust.{name}"), "TOLD", [])
    tally = {
        "verdicts": {str(each): found.count(each) for each in set(found)},
        "seconds": time.monotonic() - begun,
        "told": " ".join(told),
        "load": os.getloadavg()[2],
    }
    out.write_text(json.dumps(tally), "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.trust", description=__doc__)
    parser.add_argument("part", nargs="?", choices=PARTS, help="all by default")
    parser.add_argument("--share", type=int, default=1, help="make one in so many of the tries")
    parser.add_argument("--keep", type=Path, help="folder for what came of each part")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(2) as both:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if given.part:
            one(given.part, given.share, folder / given.part)
            return 0

        def run(name: str) -> Tally:
            out = folder / name
            command = [sys.executable, "-W", "ignore", "-m", "tests.trust", name, "--share", str(given.share)]
            if not out.exists():
                with suppress(subprocess.TimeoutExpired), (folder / f"{name}.log").open("wb") as log:
                    subprocess.run(
                        [*command, "--keep", str(folder)], stderr=log, stdout=log, timeout=60 * MINUTES, check=False
                    )
                bad = (folder / f"{name}.log").read_text("utf-8", "replace")
                print("".join(line for line in bad.splitlines(keepends=True) if "HTTP/1.1" not in line), end="")
            found = json.loads(out.read_text("utf-8")) if out.exists() else {"verdicts": {"hang": 1}, "seconds": 0}
            return Tally(
                PARTS[name].title, found["verdicts"], found["seconds"], found.get("told", ""), found.get("load", 0)
            )

        tallies = list(both.map(run, PARTS))
    text = page(tallies, FRESH)
    print(text)
    if given.share == 1:
        PAGE.write_text(text, "utf-8")
    return int(any(tally.bad for tally in tallies))


if __name__ == "__main__":
    sys.exit(main())
