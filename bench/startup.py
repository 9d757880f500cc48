"""Time of commands: help, the list of sources, a map, and a build if a folder for it is given.

Run ``python -m bench.startup [--build FOLDER]``. Each command runs in a new process. Besides the median in seconds,
it prints the ratio to ``import geopandas`` in the same run, which can be compared between machines.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from geo.source import PROCESSED, ROOT

COMMAND = (sys.executable, "-m", "layers.cli")
TARGETS = {"--help": 0.4, "sources": 1.0, "map of a region": 2.5}
"""Seconds."""


def seconds(command: list[str]) -> float:
    """Duration of a process."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--build", type=Path, help="Also build, into this folder.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "map.html")
        commands = {
            "import geopandas": [sys.executable, "-c", "import geopandas"],
            "--help": [*COMMAND, "--help"],
            "sources": [*COMMAND, "sources"],
            "map of a region": [*COMMAND, "map", "--region", "bajo-cauca", "--out", str(PROCESSED), "-o", page],
        }
        if options.build:
            commands["build"] = [*COMMAND, "build", "--force", "--out", str(options.build)]
        took: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs):  # alternating, so that a change of the machine's speed affects all
            for name, command in commands.items():
                took[name].append(seconds(command))
    peer = statistics.median(took["import geopandas"])
    for name, each in took.items():
        middle = statistics.median(each)
        target = f", wanted {TARGETS[name]} s" if name in TARGETS else ""
        print(f"{name:18} {middle:6.2f} s {middle / peer:6.2f} x import geopandas{target}")


if __name__ == "__main__":
    main()
