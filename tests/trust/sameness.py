"""The same bytes on another day, in another time zone, locale, folder, umask and order of hashes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from geo.source import ROOT
from tests.trust.tries import Try, Verdict, WrongError

Circumstances = dict[str, str]
USUAL: Circumstances = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "DAY": "2026-11-28", "UMASK": "022"}
OTHERS: dict[str, Circumstances] = {
    "another process": {},
    "another day": {"DAY": "2027-03-01"},
    "Kiribati": {"TZ": "Pacific/Kiritimati"},
    "Samoa": {"TZ": "Pacific/Pago_Pago"},
    "Colombian Spanish": {"LC_ALL": "es_CO.UTF-8", "LANG": "es_CO.UTF-8"},
    "the C locale": {"LC_ALL": "C", "LANG": "C"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 4242": {"PYTHONHASHSEED": "4242"},
    "umask 077": {"UMASK": "077"},
    "one processor": {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"},
    "a folder with spaces": {"FOLDER": "ñandú de prueba"},
    "all of it": {"DAY": "2027-03-01", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7",
                  "UMASK": "077", "FOLDER": "x"},
}  # fmt: skip


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many other circumstances, against the usual ones."""
    first = _made(USUAL, folder / "first")
    for number, (name, changes) in enumerate(list(OTHERS.items())[:count]):
        yield name, _attempt(first, USUAL | changes, folder / str(number))


def _attempt(first: dict[str, str], given: Circumstances, folder: Path) -> Callable[[], None]:
    def act() -> None:
        made = _made(given, folder / given.get("FOLDER", "data"))
        if other := sorted(name for name in first if first[name] != made.get(name)):
            raise WrongError(f"other bytes: {', '.join(other)}")

    return act


def _made(given: Circumstances, folder: Path) -> dict[str, str]:
    """Checksums of all that a process makes under given circumstances."""
    folder.mkdir(parents=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | given
    command = [sys.executable, "-W", "ignore", "-m", "tests.trust.sameness", str(folder)]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WrongError(done.stderr[-1500:], Verdict.TRACEBACK)
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def make(folder: Path) -> dict[str, str]:
    """Import, build and draw; return the checksum of every file."""
    import time_machine

    from geo.build.pipeline import build
    from geo.importers.import_file import import_file
    from geo.importers.reading import Request
    from layers import figure
    from layers.dossier import document as dossier
    from layers.extract import extract
    from layers.outputs import html
    from layers.tables import Tables
    from tests.small_build import small_catalogue
    from tests.trust.home import PLACE, TODAY, files

    os.umask(int(os.environ["UMASK"], 8))
    with time_machine.travel(os.environ["DAY"] + "T03:00:00+00:00", tick=True), small_catalogue(folder / "raw"):
        import_file("events", Request(files(folder)[1], "mine", TODAY), folder / "raw")
        tables = Tables.read(build(folder / "processed", folder / "raw").out)
        page = dossier.html(PLACE, tables)
        made: dict[str, Any] = {"map.html": html.html(PLACE, tables).encode(), "report.html": page.encode()}
        made["report.pdf"] = dossier.pdf(page)
        for kind in ("png", "svg", "pdf"):
            made[f"figure.{kind}"] = figure.render(PLACE, tables, kind=kind)
        for name in ("data.csv", "data.xlsx", "data.gpkg", "data.geojson", "data.parquet", "data.csv.zip"):
            made |= {f"{name}/{part}": content for part, content in extract(PLACE, tables, name).items()}
    written = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: hashlib.sha256(content).hexdigest() for name, content in (written | made).items()}


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]))))
