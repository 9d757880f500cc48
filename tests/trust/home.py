"""A small home of data: a build with two imports, and what the commands do to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import pandas as pd
from pytest_httpserver import HTTPServer

from geo.build.pipeline import build, read_manifest, verify
from geo.imported import imported
from geo.importers.import_file import import_file
from geo.importers.reading import Request
from geo.refresh import refresh
from geo.source import refreshed
from geo.sources import mindefensa_terrorism
from geo.swap import write_output
from layers.dossier import document as dossier
from layers.extract import extract
from layers.outputs import html
from layers.selection import Selection
from layers.tables import Tables
from tests.geo.importers.files import TODAY, write
from tests.geo.publishers.servers import acts, served_by
from tests.trust.tries import Verdict, WrongError
from tests.trust.watched import Watched

ACTS = 25
PLACE = Selection(lang="en", municipality_code="54810", start="2023-01", end="2023-12")
ROW = {"date": "2023-03-19", "event_type": "attack", "divipola": "54810", "victims": "3"}


@dataclass(frozen=True)
class Deed:
    """Something that a command does to a home.

    Attributes
    ----------
    target
        What it replaces.
    check
        Raises unless what is there now is whole.
    before
        What happens before each attempt, in a process that is not killed.
    settled
        Raises unless everything is there once it came to its end.
    """

    name: str
    act: Callable[[], None]
    target: Path
    check: Callable[[], None]
    before: Callable[[], None] = lambda: None
    settled: Callable[[], None] = lambda: None


def files(home: Path) -> list[Path]:
    """Two files to import under one name, of one and of two events."""
    return [write(home / f"{count}.csv", *[ROW | {"id": str(row)} for row in range(count)]) for count in (1, 2)]


def deeds(home: Path) -> list[Deed]:
    """Everything that writes, over a home that is built."""
    raw, out = home / "raw", home / "processed"
    raw.mkdir(exist_ok=True)
    sources = files(home)

    def bring() -> None:
        """Import the file of the two that is not there."""
        held = imported(raw).get("imported-mine")
        other = sources[held is not None and len(held.load(raw)) == 1]
        import_file("events", Request(other, "mine", TODAY), raw)

    def make() -> None:
        build(out, raw, force=True)

    def output(name: str, content: Callable[[Tables], bytes]) -> Deed:
        path = home / name
        return Deed(name, lambda: write_output(path, content(Tables.read(out))), path, lambda: _whole_file(path))

    server = HTTPServer()
    server.start()
    query = served_by(server, mindefensa_terrorism.PUBLISHER.queries["acts"], acts(ACTS))
    publisher = replace(mindefensa_terrorism.PUBLISHER, queries={"acts": query})

    def ask() -> None:
        with patch.object(mindefensa_terrorism, "PUBLISHER", publisher):
            refresh("mindefensa_terrorism", raw, today=TODAY, client={"pause": 0.0}, accept=True)

    watched = Watched(home / "watched", raw)
    return [
        Deed("import", bring, raw / "imported" / "mine", lambda: _whole_import(raw)),
        Deed("build", make, out, lambda: _whole_build(out, raw)),
        Deed("refresh", ask, raw / "refreshed" / mindefensa_terrorism.SOURCE.id, lambda: _whole_refresh(raw)),
        output("map.html", lambda tables: html.html(PLACE, tables).encode()),
        output("data.csv", lambda tables: extract(PLACE, tables, "data.csv")["data.csv"]),
        output("report.html", lambda tables: dossier.html(PLACE, tables).encode()),
        Deed("watch", watched.go, watched.home, watched.check, watched.arrive, watched.settled),
    ]


def _whole_import(raw: Path) -> None:
    for loader in imported(raw).values():
        table, report = (
            loader.load(raw),
            pd.read_csv(raw / loader.source.files[0].path.replace("table.parquet", "report.csv")),
        )
        if len(table) != len(report):
            raise WrongError(f"{len(table)} rows, {len(report)} in the report", Verdict.LOSS)


def _whole_build(out: Path, raw: Path) -> None:
    if read_manifest(out) is None:
        raise WrongError("no build is here", Verdict.LOSS)
    if wrong := [each for each in verify(out, raw) if each.startswith("output")]:
        raise WrongError("; ".join(wrong), Verdict.LOSS)
    Tables.read(out).indicators.shape  # noqa: B018, it is read


def _whole_refresh(raw: Path) -> None:
    source = refreshed(mindefensa_terrorism.SOURCE, raw)
    if source != mindefensa_terrorism.SOURCE and len(mindefensa_terrorism.load(raw)) != ACTS:
        raise WrongError("the refreshed table is not whole", Verdict.LOSS)


def _whole_file(path: Path) -> None:
    if path.exists() and not path.read_bytes().endswith((b"</html>", b"</html>\n", b"\n")):
        raise WrongError(f"{path.name} is cut off", Verdict.LOSS)
