"""docs/trust.md: what the campaign tries, what came of it, and how it went with real files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill

from geo.source import ROOT
from tests.trust.tries import GOOD, Verdict

PAGE = ROOT / "docs" / "trust.md"

INTRODUCTION = """# Trust

`make trust` tries to make Terrapaz say a wrong number, run something, fetch something, hang or lose a file, in some
{total:,} ways that are made from rules and a seed. It writes this page. Every try is judged: right, or refused in a
sentence that names the file and says what to do. Anything else is a defect. `make test` makes a tenth of the tries of
three parts, and `python -m tests.trust PART` all those of one. A part that is *open* was not run to its end, or what
it found is not yet corrected. What is promised is in [SECURITY.md](../SECURITY.md).

| part | tries | right | refused | wrong in silence | unclear | traceback | hang | loss |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""

METHOD = """
The durations of the parts, two of which run at a time, add up to {minutes:.0f} minutes. The load of the
machine, with all else that ran on it, was up to {load:.0f}.
{told}
- **Files**: tables of events, of statistics and of polygons whose contents are known, in another container (workbook,
  archive, JSON, encodings, separators), with codes, dates and numbers written in other ways, with values that cannot
  be, cut off, or with bytes changed. What is kept must be what was written; rows in are rows kept and rows set aside;
  no zero is filled in where a row was lost.
- **Area page**: every format, whole and damaged; outlines that cross themselves, nested rings, archives that unpack
  to too much.
- **Links and flags**: every parameter of every page, every flag of every command, with values that mean nothing. They
  are named, and nothing is written.
- **Texts**: scripts, links, images, formulas and templates in every text of an import. Pages are opened in Chromium
  with every request intercepted.
- **Kills**: import, build, refresh, watch, map, extract and report, killed at steps of a replacement and at any
  moment of their time. What is there is the old or the new one, whole, and the next run leaves nothing of the dead
  one. A watch loses no alert, reports none twice, and leaves no half edition.
- **Disks**: full at once or later, read-only, two processes at once.
- **Publishers**: every source that can be refreshed, 16 faults each.
- **Same bytes**: two days, time zones, locales, umasks, hash seeds, folders, one processor.
- **Load**: sessions that speak the app's protocol, without a browser, on the tables of the bundled data.

Two renders of one dossier's PDF in one process once differed by one byte, about once in eight runs of a test on a
busy machine. That was looked for and did not come back: 195 renders of that page were equal, with eight hash seeds,
in one to three threads, one to four processes at once, with freed memory overwritten by four patterns, beside other
work (load 8 to 14 on two processors). Whether what was found is its cause is not known: the DejaVu fonts of the
machine and those of matplotlib matched alike, so that the machine decided which were taken. Dossiers name fonts of
their own now.

## Files that nobody here had seen

Real files, found for this page and imported as a reader would, by kind.

| kind of file | what came of it |
| --- | --- |
"""

FRESH: tuple[tuple[str, str], ...] = (
    (
        "CSV, homicides by municipality of a year: codes without their zero, commas in one column, points in another",
        "every row; the zeros are restored, and said to be",
    ),
    ("CSV, rates by municipality with fifteen decimals", "every row"),
    (
        "CSV, homicides of one city with points and times with an offset",
        "every row once the precision is stated; \
refused before, with what to state",
    ),
    ("CSV, homicides with names of municipalities, no department", "refused: no place; names repeat in the country"),
    ("JSON, a list of features abroad", "**was accepted without a place**; refused now: no collection, no place"),
    ("zipped shapefile of parks, undated", "every outline; covers no time"),
    ("CSV of massacres, of a ministry", "every row; two whole years covered"),
    ("CSV of 9,919 kidnappings, of a ministry", "9,913; six rows without a municipality are refused by their code"),
    ("XLSX of cases with year, month and day in three columns", "refused: no date; the columns are listed"),
    ("CSV of mine victims with year and month in two columns", "refused: no date; the columns are listed"),
    ("XLS of the country's municipalities", "refused: no value; the columns are listed"),
    ("CSV of coca by municipality and year", "refused until `--map value=coca_ha`"),
    ("GeoJSON of reserves", "every outline; covers no time"),
    ("TopoJSON with municipalities and departments", "refused: two layers; both are named"),
    ("shapefile of a city abroad, without a coordinate system", "refused: its CRS is not stated"),
    ("shapefile of crimes abroad", "refused: in no municipality of Colombia, with the point"),
    ("GeoJSON of points as polygons", "refused: the geometry is not a polygon"),
    ("GeoPackage abroad", "refused: in no municipality of Colombia"),
    ("XLS of a model's variables", "refused: no year, no value; the columns are listed"),
)


@dataclass(frozen=True)
class Tally:
    """How many tries of a part came to which verdict, in how many seconds, what was measured, and the load then."""

    title: str
    verdicts: Mapping[str, int]
    seconds: float
    told: str = ""
    load: float = 0.0

    @property
    def bad(self) -> int:
        return sum(count for verdict, count in self.verdicts.items() if verdict not in GOOD)


def page(tallies: Sequence[Tally], fresh: Sequence[tuple[str, str]]) -> str:
    """The page in Markdown."""
    rows = [(tally.title.capitalize(), tally.verdicts) for tally in tallies]
    together = {verdict: sum(found.get(verdict, 0) for _, found in rows) for verdict in Verdict}
    rows.append(("**All**", together))
    lines = [f"| {title} | {' | '.join(_cells(found))} |\n" for title, found in rows]
    told = "".join(f"\n{fill(tally.told, 120)}\n" for tally in tallies if tally.told)
    minutes = sum(tally.seconds for tally in tallies) / 60
    load = max(tally.load for tally in tallies)
    text = (
        INTRODUCTION.format(total=sum(together.values()))
        + "".join(lines)
        + METHOD.format(minutes=minutes, told=told, load=load)
    )
    return text + "".join(f"| {kind} | {outcome} |\n" for kind, outcome in fresh)


def _cells(found: Mapping[str, int]) -> list[str]:
    """The tries and their verdicts; a part of which nothing came is open, which is no zero."""
    if not found:
        return ["open", *("–" for _ in Verdict)]
    return [f"{sum(found.values()):,}", *(f"{found.get(each, 0):,}" for each in Verdict)]
