"""``terrapaz watch`` over an import that grows: each new month has a rise in another municipality."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd

from geo.changes import history
from geo.importers.import_file import import_file
from geo.importers.reading import Request
from geo.readers.gazetteer import known_codes
from geo.schema import REPORTED_CHANGES, check
from layers.watch.edition import CHANGES_FILE, STATE
from layers.watch.rules import Output, Rule, Watch
from layers.watch.run import run
from tests.geo.importers.files import TODAY, write
from tests.trust.children import Fate
from tests.trust.children import run as in_a_process
from tests.trust.tries import Verdict, WrongError

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
RISE = 9
CODES = sorted(known_codes())[::10]
"""A municipality has one rise only: a second one within a year would not be unusual."""
SOURCE = "imported-seen"
RULE = Rule("unusual-events", "events", unusual=12, at_least=3)
OUTPUT = Output("extract", "data/{date}.csv", {"region": "catatumbo", "from": "2015-01", "to": "2020-12"})


@dataclass
class Watched:
    """A watch, and all that it has to report.

    Attributes
    ----------
    home
        Folder of the tables, and of the editions.
    raw
        Where the growing import is; the watch builds all that is in it.
    alerts
        Ids of what rose since the first run.
    """

    home: Path
    raw: Path
    alerts: list[str] = field(default_factory=list)
    _rows: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home.mkdir()
        self.processed, self.out = self.home / "processed", self.home / "out"
        self.watch = Watch(self.out, sources=(SOURCE,), places=("colombia",), rules=(RULE,), outputs=(OUTPUT,))
        self._bring(date(2016, 12, 31))
        in_a_process(self.go, Fate(), self.home)  # a fork later on must find no threads here

    def arrive(self) -> None:
        """Add a month with a rise to the import."""
        number = len(self.alerts)
        code, month = CODES[number], date(2017 + number // 12, 1 + number % 12, 1)
        self.alerts.append(f"{RULE.id}/{SOURCE}/{code}/{month:%Y-%m}")
        self._rows += [
            {"id": f"{number}-{at}", "date": f"{month:%Y-%m}-{1 + at:02}", "divipola": code} for at in range(RISE)
        ]
        self._bring((month + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    def _bring(self, end: date) -> None:
        quiet = [{"id": f"q{year}", "date": f"{year}-06-01", "divipola": "54810"} for year in (2015, 2016)]
        path = write(self.home / "seen.csv", *(row | {"event_type": "attack"} for row in [*quiet, *self._rows]))
        import_file("events", Request(path, "seen", TODAY, start=date(2015, 1, 1), end=end, complete=True), self.raw)

    def go(self) -> None:
        """Run the watch."""
        run(self.watch, self.processed, self.raw, now=NOW)

    def check(self) -> None:
        """No half edition, nothing reported twice, nothing that did not happen."""
        if not self.out.exists():
            return
        told = self._told()
        if len(set(told)) != len(told) or set(told) - set(self.alerts):
            raise WrongError(f"alerts {told} of {self.alerts}")
        check(pd.read_parquet(self.out / CHANGES_FILE), REPORTED_CHANGES, "trial")
        for path in self.out.rglob("*.xml"):
            ids = [each.text for each in ET.parse(path).iter("{http://www.w3.org/2005/Atom}id")]
            if len(set(ids)) != len(ids):
                raise WrongError(f"{path.name} has an entry twice")
        for name in json.loads((self.out / "latest.json").read_text("utf-8"))["outputs"].values():
            if not (self.out / name).read_bytes().endswith(b"\n"):
                raise WrongError(f"{name} is cut off", Verdict.LOSS)

    def settled(self) -> None:
        """Once it ran to its end, every rise and every event is reported, once."""
        if sorted(self._told()) != sorted(self.alerts):
            raise WrongError(f"alerts {self._told()}, not {self.alerts}", Verdict.LOSS)
        told = history.reported(self.processed)["event_id"].dropna()
        known = {f"{SOURCE}:{row['id']}" for row in self._rows}
        if sorted(told) != sorted(known):
            raise WrongError(f"{len(told)} of {len(known)} events are reported", Verdict.LOSS)
        if history.version(self.processed) != history.version(self.processed / history.PREVIOUS):
            raise WrongError("the next run would compare with another build", Verdict.LOSS)

    def _told(self) -> list[str]:
        path = self.out / STATE
        return list(json.loads(path.read_text("utf-8"))["alerts"]) if path.is_file() else []
